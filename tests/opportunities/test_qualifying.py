"""Making accounts, contacts and deals of leads."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from dealwright.activities.models import Activity
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError, RefusedError
from dealwright.customers.models import Account, Contact
from dealwright.events.models import EventRecord
from dealwright.identity import actions as identity
from dealwright.identity.models import Role
from dealwright.identity.privileges import FieldLevel
from dealwright.leads import actions as leads
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.models import DealSpan, Opportunity
from tests.factories.activities import activity_of
from tests.factories.customers import account_of, contact_of
from tests.factories.leads import disqualified, lead_of
from tests.factories.strategy import process_of
from tests.opportunities.refusals import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standard")]

qualify = opportunities.qualify


def test_a_lead_becomes_an_account_a_contact_and_a_deal(alice: Actor, at: datetime) -> None:
    lead = lead_of(alice, need="A cold store\nby spring", source="trade_fair", city="Gothenburg")
    made = qualify(lead, by=alice, at=at)
    assert made.account is not None
    assert made.opportunity is not None
    assert (made.account.name, made.account.billing_city) == (
        "Nordhaven Cold Chain AB",
        "Gothenburg",
    )
    assert (made.contact.name, made.contact.account_id) == (
        "Annika Sjöberg-Lindqvist",
        made.account.pk,
    )
    assert made.contact.email == "annika@nordhaven.example"
    deal = made.opportunity
    assert deal.name == "Nordhaven Cold Chain AB: A cold store"
    assert (deal.account_id, deal.contact_id, deal.lead_id) == (
        made.account.pk,
        made.contact.pk,
        lead.pk,
    )
    assert (deal.source, deal.need) == ("trade_fair", "A cold store\nby spring")
    assert DealSpan.objects.filter(deal=deal).count() == 1


def test_the_numbers_by_which_registers_know_a_company_go_with_it(
    alice: Actor, at: datetime
) -> None:
    lead = lead_of(alice, registration_number="556703-7485", vat_number="SE556703748501")
    account = qualify(lead, by=alice, at=at).account
    assert account is not None
    account.refresh_from_db()
    assert (account.registration_number, account.vat_number) == ("556703-7485", "SE556703748501")


def test_the_lead_is_closed_and_tells_what_it_became(alice: Actor, at: datetime) -> None:
    made = qualify(lead_of(alice), by=alice, at=at)
    made.lead.refresh_from_db()
    assert (made.lead.state, made.lead.closed_at) == ("qualified", at)
    assert (made.lead.account, made.lead.contact) == (made.account, made.contact)
    record = EventRecord.objects.get(kind="leads.LeadQualified")
    assert record.data == {"contact": str(made.contact.pk), "account": str(made.account.pk)}  # type: ignore[union-attr]


def test_all_that_is_made_belongs_to_the_owner_of_the_lead(
    alice: Actor, bob: Actor, at: datetime
) -> None:
    made = qualify(lead_of(alice), by=bob, at=at)
    owners = {row.owner_id for row in (made.account, made.contact, made.opportunity) if row}
    assert owners == {alice.id}


def test_what_is_there_already_is_linked(alice: Actor, at: datetime) -> None:
    account = account_of(alice, "Nordhaven")
    contact = contact_of(alice, account=account)
    made = qualify(lead_of(alice), account=account.pk, contact=contact.pk, by=alice, at=at)
    assert (made.account, made.contact) == (account, contact)
    assert (Account.objects.count(), Contact.objects.count()) == (1, 1)
    assert made.opportunity is not None
    assert made.opportunity.account_id == account.pk


def test_a_linked_contact_brings_its_account_along(alice: Actor, at: datetime) -> None:
    contact = contact_of(alice, account=account_of(alice, "Nordhaven"))
    made = qualify(lead_of(alice), contact=contact, by=alice, at=at)
    assert made.account is not None
    assert made.account.name == "Nordhaven"
    assert Account.objects.count() == 1


def test_a_new_contact_joins_the_linked_account(alice: Actor, at: datetime) -> None:
    account = account_of(alice, "Nordhaven")
    made = qualify(lead_of(alice), account=account, by=alice, at=at)
    assert made.contact.account_id == account.pk


def test_a_contact_of_another_account_is_refused(alice: Actor, at: datetime) -> None:
    account = account_of(alice, "Nordhaven")
    contact = contact_of(alice, account=account_of(alice, "Halcyon"))
    error = refused(
        InvalidError, qualify, lead_of(alice), account=account, contact=contact, by=alice, at=at
    )
    assert list(error.errors) == ["contact"]


def test_no_deal_is_made_when_none_is_wanted(alice: Actor, at: datetime) -> None:
    made = qualify(lead_of(alice), create_opportunity=False, by=alice, at=at)
    assert made.opportunity is None
    assert not Opportunity.objects.exists()


@pytest.mark.parametrize(
    ("company", "create_account"), [("", True), ("Nordhaven Cold Chain AB", False)]
)
def test_a_private_person_needs_no_account(
    alice: Actor, at: datetime, company: str, create_account: bool
) -> None:
    lead = lead_of(alice, company=company)
    made = qualify(lead, create_account=create_account, by=alice, at=at)
    assert made.account is None
    assert made.opportunity is not None
    assert made.opportunity.account_id is None
    assert made.contact.account_id is None


def test_fields_of_the_deal_may_be_given(alice: Actor, at: datetime) -> None:
    process = process_of(["Prospecting"])
    values = {
        "name": "Sortation line",
        "estimated_revenue": Decimal(5000),
        "close_on": at.date(),
        "process": process.pk,
    }
    made = qualify(lead_of(alice), opportunity=values, by=alice, at=at)
    deal = made.opportunity
    assert deal is not None
    assert (deal.name, deal.estimated_revenue, deal.process_id) == (
        "Sortation line",
        Decimal(5000),
        process.pk,
    )


def test_the_activities_of_the_lead_follow_to_the_deal(alice: Actor, at: datetime) -> None:
    lead = lead_of(alice)
    activity = activity_of(alice, about=lead)
    made = qualify(lead, by=alice, at=at)
    activity = Activity.objects.get(pk=activity.pk)
    assert made.opportunity is not None
    assert (activity.about_type, activity.about_id) == (
        "opportunities.opportunity",
        made.opportunity.pk,
    )


def test_without_a_deal_they_follow_to_the_contact(alice: Actor, at: datetime) -> None:
    lead = lead_of(alice)
    activity = activity_of(alice, about=lead)
    made = qualify(lead, create_opportunity=False, by=alice, at=at)
    assert Activity.objects.get(pk=activity.pk).about_id == made.contact.pk


def test_a_lead_taken_up_again_keeps_what_it_became(alice: Actor, at: datetime) -> None:
    first = qualify(lead_of(alice), create_opportunity=False, by=alice, at=at)
    lead = leads.reopen(first.lead, by=alice, at=at)
    second = qualify(lead, by=alice, at=at)
    assert (second.account, second.contact) == (first.account, first.contact)
    assert (Account.objects.count(), Contact.objects.count()) == (1, 1)


def test_a_closed_lead_is_not_qualified(alice: Actor, at: datetime) -> None:
    made = qualify(lead_of(alice), by=alice, at=at)
    for lead in (made.lead, disqualified(alice)):
        assert refused(RefusedError, qualify, lead, by=alice, at=at).code == "state"


def test_nobody_qualifies_the_lead_of_another(
    alice: Actor, ann: Actor, charlie: Actor, at: datetime
) -> None:
    lead = lead_of(alice)
    for actor in (ann, charlie):
        refused(NotAllowedError, qualify, lead, by=actor, at=at)


def test_who_may_not_make_deals_still_makes_contacts(mia: Actor, at: datetime) -> None:
    lead = lead_of(mia)
    refused(NotAllowedError, qualify, lead, by=mia, at=at)
    made = qualify(lead, create_opportunity=False, by=mia, at=at)
    assert made.lead.state == "qualified"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"account": uuid4()}, "account"),
        ({"contact": uuid4()}, "contact"),
        ({"opportunity": {"currency": "NOK"}}, "currency"),
        ({"opportunity": {"estimated_revenue": Decimal("1.001")}}, "estimated_revenue"),
    ],
)
def test_whatever_is_refused_nothing_is_made(
    alice: Actor, at: datetime, given: dict[str, Any], field: str
) -> None:
    lead = lead_of(alice)
    activity_of(alice, about=lead)
    error = refused(InvalidError, qualify, lead, by=alice, at=at, **given)
    assert list(error.errors) == [field]


def test_records_that_one_cannot_read_are_not_linked(
    alice: Actor, charlie: Actor, at: datetime, stages: SimpleNamespace
) -> None:
    account = account_of(alice)
    error = refused(InvalidError, qualify, lead_of(charlie), account=account, by=charlie, at=at)
    assert list(error.errors) == ["account"]


def test_what_is_hidden_of_a_lead_does_not_get_out_with_what_it_becomes(
    alice: Actor, admin: Actor, at: datetime
) -> None:
    lead = lead_of(alice, phone="+46 31 123 45 67")
    role = Role.objects.get(key="salesperson")
    hidden = {"phone": FieldLevel.HIDDEN}
    identity.set_field_rights(role, "leads.lead", hidden, by=admin, at=at)
    made = qualify(lead, by=replace(alice, memo={}), at=at)
    assert made.contact.phone == ""
    assert made.contact.email == "annika@nordhaven.example"
