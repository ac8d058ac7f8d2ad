"""Bundles on quotes: their parts come, follow, move and go with them, through revision, order, PDF, client page and REST."""

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
from dealwright.core import actor as actors
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, RefusedError
from dealwright.events.models import EventRecord
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.models import Opportunity
from dealwright.orders.models import OrderLine
from dealwright.quotes import actions as quotes
from dealwright.quotes import queries, snapshots
from dealwright.quotes.models import Quote, QuoteLine
from tests.factories.bundles import bundle_of, part_of, related
from tests.factories.catalog import product_of
from tests.people import AT

pytestmark = pytest.mark.django_db

type ClientFor = Callable[[Actor], Client]

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
DIALOG = {**PART, "HX-Target": "div#dialog-body"}


@pytest.fixture
def quote(alice: Actor, deal: Opportunity, kit: SimpleNamespace, at: datetime) -> Quote:
    """One bundle with what it requires."""
    rows = [{"product": kit.bundle.pk, "quantity": 1}]
    return quotes.create({"opportunity": deal.pk, "lines": rows}, by=alice, at=at)


def choose(quote: Quote, kit: SimpleNamespace, *, by: Actor, at: datetime, **values: Any) -> Quote:
    chosen = [{"product": kit.portal.pk, **values}]
    quotes.change_line(quote.lines.get(product=kit.bundle), {"parts": chosen}, by=by, at=at)
    quote.refresh_from_db()
    return quote


def told(quote: Quote) -> list[tuple[str, Decimal, Decimal]]:
    lines = queries.lines(quote)
    numbers = nesting.numbers(lines)
    return [(f"{numbers[line.pk]} {line.code}", line.quantity, line.net) for line in lines]


def test_a_bundle_comes_with_what_it_requires(quote: Quote) -> None:
    assert told(quote) == [("1 SORT-1", 1, 500), ("1.1 CC-1", 2, 0)]
    assert (quote.net, quote.cost) == (500, 280)


def test_an_optional_part_is_priced_beside_the_bundle(
    alice: Actor, quote: Quote, kit: SimpleNamespace, at: datetime
) -> None:
    quote = choose(quote, kit, by=alice, at=at)
    assert told(quote) == [("1 SORT-1", 1, 500), ("1.1 CC-1", 2, 0), ("1.2 BP-20", 1, 450)]
    assert quote.net == Decimal("950.00")
    assert EventRecord.objects.filter(kind="quotes.LineChanged").latest("at").data["fields"] == [
        "parts"
    ]
    quotes.change_line(quote.lines.get(code="SORT-1"), {"parts": []}, by=alice, at=at)
    quote.refresh_from_db()
    assert (quote.net, quote.lines.count()) == (500, 2)


def test_parts_follow_the_quantity_of_their_bundle(
    alice: Actor, quote: Quote, kit: SimpleNamespace, at: datetime
) -> None:
    quote = choose(quote, kit, by=alice, at=at, quantity=Decimal(3))
    values = {"quantity": Decimal(2), "section": "Hall B"}
    quotes.change_line(quote.lines.get(code="SORT-1"), values, by=alice, at=at)
    quote.refresh_from_db()
    assert told(quote) == [("1 SORT-1", 2, 1000), ("1.1 CC-1", 4, 0), ("1.2 BP-20", 6, 2700)]
    assert {line.section for line in quote.lines.all()} == {"Hall B"}


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("CC-1", {"quantity": Decimal(5)}),
        ("CC-1", {"unit_price": Decimal(5)}),
        ("CC-1", {"parts": []}),
        ("BP-20", {"section": "Hall B"}),
        ("SORT-1", {"parts": [{"product": None}]}),
    ],
)
def test_what_a_part_has_from_its_bundle_is_not_typed_on_it(
    *,
    alice: Actor,
    quote: Quote,
    kit: SimpleNamespace,
    at: datetime,
    code: str,
    values: dict[str, Any],
) -> None:
    quote = choose(quote, kit, by=alice, at=at)
    if values.get("parts"):
        values = {"parts": [{"product": kit.bundle.pk}]}
    before = told(quote)
    with pytest.raises(InvalidError):
        quotes.change_line(quote.lines.get(code=code), values, by=alice, at=at)
    assert told(quote) == before


