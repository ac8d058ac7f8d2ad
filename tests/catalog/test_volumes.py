"""Volume discounts: their verbs, their bands edited in place, and what they take off."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dealwright.catalog import actions as catalog
from dealwright.catalog import rulebook
from dealwright.catalog.models import PriceList, Product, VolumeBand, VolumeDiscount
from dealwright.catalog.pricing import DocumentRequest, LineRequest, PricedLine, price
from dealwright.core.actor import Actor
from dealwright.core.errors import ConflictError, InvalidError, NotAllowedError
from dealwright.events.models import EventRecord
from tests.catalog.refusals import refused
from tests.factories.catalog import family_of, price_list_of, product_of
from tests.people import AT

pytestmark = pytest.mark.django_db

type ClientFor = Callable[[Actor], Client]

DAY = AT.date()


def volume(
    olga: Actor, bands: dict[int, str], *, name: str = "By the pallet", **values: Any
) -> VolumeDiscount:
    [made] = catalog.create_volume_discounts([{"name": name, **values}], by=olga, at=AT)
    rows = [
        {"from_quantity": Decimal(start), "value": Decimal(value)} for start, value in bands.items()
    ]
    return catalog.set_bands(made, rows, by=olga, at=AT)


def priced(price_list: PriceList, *quantities: tuple[Product, str]) -> list[PricedLine]:
    read = rulebook.read([price_list], {product.pk for product, _much in quantities}, on=DAY)
    lines = tuple(
        LineRequest(key=str(place), quantity=Decimal(much), product=str(product.pk))
        for place, (product, much) in enumerate(quantities)
    )
    request = DocumentRequest(currency="EUR", lines=lines)
    return list(price(request, read.rules(price_list.pk), on=DAY).lines)


@pytest.fixture
def bolt(selling: object) -> Product:
    return product_of("BOLT", family=family_of("Metal"))


@pytest.mark.parametrize(
    ("is_graduated", "nets"),
    [
        (False, {9: 900, 10: 900, 15: 1350, 60: 4800}),
        (True, {9: 900, 10: 1000, 15: 1450, 60: 5400}),
    ],
)
def test_bands_count_for_all_units_or_each_for_its_own(
    *, olga: Actor, bolt: Product, is_graduated: bool, nets: dict[int, int]
) -> None:
    listed = price_list_of({bolt: "100"})
    volume(olga, {10: "10", 50: "20"}, product=bolt, is_graduated=is_graduated)
    assert {much: priced(listed, (bolt, str(much)))[0].net for much in nets} == nets


def test_a_discount_across_lines_counts_a_family_together(*, olga: Actor, bolt: Product) -> None:
    nut, chute = product_of("NUT", family=bolt.family), product_of("CHUTE")
    listed = price_list_of({bolt: "100", nut: "10", chute: "1000"})
    volume(olga, {50: "20"}, family=bolt.family, is_across=True)
    found = priced(listed, (bolt, "30"), (nut, "20"), (chute, "60"))
    assert [line.net for line in found] == [2400, 160, 60000]
    step = found[0].steps[1]
    assert step.rule
    assert (step.kind, step.rule.name, step.rule.kind) == (
        "quantity_break",
        "By the pallet",
        "catalog.volumediscount",
    )
    short = priced(listed, (bolt, "30"))
    assert (short[0].net, short[0].lost[0].reason) == (3000, "quantity_not_reached")


def test_an_amount_counts_in_its_currency_alone(*, olga: Actor, bolt: Product) -> None:
    listed = price_list_of({bolt: "100"})
    made = volume(olga, {10: "5"}, method="amount_off")
    assert (made.currency, priced(listed, (bolt, "10"))[0].net) == ("EUR", 950)
    catalog.update_volume_discount(made, {"currency": "USD"}, by=olga, at=AT)
    [line] = priced(listed, (bolt, "10"))
    assert (line.net, line.lost[0].reason) == (1000, "other_currency")


def test_what_is_switched_off_or_has_no_bands_takes_nothing_off(
    *, olga: Actor, bolt: Product
) -> None:
    listed = price_list_of({bolt: "100"})
    volume(olga, {1: "50"}, name="Off", is_active=False)
    volume(olga, {}, name="Empty")
    [line] = priced(listed, (bolt, "10"))
    assert line.net == 1000


def test_volume_discounts_cost_two_statements_however_many(*, olga: Actor, bolt: Product) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            rulebook.read([None], {bolt.pk}, on=DAY)
        return sum("volume" in query["sql"] for query in queries)

    volume(olga, {1: "1", 2: "2"}, name="One")
    one = cost()
    volume(olga, {1: "1"}, name="Two")
    volume(olga, {1: "1", 5: "2", 9: "3"}, name="Three")
    assert (one, cost()) == (2, 2)


def test_bands_are_stated_anew_and_told(*, olga: Actor, at: datetime) -> None:
    made = volume(olga, {10: "5", 20: "8"})
    rows = [
        {"from_quantity": Decimal(20), "value": Decimal(9)},
        {"from_quantity": Decimal(30), "value": Decimal(12)},
    ]
    catalog.set_bands(made, rows, by=olga, at=at, version=made.version)
    found = made.bands.order_by("from_quantity").values_list("from_quantity", "value")
    assert list(found) == [(20, 9), (30, 12)]
    assert VolumeDiscount.objects.get().version > made.version
    told = EventRecord.objects.filter(changes__has_key="bands").latest("at", "pk")
    assert told.changes["bands"] == [["10+ 5", "20+ 8"], ["20+ 9", "30+ 12"]]


@pytest.mark.parametrize("rows", [[(10, 101)], [(10, -1)], [(-1, 5)], [(10, 5), (10, 6)]], ids=str)
def test_bands_that_make_no_sense_are_refused(
    *, olga: Actor, at: datetime, rows: list[tuple[int, int]]
) -> None:
    made = volume(olga, {10: "5"})
    given = [{"from_quantity": Decimal(start), "value": Decimal(value)} for start, value in rows]
    refused(InvalidError, catalog.set_bands, made, given, by=olga, at=at)
    assert list(made.bands.values_list("from_quantity", "value")) == [(10, 5)]


def test_amounts_above_a_hundred_keep_a_discount_from_becoming_a_percentage(
    *, olga: Actor, at: datetime
) -> None:
    made = volume(olga, {10: "150"}, method="amount_off")
    values = {"method": "percent_off"}
    refused(InvalidError, catalog.update_volume_discount, made, values, by=olga, at=at)


def test_who_may_not_and_who_read_an_older_version_are_refused(
    *, olga: Actor, alice: Actor, at: datetime
) -> None:
    made = volume(olga, {10: "5"})
    refused(NotAllowedError, catalog.set_bands, made, [], by=alice, at=at)
    [band] = VolumeBand.objects.all()
    catalog.update_volume_band(band, {"value": Decimal(6)}, by=olga, at=at)
    refused(ConflictError, catalog.set_bands, made, [], by=olga, at=at, version=made.version)


def test_bands_are_edited_in_place(*, olga: Actor, client_for: ClientFor) -> None:
    made = volume(olga, {10: "5"})
    client, address = client_for(olga), reverse("catalog:bands", args=[made.pk])
    page = client.get(address).content.decode()
    assert page.count("<tr class=") == 1 + 4
    typed = {"from_quantity_0": "10", "value_0": "7,5", "from_quantity_1": "40", "value_1": ""}
    wrong = client.post(address, typed | {"version": str(made.version)})
    assert (wrong.status_code, made.bands.get().value) == (422, 5)
    typed |= {"value_0": "7.5", "value_1": "12", "from_quantity_2": "", "value_2": ""}
    saved = client.post(address, typed | {"version": str(made.version)})
    assert saved.status_code == 302
    assert list(made.bands.order_by("value").values_list("value", flat=True)) == [
        Decimal("7.5"),
        12,
    ]
    late = client.post(address, typed | {"version": str(made.version), "value_0": "1"})
    assert late.status_code == 412
    assert "Bands now:" in late.content.decode()
    timeline = client.get(reverse("activities:timeline", args=["catalog.volumediscount", made.pk]))
    assert "10+ 7.5" in timeline.content.decode()


def test_who_may_only_read_sees_the_bands(
    *, olga: Actor, alice: Actor, client_for: ClientFor
) -> None:
    made = volume(olga, {10: "5"})
    page = client_for(alice).get(reverse("catalog:bands", args=[made.pk])).content.decode()
    assert ("<form" in page, "10" in page) == (False, True)
