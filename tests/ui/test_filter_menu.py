"""The menu that changes a filter: what it makes of what was chosen, and how a list tells it."""

from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.records import registry
from dealwright.ui import conditions, operands
from dealwright.ui.conditions import ConditionForm
from dealwright.ui.narrowing import Narrowing
from tests.factories.leads import lead_of

pytestmark = pytest.mark.django_db

PART = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#filter-menu"}
type SignIn = Callable[[Actor], Client]


def made(
    actor: Actor, filter_: str = "", kind: str = "opportunities.opportunity", **sent: object
) -> str | None:
    """The filter that the form makes; None with a refusal."""
    entity = registry.entity(kind).seen_by(actor)
    narrowing = Narrowing(entity, filter_, actor=actor, at=clock.now())
    sent.setdefault("was", sent.get("path", ""))
    return ConditionForm(narrowing, QueryDict(urlencode(sent, doseq=True))).filter()


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        ({"path": "state", "op": "in", "value": ["open", "won"]}, "state in (open, won)"),
        ({"path": "state", "op": "in", "value": ["open"]}, "state = open"),
        ({"path": "state", "op": "not in", "value": ["lost"]}, "state != lost"),
        ({"path": "owner", "op": "=", "who": "me"}, "owner = me"),
        ({"path": "owner", "op": "=", "who": "my team"}, "owner = my team"),
        (
            {"path": "close_on", "op": "=", "period": "this fiscal quarter"},
            "close_on in this fiscal quarter",
        ),
        ({"path": "close_on", "op": "!=", "period": "today"}, "close_on not in today"),
        (
            {"path": "close_on", "op": "<", "period": "next-day", "count": "45"},
            "close_on < the next 45 days",
        ),
        (
            {"path": "close_on", "op": "=", "period": "day", "value": "2026-12-31"},
            "close_on = 2026-12-31",
        ),
        (
            {"path": "close_on", "op": "between", "value": ["2026-01-01", "2026-03-31"]},
            "close_on between 2026-01-01 and 2026-03-31",
        ),
        ({"path": "close_on", "op": "is empty"}, "close_on is empty"),
        (
            {"path": "estimated_revenue", "op": ">=", "value": "50,000.50"},
            "estimated_revenue >= 50000.50",
        ),
        ({"path": "name", "op": "contains", "value": "cold chute"}, 'name contains "cold chute"'),
        ({"path": "account.industry", "op": "in", "value": ["food"]}, "account.industry = food"),
    ],
)
def test_the_form_writes_the_filter_language(
    alice: Actor, sent: dict[str, object], wanted: str
) -> None:
    assert made(alice, **sent) == wanted


@pytest.mark.parametrize(
    "sent",
    [
        {"path": ""},
        {"path": "password"},
        {"path": "state", "op": "in"},
        {"path": "owner", "op": "=", "who": "someone"},
        {"path": "close_on", "op": "between", "value": ["2026-01-01"]},
        {"path": "close_on", "op": "=", "period": "day", "value": "2026-02-31"},
        {"path": "close_on", "op": "=", "period": "next-day", "count": "lots"},
        {"path": "estimated_revenue", "op": ">=", "value": "much"},
        {"path": "name", "op": "contains", "value": " "},
    ],
)
def test_the_form_refuses_what_says_nothing(alice: Actor, sent: dict[str, object]) -> None:
    assert made(alice, **sent) is None


def test_what_was_given_for_another_field_is_forgotten(alice: Actor) -> None:
    assert made(alice, path="name", was="state", op="in", value="open") is None


@pytest.mark.parametrize("sent", [{}, {"op": "=", "who": "me, my teams"}])
def test_several_people_of_a_condition_stay_together(alice: Actor, sent: dict[str, object]) -> None:
    text = "owner in (me, my teams)"
    assert made(alice, text, at="0", path="owner", **sent) == text
    assert made(alice, text, at="0", path="owner", op="!=") == "owner not in (me, my teams)"


def test_an_alternative_stands_beside_what_is_there(alice: Actor) -> None:
    given = "state = open and owner = me"
    wanted = "state = open and (owner = me or close_on is empty)"
    assert made(alice, given, at="1.+", path="close_on", op="is empty") == wanted


