"""The page of sales processes: everyone who sells reads it, sales operations shape it."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from dealwright.core.actor import Actor
from dealwright.strategy import actions as strategy
from dealwright.strategy import queries
from dealwright.strategy.entities import PROCESS, STAGE
from dealwright.strategy.models import SalesProcess, Stage
from dealwright.ui import editing
from tests.factories.strategy import process_of

pytestmark = pytest.mark.django_db
type Login = Callable[[Actor], Client]

PAGE_QUERIES = 6


@pytest.fixture
def standard(system: Actor, at: datetime) -> SalesProcess:
    return strategy.keep_default_process(by=system, at=at)


def url(name: str, row: SalesProcess | Stage) -> str:
    return reverse(f"strategy:{name}", args=[row.pk])


def order(process: SalesProcess) -> list[str]:
    return [stage.name for stage in queries.stages(process)]


def test_the_default_process_is_shown_first(
    standard: SalesProcess, alice: Actor, client_for: Login
) -> None:
    process_of(["Prospecting", "Engaging"], name="Another")
    text = client_for(alice).get(reverse("strategy:processes")).text
    assert "Develop" in text
    assert "Best case" in text
    assert "Engaging" not in text


def test_another_process_is_chosen_by_its_address(
    standard: SalesProcess, alice: Actor, client_for: Login
) -> None:
    other = process_of(["Prospecting", "Engaging"], name="Another")
    assert "Engaging" in client_for(alice).get(url("process", other)).text


def test_before_there_is_a_process_the_page_says_what_one_is(
    alice: Actor, client_for: Login
) -> None:
    text = client_for(alice).get(reverse("strategy:processes")).text
    assert "No sales process yet" in text


def test_those_who_only_sell_see_no_way_to_change_it(
    standard: SalesProcess, alice: Actor, olga: Actor, client_for: Login
) -> None:
    assert "Add stage" not in client_for(alice).get(url("process", standard)).text
    assert "Add stage" in client_for(olga).get(url("process", standard)).text


def test_a_program_without_the_scope_of_strategy_reads_nothing(
    standard: SalesProcess, alice: Actor, api_for: Callable[..., Client]
) -> None:
    answer = api_for(alice, ("read:leads",)).get("/api/v1/sales-processes")
    assert answer.status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_stage_and_for_three(
    count: int,
    olga: Actor,
    client_for: Login,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(count):
        process_of([f"Stage {place}" for place in range(count)], name=f"Process {number}")
    client = client_for(olga)
    client.get(reverse("strategy:processes"))
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(reverse("strategy:processes"))


def test_a_stage_is_moved_and_the_new_order_comes_back(
    standard: SalesProcess, olga: Actor, client_for: Login
) -> None:
    last = queries.stages(standard)[-1]
    answer = client_for(olga).post(
        url("stage_move", last), {"position": "2"}, headers={"HX-Request-Type": "partial"}
    )
    assert answer.status_code == 200
    assert answer.text.index("Close") < answer.text.index("Develop")
    assert order(standard) == ["Qualify", "Close", "Develop", "Propose"]


@pytest.mark.parametrize("position", ["", "x", "0", "9", "-1", "²"])
def test_a_place_that_is_none_moves_nothing(
    position: str, standard: SalesProcess, olga: Actor, client_for: Login
) -> None:
    stage = queries.first_stage(standard)
    answer = client_for(olga).post(url("stage_move", stage), {"position": position})
    assert answer.status_code == 422
    assert order(standard) == ["Qualify", "Develop", "Propose", "Close"]


def test_a_salesperson_moves_and_removes_nothing(
    standard: SalesProcess, alice: Actor, client_for: Login
) -> None:
    client, stage = client_for(alice), queries.first_stage(standard)
    assert client.post(url("stage_move", stage), {"position": "2"}).status_code == 403
    assert client.post(url("stage_remove", stage)).status_code == 403
    assert order(standard) == ["Qualify", "Develop", "Propose", "Close"]


def test_a_stage_is_removed_from_the_page(
    standard: SalesProcess, olga: Actor, client_for: Login
) -> None:
    answer = client_for(olga).post(url("stage_remove", queries.stages(standard)[1]))
    assert answer["Location"] == url("process", standard)
    assert order(standard) == ["Qualify", "Propose", "Close"]


def test_the_only_stage_stays_and_the_page_says_why(olga: Actor, client_for: Login) -> None:
    process = process_of(["Alone"])
    answer = client_for(olga).post(url("stage_remove", queries.first_stage(process)))
    assert answer.status_code == 409
    assert "the only stage" in answer.text


def test_a_stage_is_added_with_what_it_asks_for(
    standard: SalesProcess, olga: Actor, client_for: Login
) -> None:
    new_stage = reverse("ui:quick_create", args=["strategy.stage"])
    names = "name=&probability=&category=pipeline&usual_days=&required_fields=&guidance="
    address = f"{new_stage}?process={standard.pk}&{names}"
    client = client_for(olga)
    assert "Estimated revenue" in client.get(address).text
    typed = {
        "process": str(standard.pk),
        "name": "Negotiate",
        "probability": "80",
        "category": "commit",
        "required_fields.close_on": "true",
        "guidance": "Give nothing without getting something.",
    }
    assert client.post(address, typed).status_code == 302
    added = Stage.objects.get(name="Negotiate")
    assert (added.position, added.required_fields) == (5, ["close_on"])


def test_processes_and_stages_are_added_on_their_page_alone(
    standard: SalesProcess, olga: Actor, client_for: Login
) -> None:
    kinds = [PROCESS, STAGE]
    assert [kind for kind in kinds if editing.may_create(kind, olga)] == []
    text = client_for(olga).get(url("process", standard)).text
    for kind in kinds:
        assert reverse("ui:quick_create", args=[kind.key]) in text


def test_what_a_stage_asks_for_is_changed_by_ticking(
    standard: SalesProcess, olga: Actor, client_for: Login
) -> None:
    stage = queries.stages(standard)[2]
    client = client_for(olga)
    shown = client.get(url("stage_edit", stage)).text
    assert 'name="required_fields.account"' in shown
    kept = {
        "name": "Propose",
        "probability": "75",
        "category": "best_case",
        "usual_days": "14",
        "guidance": stage.guidance,
    }
    typed = {
        "version": "1",
        **kept,
        **{f"was.{name}": value for name, value in kept.items()},
        "required_fields.close_on": "true",
        "was.required_fields": "account",
    }
    assert client.post(url("stage_edit", stage), typed).status_code == 302
    stage.refresh_from_db()
    assert (stage.required_fields, stage.probability) == (["close_on"], 75)


def test_the_address_of_a_stage_leads_to_its_process(
    standard: SalesProcess, alice: Actor, client_for: Login
) -> None:
    answer = client_for(alice).get(url("stage", queries.first_stage(standard)))
    assert answer["Location"] == url("process", standard)


def test_stages_are_read_and_moved_over_rest(
    standard: SalesProcess, olga: Actor, api_for: Callable[..., Client]
) -> None:
    client = api_for(olga)
    stage = client.get("/api/v1/stages", {"search": "Propose"}).json()["items"][0]
    assert stage["required_fields"] == ["account"]
    answer = client.post(
        f"/api/v1/stages/{stage['id']}/move", {"position": 1}, content_type="application/json"
    )
    assert answer.json()["position"] == 1


def test_a_stage_over_rest_requires_only_what_a_deal_has(
    standard: SalesProcess, olga: Actor, api_for: Callable[..., Client]
) -> None:
    values = {
        "process": str(standard.pk),
        "name": "Odd",
        "probability": 10,
        "required_fields": ["shoe_size"],
    }
    answer = api_for(olga).post("/api/v1/stages", values, content_type="application/json")
    assert answer.status_code == 422
    assert "shoe_size" in answer.text