def test_what_is_chosen_has_a_price_of_its_own(
    alice: Actor, quote: Quote, kit: SimpleNamespace, at: datetime
) -> None:
    quote = choose(quote, kit, by=alice, at=at)
    line = quote.lines.get(code="BP-20")
    quotes.change_line(line, {"unit_price": Decimal(400)}, by=alice, at=at)
    quote = choose(quote, kit, by=alice, at=at, quantity=Decimal(2))
    assert quote.net == 1300


def test_a_bundle_leaves_with_its_parts_and_a_required_one_not_alone(
    alice: Actor, quote: Quote, kit: SimpleNamespace, at: datetime
) -> None:
    quote = choose(quote, kit, by=alice, at=at)
    with pytest.raises(RefusedError):
        quotes.remove_line(quote.lines.get(code="CC-1"), by=alice, at=at)
    quotes.remove_line(quote.lines.get(code="BP-20"), by=alice, at=at)
    assert quote.lines.count() == 2
    quotes.remove_line(quote.lines.get(code="SORT-1"), by=alice, at=at)
    quote.refresh_from_db()
    assert (quote.lines.count(), quote.net) == (0, 0)


def test_parts_stay_under_their_bundle_wherever_it_goes(
    alice: Actor, quote: Quote, goods: SimpleNamespace, at: datetime
) -> None:
    (other,) = quotes.add_lines(
        quote, [{"product": goods.sorter.pk, "quantity": 1}], by=alice, at=at
    )
    lines = queries.lines(quote)
    order = [lines[1].pk, other.pk, lines[0].pk]
    quotes.arrange(quote, order, by=alice, at=at)
    assert [number for number, *_rest in told(quote)] == ["1 CS-44", "2 SORT-1", "2.1 CC-1"]
    lines = queries.lines(quote)
    up = nesting.moved(lines[1], lines, -1)
    assert [line.code for line in up] == ["SORT-1", "CC-1", "CS-44"]
    assert nesting.moved(lines[2], lines, -1) == lines


def test_a_bundle_within_a_bundle_brings_its_own_parts(
    alice: Actor, quote: Quote, kit: SimpleNamespace, at: datetime
) -> None:
    outer = bundle_of("LINE-1", "2000")
    part_of(outer, kit.bundle, "2")
    rows = [{"product": outer.pk, "quantity": 3}]
    catalog_line = {"unit_price": Decimal(2000)}
    quotes.add_lines(quote, [rows[0] | catalog_line], by=alice, at=at)
    assert told(quote)[2:] == [("2 LINE-1", 3, 6000), ("2.1 SORT-1", 6, 0), ("2.1.1 CC-1", 12, 0)]
    inner = quote.lines.get(code="SORT-1", quantity=6)
    quotes.change_line(inner, {"parts": [{"product": kit.portal.pk}]}, by=alice, at=at)
    assert told(quote)[5] == ("2.1.2 BP-20", 6, 2700)


def test_a_bundle_with_a_part_that_is_not_sold_is_not_offered(
    alice: Actor, olga: Actor, quote: Quote, kit: SimpleNamespace, at: datetime
) -> None:
    inner = bundle_of("IN-1")
    part_of(inner, (part := product_of("P-1")))
    catalog.retire(inner, by=olga, at=at)
    catalog.retire(part, by=olga, at=at)
    for product in (inner, part):
        with pytest.raises(InvalidError) as error:
            quotes.add_lines(quote, [{"product": product.pk, "quantity": 1}], by=alice, at=at)
        assert "lines.0.product" in error.value.errors
    assert quote.lines.count() == 2


