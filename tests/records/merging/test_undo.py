"""Undoing a merge: the losers are there again with what hung on them, also days later; what others changed stays."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dealwright.activities import actions as activities
from dealwright.activities.models import Activity
from dealwright.core.actor import Actor
from dealwright.core.errors import NotAllowedError, RefusedError
from dealwright.customers import actions as customers
from dealwright.customers.models import Account, Contact
from dealwright.events.models import EventRecord
from dealwright.identity.models import Share
from dealwright.leads.models import Lead
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.models import Opportunity, Stakeholder
from dealwright.records import actions as records
from dealwright.records import registry
from dealwright.records.changesets import queries as sets
from dealwright.records.changesets.models import State
from dealwright.records.changesets.undoing import Standing
from dealwright.records.merging import queries
from dealwright.records.merging.models import MergedRecord, MovedRow
from dealwright.records.models import RecentView
from tests.factories.activities import activity_of, note_of
from tests.factories.customers import account_of, contact_of
from tests.factories.leads import lead_of
from tests.factories.opportunities import deal_of
from tests.people import AT
from tests.records.changesets.acting import outcomes, rows_of, undo
from tests.records.merging.merging import merged

pytestmark = pytest.mark.django_db

TABLES: tuple[type[models.Model], ...] = (
    Account,
    Contact,
    Lead,
    Opportunity,
    Activity,
    Stakeholder,
    Share,
    RecentView,
)
LATER = AT + timedelta(days=9)


def snapshot() -> list[dict[Any, Any]]:
    return [rows_of(table) for table in TABLES]


@pytest.fixture
def pair(alice: Actor, people: Any) -> tuple[Account, Account]:
    """Two accounts with something of every kind on the second, some of it twice."""
    winner = account_of(alice, name="Nordhaven", industry="")
    loser = account_of(alice, name="Nordhaven AB", industry="food", parent=winner.pk)
    account_of(alice, name="Daughter", parent=loser.pk)
    contact_of(alice, account=loser.pk)
    deal_of(alice, account=loser.pk)
    note_of(alice, "A note", about=loser)
    records.share(winner, people.charlie.pk, by=alice, at=AT)
    records.share(loser, people.charlie.pk, can_write=True, by=alice, at=AT)
    records.share(loser, people.mia.pk, by=alice, at=AT)
    records.note_view(winner, by=alice, at=AT)
    records.note_view(loser, by=alice, at=AT)
    return winner, loser


def test_all_is_as_before_also_days_later(alice: Actor, pair: tuple[Account, Account]) -> None:
    before = snapshot()
    back = undo(merged(*pair, by=alice), by=alice, at=LATER)
    assert (back.state, back.left, back.refused) == (State.DONE, 0, 0)
    assert snapshot() == before
    assert not MergedRecord.objects.exists()
    assert not MovedRow.objects.exists()


def test_the_old_address_is_the_losers_own_again(
    alice: Actor, pair: tuple[Account, Account]
) -> None:
    undo(merged(*pair, by=alice), by=alice, at=LATER)
    assert queries.successor(registry.of(Account), pair[1].pk, actor=alice) is None


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    plan=st.lists(
        st.tuples(
            st.sampled_from(["contact", "deal", "note", "task", "share", "child", "stake", "view"]),
            st.integers(0, 2),
        ),
        max_size=12,
    ),
    parents=st.tuples(*[st.sampled_from([None, 0, 1, 2]) for _each in range(3)]),
    stays=st.integers(0, 2),
    picked=st.dictionaries(st.sampled_from(["name", "industry", "phone"]), st.integers(0, 2)),
)
def test_undo_takes_back_whatever_a_merge_did(
    plan: list[tuple[str, int]],
    parents: tuple[int | None, ...],
    stays: int,
    picked: dict[str, int],
    alice: Actor,
    people: Any,
) -> None:
    """Random rows on three accounts, which may belong to each other, of which any may stay."""
    with transaction.atomic():
        rows = [
            account_of(alice, name=name, industry=industry, phone=phone)
            for name, industry, phone in (
                ("A", "", "+46315550142"),
                ("B", "food", ""),
                ("C", "energy", "+46315550143"),
            )
        ]
        for child, parent in enumerate(parents):
            if parent is not None and parent < child:
                customers.update_account(rows[child], {"parent": rows[parent].pk}, by=alice, at=AT)
        for what, number in plan:
            hang(what, rows[number], alice, people)
        before = snapshot()
        winner = rows[stays]
        losers = [row for row in rows if row is not winner]
        picks = {name: rows[number].pk for name, number in picked.items()}
        done = merged(winner, *losers, by=alice, picks=picks)
        assert Account.objects.filter(pk__in=[row.pk for row in rows]).count() == 1
        back = undo(done, by=alice, at=LATER)
        assert (back.left, back.refused) == (0, 0), list(back.rows.values("label", "reason"))
        assert snapshot() == before
        transaction.set_rollback(True)


def hang(what: str, row: Account, by: Actor, people: Any) -> None:
    """Something on an account; the same share or view on several of them is the same person's."""
    HANGS[what](row, by, people)


