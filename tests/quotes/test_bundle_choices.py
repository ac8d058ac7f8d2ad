"""Bundles that the client may leave out or choose instead of others, and bundles whose parts have properties."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dealwright.catalog import actions as catalog
from dealwright.catalog import nesting
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError
from dealwright.opportunities.models import Opportunity
from dealwright.orders.models import OrderLine
from dealwright.quotes import actions as quotes
from dealwright.quotes import comparing, links, queries, snapshots
from dealwright.quotes.document.page import page_of
from dealwright.quotes.models import Quote, QuoteLine
from tests.factories.bundles import OPTIONAL, part_of
from tests.factories.catalog import product_of

pytestmark = pytest.mark.django_db

type ClientFor = Callable[[Actor], Client]

OPTION = {"choice": "optional"}
CRANE = {"name": "Crane hire", "quantity": 1, "unit_price": Decimal(40)}


@pytest.fixture
def quote(alice: Actor, deal: Opportunity, kit: SimpleNamespace, at: datetime) -> Quote:
    """A crane for 40, and as an option a bundle for 500 with its cabinets and a portal for 450."""
    rows = [CRANE, {"product": kit.bundle.pk, "quantity": 1, **OPTION, "parts": [portal_of(kit)]}]
    return quotes.create({"opportunity": deal.pk, "lines": rows}, by=alice, at=at)


def portal_of(kit: SimpleNamespace, **values: Any) -> dict[str, Any]:
    return {"product": kit.portal.pk, **values}


def line_of(quote: Quote, code: str) -> QuoteLine:
    return quote.lines.get(code=code)


def choose(quote: Quote, code: str, *, by: Actor, at: datetime, is_chosen: bool = True) -> Quote:
    quotes.choose_line(line_of(quote, code), is_chosen=is_chosen, by=by, at=at)
    return Quote.objects.get(pk=quote.pk)


def shape(quote: Quote) -> list[tuple[str, str, Decimal, bool]]:
    """Each line's number, code, net and whether it is chosen."""
    lines = queries.lines(quote)
    numbers = nesting.numbers(lines)
    return [(numbers[line.pk], line.code, line.net, line.is_chosen) for line in lines]


def ordered() -> list[tuple[str, str | None]]:
    return list(OrderLine.objects.order_by("position").values_list("code", "part_of__code"))


def test_a_bundle_that_is_an_option_counts_with_its_parts_once_it_is_chosen(
    alice: Actor, quote: Quote, at: datetime
) -> None:
    assert quote.net == 40
    assert shape(quote)[1:] == [
        ("2", "SORT-1", 500, False),
        ("2.1", "CC-1", 0, False),
        ("2.2", "BP-20", 450, False),
    ]
    chosen = choose(quote, "SORT-1", by=alice, at=at)
    assert chosen.net == 990
    assert all(is_chosen for *_rest, is_chosen in shape(chosen))
    assert choose(chosen, "SORT-1", by=alice, at=at, is_chosen=False).net == 40


def test_parts_that_come_to_an_option_are_options_and_its_price_follows(
    alice: Actor, quote: Quote, kit: SimpleNamespace, at: datetime
) -> None:
    head = line_of(quote, "SORT-1")
    quotes.change_line(head, {"parts": []}, by=alice, at=at)
    quotes.change_line(head, {"parts": [portal_of(kit, quantity=Decimal(2))]}, by=alice, at=at)
    quotes.change_line(head, {"billing": "year"}, by=alice, at=at)
    portal = line_of(quote, "BP-20")
    assert (portal.choice, portal.is_chosen, portal.billing) == ("optional", False, "year")
    assert portal.net == 900
    quote.refresh_from_db()
    assert quote.net == 40


def test_an_order_has_an_option_whole_or_not_at_all(
    alice: Actor, quote: Quote, at: datetime
) -> None:
    without = quotes.copy(quote, by=alice, at=at)
    quotes.accept(quotes.activate(without, by=alice, at=at), "Annika", by=alice, at=at)
    assert ordered() == [("", None)]
    chosen = choose(quote, "SORT-1", by=alice, at=at)
    quotes.accept(quotes.activate(chosen, by=alice, at=at), "Annika", by=alice, at=at)
    assert ordered()[-3:] == [("SORT-1", None), ("CC-1", "SORT-1"), ("BP-20", "SORT-1")]


def test_what_is_wrong_in_an_option_holds_the_quote_up(
    alice: Actor, olga: Actor, quote: Quote, kit: SimpleNamespace, at: datetime
) -> None:
    camera = product_of("C-1", name="Camera")
    part_of(kit.bundle, camera, **OPTIONAL)
    rule = {"name": "Portals see", "kind": "requires", "product": camera}
    catalog.create_configuration_rules(
        [rule | {"bundle": kit.bundle, "when": kit.portal}], by=olga, at=at
    )
    with pytest.raises(InvalidError) as refused:
        quotes.activate(quote, by=alice, at=at)
    assert list(refused.value.errors) == ["lines.1.parts"]


