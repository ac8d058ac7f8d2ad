"""Bundles on deals: their parts come, follow and go with them."""

from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from dealwright.catalog import nesting
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, RefusedError
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.models import Opportunity, OpportunityLine
from tests.factories.bundles import OPTIONAL, bundle_of, part_of
from tests.factories.catalog import product_of
from tests.factories.opportunities import deal_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal(alice: Actor, selling: object) -> Opportunity:
    return deal_of(alice)


@pytest.fixture
def kit(selling: object) -> SimpleNamespace:
    """A bundle of 500 that includes two cabinets; a portal for 450 is optional."""
    bundle = bundle_of("SORT-1", "500")
    cabinet, portal = product_of("CC-1", "70"), product_of("BP-20", "450")
    part_of(bundle, cabinet, "2")
    part_of(bundle, portal, **OPTIONAL)
    return SimpleNamespace(bundle=bundle, cabinet=cabinet, portal=portal)


@pytest.fixture
def head(alice: Actor, deal: Opportunity, kit: SimpleNamespace, at: datetime) -> OpportunityLine:
    """Two bundles on the deal."""
    row = {"product": kit.bundle.pk, "quantity": Decimal(2)}
    return opportunities.add_line(deal, row, by=alice, at=at)


def told(deal: Opportunity) -> list[tuple[str, Decimal, Decimal]]:
    lines = list(deal.lines.select_related("product").order_by("position", "pk"))
    numbers = nesting.numbers(lines)
    return [(f"{numbers[x.pk]} {x.product.code}", x.quantity, x.amount) for x in lines if x.product]


def test_a_bundle_comes_with_what_it_requires(deal: Opportunity, head: OpportunityLine) -> None:
    assert told(deal) == [("1 SORT-1", 2, 1000), ("1.1 CC-1", 4, 0)]


def test_an_optional_part_is_added_under_its_bundle(
    alice: Actor, deal: Opportunity, head: OpportunityLine, kit: SimpleNamespace, at: datetime
) -> None:
    row = {"product": kit.portal.pk, "part_of": head.pk}
    opportunities.add_line(deal, row | {"quantity": Decimal(3)}, by=alice, at=at)
    assert told(deal)[-1] == ("1.2 BP-20", 6, 2700)
    with pytest.raises(InvalidError):
        opportunities.add_line(deal, row, by=alice, at=at)
    with pytest.raises(InvalidError):
        opportunities.add_line(deal, row | {"product": kit.bundle.pk}, by=alice, at=at)


def test_parts_follow_the_quantity_of_their_bundle(
    alice: Actor, deal: Opportunity, head: OpportunityLine, kit: SimpleNamespace, at: datetime
) -> None:
    row = {"product": kit.portal.pk, "part_of": head.pk}
    opportunities.add_line(deal, row, by=alice, at=at)
    opportunities.update_line(head, {"quantity": Decimal(5)}, by=alice, at=at)
    assert told(deal) == [("1 SORT-1", 5, 2500), ("1.1 CC-1", 10, 0), ("1.2 BP-20", 5, 2250)]


@pytest.mark.parametrize("values", [{"quantity": Decimal(9)}, {"unit_price": Decimal(1)}])
def test_what_a_part_has_from_its_bundle_is_not_typed_on_it(
    alice: Actor, deal: Opportunity, head: OpportunityLine, at: datetime, values: dict[str, Any]
) -> None:
    part = deal.lines.get(part_of=head)
    with pytest.raises(InvalidError):
        opportunities.update_line(part, values, by=alice, at=at)
    with pytest.raises(InvalidError):
        opportunities.update_line(head, {"product": part.product_id}, by=alice, at=at)
    assert told(deal) == [("1 SORT-1", 2, 1000), ("1.1 CC-1", 4, 0)]


def test_a_bundle_leaves_with_its_parts_and_a_required_one_not_alone(
    alice: Actor, deal: Opportunity, head: OpportunityLine, at: datetime
) -> None:
    with pytest.raises(RefusedError):
        opportunities.remove_line(deal.lines.get(part_of=head), by=alice, at=at)
    opportunities.remove_line(head, by=alice, at=at)
    assert told(deal) == []


def test_a_new_set_of_lines_keeps_what_its_bundles_require(
    alice: Actor, deal: Opportunity, head: OpportunityLine, kit: SimpleNamespace, at: datetime
) -> None:
    opportunities.add_line(deal, {"product": kit.portal.pk, "part_of": head.pk}, by=alice, at=at)
    rows = [{"product": kit.cabinet.pk, "quantity": Decimal(1)}, {"id": head.pk}]
    opportunities.set_lines(deal, rows, by=alice, at=at)
    assert told(deal) == [("1 CC-1", 1, 70), ("2 SORT-1", 2, 1000), ("2.1 CC-1", 4, 0)]
    opportunities.set_lines(deal, rows[:1], by=alice, at=at)
    assert [number for number, *_rest in told(deal)] == ["1 CC-1"]


def test_a_copy_of_a_deal_has_the_parts_under_its_own_bundles(
    alice: Actor, deal: Opportunity, head: OpportunityLine, at: datetime
) -> None:
    copy = opportunities.clone(deal, by=alice, at=at)
    assert told(copy) == told(deal)
    assert copy.lines.get(part_of__isnull=False).part_of.opportunity_id == copy.pk
