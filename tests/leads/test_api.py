"""Leads and web forms over REST."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from dealwright.core.actor import Actor
from dealwright.customers import actions as customers
from dealwright.events.models import EventRecord
from dealwright.leads.models import Lead, LeadState
from tests.factories.leads import ANNIKA, form_for, lead_of

pytestmark = pytest.mark.django_db
type Program = Callable[..., Client]

JSON = "application/json"
LEADS = "/api/v1/leads"


def post(client: Client, address: str, body: object) -> Any:
    return client.post(address, body, content_type=JSON)


def test_a_program_creates_a_lead(alice: Actor, api_for: Program) -> None:
    answer = post(api_for(alice), LEADS, ANNIKA)
    assert answer.status_code == 201
    found = answer.json()
    assert (found["name"], found["state"]) == ("Annika Sjöberg-Lindqvist", "new")
    assert answer["Location"] == f"{LEADS}/{found['id']}"
    assert "Possible-Duplicates" not in answer


def test_the_answer_hints_at_whom_the_new_lead_may_be(
    alice: Actor, api_for: Program, at: datetime
) -> None:
    known = lead_of(alice)
    contact = customers.create_contact(
        {"last_name": "Other", "phone": ANNIKA["phone"]}, by=alice, at=at
    )
    answer = post(api_for(alice), LEADS, ANNIKA)
    assert answer.status_code == 201
    assert answer["Possible-Duplicates"] == (
        f'<{LEADS}/{known.pk}>; reason="same email, same phone, same name", '
        f'</api/v1/contacts/{contact.pk}>; reason="same phone"'
    )


def test_the_same_request_again_has_the_same_hint(alice: Actor, api_for: Program) -> None:
    lead_of(alice)
    client = api_for(alice)
    headers = {"Idempotency-Key": "once"}
    first = client.post(LEADS, ANNIKA, content_type=JSON, headers=headers)
    again = client.post(LEADS, ANNIKA, content_type=JSON, headers=headers)
    assert again["Possible-Duplicates"] == first["Possible-Duplicates"]
    assert Lead.objects.count() == 2


def test_nothing_is_hinted_that_the_program_may_not_read(
    alice: Actor, charlie: Actor, api_for: Program
) -> None:
    lead_of(alice)
    assert "Possible-Duplicates" not in post(api_for(charlie), LEADS, ANNIKA)
    limited = api_for(alice, ("write:leads",))
    assert "Possible-Duplicates" not in post(limited, LEADS, ANNIKA)


def test_creating_with_a_hint_costs_few_statements(
    alice: Actor, api_for: Program, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = api_for(alice)
    lead_of(alice)
    with django_assert_num_queries(CREATE_QUERIES):
        assert "Possible-Duplicates" in post(client, LEADS, ANNIKA)


CREATE_QUERIES = 15


def test_several_leads_come_in_at_once(alice: Actor, api_for: Program) -> None:
    answer = post(api_for(alice), LEADS, [ANNIKA, {"last_name": "Second"}])
    assert [item["last_name"] for item in answer.json()["items"]] == [
        "Sjöberg-Lindqvist",
        "Second",
    ]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"last_name": ""}, "last_name"),
        ({"email": "nobody"}, "email"),
        ({"phone": "call me"}, "phone"),
        ({"state": "qualified"}, "state"),
        ({"source": "heaven"}, "source"),
        ({"employees": -1}, "employees"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_written(
    values: dict[str, object], field: str, alice: Actor, api_for: Program
) -> None:
    client = api_for(alice)
    before = EventRecord.objects.count()
    answer = post(client, LEADS, ANNIKA | values)
    assert answer.status_code == 422
    assert field in answer.text
    assert (Lead.objects.count(), EventRecord.objects.count() - before) == (0, 0)


def test_the_verbs_of_a_lead_run_over_rest(alice: Actor, api_for: Program) -> None:
    client, lead = api_for(alice), lead_of(alice)

    def run(verb: str, **body: object) -> Any:
        return post(client, f"{LEADS}/{lead.pk}/{verb}", body)

    assert run("contacted").json()["state"] == "contacted"
    assert run("disqualify", reason="no_need", note="Later").json()["state"] == "disqualified"
    again = run("disqualify", reason="no_need")
    assert again.status_code == 409
    assert "already" in again.json()["detail"]
    assert run("reopen").json()["state"] == "contacted"
    assert run("disqualify").status_code == 422


def test_a_stranger_finds_no_lead(alice: Actor, charlie: Actor, api_for: Program) -> None:
    lead, client = lead_of(alice), api_for(charlie)
    assert client.get(f"{LEADS}/{lead.pk}").status_code == 404
    assert post(client, f"{LEADS}/{lead.pk}/contacted", {}).status_code == 404
    assert client.get(LEADS).json()["items"] == []
    lead.refresh_from_db()
    assert lead.state == LeadState.NEW


def test_a_manager_reads_the_leads_of_the_unit(alice: Actor, bob: Actor, api_for: Program) -> None:
    lead_of(alice)
    assert len(api_for(bob).get(LEADS).json()["items"]) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_lead_and_for_three(
    count: int,
    alice: Actor,
    api_for: Program,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(count):
        lead_of(alice, last_name=f"Number {number}")
    client = api_for(alice)
    client.get(LEADS)
    with django_assert_num_queries(LIST_QUERIES):
        client.get(LEADS)


LIST_QUERIES = 3


def test_web_forms_are_kept_over_rest_by_marketing_alone(
    alice: Actor, mia: Actor, api_for: Program
) -> None:
    form = form_for(alice)
    values = {"name": "Fair", "headline": "Meet us", "lead_owner": str(alice.id)}
    assert post(api_for(alice), "/api/v1/lead-forms", values).status_code == 403
    made = post(api_for(mia), "/api/v1/lead-forms", values)
    assert made.status_code == 201
    assert len(made.json()["key"]) == 22
    renewed = post(api_for(mia), f"/api/v1/lead-forms/{form.pk}/renew-key", {})
    assert renewed.json()["key"] != form.key
