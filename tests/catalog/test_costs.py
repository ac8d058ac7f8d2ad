"""What products cost by day: verbs, prices and margins, rights, the panel on the product's page."""

import io
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dealwright.catalog import actions as catalog
from dealwright.catalog import costs, rulebook
from dealwright.catalog.models import Product, ProductCost
from dealwright.catalog.pricing import DocumentRequest, LineRequest, price
from dealwright.core import actor as actors
from dealwright.core.actor import Actor
from dealwright.core.errors import ConflictError, InvalidError, NotAllowedError
from dealwright.exchange import exporting, importing, mapping
from dealwright.identity import actions as identity
from dealwright.identity.models import Role
from dealwright.identity.privileges import Depth, FieldLevel, Privilege
from dealwright.identity.queries import actor_for
from dealwright.records import registry
from tests.catalog.refusals import refused
from tests.factories.catalog import price_list_of, product_of, unit_of
from tests.people import AT

pytestmark = pytest.mark.django_db

type ClientFor = Callable[[Actor], Client]
MAY, JUNE, JULY = date(2026, 5, 31), date(2026, 6, 1), date(2026, 7, 1)


def cost_of(product: Product, amount: str, **values: Any) -> ProductCost:
    row = {"product": product, "amount": Decimal(amount), **values}
    return catalog.create_product_costs([row], by=actors.system(), at=AT)[0]


@pytest.fixture
def part(selling: object) -> Product:
    return product_of("A", "125", current_cost=Decimal(80), standard_cost=Decimal(70))


def test_on_its_days_a_cost_goes_before_that_of_the_product(part: Product) -> None:
    row = cost_of(part, "90", valid_from=JUNE, valid_to=date(2026, 6, 30))
    before, first, last, after = (
        costs.of_product(part, day) for day in (MAY, JUNE, date(2026, 6, 30), JULY)
    )
    assert [each.current.amount for each in (before, first, last, after)] == [80, 90, 90, 80]
    assert {each.standard.amount for each in (before, first)} == {70}
    assert first.current.rule
    assert first.current.rule[:3] == (str(row.pk), 1, "90 (2026-06-01 to 2026-06-30)")
    assert before.current.rule is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"valid_from": JULY}),
        ({"valid_to": JUNE}, {"valid_from": JUNE}),
        ({"valid_from": JUNE}, {"valid_to": JULY}),
        ({"valid_from": JUNE, "valid_to": JULY}, {"valid_from": JULY, "valid_to": JULY}),
    ],
)
def test_two_costs_of_a_kind_share_no_day(
    olga: Actor, at: datetime, part: Product, first: dict[str, date], second: dict[str, date]
) -> None:
    cost_of(part, "90", **first)
    row = {"product": part, "amount": Decimal(95), **second}
    found = refused(InvalidError, catalog.create_product_costs, [row], by=olga, at=at)
    assert "Let that one end first" in str(found)
    catalog.create_product_costs([row | {"kind": "standard"}], by=olga, at=at)
    cost_of(product_of("B"), "95", **second)


def test_a_cost_follows_another_by_the_day(olga: Actor, at: datetime, part: Product) -> None:
    kept = cost_of(part, "90", valid_to=MAY)
    cost_of(part, "95", valid_from=JUNE)
    change = catalog.update_product_cost
    refused(InvalidError, change, kept, {"valid_to": JUNE}, by=olga, at=at)
    refused(ConflictError, change, kept, {"amount": Decimal(1)}, by=olga, at=at, version=7)
    changed = change(kept, {"amount": Decimal(91)}, by=olga, at=at)
    assert (changed.amount, changed.version) == (91, 2)
    catalog.delete_product_cost(changed, by=olga, at=at)
    assert ProductCost.objects.count() == 1


@pytest.mark.parametrize(
    "values",
    [{"amount": Decimal(-1)}, {"valid_from": JULY, "valid_to": JUNE}, {"kind": "guessed"}],
)
def test_a_cost_that_cannot_be_is_refused(
    olga: Actor, at: datetime, part: Product, values: dict[str, Any]
) -> None:
    row = {"product": part, "amount": Decimal(1), **values}
    refused(InvalidError, catalog.create_product_costs, [row], by=olga, at=at)