def test_a_condition_that_is_opened_holds_what_it_says(client_for: SignIn, alice: Actor) -> None:
    text = menu(client_for(alice), filter="state in (new, contacted)", at="0")
    assert '<option value="state" selected>' in text
    assert text.count(" checked") == 2


def menu(client: Client, **asked: str) -> str:
    address = f"{reverse('leads:leads')}?{urlencode({'view': 'all', 'form': 'condition'} | asked)}"
    return unescape(client.get(address, headers=PART).content.decode())


def test_a_group_of_alternatives_opens_as_a_list(client_for: SignIn, alice: Actor) -> None:
    text = menu(client_for(alice), filter="state = new or owner = me", at="0")
    assert "Any of these holds" in text
    assert text.count("Change") == 2


def test_the_menu_shows_no_field_that_is_hidden_nor_a_filter_on_it(alice: Actor) -> None:
    entity = registry.entity("leads.lead")
    narrowing = Narrowing(entity, "", actor=alice, at=clock.now())
    paths = {
        path
        for _heading, fields in ConditionForm(narrowing, QueryDict()).fields
        for path, _ in fields
    }
    assert "industry" in paths
    assert "owner.name" in paths
    assert conditions.target(narrowing, "owner.password") is None
    assert conditions.target(narrowing, "owner.name.name") is None


def test_what_the_menu_made_becomes_the_address_of_the_list(
    client_for: SignIn, alice: Actor
) -> None:
    lead_of(alice)
    address = f"{reverse('leads:leads')}?{urlencode({'view': 'all', 'filter': '', 'form': 'condition', 'do': 'apply', 'path': 'state', 'was': 'state', 'op': 'in', 'value': 'new'})}"
    answer = client_for(alice).get(address, headers=PART)
    pushed = parse_qs(urlsplit(answer["HX-Push-Url"]).query)
    assert pushed == {"view": ["all"], "filter": ["state = new"]}
    assert answer["HX-Retarget"] == "#results"
    assert "Sjöberg" in answer.content.decode()


def test_without_a_script_the_browser_goes_to_that_address(
    client_for: SignIn, alice: Actor
) -> None:
    query = urlencode(
        {"view": "all", "filter": "state = new", "form": "condition", "do": "remove", "at": "0"}
    )
    answer = client_for(alice).get(f"{reverse('leads:leads')}?{query}")
    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('leads:leads')}?view=all"


def test_a_text_that_cannot_be_read_comes_back_with_the_place(
    client_for: SignIn, alice: Actor
) -> None:
    text = menu(client_for(alice), form="text", do="apply", text="state = new and colour = red")
    assert "Line 1, column 17: There is no field “colour”" in text
    assert "state = new and colour = red" in text


def test_a_chip_names_linked_records_and_puts_alternatives_together(
    client_for: SignIn, alice: Actor
) -> None:
    filter_ = f"(owner = {alice.id} or created_at in the last 7 days) and not state = new"
    text = menu_page(client_for(alice), filter_)
    assert "Owner Alice" in text
    assert "or Created The last 7 days" in text
    assert "not State New" in text


def menu_page(client: Client, filter_: str) -> str:
    return unescape(
        client.get(f"{reverse('leads:leads')}?{urlencode({'view': 'all', 'filter': filter_})}").text
    )


def test_a_record_that_the_reader_may_not_see_is_not_named(
    client_for: SignIn, alice: Actor, charlie: Actor
) -> None:
    text = menu_page(client_for(charlie), f"id = {lead_of(alice).pk}")
    assert "Sjöberg" not in text


def test_the_view_without_its_filter_has_an_address(
    client_for: SignIn, alice: Actor, bob: Actor
) -> None:
    lead_of(bob, last_name="Zweig")
    client = client_for(alice)
    base = reverse("leads:leads")
    assert "Zweig" not in client.get(f"{base}?view=mine").text
    assert "Zweig" in client.get(f"{base}?view=mine&filter=").text


def test_nothing_is_taken_from_an_empty_filter() -> None:
    assert operands.taken(None, operands.Spot(0)) is None
