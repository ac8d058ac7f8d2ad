"""The pages, panels and dialogs of deals, as Alice, Bob and Charlie see them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.models import Opportunity
from dealwright.strategy import actions as strategy
from tests.factories.activities import activity_of
from tests.factories.catalog import product_of
from tests.factories.customers import account_of, contact_of
from tests.factories.leads import lead_of
from tests.factories.opportunities import (
    competitor_of,
    deal_of,
    line_in,
    lost_deal_of,
    ready_deal_of,
    rival_in,
    stakeholder_in,
    won_deal_of,
)
from tests.opportunities.refusals import everything

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standard")]

type Login = Callable[[Actor], Client]

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
DIALOG = {**PART, "HX-Target": "div#dialog-body"}
LIST = reverse("opportunities:opportunities")
BOARD = reverse("opportunities:board")
OF_DEAL = (
    "opportunity",
    "customer_of",
    "lines_of",
    "stakeholders_of",
    "competitors_of",
)
DIALOGS = ("add_stakeholder", "add_competitor")


def at_deal(name: str, deal: Opportunity, *more: Any) -> str:
    return reverse(f"opportunities:{name}", args=[deal.pk, *more])


@pytest.mark.parametrize("name", OF_DEAL)
@pytest.mark.parametrize("who", ["alice", "ann", "bob"])
def test_owner_colleague_and_manager_see_a_deal_and_its_panels(
    name: str, who: str, alice: Actor, client_for: Login, request: pytest.FixtureRequest
) -> None:
    deal = ready_deal_of(alice)
    answer = client_for(request.getfixturevalue(who)).get(at_deal(name, deal), headers=PART)
    assert answer.status_code == 200


@pytest.mark.parametrize("name", DIALOGS)
def test_dialogs_open_to_those_who_may_change_the_deal(
    name: str, alice: Actor, ann: Actor, bob: Actor, client_for: Login
) -> None:
    address = at_deal(name, ready_deal_of(alice))
    answers = [client_for(who).get(address, headers=DIALOG) for who in (alice, bob, ann)]
    assert [answer.status_code for answer in answers] == [200, 200, 403]


def test_panels_offer_to_add_where_one_may(alice: Actor, ann: Actor, client_for: Login) -> None:
    """An open deal of one's own takes additions; that of a colleague does not, nor does a closed one."""
    deal, won = ready_deal_of(alice), won_deal_of(alice)
    for who, of, offered in ((alice, deal, True), (ann, deal, False), (alice, won, False)):
        text = client_for(who).get(at_deal("opportunity", of)).text
        assert [at_deal(name, of) in text for name in DIALOGS] == [offered, offered]


@pytest.mark.parametrize("name", [*OF_DEAL, *DIALOGS])
def test_a_stranger_finds_neither(
    name: str, alice: Actor, charlie: Actor, client_for: Login
) -> None:
    answer = client_for(charlie).get(at_deal(name, ready_deal_of(alice)))
    assert answer.status_code == 404
    assert "Sortation" not in answer.text


@pytest.mark.parametrize(
    ("view", "shown"),
    [
        ("mine", {"Alice open"}),
        ("team", {"Alice open", "Ann open"}),
        ("won", {"Alice won"}),
        ("lost", {"Alice lost"}),
        ("all", {"Alice open", "Ann open", "Alice won", "Alice lost"}),
    ],
)
def test_views_show_their_deals(
    view: str, shown: set[str], alice: Actor, ann: Actor, charlie: Actor, client_for: Login
) -> None:
    deal_of(alice, "Alice open")
    deal_of(ann, "Ann open")
    deal_of(charlie, "Charlie open")
    won_deal_of(alice, name="Alice won")
    lost_deal_of(alice, name="Alice lost")
    text = client_for(alice).get(f"{LIST}?view={view}").text
    names = {"Alice open", "Ann open", "Charlie open", "Alice won", "Alice lost"}
    assert {name for name in names if f">{name}<" in text} == shown


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("address", "queries"), [(f"{LIST}?view=all", 6), (BOARD, 16)])
def test_a_page_costs_the_same_queries_for_one_deal_and_for_three(
    address: str,
    queries: int,
    count: int,
    alice: Actor,
    client_for: Login,
    django_assert_num_queries: Any,
) -> None:
    for place in range(count):
        deal = deal_of(alice, f"Deal {place}", account=account_of(alice, f"Account {place}"))
        activity_of(alice, "Call", about=deal, due_at=clock.now())
    client = client_for(alice)
    client.get(address)
    with django_assert_num_queries(queries):
        client.get(address)