def test_sales_people_state_no_costs(alice: Actor, at: datetime, part: Product) -> None:
    row = {"product": part, "amount": Decimal(1)}
    refused(NotAllowedError, catalog.create_product_costs, [row], by=alice, at=at)
    kept = cost_of(part, "90")
    refused(NotAllowedError, catalog.update_product_cost, kept, {}, by=alice, at=at)
    refused(NotAllowedError, catalog.delete_product_cost, kept, by=alice, at=at)


def unit_price(product: Product, method: str, on: date) -> Decimal:
    price_list = price_list_of(name=f"{method} {on}")
    row = {
        "price_list": price_list,
        "product": product,
        "method": method,
        "percent": Decimal(20),
    }
    catalog.create_price_list_item(row, by=actors.system(), at=AT)
    line = LineRequest(key="1", product=str(product.pk), quantity=Decimal(1))
    read = rulebook.read([price_list], [product.pk], base_currency="EUR", on=on)
    request = DocumentRequest(currency="EUR", lines=(line,))
    return price(request, read.rules(price_list.pk), on=on).lines[0].unit_price


@pytest.mark.parametrize(
    ("method", "before", "after"),
    [
        ("markup_on_current_cost", 96, 120),
        ("margin_on_current_cost", 100, 125),
        ("markup_on_standard_cost", 84, 84),
        ("margin_on_standard_cost", Decimal("87.5"), Decimal("87.5")),
    ],
)
def test_prices_are_computed_on_the_cost_of_their_day(
    part: Product, method: str, before: Decimal, after: Decimal
) -> None:
    cost_of(part, "100", valid_from=JUNE)
    assert unit_price(part, method, MAY) == before
    assert unit_price(part, method, JUNE) == after


def test_a_standard_cost_of_the_day_counts_where_no_current_one_is_known(
    selling: object,
) -> None:
    product = product_of("S")
    row = cost_of(product, "40", kind="standard")
    read = rulebook.read([None], [product.pk], base_currency="EUR", on=JUNE)
    amount, rule = read.goods[product.pk].cost
    assert (amount, rule and rule.id) == (40, str(row.pk))


@pytest.mark.parametrize("count", [1, 1000])
def test_costs_are_read_in_one_statement_however_many(
    selling: object, django_assert_num_queries: Callable[..., Any], count: int
) -> None:
    unit = unit_of()
    rows = [
        {"code": f"P-{number}", "name": "P", "list_price": Decimal(100), "unit": unit}
        for number in range(count)
    ]
    products = catalog.create_products(rows, by=actors.system(), at=AT)
    spans = ({"valid_to": MAY}, {"valid_from": JUNE}, {"kind": "standard"})
    told = [{"product": one, "amount": Decimal(90), **span} for one in products for span in spans]
    catalog.create_product_costs(told, by=actors.system(), at=AT)
    with django_assert_num_queries(1):
        found = costs.on_day([product.pk for product in products], JULY)
    assert len(found) == count
    with django_assert_num_queries(0):
        costs.on_day([], JULY)


def test_a_clone_has_the_costs_as_well(olga: Actor, at: datetime, part: Product) -> None:
    cost_of(part, "90", valid_from=JUNE)
    made = catalog.clone(part, "A-2", by=olga, at=at)
    assert costs.of_product(made, JULY).current.amount == 90
    assert ProductCost.objects.count() == 2


@pytest.fixture
def kept_from(people: SimpleNamespace, admin: Actor, at: datetime) -> Callable[..., Actor]:
    """Charlie, who may do everything, but for a field of products."""

    def of(name: str, level: FieldLevel) -> Actor:
        role: Role = identity.create_role("Keeper", by=admin, at=at)
        every = {(one.key, right): Depth.ALL for one in registry.entities() for right in Privilege}
        identity.set_grants(role, every, by=admin, at=at)
        identity.set_field_rights(role, "catalog.product", {name: level}, by=admin, at=at)
        identity.set_roles(people.charlie, [role], by=admin, at=at)
        return actor_for(people.charlie)

    return of


