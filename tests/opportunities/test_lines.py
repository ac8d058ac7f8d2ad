"""The lines of deals."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from dealwright.catalog import actions as catalog
from dealwright.core.actor import Actor
from dealwright.core.errors import (
    InvalidError,
    InvalidRowsError,
    NotAllowedError,
    NotFoundError,
    RefusedError,
)
from dealwright.events.models import EventRecord
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.models import DealSpan, Opportunity, OpportunityLine
from dealwright.organisation import actions as organisation
from tests.factories.catalog import breaks_of, price_list_of, product_of, unit_of
from tests.factories.customers import account_of
from tests.factories.opportunities import deal_of, line_in
from tests.opportunities.refusals import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standard")]

add, change, remove = (
    opportunities.add_line,
    opportunities.update_line,
    opportunities.remove_line,
)


def test_what_is_written_in_comes_to_quantity_times_price_less_discount(
    alice: Actor, at: datetime
) -> None:
    line = line_in(deal_of(alice), alice, "11", "100", discount=Decimal(10))
    assert (line.amount, line.position, line.is_price_typed) == (Decimal("1090.00"), 1, True)


def test_a_discount_per_unit_counts_for_each(alice: Actor, olga: Actor, at: datetime) -> None:
    organisation.change({"discount_mode": "per_unit"}, by=olga, at=at)
    line = line_in(deal_of(alice), alice, "11", "100", discount=Decimal(10))
    assert line.amount == Decimal("990.00")


def test_an_amount_is_rounded_once(alice: Actor) -> None:
    assert line_in(deal_of(alice), alice, "3", "0.3350").amount == Decimal("1.01")


def test_a_product_brings_its_name_and_its_list_price(alice: Actor, at: datetime) -> None:
    product = product_of("SORT-1", "250")
    line = add(deal_of(alice), {"product": product.pk, "quantity": Decimal(2)}, by=alice, at=at)
    assert (line.description, line.unit_price) == ("Product SORT-1", Decimal(250))
    assert (line.amount, line.is_price_typed) == (Decimal("500.00"), False)


def test_a_product_costs_what_the_price_list_says_with_its_breaks(
    alice: Actor, at: datetime
) -> None:
    product = product_of("SORT-1", "250")
    price_list = price_list_of({product: "200"}, is_default=True)
    breaks_of(price_list.items.get(), ("10", "percent_off", "10"))
    deal = deal_of(alice)
    few = add(deal, {"product": product, "quantity": Decimal(9)}, by=alice, at=at)
    many = add(deal, {"product": product, "quantity": Decimal(10)}, by=alice, at=at)
    assert (few.unit_price, many.unit_price) == (Decimal(200), Decimal(180))
    assert (few.position, many.position) == (1, 2)


def test_a_price_does_not_wait_for_the_tax_of_a_place(
    alice: Actor, olga: Actor, at: datetime
) -> None:
    product = product_of("SORT-1", "250")
    price_list_of({product: "200"}, is_default=True)
    [full] = catalog.create_tax_classes([{"name": "Full"}], by=olga, at=at)
    catalog.update_product(product, {"tax_class": full.pk}, by=olga, at=at)
    rate = {"tax_class": full, "percent": Decimal(19), "country": "DE"}
    catalog.create_tax_rates([rate], by=olga, at=at)
    line = add(deal_of(alice), {"product": product, "quantity": Decimal(1)}, by=alice, at=at)
    assert line.unit_price == Decimal(200)


def test_the_list_of_the_deal_comes_before_that_of_its_account(alice: Actor, at: datetime) -> None:
    product = product_of("SORT-1", "250")
    of_deal = price_list_of({product: "150"}, name="Deal")
    of_account = price_list_of({product: "170"}, name="Account")
    account = account_of(alice, price_list=of_account)
    first = deal_of(alice, account=account, price_list=of_deal)
    second = deal_of(alice, account=account)
    prices = [
        add(deal, {"product": product}, by=alice, at=at).unit_price for deal in (first, second)
    ]
    assert prices == [Decimal(150), Decimal(170)]


def test_an_own_list_price_is_turned_into_the_currency_of_the_deal(
    alice: Actor, olga: Actor, at: datetime
) -> None:
    organisation.set_rate(
        currency="SEK", valid_from=at.date(), rate=Decimal("0.08"), by=olga, at=at
    )
    deal = deal_of(alice, currency="SEK")
    line = add(deal, {"product": product_of("SORT-1", "10")}, by=alice, at=at)
    assert line.unit_price == Decimal(125)


def test_a_price_that_was_not_typed_follows_the_quantity(alice: Actor, at: datetime) -> None:
    product = product_of("SORT-1", "250")
    price_list = price_list_of({product: "200"}, is_default=True)
    breaks_of(price_list.items.get(), ("10", "unit_price", "190"))
    deal = deal_of(alice)
    listed = add(deal, {"product": product}, by=alice, at=at)
    typed = add(deal, {"product": product, "unit_price": Decimal(195)}, by=alice, at=at)
    for line in (listed, typed):
        change(line, {"quantity": Decimal(10)}, by=alice, at=at)
    prices = deal.lines.order_by("position").values_list("unit_price", flat=True)
    assert list(prices) == [Decimal(190), Decimal(195)]
    back = change(typed, {"unit_price": None}, by=alice, at=at)
    assert (back.unit_price, back.is_price_typed) == (Decimal(190), False)


def test_a_line_keeps_its_price_when_the_list_changes(
    alice: Actor, olga: Actor, at: datetime
) -> None:
    product = product_of("SORT-1", "250")
    line = add(deal_of(alice), {"product": product}, by=alice, at=at)
    catalog.update_product(product, {"list_price": Decimal(300)}, by=olga, at=at)
    line = change(line, {"discount": Decimal(5)}, by=alice, at=at)
    assert (line.unit_price, line.amount) == (Decimal(250), Decimal("245.00"))


def test_revenue_follows_the_lines_with_a_span(alice: Actor, at: datetime) -> None:
    deal = deal_of(alice, revenue_source="lines")
    days = [at + timedelta(days=count) for count in range(3)]
    first = line_in(deal, alice, "1", "100")
    second = add(deal, {"description": "Care", "unit_price": Decimal(50)}, by=alice, at=days[1])
    remove(first, by=alice, at=days[2])
    spans = DealSpan.objects.order_by("valid_from").values_list("amount", flat=True)
    assert list(spans) == [Decimal(100), Decimal(150), Decimal(50)]
    remove(second, by=alice, at=days[2])
    deal.refresh_from_db()
    assert deal.estimated_revenue is None


def test_typed_revenue_is_left_alone(alice: Actor) -> None:
    deal = deal_of(alice, estimated_revenue=Decimal(7))
    line_in(deal, alice)
    deal.refresh_from_db()
    assert (deal.estimated_revenue, deal.version) == (Decimal(7), 1)


def test_every_line_that_comes_changes_or_goes_is_told(alice: Actor, at: datetime) -> None:
    deal = deal_of(alice, account=account_of(alice))
    line = line_in(deal, alice)
    change(line, {"quantity": Decimal(2)}, by=alice, at=at)
    change(line, {"quantity": Decimal(2)}, by=alice, at=at)
    remove(line, by=alice, at=at)
    told = EventRecord.objects.filter(kind__contains=".Line").order_by("pk")
    assert [record.kind.partition(".")[2] for record in told] == [
        "LineAdded",
        "LineChanged",
        "LineRemoved",
    ]
    assert told[1].data["was"] == "100.00"
    assert told[1].data["amount"] == "200.00"
    assert told[1].about == [deal.pk, deal.account_id]


def test_the_whole_list_is_set_at_once(alice: Actor, at: datetime) -> None:
    deal = deal_of(alice, revenue_source="lines")
    kept, gone = line_in(deal, alice, "1", "10"), line_in(deal, alice, "1", "20")
    rows = [
        {"description": "New", "unit_price": Decimal(5)},
        {"id": kept.pk, "quantity": Decimal(3)},
    ]
    lines = opportunities.set_lines(deal, rows, by=alice, at=at)
    assert [(line.description, line.position, line.amount) for line in lines] == [
        ("New", 1, Decimal("5.00")),
        ("Commissioning on site", 2, Decimal("30.00")),
    ]
    assert lines[1].pk == kept.pk
    assert not OpportunityLine.objects.filter(pk=gone.pk).exists()
    deal.refresh_from_db()
    assert deal.estimated_revenue == Decimal("35.00")


def test_setting_the_list_names_every_wrong_line_and_changes_none(
    alice: Actor, at: datetime
) -> None:
    deal = deal_of(alice)
    line_in(deal, alice)
    rows: list[dict[str, Any]] = [
        {"description": "Fine", "unit_price": Decimal(5)},
        {"description": "No price"},
        {"unit_price": Decimal(5)},
    ]
    error = refused(InvalidRowsError, opportunities.set_lines, deal, rows, by=alice, at=at)
    assert {place: list(found.errors) for place, found in error.rows.items()} == {
        1: ["unit_price"],
        2: ["description"],
    }


def test_a_line_of_another_deal_is_not_taken_over(alice: Actor, at: datetime) -> None:
    deal, other = deal_of(alice), deal_of(alice)
    line = line_in(other, alice)
    refused(NotFoundError, opportunities.set_lines, deal, [{"id": line.pk}], by=alice, at=at)


def test_a_line_is_not_named_twice(alice: Actor, at: datetime) -> None:
    deal = deal_of(alice)
    row = {"id": line_in(deal, alice).pk}
    refused(InvalidError, opportunities.set_lines, deal, [row, row], by=alice, at=at)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "description"),
        ({"description": "  ", "unit_price": Decimal(1)}, "description"),
        ({"description": "A"}, "unit_price"),
        ({"description": "A", "unit_price": Decimal(-1)}, "unit_price"),
        ({"description": "A", "unit_price": Decimal(1), "quantity": Decimal(0)}, "quantity"),
        ({"description": "A", "unit_price": Decimal(1), "quantity": Decimal(-2)}, "quantity"),
        ({"description": "A", "unit_price": Decimal(1), "discount": Decimal(2)}, "discount"),
        ({"description": "A", "unit_price": Decimal(1), "discount": Decimal(-1)}, "discount"),
        (
            {"description": "A", "unit_price": Decimal(10) ** 13, "quantity": Decimal(10) ** 9},
            "quantity",
        ),
        ({"product": uuid4()}, "product"),
    ],
)
def test_what_is_no_line_is_refused(
    alice: Actor, at: datetime, given: dict[str, Any], field: str
) -> None:
    error = refused(InvalidError, add, deal_of(alice), given, by=alice, at=at)
    assert list(error.errors) == [field]


def test_a_retired_product_is_not_sold(alice: Actor, olga: Actor, at: datetime) -> None:
    product = product_of("OLD-1")
    deal = deal_of(alice)
    line = add(deal, {"product": product}, by=alice, at=at)
    catalog.retire(product, by=olga, at=at)
    error = refused(InvalidError, add, deal, {"product": product}, by=alice, at=at)
    assert list(error.errors) == ["product"]
    change(line, {"quantity": Decimal(2)}, by=alice, at=at)


def test_a_quantity_is_as_fine_as_its_unit(alice: Actor, at: datetime) -> None:
    piece = product_of("SORT-1", unit=unit_of("pc", decimals=0))
    hour = product_of("WORK-1", unit=unit_of("h", decimals=2))
    deal = deal_of(alice)
    half = Decimal("0.5")
    error = refused(InvalidError, add, deal, {"product": piece, "quantity": half}, by=alice, at=at)
    assert list(error.errors) == ["quantity"]
    assert add(deal, {"product": hour, "quantity": half}, by=alice, at=at).quantity == half


def test_the_lines_of_a_closed_deal_stay(alice: Actor, at: datetime) -> None:
    deal = deal_of(alice, account=account_of(alice), estimated_revenue=Decimal(5))
    line = line_in(deal, alice)
    opportunities.win(deal, by=alice, at=at)
    for verb, target, given in (
        (add, deal, [{"description": "A", "unit_price": Decimal(1)}]),
        (change, line, [{"quantity": Decimal(3)}]),
        (remove, line, []),
        (opportunities.set_lines, deal, [[]]),
    ):
        error = refused(RefusedError, verb, target, *given, by=alice, at=at)
        assert error.code == "closed"


def test_nobody_else_touches_the_lines(
    alice: Actor, ann: Actor, charlie: Actor, at: datetime
) -> None:
    deal = deal_of(alice)
    line = line_in(deal, alice)
    for actor in (ann, charlie):
        refused(NotAllowedError, add, deal, {"description": "A"}, by=actor, at=at)
        refused(NotAllowedError, change, line, {"quantity": Decimal(3)}, by=actor, at=at)
        refused(NotAllowedError, remove, line, by=actor, at=at)
        refused(NotAllowedError, opportunities.set_lines, deal, [], by=actor, at=at)


def test_lines_are_visible_with_their_deal(
    alice: Actor, bob: Actor, charlie: Actor, at: datetime
) -> None:
    line_in(deal_of(alice), alice)
    seen = [OpportunityLine.objects.visible_to(actor).count() for actor in (alice, bob, charlie)]
    assert seen == [1, 1, 0]


@pytest.mark.parametrize("count", [1, 20])
def test_setting_lines_costs_the_same_statements_whatever_their_number(
    alice: Actor, at: datetime, count: int, django_assert_num_queries: Any
) -> None:
    product = product_of("SORT-1")
    price_list_of({product: "90"}, is_default=True)
    deal = deal_of(alice, revenue_source="lines")
    rows = [{"product": product, "quantity": Decimal(1)} for _place in range(count)]
    with django_assert_num_queries(21):
        opportunities.set_lines(deal, rows, by=alice, at=at)
    assert Opportunity.objects.get().estimated_revenue == 90 * count


def test_a_price_that_includes_tax_is_estimated_without_it(alice: Actor, at: datetime) -> None:
    product = product_of("SORT-1", "250", tax_rate="19")
    price_list_of({product: "119"}, includes_tax=True, is_default=True)
    deal = deal_of(alice, currency="EUR")
    line = add(deal, {"product": product.pk, "quantity": Decimal(2)}, by=alice, at=at)
    assert (line.unit_price, line.amount) == (100, 200)


def test_a_tax_class_says_what_a_price_holds(alice: Actor, olga: Actor, at: datetime) -> None:
    [full] = catalog.create_tax_classes([{"name": "full"}], by=olga, at=at)
    catalog.create_tax_rates([{"tax_class": full, "percent": Decimal(25)}], by=olga, at=at)
    product = product_of("SORT-1", "250", tax_class=full)
    price_list_of({product: "125"}, includes_tax=True, is_default=True)
    line = add(
        deal_of(alice, currency="EUR"),
        {"product": product.pk, "quantity": Decimal(2)},
        by=alice,
        at=at,
    )
    assert (line.unit_price, line.amount) == (100, 200)
