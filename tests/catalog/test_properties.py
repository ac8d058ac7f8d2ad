"""Properties: who has them, what is inherited and overridden, which values can be chosen."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.catalog import actions as catalog
from dealwright.catalog import inheriting, properties
from dealwright.catalog.models import ProductProperty
from dealwright.catalog.properties import (
    Choice,
    Effect,
    Kind,
    Property,
    choose,
    cost_with,
    missing,
    on_cost,
)
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError
from dealwright.exchange import links
from tests.catalog.refusals import refused
from tests.factories.catalog import family_of, product_of

COLOUR = Property(
    id="c",
    name="Colour",
    kind=Kind.CHOICE,
    is_required=True,
    choices=(
        Choice(id="r", name="Red"),
        Choice(id="b", name="Blue", effect=Effect(price_amount=Decimal(5))),
    ),
)
LENGTH = Property(
    id="l",
    name="Length",
    kind=Kind.NUMBER,
    unit="m",
    minimum=Decimal(1),
    maximum=Decimal(20),
    effect=Effect(price_amount=Decimal(3), cost_amount=Decimal(2), cost_percent=Decimal(1)),
)
FIXED = Property(id="f", name="Plug", kind=Kind.TEXT, is_read_only=True, default="CEE")
KNOWN = (COLOUR, LENGTH, FIXED)


def test_values_are_chosen_by_names_or_ids_in_whatever_case() -> None:
    by_name = choose(KNOWN, {"colour": "BLUE", "Length": "4.0"})
    by_id = choose(KNOWN, {"c": "b", "l": 4})
    assert by_name == by_id
    assert [each.label for each in by_name] == ["Blue", "4 m", "CEE"]
    assert by_name[1].effect.price_amount == 12


def test_what_is_not_given_stays_or_has_its_default() -> None:
    before = choose(KNOWN, {"Colour": "Red", "Length": 2})
    after = choose(KNOWN, {"Length": None}, before)
    assert [(each.name, each.value) for each in after] == [("Colour", "r"), ("Plug", "CEE")]
    assert missing(KNOWN, choose(KNOWN, {})) == [COLOUR]


@pytest.mark.parametrize(
    ("now", "value"),
    [
        (replace(COLOUR, is_read_only=True, default="Blue"), "b"),
        (replace(COLOUR, is_hidden=True), None),
        (replace(COLOUR, choices=COLOUR.choices[1:]), None),
        (replace(LENGTH, minimum=Decimal(3), default="5"), "5"),
        (replace(LENGTH, minimum=Decimal(3), default=""), None),
    ],
)
def test_what_was_chosen_gives_way_once_it_cannot_be_chosen(
    now: Property, value: str | None
) -> None:
    before = choose(KNOWN, {"Colour": "Red", "Length": 2})
    known = (now, FIXED)
    after = {each.property: each.value for each in choose(known, {"Plug": "CEE"}, before)}
    assert after == {"f": "CEE"} | ({now.id: value} if value else {})
    old = {each.property: each.value for each in before}
    with pytest.raises(InvalidError):
        choose(known, {now.id: old[now.id]}, before)


@pytest.mark.parametrize(
    "wrong",
    [
        {"Colour": "Green"},
        {"Length": "0.99"},
        {"Length": "20.0001"},
        {"Length": "1.00001"},
        {"Length": "Infinity"},
        {"Length": ""} | {"Plug": "Schuko"},
        {"Weight": 1},
    ],
)
def test_what_is_wrong_is_named(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidError):
        choose(KNOWN, wrong)


@given(st.decimals(min_value=1, max_value=20, places=4), st.sampled_from(["Red", "Blue"]))
def test_what_is_kept_is_read_as_it_was_chosen(length: Decimal, colour: str) -> None:
    chosen = choose(KNOWN, {"Colour": colour, "Length": length})
    kept = properties.read([each.as_json() for each in chosen])
    assert [each.as_json() for each in kept] == [each.as_json() for each in chosen]
    assert choose(KNOWN, {}, kept) == chosen


def test_costs_follow_what_was_chosen_and_stay_unknown() -> None:
    chosen = choose(KNOWN, {"Length": 10})
    assert cost_with(on_cost(chosen), Decimal(50)) == 50 + 20 + 5
    assert cost_with(on_cost(chosen), None) is None


@pytest.mark.django_db
def test_properties_come_down_the_tree_and_are_overridden_on_the_way(
    olga: Actor, at: datetime
) -> None:
    top = family_of("Conveyors")
    below = family_of("Sorters", top)
    mine, other = product_of("A", family=below), product_of("B", family=top)
    rows = [
        {"family": top, "name": "Frame", "kind": "text", "default": "steel"},
        {"family": top, "name": "Voltage", "kind": "text"},
        {"family": below, "name": "voltage", "kind": "number"},
        {"product": mine, "name": "Plug", "kind": "text"},
    ]
    frame = catalog.create_product_properties(rows, by=olga, at=at)[0]
    overrides = [
        {"property": frame, "family": below, "is_required": "yes", "default": "zinc"},
        {"property": frame, "product": mine, "is_required": "no"},
    ]
    catalog.create_property_overrides(overrides, by=olga, at=at)
    found = inheriting.of_products([mine, other])
    told = [(each.name, each.kind, each.default, each.is_own) for each in found[mine.pk]]
    assert told == [
        ("Frame", "text", "zinc", False),
        ("voltage", "number", "", False),
        ("Plug", "text", "", True),
    ]
    assert not found[mine.pk][0].is_required
    assert [each.name for each in found[other.pk]] == ["Frame", "Voltage"]
    assert found[other.pk][0].default == "steel"
    assert [each.is_required for each in inheriting.of_family(below)] == [True, False]


@pytest.mark.django_db
def test_properties_of_many_products_cost_as_many_statements_as_of_one(
    olga: Actor, at: datetime, django_assert_num_queries: Any
) -> None:
    family = family_of("Sorters", family_of("Conveyors"))
    products = [product_of(code, family=family) for code in "ABC"]
    rows = [{"product": each, "name": "Plug"} for each in products]
    catalog.create_product_properties(rows, by=olga, at=at)
    for several in (products[:1], products):
        with django_assert_num_queries(4):
            inheriting.of_products(several)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    [
        {},
        {"is_both": True},
        {"kind": "text", "price_amount": Decimal(1)},
        {"kind": "number", "minimum": Decimal(2), "maximum": Decimal(1)},
        {"kind": "number", "price_percent": Decimal(1001)},
    ],
)
def test_a_property_that_makes_no_sense_is_not_made(
    olga: Actor, at: datetime, values: dict[str, Any]
) -> None:
    holders: dict[str, Any] = {"family": family_of("Sorters")} if values else {}
    if values.get("is_both"):
        holders["product"] = product_of("A")
    row = {"name": "X", **holders, **{k: v for k, v in values.items() if k != "is_both"}}
    refused(InvalidError, catalog.create_product_properties, [row], by=olga, at=at)


@pytest.mark.django_db
def test_only_a_choice_has_choices(olga: Actor, at: datetime) -> None:
    rows = [{"product": product_of("A"), "name": "Length", "kind": "number"}]
    [found] = catalog.create_product_properties(rows, by=olga, at=at)
    choice = {"property": found, "name": "long"}
    refused(InvalidError, catalog.create_property_choices, [choice], by=olga, at=at)


@pytest.mark.django_db
def test_sales_people_keep_no_properties(alice: Actor, olga: Actor, at: datetime) -> None:
    row = {"product": product_of("A"), "name": "Length"}
    refused(NotAllowedError, catalog.create_product_properties, [row], by=alice, at=at)
    [found] = catalog.create_product_properties([row], by=olga, at=at)
    assert ProductProperty.objects.visible_to(alice).get() == found
    refused(NotAllowedError, catalog.update_product_property, found, {"unit": "m"}, by=alice, at=at)
    refused(NotAllowedError, catalog.delete_product_property, found, by=alice, at=at)


@pytest.mark.django_db
def test_an_import_may_add_the_families_that_it_names(olga: Actor, alice: Actor) -> None:
    assert links.can_be_named("catalog.productfamily", links.ANY, olga)
    assert not links.can_be_named("catalog.productfamily", links.ANY, alice)


def test_a_number_that_adds_to_the_price_takes_nothing_off_by_going_below_zero() -> None:
    length = Property(
        id="length", name="Length", kind=Kind.NUMBER, effect=Effect(price_amount=Decimal(5))
    )
    with pytest.raises(InvalidError) as refusal:
        choose([length], {"Length": "-18"}, ())
    assert "At least 0." in str(refusal.value.errors)
    below = replace(length, minimum=Decimal(-1))
    assert choose([below], {"Length": "-1"}, ())[0].effect.price_amount == -5
    shift = replace(length, effect=Effect())
    assert choose([shift], {"Length": "-18"}, ())[0].value == "-18"