def test_a_quantity_that_a_part_cannot_take_is_refused(
    alice: Actor, quote: Quote, kit: SimpleNamespace, at: datetime
) -> None:
    line = quote.lines.get(code="SORT-1")
    with pytest.raises(InvalidError) as error:
        quotes.change_line(line, {"quantity": Decimal(9999999999)}, by=alice, at=at)
    assert "Control cabinet" in str(error.value)
    assert told(quote)[0] == ("1 SORT-1", 1, 500)


def test_a_revision_and_an_order_keep_the_parts_under_their_bundles(
    alice: Actor, quote: Quote, kit: SimpleNamespace, at: datetime
) -> None:
    quote = choose(quote, kit, by=alice, at=at)
    active = quotes.activate(quote, by=alice, at=at)
    document = snapshots.thaw(active.snapshot)
    assert [(line.number, line.is_included) for line in document.lines] == [
        ("1", False),
        ("1.1", True),
        ("1.2", False),
    ]
    draft = quotes.revise(active, by=alice, at=at)
    assert told(draft) == told(quote)
    assert not {line.pk for line in draft.lines.all()} & {line.pk for line in quote.lines.all()}
    quotes.accept(quotes.activate(draft, by=alice, at=at), "Annika", by=alice, at=at)
    ordered = list(
        OrderLine.objects.order_by("position").values_list("code", "part_of__code", "is_included")
    )
    assert ordered == [
        ("SORT-1", None, False),
        ("CC-1", "SORT-1", True),
        ("BP-20", "SORT-1", False),
    ]


def test_a_quote_of_a_deal_takes_its_bundles_over(
    alice: Actor, deal: Opportunity, kit: SimpleNamespace, at: datetime
) -> None:
    head = opportunities.add_line(deal, {"product": kit.bundle.pk, "quantity": 2}, by=alice, at=at)
    extra = {"product": kit.portal.pk, "part_of": head.pk, "unit_price": Decimal(400)}
    opportunities.add_line(deal, extra, by=alice, at=at)
    quote = quotes.quote_deal(deal, by=alice, at=at)
    assert told(quote) == [("1 SORT-1", 2, 1000), ("1.1 CC-1", 4, 0), ("1.2 BP-20", 2, 800)]


def test_the_configurator_prices_what_is_ticked_and_saves_it(
    alice: Actor, quote: Quote, kit: SimpleNamespace, client_for: ClientFor
) -> None:
    client = client_for(alice)
    address = reverse("quotes:configure", args=[quote.pk, quote.lines.get(code="SORT-1").pk])
    page = client.get(address, headers=DIALOG).content.decode()
    assert "Scanning" in page
    assert "+ 450.00" in page
    typed = {"part": str(kit.portal.pk), f"quantity-{kit.portal.pk}": "2"}
    tried = client.post(f"{address}?try=1", typed, headers=DIALOG)
    assert "1,400.00" in tried.content.decode()
    assert quote.lines.count() == 2
    assert client.post(address, typed, headers=DIALOG).status_code == 200
    quote.refresh_from_db()
    assert quote.net == 1400
    wrong = client.post(address, typed | {f"quantity-{kit.portal.pk}": "no"}, headers=DIALOG)
    assert wrong.status_code == 422
    assert 'role="alert"' in wrong.content.decode()


def test_only_the_lines_of_bundles_are_configured_and_by_those_who_may(
    alice: Actor, charlie: Actor, quote: Quote, client_for: ClientFor
) -> None:
    for code, actor, status in (("CC-1", alice, 404), ("SORT-1", charlie, 404)):
        address = reverse("quotes:configure", args=[quote.pk, quote.lines.get(code=code).pk])
        assert client_for(actor).get(address).status_code == status
    quotes.activate(quote, by=alice, at=quote.created_at)
    address = reverse("quotes:configure", args=[quote.pk, quote.lines.get(code="SORT-1").pk])
    assert client_for(alice).get(address).status_code == 403