@pytest.mark.parametrize("name", ["current_cost", "standard_cost"])
def test_who_may_not_read_the_costs_of_products_sees_none_by_day(
    kept_from: Callable[..., Actor], client_for: ClientFor, part: Product, name: str
) -> None:
    row = cost_of(part, "918273")
    charlie = kept_from(name, FieldLevel.HIDDEN)
    assert not ProductCost.objects.visible_to(charlie).exists()
    client = client_for(charlie)
    assert client.get(reverse("catalog:product_cost", args=[row.pk])).status_code == 404
    assert client.get(reverse("catalog:costs_of", args=[part.pk])).status_code == 403
    page = client.get(reverse("catalog:product", args=[part.pk])).content.decode()
    assert reverse("catalog:costs_of", args=[part.pk]) not in page
    assert client.get(f"/api/v1/product-costs/{row.pk}").status_code == 404
    assert client.get("/api/v1/product-costs").json()["items"] == []


def test_who_may_not_change_the_costs_of_products_changes_none_by_day(
    kept_from: Callable[..., Actor], at: datetime, part: Product
) -> None:
    kept = cost_of(part, "90")
    charlie = kept_from("current_cost", FieldLevel.READ)
    assert ProductCost.objects.visible_to(charlie).get() == kept
    row = {"product": part, "amount": Decimal(1), "kind": "standard"}
    refused(NotAllowedError, catalog.create_product_costs, [row], by=charlie, at=at)
    refused(NotAllowedError, catalog.update_product_cost, kept, {}, by=charlie, at=at)
    refused(NotAllowedError, catalog.delete_product_cost, kept, by=charlie, at=at)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_product_shows_its_costs(
    *, olga: Actor, alice: Actor, client_for: ClientFor, part: Product, count: int,
    django_assert_num_queries: Callable[..., Any],
) -> None:  # fmt: skip
    for number in range(count):
        day = date(2025 + number, 1, 1)
        row = cost_of(part, f"{90 + number}", valid_from=day, valid_to=day.replace(month=12))
    address = reverse("catalog:costs_of", args=[part.pk])
    edit = reverse("catalog:edit_cost", args=[row.pk])
    client = client_for(olga)
    client.get(address)
    with django_assert_num_queries(7):
        text = client.get(address).content.decode()
    assert text.count("€9") == count
    assert edit in text
    assert "New cost" in text
    assert edit not in client_for(alice).get(address).content.decode()


def test_a_cost_is_shown_and_removed_on_its_product(
    olga: Actor, alice: Actor, roleless: Actor, client_for: ClientFor, part: Product
) -> None:
    row = cost_of(part, "90")
    address = reverse("catalog:product_cost", args=[row.pk])
    tab = f"{reverse('catalog:product', args=[part.pk])}?tab=catalog-costs-of"
    assert client_for(alice).get(address)["Location"] == tab
    assert client_for(roleless).get(address).status_code == 404
    remove = reverse("catalog:remove_cost", args=[row.pk])
    assert client_for(alice).post(remove).status_code == 403
    assert client_for(olga).post(remove)["Location"] == tab
    assert not ProductCost.objects.exists()


def test_the_figures_of_a_product_go_by_the_cost_of_today(
    olga: Actor, client_for: ClientFor, part: Product
) -> None:
    cost_of(part, "100")
    text = client_for(olga).get(reverse("catalog:product", args=[part.pk])).content.decode()
    assert 'title="€100"' in text
    assert 'title="€80"' not in text


MAPPING = """
name = "Costs"
[[step]]
file = "costs.csv"
into = "catalog.productcost"
[step.fields]
product = { column = "Code", by = "code" }
kind = { column = "Kind", values = { std = "standard", now = "current" } }
amount = "Cost"
valid_from = "From"
valid_to = "To"
"""
FILE = """Code,Kind,Cost,From,To
A,now,90,2026-01-01,2026-06-30
A,now,95,2026-06-30,
A,now,95,2026-07-01,
A,std,many,2026-01-01,
"""


def test_costs_are_imported_row_by_row_and_exported(
    tmp_path: Path, olga: Actor, at: datetime, part: Product
) -> None:
    (tmp_path / "mapping.toml").write_text(MAPPING)
    (tmp_path / "costs.csv").write_text(FILE)
    found = mapping.read(tmp_path / "mapping.toml")
    (report,) = importing.run(found, tmp_path, by=olga, at=at)
    assert report.created == 2
    reasons = {refusal.line: refusal.reason for refusal in report.refusals}
    assert "Let that one end first" in reasons[3]
    assert sorted(reasons) == [3, 5]
    out = io.StringIO()
    exporting.export(registry.of(ProductCost), out, by=olga, at=at)
    assert "95.0000" in out.getvalue()
    assert out.getvalue().count("\n") == 3