def shared(row: Account, by: Actor, people: Any) -> None:
    if not Share.objects.filter(record_id=row.pk).exists():
        records.share(row, people.charlie.pk, can_write=row.name == "B", by=by, at=AT)


def staked(row: Account, by: Actor, _people: Any) -> None:
    contact, deal = contact_of(by, account=row.pk), deal_of(by, account=row.pk)
    opportunities.add_stakeholder(deal, contact=contact, role="champion", by=by, at=AT)


HANGS = {
    "contact": lambda row, by, _people: contact_of(by, account=row.pk),
    "deal": lambda row, by, _people: deal_of(by, account=row.pk),
    "note": lambda row, by, _people: note_of(by, "x", about=row),
    "task": lambda row, by, _people: activity_of(by, about=row),
    "child": lambda row, by, _people: account_of(by, name="Daughter", parent=row.pk),
    "view": lambda row, by, _people: records.note_view(row, by=by, at=AT),
    "share": shared,
    "stake": staked,
}


def test_stakes_of_one_person_that_were_one_are_two_again(alice: Actor) -> None:
    winner, loser = contact_of(alice), contact_of(alice)
    deal = deal_of(alice)
    opportunities.add_stakeholder(deal, contact=winner, role="champion", by=alice, at=AT)
    opportunities.add_stakeholder(deal, contact=loser, role="blocker", by=alice, at=AT)
    before = snapshot()
    undo(merged(winner, loser, by=alice), by=alice)
    assert snapshot() == before


def test_leads_come_back(alice: Actor) -> None:
    winner, loser = lead_of(alice, job_title=""), lead_of(alice, job_title="Buyer")
    activity_of(alice, about=loser)
    before = snapshot()
    undo(merged(winner, loser, by=alice), by=alice)
    assert snapshot() == before


def test_what_others_moved_on_since_stays_unless_it_is_chosen(
    alice: Actor, pair: tuple[Account, Account]
) -> None:
    deal, third = Opportunity.objects.get(), account_of(alice, name="Third")
    done = merged(*pair, by=alice)
    deal.refresh_from_db()
    opportunities.update(deal, {"account": third.pk}, by=alice, at=AT)
    found = sets.preview(done, actor=alice)
    assert found.counts[Standing.CHANGED] == 1

    back = undo(done, by=alice, at=LATER)
    assert outcomes(back)[deal.name] == "left"
    assert Opportunity.objects.get().account_id == third.pk
    done.refresh_from_db()
    assert done.state == State.PARTLY

    undo(done, by=alice, at=LATER, chosen=[deal.pk])
    assert Opportunity.objects.get().account_id == pair[1].pk


def test_a_value_that_the_winner_was_given_since_stays(
    alice: Actor, pair: tuple[Account, Account]
) -> None:
    done = merged(*pair, by=alice)
    customers.update_account(
        Account.objects.get(pk=pair[0].pk), {"industry": "energy"}, by=alice, at=AT
    )
    back = undo(done, by=alice, at=LATER)
    assert outcomes(back)["Nordhaven"] == "left"
    assert Account.objects.get(pk=pair[0].pk).industry == "energy"
    assert Account.objects.filter(pk=pair[1].pk).exists()


