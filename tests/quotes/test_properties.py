"""What is chosen of a product's properties on the lines of a quote."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dealwright.catalog import actions as catalog
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, RefusedError
from dealwright.quotes import actions as quotes
from dealwright.quotes import forms
from dealwright.quotes.models import Quote, QuoteLine
from tests.factories.catalog import family_of

pytestmark = pytest.mark.django_db

type ClientFor = Callable[[Actor], Client]


@pytest.fixture
def known(olga: Actor, at: datetime, goods: SimpleNamespace) -> SimpleNamespace:
    """The sorter (100.00, cost 60) has a required frame by its family and a length of its own."""
    family = family_of("Sorters", family_of("Conveyors"))
    catalog.update_product(goods.sorter, {"family": family}, by=olga, at=at)
    rows: list[dict[str, Any]] = [
        {"family": family.parent, "name": "Frame", "is_required": True},
        {
            "product": goods.sorter,
            "name": "Length",
            "kind": "number",
            "unit": "m",
            "maximum": Decimal(20),
            "price_amount": Decimal("7.50"),
            "cost_amount": Decimal(4),
        },
    ]
    frame, length = catalog.create_product_properties(rows, by=olga, at=at)
    choices = [
        {"property": frame, "name": "Steel"},
        {
            "property": frame,
            "name": "Stainless",
            "price_percent": Decimal(12),
            "cost_percent": Decimal(10),
        },
    ]
    catalog.create_property_choices(choices, by=olga, at=at)
    return SimpleNamespace(frame=frame, length=length)


def add(quote: Quote, chosen: dict[str, Any], *, by: Actor, at: datetime, **more: Any) -> QuoteLine:
    product = quote.lines.get(position=1).product
    row = {"product": product, "quantity": 1, "properties": chosen, **more}
    return quotes.add_lines(quote, [row], by=by, at=at)[0]


def test_what_is_chosen_is_priced_and_kept_with_its_names(
    alice: Actor, draft: Quote, known: SimpleNamespace, at: datetime
) -> None:
    line = add(draft, {"Frame": "stainless", "length": "4"}, by=alice, at=at, quantity=2)
    assert (line.unit_price, line.net) == (100 + 12 + 30, 284)
    assert line.unit_cost == 60 + 6 + 16
    line.refresh_from_db()
    told = [(each["name"], each["label"], each["price_amount"]) for each in line.properties]
    assert told == [("Frame", "Stainless", "0"), ("Length", "4 m", "30.0000")]
    kinds = [(step["kind"], step["amount"]) for step in line.steps[:3]]
    assert kinds == [("list", "200.00"), ("property", "24.00"), ("property", "60.00")]
    assert line.steps[1]["rule"]["name"] == "Frame: Stainless"
    assert line.about == "Frame: Stainless · Length: 4 m"


def test_a_price_for_a_quantity_leaves_what_is_chosen_on_top(
    alice: Actor, draft: Quote, known: SimpleNamespace, at: datetime
) -> None:
    line = add(draft, {"Frame": "Steel", "Length": 4}, by=alice, at=at, quantity=10)
    assert line.net == 10 * (90 + 30)


@pytest.mark.parametrize(
    ("chosen", "field"),
    [
        ({"Frame": "Wood"}, "Frame"),
        ({"Colour": "red"}, "Colour"),
        ({"Length": "long"}, "Length"),
        ({"Length": 21}, "Length"),
        ({"Length": "NaN"}, "Length"),
        ({"Length": "1e30"}, "Length"),
    ],
)
def test_what_cannot_be_chosen_is_refused(
    *,
    alice: Actor,
    draft: Quote,
    known: SimpleNamespace,
    at: datetime,
    chosen: dict[str, Any],
    field: str,
) -> None:
    with pytest.raises(InvalidError) as found:
        add(draft, chosen, by=alice, at=at)
    assert list(found.value.errors) == [f"lines.0.properties.{field}"]
    assert draft.lines.count() == 2


def test_a_quote_is_not_activated_while_a_required_property_is_missing(
    alice: Actor, draft: Quote, known: SimpleNamespace, at: datetime
) -> None:
    line = add(draft, {}, by=alice, at=at)
    assert line.fault == "property_missing"
    with pytest.raises((RefusedError, InvalidError)):
        quotes.activate(draft, by=alice, at=at)
    line = quotes.change_line(line, {"properties": {"Frame": "Steel"}}, by=alice, at=at)
    assert (line.fault, line.is_incomplete) == ("", False)


def test_one_value_is_changed_and_the_others_stay(
    alice: Actor, draft: Quote, known: SimpleNamespace, at: datetime
) -> None:
    line = add(draft, {"Frame": "Steel", "Length": 4}, by=alice, at=at)
    line = quotes.change_line(line, {"properties": {"Length": 2}}, by=alice, at=at)
    assert [(each.name, each.value) for each in line.chosen][1] == ("Length", "2")
    assert (line.net, line.unit_cost) == (115, 68)
    line = quotes.change_line(line, {"properties": {"Length": None}}, by=alice, at=at)
    assert [each.name for each in line.chosen] == ["Frame"]
    assert (line.net, line.unit_cost) == (100, 60)


def test_what_was_chosen_stays_as_it_was_when_the_catalogue_changes(
    alice: Actor, olga: Actor, draft: Quote, known: SimpleNamespace, at: datetime
) -> None:
    line = add(draft, {"Frame": "Steel", "Length": 4}, by=alice, at=at)
    catalog.update_product_property(known.length, {"price_amount": Decimal(99)}, by=olga, at=at)
    catalog.delete_product_property(known.frame, by=olga, at=at)
    quotes.change_line(line, {"quantity": 2}, by=alice, at=at)
    line = draft.lines.get(pk=line.pk)
    assert (line.net, line.about) == (260, "Frame: Steel · Length: 4 m")


def test_the_cost_by_which_a_quote_was_reckoned_is_kept_with_its_line(
    *, olga: Actor, alice: Actor, draft: Quote, known: SimpleNamespace, goods: SimpleNamespace,
    at: datetime,
) -> None:  # fmt: skip
    line = add(draft, {"Frame": "Steel"}, by=alice, at=at)
    catalog.update_product(goods.sorter, {"current_cost": Decimal(70)}, by=olga, at=at)
    values = {"properties": {"Frame": "Steel"}, "quantity": Decimal(2)}
    quotes.change_line(line, values, by=alice, at=at)
    line.refresh_from_db()
    assert line.unit_cost == 70


def test_a_property_that_became_fixed_lets_the_others_change(
    *, olga: Actor, alice: Actor, draft: Quote, known: SimpleNamespace, at: datetime
) -> None:
    line = add(draft, {"Frame": "Stainless", "Length": 4}, by=alice, at=at)
    fixed = {"is_read_only": True, "default": "Steel"}
    catalog.update_product_property(known.frame, fixed, by=olga, at=at)
    line = quotes.change_line(line, {"properties": {"Length": 5}}, by=alice, at=at)
    assert line.about == "Frame: Steel · Length: 5 m"
    with pytest.raises(InvalidError, match="cannot be chosen"):
        quotes.change_line(line, {"properties": {"Frame": "Stainless"}}, by=alice, at=at)


def test_what_is_written_in_has_no_properties(alice: Actor, draft: Quote, at: datetime) -> None:
    row = {"name": "Crane", "quantity": 1, "unit_price": 5, "properties": {"Frame": "Steel"}}
    with pytest.raises(InvalidError) as found:
        quotes.add_lines(draft, [row], by=alice, at=at)
    assert list(found.value.errors) == ["lines.0.properties"]


def test_lines_with_properties_cost_the_same_for_one_and_for_many(
    alice: Actor, draft: Quote, known: SimpleNamespace, at: datetime
) -> None:
    product = draft.lines.get(position=1).product
    row = {"product": product, "quantity": 1, "properties": {"Frame": "Steel"}}

    def cost(count: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            quotes.add_lines(draft, [row] * count, by=alice, at=at)
        return len(queries)

    cost(1)
    assert cost(1) == cost(20)


def test_a_line_is_configured_in_its_dialog(
    alice: Actor, client_for: ClientFor, draft: Quote, known: SimpleNamespace
) -> None:
    line = draft.lines.get(position=1)
    client = client_for(alice)
    address = reverse("quotes:line", args=[draft.pk, line.pk])
    page = client.get(address).content.decode()
    assert "Frame" in page
    assert "Stainless" in page
    form = forms.LineForm(line, actor=alice)
    typed = {each.field.name: "" for each in form.controls}
    typed |= {"name": "Sorter", "quantity": "11", "billing": "once"}
    frame = known.frame.choices.get(name="Stainless")
    typed |= {f"property_{known.frame.pk}": str(frame.pk), f"property_{known.length.pk}": "4"}
    answer = client.post(address, typed)
    assert answer.status_code == 302, answer.content.decode()
    line.refresh_from_db()
    assert [each.label for each in line.chosen] == ["Stainless", "4 m"]
    again = client.get(address).content.decode()
    assert f'value="{frame.pk}" selected' in again
    refused = client.post(address, typed | {f"property_{known.length.pk}": "21"})
    assert refused.status_code == 422
    assert "At most 20." in refused.content.decode()
