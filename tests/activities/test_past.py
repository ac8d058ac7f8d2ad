"""The past of a record is read from the copies that the database keeps."""

from datetime import datetime

import pytest

from dealwright.activities import past as pasts
from dealwright.activities.past import past
from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from tests.factories.customers import account_of

pytestmark = pytest.mark.django_db


def told(record: Account, actor: Actor, before: str = "") -> list[tuple[str, bool, list[str]]]:
    page = past(record, actor=actor, before=before)
    return [
        (write.who, write.is_first, [f"{c.label}: {c.old} > {c.new}" for c in write.changes])
        for write in page.writes
    ]


def test_every_write_tells_who_made_it_and_what_it_changed(
    alice: Actor, bob: Actor, people, at: datetime
) -> None:
    account = account_of(alice, industry="food")
    customers.update_account(account, {"industry": "logistics"}, by=alice, at=at)
    customers.update_account(account, {"owner": people.ann.pk}, by=bob, at=at)

    assert told(account, bob) == [
        ("Bob Example", False, ["Owner: Alice Example > Ann Example"]),
        ("Alice Example", False, ["Industry: Food > Logistics"]),
        ("Alice Example", True, []),
    ]


def test_writes_past_the_verbs_are_told_too(alice: Actor, bob: Actor) -> None:
    account = account_of(alice)
    with writing(bob):
        Account.objects.filter(pk=account.pk).update(billing_city="Malmö")

    assert told(account, alice)[0] == ("Bob Example", False, ["City:  > Malmö"])


def test_a_write_that_changes_only_stamps_is_not_told(alice: Actor, at: datetime) -> None:
    account = account_of(alice)
    with writing(alice):
        Account.objects.filter(pk=account.pk).update(version=7, modified_at=at)

    assert len(told(account, alice)) == 1


def test_a_long_past_comes_in_pages(
    alice: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pasts, "SIZE", 2)
    account = account_of(alice)
    for city in ("Malmö", "Lund", "Ystad"):
        customers.update_account(account, {"billing_city": city}, by=alice, at=at)

    first = past(account, actor=alice)
    rest = past(account, actor=alice, before=first.older)

    found = [change.new for page in (first, rest) for w in page.writes for change in w.changes]
    assert found == ["Ystad", "Lund", "Malmö"]
    assert (rest.writes[-1].is_first, rest.older) == (True, "")


@pytest.mark.parametrize("before", ["x", "-1", "²"])
def test_a_damaged_cursor_is_refused(before: str, alice: Actor) -> None:
    with pytest.raises(InvalidError):
        past(account_of(alice), actor=alice, before=before)


@pytest.mark.parametrize("times", [1, 3])
def test_the_past_costs_the_same_queries_for_one_write_and_for_three(
    times: int, alice: Actor, bob: Actor, people, at: datetime, django_assert_num_queries
) -> None:
    account = account_of(alice)
    for owner in [people.ann.pk, people.bob.pk, people.alice.pk][:times]:
        customers.update_account(account, {"owner": owner}, by=bob, at=at)

    with django_assert_num_queries(3):  # copies, the record itself, people
        past(account, actor=bob)
