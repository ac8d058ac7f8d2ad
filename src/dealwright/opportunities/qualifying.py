"""The dialog that qualifies a lead: what it offers, and what its controls mean for the verb."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError
from dealwright.customers import queries as customers
from dealwright.customers.matching import Match, Probe
from dealwright.customers.models import Account, Contact
from dealwright.leads import queries as leads
from dealwright.leads.models import Lead
from dealwright.opportunities import actions
from dealwright.organisation import queries as organisation

NEW, NONE, OTHER = "new", "none", "other"
OFFERED = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Offers:
    """Accounts and contacts that a lead may already be, and which of them stand chosen at first."""

    accounts: Sequence[Match[Account]]
    contacts: Sequence[Match[Contact]]
    account: Account | None
    contact: Contact | None


def offers(lead: Lead, actor: Actor) -> Offers:
    """What is offered for a lead: matches by email, phone and similar name, and what it had become before.

    The contact with its very email is chosen, and the account that contact belongs to.
    """
    country = organisation.current().country
    columns = ("first_name", "last_name", "email", "phone")
    person = leads.probe({name: getattr(lead, name) for name in columns}, country=country)
    company = Probe.of(
        country=country,
        name=lead.company,
        phone=lead.phone,
        registration=lead.registration_number,
        vat=lead.vat_number,
    )
    accounts = customers.matches(customers.ACCOUNTS, company, actor=actor, at_most=OFFERED)
    contacts = customers.matches(customers.CONTACTS, person, actor=actor, at_most=OFFERED)
    contact = lead.contact or _same_person(lead, contacts)
    account = lead.account or (contact.account if contact else None)
    return Offers(
        accounts=_with(account, accounts),
        contacts=_with(contact, contacts),
        account=account,
        contact=contact,
    )


def _same_person(lead: Lead, contacts: Sequence[Match[Contact]]) -> Contact | None:
    email = lead.email.lower()
    same = (match.row for match in contacts if email and match.row.email.lower() == email)
    return next(same, None)


def _with[M: Model](chosen: M | None, found: Sequence[Match[M]]) -> Sequence[Match[M]]:
    """The matches, the chosen one among them."""
    if chosen is None or any(match.row.pk == chosen.pk for match in found):
        return found
    return [Match(row=chosen, reasons=()), *found]


def initial(lead: Lead, actor: Actor) -> dict[str, Any]:
    """What the dialog starts from."""
    found = offers(lead, actor)
    return {
        "contact": found.contact,
        "account": found.account,
        "create_account": bool(lead.company),
        "create_opportunity": True,
        "name": actions.name_for(lead),
    }


def context(lead: Lead, actor: Actor) -> dict[str, Any]:
    """What the dialog offers besides."""
    found = offers(lead, actor)
    return {
        "accounts": found.accounts,
        "contacts": found.contacts,
        "offered": [str(match.row.pk) for match in (*found.accounts, *found.contacts)],
        "lead": lead,
    }


def read(typed: Mapping[str, str]) -> Mapping[str, str]:
    """The parameters of the verb from the controls: "new", "none", "other" or the id of a match.

    InvalidError when another one is wanted and none is chosen.
    """
    given = dict(typed)
    for name in ("account", "contact"):
        choice = given.get(name, NEW)
        other = given.get(f"other_{name}", "")
        if choice == OTHER and not other:
            raise InvalidError({name: _("Choose which one, or another answer.")})
        given[name] = {NEW: "", NONE: "", OTHER: other}.get(choice, choice)
    given.pop("create_account", None)
    if typed.get("account", NEW) == NEW:
        given["create_account"] = "true"
    return given
