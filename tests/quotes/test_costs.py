"""What a quote costs us: by the costs of the day on which it is priced, each named with its version."""

from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from dealwright.administration import actions as administration
from dealwright.catalog import actions as catalog
from dealwright.catalog.models import PriceList, Product, ProductCost
from dealwright.core import actor as actors
from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.identity import actions as identity
from dealwright.identity.models import Role
from dealwright.identity.privileges import Depth, FieldLevel, Privilege
from dealwright.quotes import actions as quotes
from dealwright.quotes.models import Quote, QuoteLine
from tests.people import AT

pytestmark = pytest.mark.django_db

TODAY, TOMORROW = date(2026, 9, 1), date(2026, 9, 2)


def cost_of(product: Product, amount: str, **values: Any) -> ProductCost:
    row = {"product": product, "amount": Decimal(amount), **values}
    return catalog.create_product_costs([row], by=actors.system(), at=AT)[0]


def first(draft: Quote) -> QuoteLine:
    return draft.lines.get(position=1)


def priced_anew(draft: Quote, by: Actor, at: datetime) -> QuoteLine:
    quotes.update(draft, {"freight": Decimal(draft.version)}, by=by, at=at)
    draft.refresh_from_db()
    return first(draft)


def test_a_draft_follows_the_cost_of_the_day_until_it_is_activated(
    alice: Actor, at: datetime, draft: Quote, goods: SimpleNamespace
) -> None:
    assert (first(draft).unit_cost, first(draft).cost_rule) == (60, None)
    row = cost_of(goods.sorter, "64", valid_from=TODAY)
    cost_of(goods.service, "500")
    line = priced_anew(draft, alice, at)
    assert line.unit_cost == 64
    assert line.cost_rule == {
        "id": str(row.pk),
        "version": 1,
        "name": "64 (2026-09-01 to …)",
        "kind": "catalog.productcost",
    }
    assert draft.cost == 11 * 64 + 2 * 500
    quotes.activate(draft, by=alice, at=at)
    catalog.update_product_cost(row, {"amount": Decimal(80)}, by=actors.system(), at=at)
    assert (first(draft).unit_cost, first(draft).cost_rule["version"]) == (64, 1)


def test_a_cost_of_another_day_does_not_count(
    alice: Actor, at: datetime, draft: Quote, goods: SimpleNamespace
) -> None:
    cost_of(goods.sorter, "64", valid_from=TOMORROW)
    line = priced_anew(draft, alice, at)
    assert (line.unit_cost, line.cost_rule) == (60, None)


def test_what_properties_cost_comes_on_top_of_the_cost_of_the_day(
    *, olga: Actor, alice: Actor, at: datetime, draft: Quote, goods: SimpleNamespace
) -> None:
    row = {"product": goods.sorter, "name": "Length", "kind": "number", "cost_amount": Decimal(4)}
    catalog.create_product_properties([row], by=olga, at=at)
    cost_of(goods.sorter, "64")
    quotes.change_line(first(draft), {"properties": {"Length": 3}}, by=alice, at=at)
    assert first(draft).unit_cost == 64 + 12


def test_a_line_chosen_before_it_was_kept_what_that_costs_keeps_its_cost(
    *, olga: Actor, alice: Actor, at: datetime, draft: Quote, goods: SimpleNamespace
) -> None:
    row = {"product": goods.sorter, "name": "Length", "kind": "number", "cost_amount": Decimal(4)}
    catalog.create_product_properties([row], by=olga, at=at)
    quotes.change_line(first(draft), {"properties": {"Length": 3}}, by=alice, at=at)
    with writing(alice):
        draft.lines.update(costing={})
    cost_of(goods.sorter, "64")
    assert priced_anew(draft, alice, at).unit_cost == 72
    quotes.change_line(first(draft), {"properties": {"Length": 2}}, by=alice, at=at)
    assert first(draft).unit_cost == 64 + 8


@pytest.fixture
def as_alice(alice: Actor, client_for: Any) -> Any:
    return client_for(alice)


@pytest.fixture
def computed(nordics: PriceList, draft: Quote, goods: SimpleNamespace) -> ProductCost:
    """The sorter is sold at its standard cost and 25 percent; both costs are stated by day."""
    item = nordics.items.get(product=goods.sorter)
    for each in item.breaks.all():
        catalog.delete_quantity_break(each, by=actors.system(), at=AT)
    values = {"method": "markup_on_standard_cost", "percent": Decimal(25)}
    catalog.update_price_list_item(item, values, by=actors.system(), at=AT)
    cost_of(goods.sorter, "64")
    return cost_of(goods.sorter, "80", kind="standard", valid_to=TODAY)


def test_a_computed_price_names_the_cost_that_it_was_computed_on(
    *, as_alice: Any, api_for: Any, alice: Actor, at: datetime, draft: Quote, computed: ProductCost
) -> None:
    line = priced_anew(draft, alice, at)
    assert (line.unit_price, line.unit_cost) == (100, 64)
    [step] = [step for step in line.steps if "basis" in step]
    assert (step["kind"], step["basis"]["id"]) == ("list_rule", str(computed.pk))
    text = as_alice.get(reverse("quotes:why_all", args=[draft.pk])).content.decode()
    assert "on the cost 80 (… to 2026-09-01), version 1" in text
    assert "64, version 1" in text
    told = api_for(alice).get(f"/api/v1/quotes/{draft.pk}/waterfall").json()["lines"][0]
    assert told["cost_rule"]["name"] == "64"
    assert told["steps"][1]["basis"]["version"] == 1


@pytest.mark.parametrize("is_kind_secret", [True, False])
def test_who_may_not_know_costs_is_not_told_their_rows(
    *, as_alice: Any, api_for: Any, alice: Actor, admin: Actor, at: datetime, draft: Quote,
    computed: ProductCost, is_kind_secret: bool,
) -> None:  # fmt: skip
    priced_anew(draft, alice, at)
    role = Role.objects.get(key="salesperson")
    if is_kind_secret:
        right = ("catalog.productcost", Privilege.READ)
        identity.set_grants(role, {right: Depth.NONE}, by=admin, at=at)
    else:
        hidden = {"current_cost": FieldLevel.HIDDEN}
        administration.set_field_rights(role, "catalog.product", hidden, by=admin, at=at)
    alice.memo.clear()
    for address in (
        reverse("quotes:why_all", args=[draft.pk]),
        f"/api/v1/quotes/{draft.pk}/waterfall",
    ):
        client = api_for(alice) if "api" in address else as_alice
        text = client.get(address).content.decode()
        assert "2026-09-01)" not in text
        assert str(computed.pk) not in text
        assert "on the cost 80" not in text
        assert '"64"' not in text
