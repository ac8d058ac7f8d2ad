"""Deals over REST."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from dealwright.core.actor import Actor
from dealwright.events.models import EventRecord
from dealwright.opportunities.models import Opportunity, OpportunityLine
from tests.factories.catalog import product_of
from tests.factories.customers import account_of, contact_of
from tests.factories.leads import lead_of
from tests.factories.opportunities import (
    competitor_of,
    deal_of,
    line_in,
    ready_deal_of,
    rival_in,
    stakeholder_in,
    won_deal_of,
)
from tests.opportunities.refusals import everything

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standard")]

type ApiFor = Callable[..., Client]

ROOT = "/api/v1"
JSON = "application/json"


def post(client: Client, path: str, body: Any = None) -> Any:
    return client.post(f"{ROOT}{path}", {} if body is None else body, content_type=JSON)


def wrong(answer: Any) -> dict[str, str]:
    """The refused fields with their sentences."""
    return {error["field"]: error["detail"] for error in answer.json()["errors"]}


def test_a_deal_is_created_and_read(api_for: ApiFor, alice: Actor) -> None:
    account = account_of(alice)
    body = {"name": "Pilot", "account": str(account.pk), "estimated_revenue": "1250.50"}
    answer = post(api_for(alice), "/opportunities", body)
    assert answer.status_code == 201
    deal = answer.json()
    assert deal["estimated_revenue"] == "1250.50"
    assert (deal["state"], deal["probability"]) == ("open", 25)
    assert deal["account"] == {"id": str(account.pk), "label": account.name}
    assert deal["stage"]["label"] == "Qualify"


def test_a_stranger_finds_nothing(api_for: ApiFor, alice: Actor, charlie: Actor) -> None:
    deal = deal_of(alice)
    client = api_for(charlie)
    assert client.get(f"{ROOT}/opportunities").json()["items"] == []
    for path in ("", "/lines", "/competitors", "/stakeholders"):
        assert client.get(f"{ROOT}/opportunities/{deal.pk}{path}").status_code == 404
    assert post(client, f"/opportunities/{deal.pk}/win").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_open_deals_of_an_owner_cost_four_statements(
    api_for: ApiFor, alice: Actor, count: int, django_assert_num_queries: Any
) -> None:
    for place in range(count):
        deal_of(alice, account=account_of(alice), close_on=date(2026, 10, 1 + place))
    client = api_for(alice)
    client.get(f"{ROOT}/opportunities")
    path = f"{ROOT}/opportunities?state=open&owner={alice.id}&order=close_on&limit=50"
    with django_assert_num_queries(4):
        assert len(client.get(path).json()["items"]) == count


def test_a_deal_costs_three_statements(
    api_for: ApiFor, alice: Actor, django_assert_num_queries: Any
) -> None:
    deal = ready_deal_of(alice)
    client = api_for(alice)
    client.get(f"{ROOT}/opportunities")
    with django_assert_num_queries(3):
        client.get(f"{ROOT}/opportunities/{deal.pk}")


def test_a_move_fills_in_what_the_stage_asks_for(
    api_for: ApiFor, alice: Actor, stages: SimpleNamespace
) -> None:
    deal, account = deal_of(alice), account_of(alice)
    client = api_for(alice)
    before = everything()
    refused = post(client, f"/opportunities/{deal.pk}/move", {"stage": str(stages.propose.pk)})
    assert refused.status_code == 422
    assert wrong(refused) == {"account": "Propose asks for this: account."}
    assert everything() == before
    body = {"stage": str(stages.propose.pk), "account": str(account.pk)}
    moved = post(client, f"/opportunities/{deal.pk}/move", body)
    assert moved.status_code == 200
    assert (moved.json()["stage"]["label"], moved.json()["probability"]) == ("Propose", 75)


def test_a_deal_is_won_reopened_and_lost(api_for: ApiFor, alice: Actor) -> None:
    deal, rival = ready_deal_of(alice), competitor_of(alice)
    client = api_for(alice)
    path = f"/opportunities/{deal.pk}"
    won = post(client, f"{path}/win", {"actual_revenue": "950.00"}).json()
    assert (won["state"], won["actual_revenue"]) == ("won", "950.00")
    again = post(client, f"{path}/win")
    assert (again.status_code, again.json()["code"]) == (409, "closed")
    assert post(client, f"{path}/reopen").json()["actual_revenue"] is None
    lost = post(client, f"{path}/lose", {"reason": "price", "competitor": str(rival.pk)}).json()
    assert (lost["lost_reason"], lost["lost_to"]["label"]) == ("price", "Vanterra Systems")


def test_a_closed_deal_answers_a_change_with_a_reason(api_for: ApiFor, alice: Actor) -> None:
    deal = won_deal_of(alice)
    answer = api_for(alice).patch(
        f"{ROOT}/opportunities/{deal.pk}",
        {"name": "B"},
        content_type=JSON,
        headers={"if-match": "*"},
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "closed")


def test_lines_are_listed_added_changed_set_and_removed(api_for: ApiFor, alice: Actor) -> None:
    deal, product = deal_of(alice, revenue_source="lines"), product_of("SORT-1", "250")
    client = api_for(alice)
    path = f"/opportunities/{deal.pk}/lines"
    added = post(client, path, {"product": str(product.pk), "quantity": "2"})
    assert added.status_code == 201
    line = added.json()
    assert (line["amount"], line["description"]) == ("500.00", "Product SORT-1")
    one = f"{ROOT}{path}/{line['id']}"
    changed = client.patch(one, {"discount": "10"}, content_type=JSON).json()
    assert changed["amount"] == "490.00"
    body = [{"id": line["id"]}, {"description": "Care", "unit_price": "5"}]
    items = client.put(f"{ROOT}{path}", body, content_type=JSON).json()["items"]
    assert [item["amount"] for item in items] == ["490.00", "5.00"]
    assert client.get(f"{ROOT}{path}").json() == {"items": items}
    assert client.delete(one).status_code == 204
    assert client.delete(one).status_code == 404
    assert Opportunity.objects.get().estimated_revenue == Decimal(5)


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"description"}),
        ({"description": "A"}, {"unit_price"}),
        ({"description": "A", "unit_price": "-1"}, {"unit_price"}),
        ({"description": "A", "unit_price": "1", "quantity": "0"}, {"quantity"}),
        ({"description": "A", "unit_price": "1", "discount": "2"}, {"discount"}),
        ({"description": "A", "unit_price": "1", "colour": "red"}, {"colour"}),
        ({"product": str(uuid4())}, {"product"}),
        ({"product": 7}, {"product"}),
        ([], {""}),
    ],
)
def test_what_is_no_line_is_refused_by_field(
    api_for: ApiFor, alice: Actor, body: Any, fields: set[str]
) -> None:
    deal = deal_of(alice)
    client = api_for(alice)
    before = everything()
    answer = post(client, f"/opportunities/{deal.pk}/lines", body)
    assert answer.status_code == 422
    assert set(wrong(answer)) == fields
    assert everything() == before


def test_a_line_is_reached_by_its_own_deal_only(api_for: ApiFor, alice: Actor) -> None:
    line = line_in(deal_of(alice), alice)
    other = deal_of(alice)
    path = f"{ROOT}/opportunities/{other.pk}/lines/{line.pk}"
    client = api_for(alice)
    assert client.delete(path).status_code == 404
    assert client.patch(path, {"quantity": "2"}, content_type=JSON).status_code == 404
    assert OpportunityLine.objects.count() == 1


def test_competitors_and_stakeholders_come_and_go(api_for: ApiFor, alice: Actor) -> None:
    deal, rival, person = deal_of(alice), competitor_of(alice), contact_of(alice)
    client = api_for(alice)
    path = f"/opportunities/{deal.pk}"
    added = post(client, f"{path}/competitors", {"competitor": str(rival.pk)}).json()
    assert added["competitor"]["label"] == "Vanterra Systems"
    body = {"contact": str(person.pk), "role": "champion"}
    stake = post(client, f"{path}/stakeholders", body).json()
    assert (stake["contact"]["label"], stake["influence"]) == (person.name, "medium")
    one = f"{ROOT}{path}/stakeholders/{stake['id']}"
    assert client.patch(one, {"influence": "high"}, content_type=JSON).json()["influence"] == "high"
    twice = post(client, f"{path}/stakeholders", body)
    assert (twice.status_code, list(wrong(twice))) == (422, ["contact"])
    assert client.delete(one).status_code == 204
    assert client.delete(f"{ROOT}{path}/competitors/{added['id']}").status_code == 204


def test_a_colleague_reads_but_does_not_write(api_for: ApiFor, alice: Actor, ann: Actor) -> None:
    deal = deal_of(alice)
    row, stake = rival_in(deal, alice), stakeholder_in(deal, alice)
    client = api_for(ann)
    path = f"{ROOT}/opportunities/{deal.pk}"
    assert len(client.get(f"{path}/competitors").json()["items"]) == 1
    assert client.delete(f"{path}/competitors/{row.pk}").status_code == 403
    assert client.delete(f"{path}/stakeholders/{stake.pk}").status_code == 403
    assert post(client, f"/opportunities/{deal.pk}/lines", {"description": "A"}).status_code == 403


def test_a_token_for_reading_writes_nothing(api_for: ApiFor, alice: Actor) -> None:
    deal = deal_of(alice)
    client = api_for(alice, scopes=("read:opportunities",))
    assert client.get(f"{ROOT}/opportunities/{deal.pk}/lines").status_code == 200
    answer = post(client, f"/opportunities/{deal.pk}/lines", {"description": "A"})
    assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")


def test_the_same_key_adds_one_line(api_for: ApiFor, alice: Actor) -> None:
    deal = deal_of(alice)
    client = api_for(alice)
    for _try in range(2):
        answer = client.post(
            f"{ROOT}/opportunities/{deal.pk}/lines",
            {"description": "Care", "unit_price": "5"},
            content_type=JSON,
            headers={"idempotency-key": "one"},
        )
        assert answer.status_code == 201
    assert deal.lines.count() == 1


def test_the_pipeline_sums_by_stage_and_takes_filters(
    api_for: ApiFor, alice: Actor, ann: Actor, charlie: Actor
) -> None:
    deal_of(alice, estimated_revenue=Decimal(100))
    deal_of(ann, estimated_revenue=Decimal(50))
    found = api_for(alice).get(f"{ROOT}/opportunities/pipeline").json()
    (process,) = found["processes"]
    assert (found["currency"], process["count"], process["amount"]) == ("EUR", 2, "150.00")
    assert process["stages"][0]["weighted"] == "37.50"
    mine = api_for(alice).get(f"{ROOT}/opportunities/pipeline?owner={alice.id}").json()
    assert mine["processes"][0]["amount"] == "100.00"
    assert (
        api_for(charlie).get(f"{ROOT}/opportunities/pipeline").json()["processes"][0]["count"] == 0
    )
    assert api_for(alice).get(f"{ROOT}/opportunities/pipeline?colour=red").status_code == 422


def test_a_lead_is_qualified(api_for: ApiFor, alice: Actor) -> None:
    client = api_for(alice)
    lead = lead_of(alice)
    answer = post(client, f"/leads/{lead.pk}/qualify", {"estimated_revenue": "5000.00"})
    assert answer.status_code == 200
    deal = answer.json()
    assert deal["lead"]["id"] == str(lead.pk)
    assert (deal["account"]["label"], deal["estimated_revenue"]) == (
        "Nordhaven Cold Chain AB",
        "5000.00",
    )
    again = post(client, f"/leads/{lead.pk}/qualify")
    assert (again.status_code, again.json()["code"]) == (409, "state")
    assert EventRecord.objects.filter(kind="leads.LeadQualified").count() == 1


def test_a_lead_without_a_deal_answers_itself(api_for: ApiFor, alice: Actor) -> None:
    lead = lead_of(alice)
    answer = post(api_for(alice), f"/leads/{lead.pk}/qualify", {"create_opportunity": False})
    assert (answer.status_code, answer.json()["state"]) == (200, "qualified")
    assert not Opportunity.objects.exists()


def test_a_copy_is_answered_with_its_address(api_for: ApiFor, alice: Actor) -> None:
    deal = deal_of(alice)
    answer = post(api_for(alice), f"/opportunities/{deal.pk}/clone", {"name": "Again"})
    assert answer.json()["name"] == "Again"
    assert answer["Content-Location"] == f"{ROOT}/opportunities/{answer.json()['id']}"
