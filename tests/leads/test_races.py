"""Eight people close one lead at the same moment: one of them does."""

from datetime import datetime

import pytest

from dealwright.core import actor as actors
from dealwright.core.actor import Actor
from dealwright.customers import actions as customers
from dealwright.events.models import EventRecord
from dealwright.leads import actions as leads
from dealwright.leads.models import Lead
from tests.factories.leads import lead_of
from tests.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PEOPLE = 8


def test_a_lead_is_disqualified_once(alice: Actor, at: datetime) -> None:
    lead = lead_of(alice)

    def attempt() -> Lead:
        return leads.disqualify(lead, reason="spam", by=actors.system(), at=at)

    done, refused = race(*[attempt] * PEOPLE)
    assert (len(done), len(refused)) == (1, PEOPLE - 1)
    assert EventRecord.objects.filter(kind="leads.LeadDisqualified").count() == 1
    assert Lead.objects.get().version == 2


def test_a_lead_is_qualified_once(alice: Actor, at: datetime) -> None:
    lead = lead_of(alice)
    contact = customers.create_contact({"last_name": "Sjöberg"}, by=alice, at=at)

    def attempt() -> Lead:
        return leads.mark_qualified(lead, contact=contact, account=None, by=actors.system(), at=at)

    done, refused = race(*[attempt] * PEOPLE)
    assert (len(done), len(refused)) == (1, PEOPLE - 1)
    assert EventRecord.objects.filter(kind="leads.LeadQualified").count() == 1


def test_a_lead_is_given_up_or_qualified_but_never_both(alice: Actor, at: datetime) -> None:
    lead = lead_of(alice)
    contact = customers.create_contact({"last_name": "Sjöberg"}, by=alice, at=at)

    def give_up() -> Lead:
        return leads.disqualify(lead, reason="spam", by=actors.system(), at=at)

    def qualify() -> Lead:
        return leads.mark_qualified(lead, contact=contact, account=None, by=actors.system(), at=at)

    done, refused = race(*[give_up, qualify] * (PEOPLE // 2))
    assert (len(done), len(refused)) == (1, PEOPLE - 1)
    closings = EventRecord.objects.filter(subject_id=lead.pk).exclude(kind="records.RecordCreated")
    assert closings.count() == 1