def test_the_editor_shows_parts_under_their_bundle_and_what_goes_with_it(
    alice: Actor, quote: Quote, kit: SimpleNamespace, goods: SimpleNamespace, client_for: ClientFor
) -> None:
    related(kit.bundle, goods.sorter, reason="Feeds it")
    client = client_for(alice)
    page = client.get(reverse("quotes:quote", args=[quote.pk])).content.decode()
    cabinet = quote.lines.get(code="CC-1")
    assert f'id="type-{cabinet.pk.hex}-quantity"' not in page
    assert 'id="goes-with"' in page
    assert "Feeds it" in page
    client.post(reverse("quotes:add_line", args=[quote.pk]), {"product": goods.sorter.pk})
    page = client.get(reverse("quotes:quote", args=[quote.pk])).content.decode()
    assert 'id="goes-with"' not in page


def test_rest_tells_of_parts_and_takes_them(
    alice: Actor, quote: Quote, kit: SimpleNamespace, client_for: ClientFor
) -> None:
    client = client_for(alice)
    lines = f"/api/v1/quotes/{quote.pk}/lines"
    body = {
        "product": str(kit.bundle.pk),
        "quantity": "1",
        "parts": [{"product": str(kit.portal.pk)}],
    }
    added = client.post(lines, body, content_type="application/json").json()["items"]
    assert [(one["code"], one["is_required"], one["is_included"]) for one in added] == [
        ("SORT-1", False, False),
        ("CC-1", True, True),
        ("BP-20", False, False),
    ]
    assert {one["part_of"] for one in added[1:]} == {added[0]["id"]}
    changed = client.patch(
        f"{lines}/{added[0]['id']}", {"parts": []}, content_type="application/json"
    )
    assert changed.status_code == 200
    assert QuoteLine.objects.filter(part_of=added[0]["id"]).count() == 1
    wrong = {"parts": [{"product": str(kit.bundle.pk)}]}
    refused = client.patch(f"{lines}/{added[0]['id']}", wrong, content_type="application/json")
    assert refused.status_code == 422


@pytest.fixture
def ruled(kit: SimpleNamespace) -> SimpleNamespace:
    """The bundle asks for a camera with the portal, and takes no mirror with it."""
    kit.camera, kit.mirror = (
        product_of("C-1", "30", name="Camera"),
        product_of("M-1", "20", name="Mirror"),
    )
    for product in (kit.camera, kit.mirror):
        part_of(kit.bundle, product, is_required=False, is_included=True)
    usual = {"bundle": kit.bundle, "when": kit.portal}
    rows = [
        {**usual, "name": "Portals see", "kind": "requires", "product": kit.camera},
        {**usual, "name": "No mirrors", "kind": "excludes", "product": kit.mirror},
        {**usual, "name": "Camera comes along", "kind": "default", "product": kit.camera},
    ]
    catalog.create_configuration_rules(rows, by=actors.system(), at=AT)
    return kit


def test_what_breaks_a_rule_is_not_saved_by_any_door(
    alice: Actor, quote: Quote, ruled: SimpleNamespace, client_for: ClientFor, at: datetime
) -> None:
    line = quote.lines.get(code="SORT-1")
    client = client_for(alice)
    address = reverse("quotes:configure", args=[quote.pk, line.pk])
    rest = f"/api/v1/quotes/{quote.pk}/lines"
    for chosen, rule in (
        ([ruled.portal], "Portals see"),
        ([ruled.portal, ruled.camera, ruled.mirror], "No mirrors"),
    ):
        parts = [{"product": product.pk} for product in chosen]
        with pytest.raises(InvalidError, match=f"{rule}, version 1"):
            quotes.change_line(line, {"parts": parts}, by=alice, at=at)
        page = client.post(address, {"part": [product.pk for product in chosen]}, headers=DIALOG)
        assert (page.status_code, f"{rule}, version 1" in page.content.decode()) == (422, True)
        body = {"parts": [{"product": str(product.pk)} for product in chosen]}
        answer = client.patch(f"{rest}/{line.pk}", body, content_type="application/json")
        assert (answer.status_code, rule in answer.content.decode()) == (422, True)
    row = {"product": ruled.bundle.pk, "quantity": 1, "parts": parts}
    with pytest.raises(InvalidError, match="No mirrors"):
        quotes.add_lines(quote, [row], by=alice, at=at)
    assert quote.lines.count() == 2