def test_revisions_and_copies_keep_a_bundle_that_is_an_option(
    alice: Actor, quote: Quote, kit: SimpleNamespace, at: datetime
) -> None:
    active = quotes.activate(choose(quote, "SORT-1", by=alice, at=at), by=alice, at=at)
    for made in (
        quotes.copy(active, by=alice, at=at),
        quotes.copy(active, "kept", by=alice, at=at),
        quotes.revise(active, by=alice, at=at),
    ):
        assert shape(made) == shape(active)
        assert made.net == 990
        costs = made.lines.order_by("position").values_list("unit_cost", flat=True)
        assert list(costs) == [None, 200, 40, 300]
        parts = made.lines.filter(part_of=line_of(made, "SORT-1")).order_by("position")
        flags = parts.values_list("per_bundle", "is_required", "is_included")
        assert list(flags) == [(2, True, True), (1, False, False)]
        doubled = quotes.change_line(
            line_of(made, "SORT-1"), {"quantity": Decimal(2)}, by=alice, at=at
        )
        assert made.lines.get(code="CC-1").quantity == 2 * doubled.quantity


def test_a_copy_keeps_what_the_bundle_was_made_of(
    alice: Actor, olga: Actor, quote: Quote, kit: SimpleNamespace, at: datetime
) -> None:
    for part in kit.bundle.parts.filter(product=kit.portal):
        catalog.delete_bundle_part(part, by=olga, at=at)
    catalog.retire(kit.portal, by=olga, at=at)
    assert shape(quotes.copy(quote, by=alice, at=at)) == shape(quote)


def test_of_alternatives_one_may_be_a_bundle(
    alice: Actor, quote: Quote, kit: SimpleNamespace, at: datetime
) -> None:
    rest = {"choice": "alternative", "group": "sorting"}
    row = {"name": "By hand", "quantity": 1, "unit_price": Decimal(100), **rest}
    quotes.add_lines(quote, [row], by=alice, at=at)
    quotes.change_line(line_of(quote, "SORT-1"), rest, by=alice, at=at)
    assert [is_chosen for *_rest, is_chosen in shape(quote)] == [True, False, False, False, True]
    quote = choose(quote, "SORT-1", by=alice, at=at)
    assert quote.net == 990
    assert [is_chosen for *_rest, is_chosen in shape(quote)] == [True, True, True, True, False]
    quotes.choose_line(quote.lines.get(name="By hand"), is_chosen=True, by=alice, at=at)
    assert [is_chosen for *_rest, is_chosen in shape(quote)] == [True, False, False, False, True]
    quotes.remove_line(quote.lines.get(name="By hand"), by=alice, at=at)
    active = quotes.activate(quote, by=alice, at=at)
    assert active.net == 990
    assert [line.net for line in queries.lines(quotes.copy(active, by=alice, at=at))] == [
        40,
        500,
        0,
        450,
    ]


def test_the_difference_names_parts_with_their_bundle(
    alice: Actor, quote: Quote, kit: SimpleNamespace, at: datetime, client_for: ClientFor
) -> None:
    active = quotes.activate(choose(quote, "SORT-1", by=alice, at=at), by=alice, at=at)
    draft = quotes.revise(active, by=alice, at=at)
    assert comparing.between(active, draft, alice).is_empty
    head = line_of(draft, "SORT-1")
    quotes.change_line(head, {"parts": [portal_of(kit, quantity=Decimal(3))]}, by=alice, at=at)
    (changed,) = comparing.between(active, draft, alice).lines
    fields = {field.name: (field.before, field.after) for field in changed.fields}
    assert fields["per_bundle"] == (1, 3)
    assert fields["net"] == (450, 1350)
    quotes.change_line(head, {"parts": []}, by=alice, at=at)
    page = client_for(alice).get(reverse("quotes:difference", args=[draft.pk])).content.decode()
    for words in ("Removed", "Barcode portal", "part of Sorter, complete"):
        assert words in page
    second = quotes.activate(draft, by=alice, at=at)
    (gone,) = comparing.for_client(active, second).lines
    assert (gone.kind, gone.values["part_of"]) == ("removed", "Sorter, complete")