def test_the_list_and_the_board_show_the_next_step(alice: Actor, client_for: Login) -> None:
    deal = deal_of(alice)
    activity_of(alice, "Call Annika", about=deal, due_at=clock.now() - timedelta(days=2))
    client = client_for(alice)
    for address in (LIST, BOARD):
        text = client.get(address).text
        assert "Call Annika" in text
        assert "dw-next late" in text


def test_the_page_names_what_the_next_stage_needs(
    alice: Actor, at: datetime, stages: SimpleNamespace, client_for: Login
) -> None:
    deal = opportunities.move_stage(deal_of(alice), stages.develop, by=alice, at=at)
    text = client_for(alice).get(at_deal("opportunity", deal)).text
    assert "To move to Propose" in text
    assert "Fill in" in text
    assert at_deal("to_stage", deal, stages.propose.pk) in text


def test_a_closed_deal_offers_to_reopen_and_nothing_else(
    alice: Actor, client_for: Login, stages: SimpleNamespace
) -> None:
    deal = won_deal_of(alice)
    text = client_for(alice).get(at_deal("opportunity", deal)).text
    assert "Won for" in text
    assert at_deal("opportunity_do", deal, "reopen") in text
    assert at_deal("opportunity_do", deal, "win") not in text
    assert at_deal("to_stage", deal, stages.develop.pk) not in text


def test_a_colleague_is_offered_no_verb(alice: Actor, ann: Actor, client_for: Login) -> None:
    deal = ready_deal_of(alice)
    text = client_for(ann).get(at_deal("opportunity", deal)).text
    assert at_deal("opportunity_do", deal, "win") not in text
    assert at_deal("opportunity_do", deal, "clone") in text


def test_a_click_on_a_stage_moves_the_deal_with_a_way_back(
    alice: Actor, stages: SimpleNamespace, client_for: Login
) -> None:
    deal = deal_of(alice)
    client = client_for(alice)
    answer = client.post(at_deal("to_stage", deal, stages.develop.pk), headers=PART)
    assert Opportunity.objects.get().stage_id == stages.develop.pk
    assert at_deal("to_stage", deal, stages.qualify.pk) in answer["HX-Trigger"]


def test_a_click_on_a_stage_that_asks_for_something_opens_the_dialog(
    alice: Actor, stages: SimpleNamespace, client_for: Login
) -> None:
    deal = deal_of(alice)
    before = everything()
    address = at_deal("to_stage", deal, stages.propose.pk)
    answer = client_for(alice).post(address, headers=PART)
    assert (answer.status_code, answer["HX-Retarget"]) == (200, "#dialog-body")
    assert 'name="account"' in answer.text
    assert everything() == before


def test_the_dialog_saves_and_moves_or_only_saves(
    alice: Actor, stages: SimpleNamespace, client_for: Login
) -> None:
    account = account_of(alice)
    client = client_for(alice)
    saved, moved = deal_of(alice), deal_of(alice)
    body = {"answered": "1", "account": str(account.pk)}
    client.post(
        at_deal("to_stage", saved, stages.propose.pk), body | {"then": "save"}, headers=DIALOG
    )
    client.post(at_deal("to_stage", moved, stages.propose.pk), body, headers=DIALOG)
    saved.refresh_from_db()
    moved.refresh_from_db()
    assert (saved.stage_id, saved.account_id) == (stages.qualify.pk, account.pk)
    assert (moved.stage_id, moved.account_id) == (stages.propose.pk, account.pk)


