"""What other parts of the house take off prices, by registration alone."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from dealwright.catalog import further
from dealwright.catalog.models import Product
from dealwright.catalog.pricing import Adjustment, Band, BreakMethod, Rule, Stage
from dealwright.core.actor import Actor
from dealwright.quotes import actions as quotes
from dealwright.quotes.models import Quote

pytestmark = pytest.mark.django_db


def loyalty(stage: Stage) -> Adjustment:
    band = Band(from_quantity=Decimal(0), method=BreakMethod.PERCENT_OFF, value=Decimal(2))
    return Adjustment(rule=Rule("gold", name="Gold customers"), stage=stage, bands=(band,))


@pytest.fixture
def gold(draft: Quote) -> Iterator[dict[str, Stage]]:
    """The customer of the draft is of a loyalty programme that takes 2 % off."""
    given = {"stage": Stage.OTHER}

    @further.giver
    def give(
        accounts: frozenset[UUID], products: Sequence[Product], on: date
    ) -> Mapping[UUID, Sequence[Adjustment]]:
        assert products
        return {account: [loyalty(given["stage"])] for account in accounts & {draft.account_id}}

    yield given
    further.forget(give)


def test_what_is_registered_has_its_turn_after_promotions(
    *, alice: Actor, at: datetime, draft: Quote, gold: dict[str, Stage]
) -> None:
    quotes.update(draft, {"freight": Decimal(1)}, by=alice, at=at)
    line = draft.lines.get(position=1)
    told = [(step["kind"], step["amount"]) for step in line.steps]
    assert told[:3] == [("list", "1100.00"), ("quantity_break", "-110.00"), ("other", "-19.80")]
    assert line.steps[2]["rule"]["name"] == "Gold customers"
    quotes.activate(draft, by=alice, at=at)


def test_it_may_not_take_the_place_of_a_promotion(
    *, alice: Actor, at: datetime, draft: Quote, gold: dict[str, Stage]
) -> None:
    gold["stage"] = Stage.PROMOTION
    with pytest.raises(ValueError, match="stage OTHER"):
        quotes.update(draft, {"freight": Decimal(1)}, by=alice, at=at)