def test_the_client_reads_an_option_and_its_parts_in_brackets(
    alice: Actor, quote: Quote, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dealwright.core.clock.now", lambda: at)
    active = quotes.activate(quote, by=alice, at=at)
    printed = page_of(snapshots.thaw(active.snapshot))["lines"]
    assert [(row["position"], row["amount"]) for row in printed] == [
        ("1", "40.00"),
        ("2", "(500.00)"),
        ("2.1", "included"),
        ("2.2", "(450.00)"),
    ]
    link = quotes.make_link(active, by=alice, at=at, sent_to="annika@nordhaven.example")
    page = Client().get(reverse("quotes:client", args=[links.token_of(link)]))
    assert page.status_code == 200
    assert "Barcode portal" in page.content.decode()


@pytest.fixture
def tinted(olga: Actor, kit: SimpleNamespace, at: datetime) -> SimpleNamespace:
    """The cabinet, which is included, asks for a colour; the portal may be stainless for 12 % more."""
    rows: list[dict[str, Any]] = [
        {"product": kit.cabinet, "name": "Colour", "is_required": True},
        {"product": kit.portal, "name": "Frame"},
    ]
    kit.colour, kit.frame = catalog.create_product_properties(rows, by=olga, at=at)
    choices = [
        {"property": kit.colour, "name": "Blue", "price_amount": Decimal(9)},
        {"property": kit.frame, "name": "Stainless", "price_percent": Decimal(12)},
    ]
    kit.blue, kit.stainless = catalog.create_property_choices(choices, by=olga, at=at)
    return kit


@pytest.fixture
def coloured(alice: Actor, quote: Quote, tinted: SimpleNamespace, at: datetime) -> Quote:
    """The option is chosen, its cabinets blue, its portal stainless."""
    for code in ("CC-1", "BP-20"):
        quotes.change_line(line_of(quote, code), {"description": code}, by=alice, at=at)
    for code, chosen in (("CC-1", {"Colour": "Blue"}), ("BP-20", {"Frame": "Stainless"})):
        quotes.change_line(line_of(quote, code), {"properties": chosen}, by=alice, at=at)
    return choose(quote, "SORT-1", by=alice, at=at)


def test_parts_have_properties_and_what_is_included_costs_nothing_for_them(
    alice: Actor, coloured: Quote, at: datetime
) -> None:
    assert coloured.net == 40 + 500 + 504
    active = quotes.activate(coloured, by=alice, at=at)
    told = [line.description for line in snapshots.thaw(active.snapshot).lines[2:]]
    assert told == ["Colour: Blue\nCC-1", "Frame: Stainless\nBP-20"]


def test_what_a_property_adds_is_no_discount(
    alice: Actor, coloured: Quote, client_for: ClientFor
) -> None:
    page = client_for(alice).get(reverse("quotes:quote", args=[coloured.pk])).content.decode()
    assert "1,044.00" in page
    assert "Discounts" not in page


def test_a_part_whose_required_property_is_missing_holds_the_quote_up(
    alice: Actor, quote: Quote, tinted: SimpleNamespace, at: datetime
) -> None:
    quotes.add_lines(quote, [{"product": tinted.bundle.pk, "quantity": 1}], by=alice, at=at)
    with pytest.raises(InvalidError) as refused:
        quotes.activate(quote, by=alice, at=at)
    assert "Line 3.1" in str(refused.value)


def test_copies_and_revisions_keep_what_was_chosen_of_parts(
    alice: Actor, coloured: Quote, at: datetime
) -> None:
    active = quotes.activate(coloured, by=alice, at=at)
    for made in (
        quotes.copy(active, by=alice, at=at),
        quotes.copy(active, "kept", by=alice, at=at),
        quotes.revise(active, by=alice, at=at),
    ):
        assert made.net == active.net
        assert [line.about for line in queries.lines(made)][2:] == [
            "Colour: Blue\nCC-1",
            "Frame: Stainless\nBP-20",
        ]


def test_a_copy_chooses_again_as_the_properties_say_now_and_loses_nothing(
    alice: Actor, olga: Actor, coloured: Quote, tinted: SimpleNamespace, at: datetime
) -> None:
    catalog.update_property_choice(tinted.stainless, {"price_percent": Decimal(20)}, by=olga, at=at)
    catalog.delete_product_property(tinted.colour, by=olga, at=at)
    anew = quotes.copy(coloured, by=alice, at=at)
    kept = quotes.copy(coloured, "kept", by=alice, at=at)
    assert (anew.net, kept.net) == (40 + 500 + 540, coloured.net)
    assert [line_of(anew, "CC-1").about, line_of(anew, "BP-20").about] == [
        "Colour: Blue\nCC-1",
        "Frame: Stainless\nBP-20",
    ]


def test_the_difference_names_properties(
    alice: Actor, coloured: Quote, tinted: SimpleNamespace, at: datetime, client_for: ClientFor
) -> None:
    active = quotes.activate(coloured, by=alice, at=at)
    draft = quotes.revise(active, by=alice, at=at)
    line = line_of(draft, "BP-20")
    quotes.change_line(line, {"properties": {"Frame": None}}, by=alice, at=at)
    (changed,) = comparing.between(active, draft, alice).lines
    fields = {field.name: (field.before, field.after) for field in changed.fields}
    assert fields["properties"] == ("Frame: Stainless", "")
    page = client_for(alice).get(reverse("quotes:difference", args=[draft.pk])).content.decode()
    assert "Frame: Stainless" in page