def test_what_is_missing_keeps_a_draft_from_being_activated(
    alice: Actor, quote: Quote, ruled: SimpleNamespace, client_for: ClientFor, at: datetime
) -> None:
    row = {"product": ruled.bundle.pk, "quantity": 1, "parts": [{"product": ruled.portal.pk}]}
    quotes.add_lines(quote, [row], by=alice, at=at)
    with pytest.raises(InvalidError) as error:
        quotes.activate(quote, by=alice, at=at)
    assert [*error.value.errors] == ["lines.2.parts"]
    page = client_for(alice).get(reverse("quotes:quote", args=[quote.pk])).content.decode()
    assert "Portals see, version 1" in page
    parts = [{"product": ruled.portal.pk}, {"product": ruled.camera.pk}]
    head = quote.lines.get(position=3)
    quotes.change_line(head, {"parts": parts}, by=alice, at=at)
    assert quotes.activate(quote, by=alice, at=at).is_active


def test_a_revision_under_a_new_rule_waits_until_it_is_met(
    alice: Actor, quote: Quote, kit: SimpleNamespace, at: datetime
) -> None:
    active = quotes.activate(quote, by=alice, at=at)
    row = {"bundle": kit.bundle, "name": "One portal", "kind": "requires", "product": kit.portal}
    catalog.create_configuration_rules([row], by=actors.system(), at=AT)
    draft = quotes.revise(active, by=alice, at=at)
    with pytest.raises(InvalidError, match="One portal"):
        quotes.activate(draft, by=alice, at=at)


def test_the_configurator_ticks_defaults_and_says_what_is_shut(
    alice: Actor, quote: Quote, ruled: SimpleNamespace, client_for: ClientFor
) -> None:
    address = reverse("quotes:configure", args=[quote.pk, quote.lines.get(code="SORT-1").pk])
    typed = {"part": str(ruled.portal.pk)}
    page = client_for(alice).post(f"{address}?try=1", typed, headers=DIALOG).content.decode()
    camera = page[page.index(f'id="part-{ruled.camera.pk}"') :]
    mirror = page[page.index(f'id="part-{ruled.mirror.pk}"') :]
    assert " checked" in camera[: camera.index(">")]
    assert " disabled" in mirror[: mirror.index(">")]
    assert "No mirrors, version 1" in mirror
    typed |= {"before": [str(ruled.portal.pk), str(ruled.camera.pk)]}
    page = client_for(alice).post(f"{address}?try=1", typed, headers=DIALOG).content.decode()
    assert "Portals see, version 1" in page


@pytest.mark.parametrize("count", [1, 3])
def test_many_bundles_are_added_as_fast_as_one(
    *, alice: Actor, draft: Quote, at: datetime, count: int, django_assert_num_queries: Any
) -> None:
    rows = []
    for place in range(count):
        bundle = bundle_of(f"SET-{place}", "500")
        part_of(bundle, product_of(f"PART-{place}", "70"), "2", position=1)
        rows.append({"product": bundle.pk, "quantity": 1})
    quotes.add_lines(draft, [{"name": "Crane", "quantity": 1, "unit_price": 5}], by=alice, at=at)
    with django_assert_num_queries(24):
        assert len(quotes.add_lines(draft, rows, by=alice, at=at)) == 2 * count
