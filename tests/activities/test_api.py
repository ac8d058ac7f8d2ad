"""Activities over REST."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from dealwright.activities.models import Activity
from dealwright.core.actor import Actor
from dealwright.events.models import EventRecord
from tests.factories.activities import activity_of
from tests.factories.customers import account_of

pytestmark = pytest.mark.django_db
type Program = Callable[..., Client]

JSON = "application/json"
ACTIVITIES = "/api/v1/activities"


def post(client: Client, address: str, body: object = None) -> Any:
    return client.post(address, body or {}, content_type=JSON)


def test_a_program_plans_a_task_on_an_account(alice: Actor, api_for: Program) -> None:
    account = account_of(alice)
    body = {
        "kind": "task",
        "title": "Send the plan",
        "due_at": "2026-12-01T09:30:00+01:00",
        "about_type": "customers.account",
        "about_id": str(account.pk),
    }
    answer = post(api_for(alice), ACTIVITIES, body)
    assert answer.status_code == 201
    found = answer.json()
    assert (found["about"], found["about_id"]) == ("Nordhaven Cold Chain AB", str(account.pk))
    assert Activity.objects.get().due_at.isoformat() == "2026-12-01T08:30:00+00:00"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"title": "No kind"}, "kind"),
        ({"kind": "visit", "title": "x"}, "kind"),
        ({"kind": "task"}, "title"),
        ({"kind": "task", "title": "x", "due_at": "soon"}, "due_at"),
        ({"kind": "task", "title": "x", "about_id": "x", "about_type": "y"}, "about_id"),
        ({"kind": "task", "title": "x", "about_type": "customers.account"}, "about_id"),
        ({"kind": "task", "title": "x", "about_label": "x"}, "about_label"),
        ({"kind": "task", "title": "x", "duration": 40_000}, "duration"),
    ],
)
def test_what_is_wrong_is_refused_with_its_field_and_nothing_is_written(
    body: dict[str, Any], field: str, alice: Actor, api_for: Program
) -> None:
    answer = post(api_for(alice), ACTIVITIES, body)
    assert answer.status_code == 422
    assert field in answer.text
    assert not Activity.objects.exists()
    assert not EventRecord.objects.filter(subject_type="activities.activity").exists()


def test_a_record_out_of_reach_is_refused_as_if_it_did_not_exist(
    alice: Actor, charlie: Actor, api_for: Program
) -> None:
    account = account_of(alice)
    named = {"about_type": "customers.account", "about_id": str(account.pk)}
    answer = post(api_for(charlie), ACTIVITIES, {"kind": "note", "body": "Hello", **named})
    assert answer.status_code == 422
    assert not Activity.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("alice", 200), ("bob", 200), ("charlie", 404)])
def test_who_reads_the_record_reads_its_activities(
    who: str, status: int, alice: Actor, api_for: Program, request: pytest.FixtureRequest
) -> None:
    task = activity_of(alice, about=account_of(alice))
    client = api_for(request.getfixturevalue(who))
    assert client.get(f"{ACTIVITIES}/{task.pk}").status_code == status
    assert len(client.get(ACTIVITIES).json()["items"]) == (status == 200)


def test_the_activities_of_a_record_are_found_by_its_id(alice: Actor, api_for: Program) -> None:
    account = account_of(alice)
    activity_of(alice, "On it", about=account)
    activity_of(alice, "Elsewhere")
    items = api_for(alice).get(ACTIVITIES, {"about_id": str(account.pk)}).json()["items"]
    assert [item["title"] for item in items] == ["On it"]


def test_a_task_is_completed_once_and_reopened(alice: Actor, api_for: Program) -> None:
    task = activity_of(alice)
    client = api_for(alice)
    assert post(client, f"{ACTIVITIES}/{task.pk}/complete").status_code == 200
    again = post(client, f"{ACTIVITIES}/{task.pk}/complete")
    assert (again.status_code, again.json()["code"]) == (409, "already_done")
    assert post(client, f"{ACTIVITIES}/{task.pk}/reopen").status_code == 200
    task.refresh_from_db()
    assert task.is_open


@pytest.mark.parametrize(("who", "status"), [("ann", 403), ("charlie", 404)])
def test_nobody_else_completes_a_task(
    who: str, status: int, alice: Actor, api_for: Program, request: pytest.FixtureRequest
) -> None:
    task = activity_of(alice, about=account_of(alice))
    client = api_for(request.getfixturevalue(who))
    assert post(client, f"{ACTIVITIES}/{task.pk}/complete").status_code == status
    task.refresh_from_db()
    assert task.is_open


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_activity_and_for_three(
    count: int,
    alice: Actor,
    api_for: Program,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(count):
        activity_of(alice, about=account_of(alice, f"Account {number}"))
    client = api_for(alice)
    with django_assert_num_queries(LIST_QUERIES):
        assert len(client.get(ACTIVITIES).json()["items"]) == count


LIST_QUERIES = 5