def test_every_dialog_is_a_page_after_a_plain_reload(
    alice: Actor, stages: SimpleNamespace, client_for: Login
) -> None:
    deal = deal_of(alice)
    client = client_for(alice)
    for address in (
        at_deal("to_stage", deal, stages.propose.pk),
        at_deal("add_stakeholder", deal),
        at_deal("add_competitor", deal),
        at_deal("opportunity_do", deal, "win"),
        at_deal("opportunity_do", deal, "lose"),
        reverse("leads:lead_do", args=[lead_of(alice).pk, "qualify"]),
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "<html" in answer.text


def test_the_dialog_of_winning_asks_for_the_account_only_where_there_is_none(
    alice: Actor, client_for: Login
) -> None:
    client = client_for(alice)
    without, with_account = deal_of(alice), ready_deal_of(alice)
    address = at_deal("opportunity_do", without, "win")
    assert 'name="account"' in client.get(address, headers=DIALOG).text
    answer = client.get(at_deal("opportunity_do", with_account, "win"), headers=DIALOG)
    assert 'name="account"' not in answer.text
    assert 'value="1,000"' in answer.text


def test_a_card_moves_asks_is_won_and_comes_back(
    alice: Actor, stages: SimpleNamespace, client_for: Login
) -> None:
    deal = deal_of(alice, estimated_revenue=Decimal(10))
    account = account_of(alice)
    client = client_for(alice)
    address = reverse("opportunities:board_move", args=[deal.pk])
    asked = client.post(address, {"to": str(stages.propose.pk)}, headers=PART)
    assert "Not moved yet" in asked.text
    assert Opportunity.objects.get().stage_id == stages.qualify.pk
    body = {"to": str(stages.propose.pk), "answered": "1", "account": str(account.pk)}
    client.post(address, body, headers=PART)
    assert Opportunity.objects.get().stage_id == stages.propose.pk
    dropped = client.post(address, {"to": "win"}, headers=PART)
    assert 'name="actual_revenue"' in dropped.text
    body = {"to": "win", "answered": "1", "actual_revenue": "12"}
    answer = client.post(address, body, headers=PART)
    assert Opportunity.objects.get().actual_revenue == Decimal(12)
    assert f"{address}?to={stages.propose.pk}" in answer["HX-Trigger"]
    client.post(f"{address}?to={stages.propose.pk}", headers=PART)
    assert Opportunity.objects.get().state == "open"


def test_a_card_dropped_on_lose_asks_why(
    alice: Actor, client_for: Login, stages: SimpleNamespace
) -> None:
    deal, rival = deal_of(alice), competitor_of(alice)
    client = client_for(alice)
    address = reverse("opportunities:board_move", args=[deal.pk])
    answer = client.post(address, {"to": "lose", "answered": "1"}, headers=PART)
    assert "This is required" in answer.text or "Choose one" in answer.text
    assert Opportunity.objects.get().state == "open"
    body = {"to": "lose", "answered": "1", "reason": "price", "competitor": str(rival.pk)}
    client.post(address, body, headers=PART)
    assert Opportunity.objects.get().lost_to_id == rival.pk


def test_a_stranger_moves_no_card(
    alice: Actor, charlie: Actor, client_for: Login, stages: SimpleNamespace
) -> None:
    deal = ready_deal_of(alice)
    address = reverse("opportunities:board_move", args=[deal.pk])
    client = client_for(charlie)
    for to in (str(stages.develop.pk), "win"):
        assert client.post(address, {"to": to}, headers=PART).status_code == 404
    assert Opportunity.objects.get().version == 1


def test_the_sums_of_the_board_are_those_of_the_pipeline(
    alice: Actor, client_for: Login, stages: SimpleNamespace
) -> None:
    deal_of(alice, estimated_revenue=Decimal(1000))
    deal_of(alice, estimated_revenue=Decimal(500), probability=50)
    text = client_for(alice).get(f"{BOARD}?summary=1", headers=PART).text
    assert "€1.5K" in text
    assert "weighted €500 at 25" in text


def test_lines_are_added_changed_removed_and_brought_back(alice: Actor, client_for: Login) -> None:
    deal, product = deal_of(alice), product_of("SORT-1", "1250.50")
    client = client_for(alice)
    body = {"product": str(product.pk), "quantity": "2"}
    added = client.post(at_deal("add_line", deal), body, headers=PART)
    assert "2,501.00" in added.text
    line = deal.lines.get()
    edited = client.get(f"{at_deal('lines_of', deal)}?edit={line.pk}", headers=PART)
    assert at_deal("change_line", deal, line.pk) in edited.text
    client.post(at_deal("change_line", deal, line.pk), body | {"quantity": "3"}, headers=PART)
    line.refresh_from_db()
    assert (line.quantity, line.is_price_typed) == (Decimal(3), False)
    removed = client.post(at_deal("remove_line", deal, line.pk), headers=PART)
    assert not deal.lines.exists()
    way_back = removed.headers["HX-Trigger"].partition('"undo": "')[2].partition('"')[0]
    client.post(way_back.encode().decode("unicode_escape"), headers=PART)
    back = deal.lines.get()
    assert (back.product_id, back.quantity, back.amount) == (
        product.pk,
        Decimal(3),
        Decimal("3751.50"),
    )


def test_a_wrong_line_keeps_the_input(alice: Actor, client_for: Login) -> None:
    deal = deal_of(alice)
    body = {"description": "Care for a year", "quantity": "0", "unit_price": "10"}
    answer = client_for(alice).post(at_deal("add_line", deal), body, headers=PART)
    assert "Care for a year" in answer.text
    assert "greater than zero" in answer.text
    assert not deal.lines.exists()


def test_the_revenue_follows_the_lines_on_demand(alice: Actor, client_for: Login) -> None:
    deal = deal_of(alice, estimated_revenue=Decimal(7))
    line_in(deal, alice, "2", "40")
    client = client_for(alice)
    client.post(at_deal("take_revenue", deal, "lines"), headers=PART)
    deal.refresh_from_db()
    assert deal.estimated_revenue == Decimal(80)


def test_stakeholders_and_competitors_are_kept_in_dialogs(alice: Actor, client_for: Login) -> None:
    deal, person, rival = deal_of(alice), contact_of(alice), competitor_of(alice)
    client = client_for(alice)
    body = {"contact": str(person.pk), "role": "champion", "influence": "high"}
    client.post(at_deal("add_stakeholder", deal), body, headers=DIALOG)
    client.post(at_deal("add_competitor", deal), {"competitor": str(rival.pk)}, headers=DIALOG)
    stake = deal.stakeholders.get()
    panel = client.get(at_deal("stakeholders_of", deal), headers=PART).text
    assert person.name in panel
    body = {"role": "blocker", "influence": "low", "note": "wants another"}
    client.post(at_deal("change_stakeholder", deal, stake.pk), body, headers=DIALOG)
    stake.refresh_from_db()
    assert (stake.role, stake.influence, stake.note) == ("blocker", "low", "wants another")
    client.post(at_deal("remove_stakeholder", deal, stake.pk), headers=PART)
    client.post(at_deal("remove_competitor", deal, deal.competitors.get().pk), headers=PART)
    assert not deal.stakeholders.exists()
    assert not deal.competitors.exists()


def test_what_is_refused_in_a_dialog_stands_beside_the_field(
    alice: Actor, client_for: Login
) -> None:
    deal = deal_of(alice)
    stake = stakeholder_in(deal, alice)
    body = {"contact": str(stake.contact_id), "role": "champion"}
    answer = client_for(alice).post(at_deal("add_stakeholder", deal), body, headers=DIALOG)
    assert answer.status_code == 422
    assert "stakeholder already" in answer.text


def test_deals_stand_on_the_pages_of_those_they_concern(
    alice: Actor, charlie: Actor, client_for: Login
) -> None:
    account, contact = account_of(alice), contact_of(alice)
    deal = deal_of(alice, account=account, contact=contact)
    rival = rival_in(deal, alice).competitor
    client = client_for(alice)
    for name, pk in (
        ("of_account", account.pk),
        ("of_contact", contact.pk),
        ("of_competitor", rival.pk),
    ):
        address = reverse(f"opportunities:{name}", args=[pk])
        assert deal.name in client.get(address, headers=PART).text
    address = reverse("opportunities:of_account", args=[account.pk])
    assert client_for(charlie).get(address).status_code == 404


def test_the_customer_of_a_deal_is_told_as_far_as_one_may_read_it(
    alice: Actor, mia: Actor, charlie: Actor, bob: Actor, people: SimpleNamespace, client_for: Login
) -> None:
    deal = deal_of(alice, account=account_of(alice, "Nordhaven"))
    address = at_deal("customer_of", deal)
    assert "Nordhaven" in client_for(alice).get(address, headers=PART).text
    opportunities.assign(deal, people.charlie, by=bob, at=clock.now())
    text = client_for(charlie).get(address, headers=PART).text
    assert "Nordhaven" not in text
    assert "have not shared it" in text


def test_my_pipeline_holds_my_deals(alice: Actor, ann: Actor, client_for: Login) -> None:
    deal_of(alice, estimated_revenue=Decimal(1000))
    deal_of(ann, estimated_revenue=Decimal(500))
    text = client_for(alice).get(reverse("opportunities:my_pipeline"), headers=PART).text
    assert "€1K" in text
    assert "€1.5K" not in text


def test_the_dialog_of_qualifying_offers_matches_and_makes_what_is_chosen(
    alice: Actor, client_for: Login
) -> None:
    account = account_of(alice, "Nordhaven Cold Chain")
    contact = contact_of(alice, account=account, email="annika@nordhaven.example")
    lead = lead_of(alice)
    client = client_for(alice)
    address = reverse("leads:lead_do", args=[lead.pk, "qualify"])
    text = client.get(address, headers=DIALOG).text
    assert "same email" in text
    assert f'value="{contact.pk}" checked' in text
    assert f'value="{account.pk}" checked' in text
    body = {
        "account": str(account.pk),
        "contact": "new",
        "create_opportunity": "true",
        "name": "Cold store",
        "estimated_revenue": "5,000",
    }
    answer = client.post(address, body, headers=DIALOG)
    deal = Opportunity.objects.get()
    assert answer["HX-Redirect"] == at_deal("opportunity", deal)
    assert (deal.name, deal.estimated_revenue, deal.account_id) == (
        "Cold store",
        Decimal(5000),
        account.pk,
    )
    assert deal.contact_id != contact.pk


def test_another_account_is_named_or_refused(alice: Actor, client_for: Login) -> None:
    other = account_of(alice, "Halcyon Packaging")
    lead = lead_of(alice)
    client = client_for(alice)
    address = reverse("leads:lead_do", args=[lead.pk, "qualify"])
    body = {"account": "other", "contact": "new"}
    before = everything()
    assert client.post(address, body, headers=DIALOG).status_code == 422
    assert everything() == before
    client.post(address, body | {"other_account": str(other.pk)}, headers=DIALOG)
    lead.refresh_from_db()
    assert (lead.account_id, lead.state) == (other.pk, "qualified")
    assert not Opportunity.objects.exists()


def test_another_process_has_its_own_board(
    alice: Actor, olga: Actor, client_for: Login, at: datetime
) -> None:
    other = strategy.create_process(
        "Renewal", [{"name": "Talk", "probability": 40}], by=olga, at=at
    )
    deal_of(alice, "Renew service", process=other)
    client = client_for(alice)
    assert "Renew service" not in client.get(BOARD).text
    text = client.get(f"{BOARD}?process={other.pk}").text
    assert "Renew service" in text
    deal = Opportunity.objects.get()
    address = f"{reverse('opportunities:board_move', args=[deal.pk])}?process={other.pk}"
    assert f'data-move="{address}"' in text
    sign = strategy.add_stage(other, {"name": "Sign", "probability": 80}, by=olga, at=at)
    answer = client.post(address, {"to": str(sign.pk)}, headers=PART)
    assert f"process={other.pk}" in answer["HX-Trigger"]
    assert Opportunity.objects.get().stage_id == sign.pk


def test_competitors_have_a_list_and_pages(alice: Actor, client_for: Login) -> None:
    rival = competitor_of(alice, strengths="Stock")
    client = client_for(alice)
    assert "Vanterra Systems" in client.get(reverse("opportunities:competitors")).text
    page = client.get(reverse("opportunities:competitor", args=[rival.pk]))
    assert "We win" in page.text
