"""Recent changes: who sees what, progress, what was not taken, the preview of an undo and the undo itself."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dealwright.core import clock
from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from dealwright.records import registry
from dealwright.records.changesets import actions, queries
from dealwright.records.changesets.models import ChangeSet, State
from tests.factories.customers import account_of
from tests.records.changesets.acting import work_off

pytestmark = pytest.mark.django_db
type SignIn = Callable[[Actor], Client]


@pytest.fixture
def accounts(alice: Actor) -> list[Account]:
    return [account_of(alice, name=name, industry="food") for name in ("Alfa", "Beta", "Gamma")]


def started(by: Actor) -> ChangeSet:
    entity = registry.of(Account)
    now = clock.now()
    return actions.edit_many(entity, entity.rows(by), {"industry": "energy"}, by=by, at=now)


@pytest.fixture
def done(accounts: list[Account], alice: Actor) -> ChangeSet:
    return work_off(started(alice), clock.now())


def page_of(change_set: ChangeSet, name: str = "change_set") -> str:
    return reverse(f"administration:{name}", args=[change_set.pk])


def test_people_see_their_own_and_administrators_all(
    done: ChangeSet, alice: Actor, bob: Actor, charlie: Actor, admin: Actor, client_for: SignIn
) -> None:
    for actor, status in ((alice, 200), (admin, 200), (bob, 404), (charlie, 404)):
        client = client_for(actor)
        listed = client.get(reverse("administration:changes")).content.decode()
        assert (page_of(done) in listed) == (status == 200)
        for name in ("change_set", "undo_change_set", "not_taken"):
            assert client.get(page_of(done, name)).status_code == status
        if status == 404:
            assert client.post(page_of(done, "undo_change_set")).status_code == 404
    assert not ChangeSet.objects.filter(kind="undo").exists()


def test_a_running_one_shows_how_far_it_is_and_asks_again_by_itself(
    accounts: list[Account], alice: Actor, client_for: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "BATCH", 2)
    running = started(alice)
    actions.advance(running.pk, at=clock.now())
    text = client_for(alice).get(page_of(running)).content.decode()
    assert "2 of 3" in text
    assert 'hx-trigger="every 2s"' in text
    work_off(running, clock.now())
    assert "every 2s" not in client_for(alice).get(page_of(running)).content.decode()


def test_the_preview_says_what_goes_back_and_what_was_changed_since(
    done: ChangeSet, accounts: list[Account], alice: Actor, client_for: SignIn
) -> None:
    customers.update_account(accounts[1], {"industry": "finance"}, by=alice, at=clock.now())
    text = client_for(alice).get(page_of(done, "undo_change_set")).content.decode()
    assert "was changed since" in text
    assert "Put Beta back all the same" in text
    assert "Put Alfa back" not in text


@pytest.mark.parametrize(("chosen", "expected"), [(False, "finance"), (True, "food")])
def test_undo_leaves_what_others_changed_unless_it_is_ticked(
    *,
    chosen: bool,
    expected: str,
    done: ChangeSet,
    accounts: list[Account],
    alice: Actor,
    client_for: SignIn,
) -> None:
    customers.update_account(accounts[1], {"industry": "finance"}, by=alice, at=clock.now())
    form = {"also": [str(accounts[1].pk)]} if chosen else {}
    answer = client_for(alice).post(page_of(done, "undo_change_set"), form)
    undo = ChangeSet.objects.get(kind="undo")
    assert answer["Location"] == page_of(undo)
    work_off(undo, clock.now())
    found = dict(Account.objects.values_list("name", "industry"))
    assert found == {"Alfa": "food", "Beta": expected, "Gamma": "food"}
    assert "Ada" not in client_for(alice).get(page_of(done)).content.decode()


def test_all_that_others_changed_go_back_at_once_though_only_some_are_shown(
    done: ChangeSet,
    accounts: list[Account],
    alice: Actor,
    client_for: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queries, "SHOWN", 1)
    for account in accounts[:2]:
        customers.update_account(account, {"industry": "finance"}, by=alice, at=clock.now())
    client = client_for(alice)
    text = client.get(page_of(done, "undo_change_set")).content.decode()
    assert "Show more" in text
    assert "Put back all that were changed since" in text
    client.post(page_of(done, "undo_change_set"), {"also": ["all"]})
    work_off(ChangeSet.objects.get(kind="undo"), clock.now())
    assert set(Account.objects.values_list("industry", flat=True)) == {"food"}


PART = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "tr#more"}


def test_of_many_that_were_changed_since_any_one_can_be_chosen(
    done: ChangeSet,
    accounts: list[Account],
    alice: Actor,
    client_for: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queries, "SHOWN", 1)
    for account in accounts:
        customers.update_account(account, {"industry": "finance"}, by=alice, at=clock.now())
    client, address = client_for(alice), page_of(done, "undo_change_set")
    ticks = []
    text = client.get(address).content.decode()
    while True:
        ticks += re.findall(r'name="also" value="([0-9a-f-]{36})"', text)
        following = re.search(r'href="(\?from=\d+)"', text)
        if following is None:
            break
        text = client.get(f"{address}{following[1]}", headers=PART).content.decode()
    assert sorted(ticks) == sorted(str(account.pk) for account in accounts)
    client.post(address, {"also": ticks[-1:]})
    work_off(ChangeSet.objects.get(kind="undo"), clock.now())
    assert Account.objects.get(industry="food").pk == UUID(ticks[-1])


def test_what_lies_beyond_the_first_records_of_a_very_large_one_is_found_too(
    done: ChangeSet,
    accounts: list[Account],
    alice: Actor,
    client_for: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queries, "SURVEYED", 1)
    customers.update_account(accounts[0], {"industry": "finance"}, by=alice, at=clock.now())
    client, address = client_for(alice), page_of(done, "undo_change_set")
    seen = "".join(
        client.get(f"{address}?from={start}", headers=PART).content.decode() for start in (0, 1, 2)
    )
    assert seen.count("Put Alfa back all the same") == 1
    assert seen.count("Show more") == 2
    for wrong in ("x", "-1", "9" * 30):
        assert client.get(f"{address}?from={wrong}", headers=PART).status_code == 200


def test_what_was_not_taken_is_a_file(
    accounts: list[Account], alice: Actor, ann: Actor, client_for: SignIn
) -> None:
    account_of(ann, name="=Hers")
    change_set = work_off(started(alice), clock.now())
    answer = client_for(alice).get(page_of(change_set, "not_taken"))
    (row,) = csv.DictReader(io.StringIO(answer.content.decode()))
    assert (row["record"], row["outcome"]) == ("'=Hers", "refused")
    assert "roles do not allow" in row["reason"]


def test_one_whose_worker_is_gone_can_go_on_or_be_undone(
    accounts: list[Account], alice: Actor, client_for: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "BATCH", 2)
    running = started(alice)
    actions.advance(running.pk, at=clock.now())
    client = client_for(alice)
    assert client.post(page_of(running, "continue_change_set")).status_code == 409
    with writing(alice):
        long_ago = clock.now() - timedelta(hours=1)
        ChangeSet.objects.filter(pk=running.pk).update(progress_at=long_ago)
    assert "Nobody is at work" in client.get(page_of(running)).content.decode()
    client.post(page_of(running, "undo_change_set"))
    running.refresh_from_db()
    assert running.state == State.STOPPED
    assert not actions.advance(running.pk, at=clock.now())
    work_off(ChangeSet.objects.get(kind="undo"), clock.now())
    assert set(Account.objects.values_list("industry", flat=True)) == {"food"}


def test_the_list_costs_the_same_for_one_and_for_three(
    accounts: list[Account], alice: Actor, client_for: SignIn
) -> None:
    client = client_for(alice)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("administration:changes")).status_code == 200
        return len(queries)

    first = work_off(started(alice), clock.now())
    cost()
    one = cost()
    work_off(actions.undo(first, by=alice, at=clock.now()), clock.now())
    started(alice)
    assert cost() == one
