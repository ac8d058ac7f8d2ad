"""Bulk edit and bulk assign: every row by its kind's own verb, in batches, each told of."""

from datetime import datetime
from functools import partial
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.leads import actions as leads
from dealwright.leads.models import Lead
from dealwright.records import registry
from dealwright.records.changesets import actions
from dealwright.records.changesets.models import ChangeSet, State
from dealwright.records.models import Notification
from tests.factories.customers import account_of
from tests.factories.leads import lead_of
from tests.records.changesets.acting import outcomes, work_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def accounts(alice: Actor) -> list[Account]:
    return [account_of(alice, name=name, industry="food") for name in ("Alfa", "Beta", "Gamma")]


def test_every_row_is_changed_by_its_own_verb_and_tells_of_its_change_set(
    accounts: list[Account], alice: Actor, at: datetime
) -> None:
    entity = registry.of(Account)
    started = actions.edit_many(entity, entity.rows(alice), {"industry": "energy"}, by=alice, at=at)
    assert (started.state, started.total) == (State.RUNNING, 3)
    assert set(Account.objects.values_list("industry", flat=True)) == {"food"}

    done = work_off(started)

    assert (done.state, done.changed, done.refused) == (State.DONE, 3, 0)
    assert set(Account.objects.values_list("industry", flat=True)) == {"energy"}
    events = EventRecord.objects.filter(change_set=done.pk, subject_type="customers.account")
    assert [event.changes for event in events] == [{"industry": ["food", "energy"]}] * 3
    assert {event.actor_id for event in events} == {alice.id}
    copies = Account.pgh_event_model.objects.filter(pgh_context__change_set=str(done.pk))
    assert copies.count() == 3
    assert Notification.objects.get(user_id=alice.id).url == f"/changes/{done.pk}/"


def test_rows_that_have_the_values_already_are_told_apart(
    accounts: list[Account], alice: Actor, at: datetime
) -> None:
    customers.update_account(accounts[0], {"industry": "energy"}, by=alice, at=at)
    entity = registry.of(Account)
    done = work_off(
        actions.edit_many(entity, entity.rows(alice), {"industry": "energy"}, by=alice, at=at)
    )
    assert (done.changed, done.unchanged) == (2, 1)


def test_refused_rows_say_why_and_the_others_stand(alice: Actor, at: datetime) -> None:
    open_lead, closed = lead_of(alice), lead_of(alice)
    leads.disqualify(closed, reason="no_budget", by=alice, at=at)
    entity = registry.of(Lead)
    done = work_off(
        actions.edit_many(entity, entity.rows(alice), {"job_title": "CTO"}, by=alice, at=at)
    )
    assert (done.changed, done.refused) == (1, 1)
    refused = done.rows.get(outcome="refused")
    assert (refused.record_id, refused.data) == (closed.pk, {"code": "closed"})
    assert refused.reason.startswith("This lead is closed")
    open_lead.refresh_from_db()
    assert open_lead.job_title == "CTO"
    assert not EventRecord.objects.filter(change_set=done.pk, subject_id=closed.pk).exists()


def test_rows_beyond_the_actors_rights_are_refused_one_by_one(
    alice: Actor, ann: Actor, at: datetime
) -> None:
    account_of(alice, name="Hers")
    account_of(ann, name="Not hers")
    entity = registry.of(Account)
    done = work_off(
        actions.edit_many(entity, entity.rows(alice), {"industry": "energy"}, by=alice, at=at)
    )
    assert outcomes(done) == {"Hers": "changed", "Not hers": "refused"}


def test_rows_that_are_refused_name_the_role_that_falls_short(
    people: SimpleNamespace, alice: Actor, ann: Actor, at: datetime
) -> None:
    """Alike for every way to work on many, and told of each row by its own owner."""
    for number in range(2):
        account_of(ann, name=f"Ann's {number}")
    entity = registry.of(Account)
    done = [
        work_off(start(entity, entity.rows(alice), by=alice, at=at))
        for start in (
            partial(actions.edit_many, values={"industry": "energy"}),
            partial(actions.assign_many, owner=people.alice.pk),
            actions.delete_many,
        )
    ]
    for change_set, verb in zip(done, ["change", "change", "delete"], strict=True):
        lack = (
            f"Your roles do not allow this. Salesperson lets Alice Example {verb} accounts as far as: own."
            " This one belongs to Ann Example in North and is not shared with Alice Example for that."
        )
        assert list(change_set.rows.values_list("reason", flat=True)) == [lack, lack]


def test_why_rows_are_refused_costs_no_query_of_its_own_for_each(
    alice: Actor, ann: Actor, at: datetime
) -> None:
    entity = registry.of(Account)
    counts = []
    for number in (2, 4):
        for _each in range(number):
            account_of(ann)
        started = actions.edit_many(
            entity, entity.rows(alice), {"industry": "energy"}, by=alice, at=at
        )
        with CaptureQueriesContext(connection) as queries:
            work_off(started)
        asked = [each["sql"] for each in queries if '"identity_role"."name"' in each["sql"]]
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_assigning_hands_over_what_may_be_handed_over(
    accounts: list[Account], alice: Actor, people, at: datetime
) -> None:
    entity = registry.of(Account)
    done = work_off(actions.assign_many(entity, entity.rows(alice), people.ann.pk, by=alice, at=at))
    assert done.changed == 3
    assert set(Account.objects.values_list("owner", flat=True)) == {people.ann.pk}


@pytest.mark.parametrize(
    ("values", "error"),
    [({}, InvalidError), ({"created_at": None}, InvalidError)],
)
def test_nothing_starts_with_no_values_or_fields_that_only_verbs_set(
    values, error, accounts: list[Account], alice: Actor, at: datetime
) -> None:
    entity = registry.of(Account)
    with pytest.raises(error):
        actions.edit_many(entity, entity.rows(alice), values, by=alice, at=at)
    assert not ChangeSet.objects.exists()


def test_nothing_starts_without_rows_that_the_actor_may_see(
    accounts: list[Account], charlie: Actor, at: datetime
) -> None:
    entity = registry.of(Account)
    with pytest.raises(InvalidError):
        actions.edit_many(entity, entity.rows(charlie), {"industry": "energy"}, by=charlie, at=at)
    assert not ChangeSet.objects.exists()
    assert not EventRecord.objects.filter(kind="records.ChangeSetStarted").exists()


def test_those_without_the_right_start_nothing(
    accounts: list[Account], mia: Actor, people, at: datetime
) -> None:
    entity = registry.of(Account)
    with pytest.raises(NotAllowedError):
        actions.assign_many(entity, entity.rows(mia), people.mia.pk, by=mia, at=at)
    assert not ChangeSet.objects.exists()


def test_a_batch_costs_the_same_statements_for_one_row_and_for_twenty(
    alice: Actor, at: datetime
) -> None:
    def cost(count: int) -> int:
        for number in range(count):
            account_of(alice, name=f"Account {number}", industry="food")
        entity = registry.of(Account)
        rows = entity.rows(alice).filter(industry="food")
        started = actions.edit_many(entity, rows, {"industry": "energy"}, by=alice, at=at)
        with CaptureQueriesContext(connection) as queries:
            actions.advance(started.pk, at=at)
        return len(queries)

    assert cost(1) == cost(20)
