"""Qualifying a lead: it becomes a contact, usually at an account, usually with a deal. One transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dealwright.activities import actions as activities
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, refuse_unless, require
from dealwright.customers import actions as customers
from dealwright.customers.models import Account, Contact
from dealwright.identity import access
from dealwright.leads import actions as leads
from dealwright.leads import policies as lead_policies
from dealwright.leads.models import Lead
from dealwright.opportunities.actions.creating import create
from dealwright.opportunities.models import Opportunity
from dealwright.records import registry, writing
from dealwright.records.models import Record

type Values = Mapping[str, Any]

OF_ACCOUNT = {
    "name": "company",
    "registration_number": "registration_number",
    "vat_number": "vat_number",
    "website": "website",
    "industry": "industry",
    "employees": "employees",
    "billing_city": "city",
    "billing_country": "country",
}
OF_CONTACT = ("first_name", "last_name", "job_title", "email", "phone")
LONGEST_NAME = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Qualified:
    """What a lead has become."""

    lead: Lead
    contact: Contact
    account: Account | None
    opportunity: Opportunity | None


@action
def qualify(
    lead: Lead,
    *,
    by: Actor,
    at: datetime,
    account: Account | UUID | None = None,
    contact: Contact | UUID | None = None,
    create_account: bool = True,
    opportunity: Values | None = None,
    create_opportunity: bool = True,
) -> Qualified:
    """Make a lead a contact, an account and a deal, or link it to those that are there.

    Without a linked account one is made of the company, if the lead names one and `create_account` holds; a
    linked contact brings its account along. `opportunity` gives fields of the deal; it is the lead's owner's, as
    all that is made here. The lead's activities go to the deal, or to the contact when there is none.

    Refuses: not permitted, a closed lead, records that cannot be read, a linked contact of another account, and
    whatever the creation of each refuses; then nothing is made.
    """
    lead = Lead.objects.lock(lead.pk)
    require(lead_policies.can_work(by, lead))
    refuse_unless(
        lead.is_open,
        _("This lead is %(state)s already.") % {"state": lead.get_state_display()},
        remedy=_("Reopen it first."),
        code="state",
    )
    person = _contact(contact or lead.contact_id, by=by)
    customer = _account(account or _known_account(lead, person), by=by)
    _refuse_strangers(person, customer)
    if customer is None and create_account and lead.company:
        customer = customers.create_account(_account_values(lead, by), by=by, at=at)
    if person is None:
        person = customers.create_contact(_contact_values(lead, customer, by), by=by, at=at)
    deal = None
    if create_opportunity:
        values = _deal_values(lead, person, customer, by) | dict(opportunity or {})
        deal = create(values, by=by, at=at)
    activities.follow(lead, deal or person, by=by, at=at)
    lead = leads.mark_qualified(lead, contact=person, account=customer, by=by, at=at)
    return Qualified(lead=lead, contact=person, account=customer, opportunity=deal)


def _known_account(lead: Lead, person: Contact | None) -> UUID | None:
    """The account the lead had become before it was reopened, or that of the contact it is linked to."""
    return (person.account_id if person else None) or lead.account_id


def _contact(contact: Contact | UUID | None, *, by: Actor) -> Contact | None:
    found = _readable(Contact, contact, by=by)
    if contact and found is None:
        raise InvalidError({"contact": _("There is no such contact, or you may not see it.")})
    return found


def _account(account: Account | UUID | None, *, by: Actor) -> Account | None:
    found = _readable(Account, account, by=by)
    if account and found is None:
        raise InvalidError({"account": _("There is no such account, or you may not see it.")})
    return found


def _readable[M: Record](model: type[M], link: M | UUID | None, *, by: Actor) -> M | None:
    if link is None:
        return None
    pk = link.pk if isinstance(link, Record) else link
    found: M | None = registry.of(model).rows(by).filter(pk=pk).first()
    return found


def _refuse_strangers(person: Contact | None, customer: Account | None) -> None:
    if person and customer and person.account_id not in {None, customer.pk}:
        raise InvalidError({"contact": _("This contact belongs to another account.")})


def _account_values(lead: Lead, by: Actor) -> dict[str, Any]:
    values = {"owner": lead.owner_id} | {
        name: getattr(lead, column) for name, column in OF_ACCOUNT.items()
    }
    return writing.permitted(Account, _told(values, OF_ACCOUNT, by), by=by)


def _told(values: dict[str, Any], columns: Mapping[str, str], by: Actor) -> dict[str, Any]:
    """The values without those that come from a field of leads that is hidden from the actor: nothing gets out so."""
    hidden = access.hidden_fields(by, "leads.lead")
    return {name: value for name, value in values.items() if columns.get(name) not in hidden}


def _contact_values(lead: Lead, customer: Account | None, by: Actor) -> dict[str, Any]:
    values = {"owner": lead.owner_id, "account": customer} | {
        name: getattr(lead, name) for name in OF_CONTACT
    }
    return writing.permitted(Contact, _told(values, {name: name for name in OF_CONTACT}, by), by=by)


def _deal_values(
    lead: Lead, person: Contact, customer: Account | None, by: Actor
) -> dict[str, Any]:
    values = {
        "name": name_for(lead),
        "account": customer,
        "contact": person,
        "lead": lead,
        "source": lead.source,
        "need": lead.need,
        "owner": lead.owner_id,
    }
    return writing.permitted(Opportunity, _told(values, {"source": "source"}, by), by=by)


def name_for(lead: Lead) -> str:
    """What a deal is called until someone says better: who wants it, and the first line of what they need."""
    topic = lead.need.strip().partition("\n")[0].strip()
    return ": ".join(part for part in (lead.company or str(lead), topic) if part)[:LONGEST_NAME]
