"""Verbs on leads."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dealwright.core import guards
from dealwright.core.actor import Actor
from dealwright.core.errors import (
    ConflictError,
    InvalidError,
    InvalidRowsError,
    NotAllowedError,
    RefusedError,
)
from dealwright.customers import actions as customers
from dealwright.events.models import EventRecord
from dealwright.leads import actions as leads
from dealwright.leads.models import MOVES, Lead, LeadState
from tests.factories.leads import ANNIKA, disqualified, lead_of
from tests.leads.refusals import refused

pytestmark = pytest.mark.django_db


def event_of(lead: Lead, kind: str) -> EventRecord:
    return EventRecord.objects.get(subject_id=lead.pk, kind=kind)


def test_a_lead_is_kept_in_its_normal_form(alice: Actor, at: datetime) -> None:
    values = ANNIKA | {"email": "Annika@NORDHAVEN.example", "phone": "030 901820"}
    lead = leads.create(values, by=alice, at=at)
    lead.refresh_from_db()
    assert lead.name == "Annika Sjöberg-Lindqvist"
    assert lead.email == "Annika@nordhaven.example"
    assert lead.phone == "+4930901820"  # a national number is one of the organisation's country
    assert (lead.state, lead.owner_id) == (LeadState.NEW, alice.id)
    assert event_of(lead, "records.RecordCreated").changes["company"] == [None, ANNIKA["company"]]


def test_a_batch_of_leads_costs_the_same_whatever_its_length(alice: Actor, at: datetime) -> None:
    def statements(count: int) -> int:
        rows = [{"last_name": f"Person {number}"} for number in range(count)]
        with CaptureQueriesContext(
            connection,
        ) as captured:
            leads.create_many(rows, by=alice, at=at)
        return len(captured)

    statements(1)  # the actor's rights are read once
    assert statements(1) == statements(30)


def test_the_wrong_rows_of_a_batch_are_told_together(alice: Actor, at: datetime) -> None:
    rows = [{"last_name": "A"}, {"last_name": "B", "email": "no"}, {"last_name": "C", "phone": "x"}]
    found = refused(InvalidRowsError, leads.create_many, rows, by=alice, at=at)
    assert {row: set(error.errors) for row, error in found.value.rows.items()} == {
        1: {"email"},
        2: {"phone"},
    }


def test_a_token_that_only_reads_adds_no_lead(alice: Actor, at: datetime) -> None:
    reader = replace(alice, scopes=frozenset({"read:leads"}), memo={})
    refused(NotAllowedError, leads.create, ANNIKA, by=reader, at=at)


def test_a_lead_is_changed_and_what_changed_is_recorded(alice: Actor, at: datetime) -> None:
    lead = lead_of(alice)
    leads.update(lead, {"company": "Nordhaven AB"}, by=alice, at=at, version=1)
    event = event_of(lead, "records.RecordUpdated")
    assert event.changes == {"company": ["Nordhaven Cold Chain AB", "Nordhaven AB"]}


def test_a_manager_hands_a_lead_over(alice: Actor, bob: Actor, ann: Actor, at: datetime) -> None:
    lead = leads.update(lead_of(alice), {"owner": ann.id}, by=bob, at=at)
    assert lead.owner_id == ann.id


def test_a_stranger_changes_no_lead(alice: Actor, charlie: Actor, at: datetime) -> None:
    refused(NotAllowedError, leads.update, lead_of(alice), {"city": "X"}, by=charlie, at=at)


def test_a_lead_changed_meanwhile_is_not_overwritten(
    alice: Actor, bob: Actor, at: datetime
) -> None:
    lead = lead_of(alice)
    leads.update(lead, {"city": "Gothenburg"}, by=bob, at=at, version=1)
    found = refused(ConflictError, leads.update, lead, {"city": "Oslo"}, by=alice, at=at, version=1)
    assert (found.value.theirs, found.value.mine) == ({"city": "Gothenburg"}, {"city": "Oslo"})


def test_a_closed_lead_is_not_changed(alice: Actor, at: datetime) -> None:
    found = refused(
        RefusedError, leads.update, disqualified(alice), {"city": "Oslo"}, by=alice, at=at
    )
    assert "Reopen" in str(found.value.remedy)


def test_a_closed_lead_is_still_handed_over(
    alice: Actor, bob: Actor, ann: Actor, at: datetime
) -> None:
    lead = leads.update(disqualified(alice), {"owner": ann.id}, by=bob, at=at)
    assert lead.owner_id == ann.id


def test_an_owner_deletes_a_lead(alice: Actor, at: datetime) -> None:
    lead = lead_of(alice)
    leads.delete(lead, by=alice, at=at)
    assert not Lead.objects.filter(pk=lead.pk).exists()
    assert event_of(lead, "records.RecordDeleted").changes["email"] == [ANNIKA["email"], None]


def test_a_colleague_deletes_no_lead(alice: Actor, ann: Actor, at: datetime) -> None:
    refused(NotAllowedError, leads.delete, lead_of(alice), by=ann, at=at)


def test_contacting_a_lead_says_when(alice: Actor, at: datetime) -> None:
    lead = leads.mark_contacted(lead_of(alice), by=alice, at=at)
    lead.refresh_from_db()
    assert (lead.state, lead.contacted_at, lead.version) == (LeadState.CONTACTED, at, 2)
    assert event_of(lead, "leads.LeadContacted").changes["state"] == ["new", "contacted"]


def test_a_stranger_contacts_no_lead(alice: Actor, charlie: Actor, at: datetime) -> None:
    refused(NotAllowedError, leads.mark_contacted, lead_of(alice), by=charlie, at=at)


def test_a_lead_is_disqualified_with_its_reason(alice: Actor, at: datetime) -> None:
    lead = leads.disqualify(lead_of(alice), reason="no_budget", note=" Next year ", by=alice, at=at)
    lead.refresh_from_db()
    assert (lead.state, lead.closed_at) == (LeadState.DISQUALIFIED, at)
    assert (lead.disqualify_reason, lead.disqualify_note) == ("no_budget", "Next year")
    assert event_of(lead, "leads.LeadDisqualified").data == {
        "reason": "no_budget",
        "note": "Next year",
    }


@pytest.mark.parametrize("reason", ["", "because"])
def test_a_reason_is_one_of_the_list(reason: str, alice: Actor, at: datetime) -> None:
    found = refused(InvalidError, leads.disqualify, lead_of(alice), reason=reason, by=alice, at=at)
    assert set(found.value.errors) == {"reason"}


def test_a_stranger_disqualifies_no_lead(alice: Actor, charlie: Actor, at: datetime) -> None:
    lead = lead_of(alice)
    refused(NotAllowedError, leads.disqualify, lead, reason="spam", by=charlie, at=at)


def test_a_qualified_lead_knows_what_it_has_become(alice: Actor, at: datetime) -> None:
    lead = lead_of(alice)
    account = customers.create_account({"name": "Nordhaven"}, by=alice, at=at)
    contact = customers.create_contact(
        {"last_name": "Sjöberg", "account": account}, by=alice, at=at
    )
    leads.mark_qualified(lead, contact=contact, account=account, by=alice, at=at)
    lead.refresh_from_db()
    assert (lead.state, lead.closed_at) == (LeadState.QUALIFIED, at)
    assert (lead.contact, lead.account) == (contact, account)
    event = event_of(lead, "leads.LeadQualified")
    assert set(event.about) == {lead.pk, contact.pk, account.pk}


def test_a_private_person_qualifies_without_an_account(alice: Actor, at: datetime) -> None:
    contact = customers.create_contact({"last_name": "Sjöberg"}, by=alice, at=at)
    lead = leads.mark_qualified(lead_of(alice), contact=contact, account=None, by=alice, at=at)
    assert lead.account_id is None


def test_a_stranger_qualifies_no_lead(alice: Actor, charlie: Actor, at: datetime) -> None:
    contact = customers.create_contact({"last_name": "Sjöberg"}, by=charlie, at=at)
    refused(
        NotAllowedError,
        leads.mark_qualified,
        lead_of(alice),
        contact=contact,
        account=None,
        by=charlie,
        at=at,
    )


@pytest.mark.parametrize("spoken", [False, True])
def test_a_reopened_lead_stands_where_it_stood(spoken: bool, alice: Actor, at: datetime) -> None:
    lead = lead_of(alice)
    if spoken:
        leads.mark_contacted(lead, by=alice, at=at)
    leads.disqualify(lead, reason="no_need", by=alice, at=at)
    leads.reopen(lead, by=alice, at=at + timedelta(days=1))
    lead.refresh_from_db()
    assert lead.state == (LeadState.CONTACTED if spoken else LeadState.NEW)
    assert (lead.closed_at, lead.disqualify_reason) == (None, "")
    assert event_of(lead, "leads.LeadReopened").data == {"was": "disqualified"}


def test_a_guard_keeps_a_lead_closed(
    alice: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def object_(_lead: Lead) -> None:
        raise RefusedError("Its deal is still open.")

    monkeypatch.setitem(guards._guards, "leads.reopen", [object_])
    refused(RefusedError, leads.reopen, disqualified(alice), by=alice, at=at)


def test_a_stranger_reopens_no_lead(alice: Actor, charlie: Actor, at: datetime) -> None:
    refused(NotAllowedError, leads.reopen, disqualified(alice), by=charlie, at=at)


def in_state(state: LeadState, owner: Actor, at: datetime) -> Lead:
    lead = lead_of(owner)
    match state:
        case LeadState.CONTACTED:
            leads.mark_contacted(lead, by=owner, at=at)
        case LeadState.DISQUALIFIED:
            leads.disqualify(lead, reason="spam", by=owner, at=at)
        case LeadState.QUALIFIED:
            contact = customers.create_contact({"last_name": "S"}, by=owner, at=at)
            leads.mark_qualified(lead, contact=contact, account=None, by=owner, at=at)
    return lead


VERBS: dict[str, tuple[Callable[..., Lead], set[LeadState]]] = {
    "contact": (leads.mark_contacted, {LeadState.NEW}),
    "disqualify": (
        lambda lead, **given: leads.disqualify(lead, reason="spam", **given),
        {LeadState.NEW, LeadState.CONTACTED},
    ),
    "reopen": (leads.reopen, {LeadState.QUALIFIED, LeadState.DISQUALIFIED}),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", LeadState)
def test_only_the_moves_of_the_table_are_made(
    verb: str, state: LeadState, alice: Actor, at: datetime
) -> None:
    lead = in_state(state, alice, at)
    act, legal_from = VERBS[verb]
    if state in legal_from:
        after = act(lead, by=alice, at=at)
        assert after.state in MOVES[state]
    else:
        refused(RefusedError, act, lead, by=alice, at=at)
