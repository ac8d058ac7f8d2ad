"""The lines of a draft: every change prices the whole quote anew."""

from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest

from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.core.errors import ConflictError, InvalidError, NotAllowedError, NotFoundError
from dealwright.events.models import EventRecord
from dealwright.organisation import actions as organisation
from dealwright.quotes import actions as quotes
from dealwright.quotes import composing
from dealwright.quotes.models import Quote, QuoteLine

pytestmark = pytest.mark.django_db


def test_a_new_line_comes_last_and_counts(
    alice: Actor, draft: Quote, goods: SimpleNamespace, at: datetime
) -> None:
    (line,) = quotes.add_lines(
        draft,
        [{"name": "Crane hire", "quantity": 2, "unit_price": Decimal("49.95"), "unit": "h"}],
        by=alice,
        at=at,
    )
    assert (line.position, line.net, line.product) == (3, Decimal("99.90"), None)
    draft.refresh_from_db()
    assert draft.net == Decimal("2689.90")
    assert EventRecord.objects.get(kind="quotes.LinesAdded").data == {"names": ["Crane hire"]}


def test_another_quantity_falls_under_another_break(
    alice: Actor, draft: Quote, at: datetime
) -> None:
    line = quotes.change_line(draft.lines.get(position=1), {"quantity": 9}, by=alice, at=at)
    assert (line.rule_discount, line.net) == (0, Decimal(900))
    event = EventRecord.objects.get(kind="quotes.LineChanged")
    assert event.data["fields"] == ["quantity"]
    assert event.changes["net"] == ["2590.0000", "2500.00"]


def test_a_typed_price_stands_whatever_the_list_says(
    alice: Actor, draft: Quote, at: datetime
) -> None:
    line = draft.lines.get(position=1)
    line = quotes.change_line(line, {"unit_price": Decimal("95.50")}, by=alice, at=at)
    assert (line.is_price_typed, line.rule_discount, line.net) == (True, 0, Decimal("1050.50"))
    line = quotes.change_line(line, {"unit_price": None}, by=alice, at=at)
    assert (line.is_price_typed, line.unit_price, line.net) == (False, 100, Decimal(990))


@pytest.mark.parametrize(("mode", "net"), [("per_line", "980"), ("per_unit", "880")])
def test_a_manual_discount_is_meant_as_the_organisation_has_it(
    *,
    alice: Actor,
    system: Actor,
    deal: object,
    goods: SimpleNamespace,
    nordics: object,
    at: datetime,
    mode: str,
    net: str,
) -> None:
    organisation.change({"discount_mode": mode}, by=system, at=at)
    row = {"product": goods.sorter.pk, "quantity": 11, "discount": 10}
    quote = quotes.create({"opportunity": deal.pk, "lines": [row]}, by=alice, at=at)
    assert quote.net == Decimal(net)


def test_the_steps_of_a_price_are_kept_with_the_line(draft: Quote) -> None:
    steps = draft.lines.get(position=1).steps
    assert [(step["kind"], step["amount"]) for step in steps] == [
        ("list", "1100.00"),
        ("quantity_break", "-110.00"),
        ("tax", "188.10"),
    ]


def test_a_line_without_a_price_stays_and_counts_nothing(
    alice: Actor, draft: Quote, at: datetime
) -> None:
    unlisted = quotes.create(
        {"name": "Unlisted", "account": draft.account_id, "currency": "EUR"}, by=alice, at=at
    )
    quotes.add_lines(unlisted, [{"name": "Crane", "quantity": 1, "unit_price": 0}], by=alice, at=at)
    assert Quote.objects.get(pk=unlisted.pk).total == 0


def test_a_line_that_is_removed_no_longer_counts(alice: Actor, draft: Quote, at: datetime) -> None:
    quote = quotes.remove_line(draft.lines.get(position=2), by=alice, at=at)
    assert quote.net == Decimal(990)
    assert quote.lines.count() == 1
    assert EventRecord.objects.get(kind="quotes.LineRemoved").data == {"name": "Product SV-1"}


def test_lines_are_put_into_another_order(alice: Actor, draft: Quote, at: datetime) -> None:
    first, second = draft.lines.order_by("position")
    quotes.arrange(draft, [second.pk, first.pk], by=alice, at=at)
    assert list(draft.lines.order_by("position")) == [second, first]


def test_an_order_that_leaves_a_line_out_is_refused(
    alice: Actor, draft: Quote, at: datetime
) -> None:
    first, _second = draft.lines.order_by("position")
    with pytest.raises(InvalidError):
        quotes.arrange(draft, [first.pk, first.pk], by=alice, at=at)


def test_a_line_of_a_draft_that_changed_meanwhile_is_not_overwritten(
    alice: Actor, bob: Actor, draft: Quote, at: datetime
) -> None:
    line = draft.lines.get(position=1)
    quotes.change_line(line, {"quantity": 5}, by=bob, at=at, version=draft.version)
    with pytest.raises(ConflictError):
        quotes.change_line(line, {"quantity": 6}, by=alice, at=at, version=draft.version)
    assert QuoteLine.objects.get(pk=line.pk).quantity == 5


def test_a_line_that_is_gone_cannot_be_changed(alice: Actor, draft: Quote, at: datetime) -> None:
    line = draft.lines.get(position=2)
    quotes.remove_line(line, by=alice, at=at)
    with pytest.raises(NotFoundError):
        quotes.change_line(line, {"quantity": 5}, by=alice, at=at)


def test_a_colleague_without_the_right_changes_no_line(
    ann: Actor, draft: Quote, at: datetime
) -> None:
    line = draft.lines.get(position=1)
    before = EventRecord.objects.count()
    for attempt in (
        lambda: quotes.change_line(line, {"quantity": 1}, by=ann, at=at),
        lambda: quotes.remove_line(line, by=ann, at=at),
        lambda: quotes.add_lines(draft, [{"name": "X"}], by=ann, at=at),
        lambda: quotes.arrange(draft, [], by=ann, at=at),
    ):
        with pytest.raises(NotAllowedError):
            attempt()
    assert EventRecord.objects.count() == before
    assert draft.lines.count() == 2


def test_a_quote_has_no_more_lines_than_can_be_read(
    alice: Actor, draft: Quote, at: datetime
) -> None:
    rows = [{"name": "Screw", "quantity": 1, "unit_price": 1}] * 499
    with pytest.raises(InvalidError, match="500"):
        quotes.add_lines(draft, rows, by=alice, at=at)


def test_lines_are_counted_whatever_their_last_position(
    alice: Actor, draft: Quote, at: datetime
) -> None:
    with writing(alice):
        draft.lines.filter(position=2).update(position=composing.MOST_LINES)
    row = {"name": "Crane", "quantity": 1, "unit_price": 5}
    [line] = quotes.add_lines(draft, [row], by=alice, at=at)
    assert line.position == composing.MOST_LINES + 1
    with pytest.raises(InvalidError, match="at most 500 lines"):
        quotes.add_lines(draft, [row] * (composing.MOST_LINES - 2), by=alice, at=at)
