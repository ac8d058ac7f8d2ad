"""Others work on the same records while they are merged: nothing is lost and nothing hangs on what is gone."""

from functools import partial
from typing import Any

import pytest

from dealwright.core.actor import Actor
from dealwright.core.errors import DomainError
from dealwright.customers import actions as customers
from dealwright.customers.models import Account, Contact
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.models import Opportunity
from dealwright.records.changesets import actions as sets
from dealwright.records.changesets.models import ChangeSet, State
from dealwright.records.merging.models import MergedRecord
from tests.factories.customers import account_of, contact_of
from tests.factories.opportunities import standard_process
from tests.people import AT
from tests.racing import race
from tests.records.changesets.acting import undo, work_off
from tests.records.merging.merging import merged

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_of_two_merges_that_share_a_record_one_is_refused(alice: Actor) -> None:
    first, shared, last = (account_of(alice, name=name) for name in "ABC")
    contact_of(alice, account=shared.pk)
    done, refused = race(
        partial(merged, first, shared, by=alice), partial(merged, last, shared, by=alice)
    )
    assert (len(done), len(refused)) == (1, 1)
    assert set(Account.objects.all()) == {first, last}
    assert MergedRecord.objects.get().winner_id == Contact.objects.get().account_id
    assert ChangeSet.objects.count() == 1


def test_two_that_are_merged_into_each_other_leave_one(alice: Actor) -> None:
    first, second = account_of(alice, name="A"), account_of(alice, name="B")
    done, refused = race(
        partial(merged, first, second, by=alice), partial(merged, second, first, by=alice)
    )
    assert (len(done), len(refused)) == (1, 1)
    assert Account.objects.count() == 1


def test_a_loser_that_is_changed_at_the_same_moment_is_changed_or_refused(alice: Actor) -> None:
    winner = account_of(alice, name="A", phone="")
    loser = account_of(alice, name="B")
    change = partial(customers.update_account, loser, {"phone": "+46315550142"}, by=alice, at=AT)
    merge = partial(merged, winner, loser, by=alice)
    _done, refused = race(change, merge)
    winner.refresh_from_db()
    assert bool(winner.phone) != bool(refused)
    assert Account.objects.count() == 1


@pytest.mark.parametrize("round_", range(3))
def test_a_deal_that_is_made_on_a_loser_meanwhile_moves_or_is_refused(
    alice: Actor, round_: int
) -> None:
    standard_process()
    winner, loser = account_of(alice, name="A"), account_of(alice, name="B")

    def make() -> Any:
        return opportunities.create({"name": "Deal", "account": loser.pk}, by=alice, at=AT)

    done, refused = race(make, partial(merged, winner, loser, by=alice))
    assert len(done) + len(refused) == 2
    assert all(isinstance(error, DomainError) for error in refused)
    assert [deal.account_id for deal in Opportunity.objects.all()] == [winner.pk] * (
        1 if not refused else 0
    )
    assert Account.objects.get() == winner


def test_of_two_who_merge_the_same_records_at_once_the_second_is_told_where_they_are(
    alice: Actor,
) -> None:
    winner, loser = account_of(alice, name="A"), account_of(alice, name="B")
    contact_of(alice, account=loser.pk)
    attempt = partial(merged, winner, loser, by=alice)
    done, refused = race(attempt, attempt)
    assert (len(done), [error.code for error in refused]) == (1, ["not_found"])
    assert "A" in str(refused[0])
    assert Contact.objects.get().account_id == winner.pk
    assert (MergedRecord.objects.count(), ChangeSet.objects.count()) == (1, 1)


def test_an_undo_whose_turn_comes_after_a_merge_of_the_winner_takes_nothing_back(
    alice: Actor,
) -> None:
    first, second, third = (account_of(alice, name=name) for name in "ABC")
    contact_of(alice, account=second.pk)
    wish = sets.undo(merged(first, second, by=alice), by=alice, at=AT)
    merged(third, first, by=alice)
    late = work_off(wish)
    assert late.refused == late.total
    assert "merged into C since" in late.rows.first().reason
    assert set(Account.objects.all()) == {third}
    assert Contact.objects.get().account_id == third.pk


@pytest.mark.parametrize("round_", range(3))
def test_an_undo_and_a_merge_of_its_winner_come_one_after_the_other(
    alice: Actor, round_: int
) -> None:
    first, second, third = (account_of(alice, name=name) for name in "ABC")
    contacts = [contact_of(alice, account=second.pk) for _each in range(5)]
    done = merged(first, second, by=alice)
    _done, refused = race(partial(undo, done, by=alice), partial(merged, third, first, by=alice))
    places = set(Contact.objects.values_list("account_id", flat=True))
    assert Contact.objects.count() == len(contacts)
    if Account.objects.filter(pk=second.pk).exists():
        assert places == {second.pk}
    else:
        assert places == {third.pk}
        assert MergedRecord.objects.filter(record_id=second.pk).exists()
    assert not Account.objects.filter(pk=first.pk).exists()
    assert all(isinstance(error, DomainError) for error in refused)


@pytest.mark.parametrize("round_", range(3))
def test_an_undo_and_a_deletion_of_its_winner_leave_the_loser(alice: Actor, round_: int) -> None:
    winner, loser = account_of(alice, name="A"), account_of(alice, name="B")
    done = merged(winner, loser, by=alice)
    delete = partial(customers.delete_account, winner, by=alice, at=AT)
    _done, refused = race(partial(undo, done, by=alice), delete)
    assert refused == []
    assert set(Account.objects.all()) == {loser}
    done.refresh_from_db()
    assert done.state in {State.UNDONE, State.PARTLY}
    assert not MergedRecord.objects.exists()


@pytest.mark.parametrize("round_", range(3))
def test_a_contact_that_is_moved_on_while_a_merge_is_undone_stays_where_it_was_moved(
    alice: Actor, round_: int
) -> None:
    winner, loser, third = (account_of(alice, name=name) for name in "ABC")
    contact = contact_of(alice, account=loser.pk)
    done = merged(winner, loser, by=alice)
    move = partial(customers.update_contact, contact, {"account": third.pk}, by=alice, at=AT)
    _done, refused = race(partial(undo, done, by=alice), move)
    assert refused == []
    assert Contact.objects.get().account_id == third.pk
