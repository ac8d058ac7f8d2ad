"""Who sees which activities: with their record, one's own, and free ones by one's right on activities."""

from dataclasses import replace
from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from dealwright.activities import policies
from dealwright.activities.models import Activity
from dealwright.core import actor as actors
from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.customers.models import Account
from tests.factories.activities import activity_of, note_of
from tests.factories.catalog import product_of
from tests.factories.customers import account_of

pytestmark = pytest.mark.django_db


def seen_by(actor: Actor) -> set[str]:
    """Titles of what the actor sees; the policy must read every row as the queryset does."""
    seen = set(Activity.objects.visible_to(actor))
    assert seen == {row for row in Activity.objects.all() if policies.can_read(actor, row)}
    return {row.title for row in seen}


def test_who_reads_the_record_reads_its_activities(
    alice: Actor, charlie: Actor, request: pytest.FixtureRequest
) -> None:
    note_of(alice, "On the account", about=account_of(alice))

    for name in ("alice", "ann", "bob", "olga", "admin", "system"):
        assert seen_by(request.getfixturevalue(name)) == {"On the account"}, name
    assert seen_by(charlie) == set()


def test_ones_own_is_seen_wherever_it_hangs(alice: Actor, charlie: Actor) -> None:
    task = activity_of(alice, "Help Alice", about=account_of(alice))
    with writing(actors.system()):
        Activity.objects.filter(pk=task.pk).update(owner=charlie.id)

    assert seen_by(charlie) == {"Help Alice"}


def test_a_colleague_who_may_not_read_the_record_does_not_read_what_is_said_of_it(
    alice: Actor, ann: Actor, charlie: Actor
) -> None:
    account = account_of(charlie, "Charlie's")
    with writing(actors.system()):
        Account.objects.filter(pk=account.pk).update(owner=alice.id)  # read by Alice alone, for now
    account.refresh_from_db()
    note_of(alice, "Only for who sees the account", about=account)

    assert seen_by(alice) == {"Only for who sees the account"}
    assert seen_by(ann) == set()
    assert seen_by(charlie) == {"Only for who sees the account"}  # it still lies in Charlie's unit


def test_free_activities_follow_the_right_on_activities(
    alice: Actor, ann: Actor, charlie: Actor, mia: Actor
) -> None:
    activity_of(alice, "Tidy up")

    assert seen_by(ann) == {"Tidy up"}  # salespeople read their unit's
    assert seen_by(charlie) == set()
    assert seen_by(mia) == {"Tidy up"}  # marketing reads everyone's


def test_a_role_reads_what_is_said_of_the_kinds_it_reads_and_of_no_other(
    alice: Actor, mia: Actor, olga: Actor
) -> None:
    note_of(alice, "On the account", about=account_of(alice))
    note_of(alice, "On the product", about=product_of("P-1"))

    assert seen_by(mia) == {"On the account", "On the product"}
    only_accounts = replace(mia, memo={}, scopes=frozenset({"read:customers", "read:activities"}))
    assert seen_by(only_accounts) == {"On the account"}
    assert seen_by(replace(mia, memo={}, scopes=frozenset({"read:customers"}))) == set()


def test_what_hangs_on_a_record_that_nobody_owns_is_seen_by_all_who_read_the_kind(
    alice: Actor, charlie: Actor
) -> None:
    note_of(alice, "The new list is out", about=product_of("P-1"))

    assert seen_by(charlie) == {"The new list is out"}


def test_visibility_is_compared_in_the_row_itself(alice: Actor, django_assert_num_queries) -> None:
    rows = Activity.objects.visible_to(alice)
    statement = str(rows.query)
    assert statement.count("SELECT") == 1
    with django_assert_num_queries(1):
        list(rows)


@pytest.mark.parametrize(
    "broken",
    [
        {"kind": "note", "done_at": None},
        {"kind": "visit"},
        {"about_type": "customers.account", "about_id": None},
    ],
)
def test_the_database_refuses_what_no_activity_is(
    broken: dict[str, object], alice: Actor, at: datetime
) -> None:
    task = activity_of(alice)
    with pytest.raises(IntegrityError), writing(actors.system()), transaction.atomic():
        Activity.objects.filter(pk=task.pk).update(**broken)