def test_what_was_deleted_or_detached_since_is_said_on_the_loser(
    alice: Actor, pair: tuple[Account, Account]
) -> None:
    done = merged(*pair, by=alice)
    activities.delete(Activity.objects.get(), by=alice, at=AT)
    back = undo(done, by=alice, at=LATER)
    row = back.rows.get(label="Nordhaven AB")
    assert (row.outcome, "1 activities" in row.reason) == ("left", True)
    assert Account.objects.filter(pk=pair[1].pk).exists()


def test_a_deal_that_was_deleted_since_is_left_and_the_rest_comes_back(
    alice: Actor, pair: tuple[Account, Account]
) -> None:
    deal = Opportunity.objects.get()
    done = merged(*pair, by=alice)
    deal.refresh_from_db()
    opportunities.delete(deal, by=alice, at=AT)
    back = undo(done, by=alice, at=LATER)
    assert outcomes(back)[deal.name] == "left"
    assert Contact.objects.get().account_id == pair[1].pk


def test_a_winner_that_was_deleted_since_keeps_no_loser_from_coming_back(alice: Actor) -> None:
    winner, loser = account_of(alice, name="A"), account_of(alice, name="B")
    done = merged(winner, loser, by=alice)
    customers.delete_account(winner, by=alice, at=AT)
    undo(done, by=alice, at=LATER)
    assert [row.name for row in Account.objects.all()] == ["B"]


def test_what_a_loser_refers_to_and_is_gone_stands_against_it_and_nothing_is_half_done(
    alice: Actor,
) -> None:
    top = account_of(alice, name="Top")
    winner, loser = account_of(alice, name="A"), account_of(alice, name="B", parent=top.pk)
    contact = contact_of(alice, account=loser.pk)
    done = merged(winner, loser, by=alice, picks={"parent": winner.pk})
    customers.delete_account(top, by=alice, at=AT)
    back = undo(done, by=alice, at=LATER)
    assert back.refused == back.total
    assert Contact.objects.get(pk=contact.pk).account_id == winner.pk
    assert [row.name for row in Account.objects.all()] == ["A"]


def test_merges_of_a_chain_are_undone_from_the_last_to_the_first(alice: Actor) -> None:
    rows = [account_of(alice, name=name) for name in "ABC"]
    contact = contact_of(alice, account=rows[0].pk)
    before = snapshot()
    first = merged(rows[1], rows[0], by=alice)
    second = merged(rows[2], rows[1], by=alice)
    with pytest.raises(RefusedError, match="merged into C since"):
        undo(first, by=alice)
    undo(second, by=alice)
    assert Contact.objects.get(pk=contact.pk).account_id == rows[1].pk
    undo(first, by=alice)
    assert snapshot() == before


def test_an_undone_merge_is_not_done_again_from_there(
    alice: Actor, pair: tuple[Account, Account]
) -> None:
    back = undo(merged(*pair, by=alice), by=alice)
    with pytest.raises(RefusedError, match="merge the records anew"):
        undo(back, by=alice)
    merged(*pair, by=alice)


def test_who_may_not_change_the_winner_any_more_undoes_nothing(
    alice: Actor, admin: Actor, people: Any, at: datetime
) -> None:
    winner, loser = account_of(alice, name="A"), account_of(alice, name="B")
    done = merged(winner, loser, by=alice)
    winner.refresh_from_db()
    customers.update_account(winner, {"owner": people.charlie.pk}, by=admin, at=at)
    back = undo(done, by=alice)
    assert back.refused == back.total
    assert Account.objects.count() == 1


def test_others_do_not_undo_it(alice: Actor, ann: Actor, pair: tuple[Account, Account]) -> None:
    done = merged(*pair, by=alice)
    events = EventRecord.objects.count()
    with pytest.raises(NotAllowedError):
        undo(done, by=ann)
    assert EventRecord.objects.count() == events
