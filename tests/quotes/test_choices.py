"""Lines that are not simply in the total: notes, options, alternatives, and what is paid again and again."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, RefusedError
from dealwright.orders.models import Order
from dealwright.quotes import actions as quotes
from dealwright.quotes import queries, recurring, snapshots
from dealwright.quotes.document.page import page_of
from dealwright.quotes.models import Quote, QuoteLine
from dealwright.quotes.recurring import Period

pytestmark = pytest.mark.django_db

type ClientFor = Callable[[Actor], Client]

amounts = st.decimals(0, 10_000, places=2)
periods = st.sampled_from(list(Period))


def write_in(name: str, price: int, **more: Any) -> dict[str, Any]:
    return {"name": name, "quantity": 1, "unit_price": price, **more}


@pytest.fixture
def add(alice: Actor, draft: Quote, at: datetime) -> Callable[..., QuoteLine]:
    """Adds a line that is written in to the draft, which is 2,590 net without it."""

    def add(name: str, price: int, **more: Any) -> QuoteLine:
        (line,) = quotes.add_lines(draft, [write_in(name, price, **more)], by=alice, at=at)
        return line

    return add


def net_of(quote: Quote) -> Decimal:
    return Quote.objects.get(pk=quote.pk).net


def test_an_option_is_priced_and_counts_once_it_is_chosen(
    alice: Actor, draft: Quote, add: Callable[..., QuoteLine], at: datetime
) -> None:
    line = add("Gold service", 100, choice="optional")
    line.refresh_from_db()
    assert (net_of(draft), line.net) == (Decimal(2590), Decimal(100))
    for _click in range(2):  # twice by the same reading, as two people or a double click do
        quotes.choose_line(line, is_chosen=True, by=alice, at=at)
        assert net_of(draft) == Decimal(2690)
    quotes.choose_line(line, is_chosen=False, by=alice, at=at)
    assert net_of(draft) == Decimal(2590)


def test_a_choice_is_judged_by_the_line_as_it_is_now(
    alice: Actor, draft: Quote, add: Callable[..., QuoteLine], at: datetime
) -> None:
    line = add("Gold service", 100, choice="optional")
    quotes.change_line(line, {"choice": ""}, by=alice, at=at)
    with pytest.raises(RefusedError, match="nothing to choose"):
        quotes.choose_line(line, is_chosen=False, by=alice, at=at)  # read as an option
    assert net_of(draft) == Decimal(2690)


def test_the_discount_on_the_total_leaves_options_alone(
    alice: Actor, draft: Quote, add: Callable[..., QuoteLine], at: datetime
) -> None:
    quotes.update(draft, {"discount_percent": Decimal(50)}, by=alice, at=at)
    line = add("Gold service", 100, choice="optional")
    line.refresh_from_db()
    assert (net_of(draft), line.net, line.discount_share) == (Decimal(1295), 100, 0)


def test_of_alternatives_exactly_one_counts(
    alice: Actor, draft: Quote, add: Callable[..., QuoteLine], at: datetime
) -> None:
    steel = add("Steel", 100, choice="alternative", group="frame")
    alloy = add("Alloy", 150, choice="alternative", group="frame")
    assert net_of(draft) == Decimal(2690)
    quotes.choose_line(alloy, is_chosen=True, by=alice, at=at)
    assert net_of(draft) == Decimal(2740)
    with pytest.raises(RefusedError, match="nothing to choose"):
        quotes.choose_line(alloy, is_chosen=False, by=alice, at=at)
    quotes.remove_line(alloy, by=alice, at=at)
    assert net_of(draft) == Decimal(2690)
    steel.refresh_from_db()
    assert steel.is_chosen


def test_what_leaves_its_group_leaves_the_choice_to_another(
    alice: Actor, draft: Quote, add: Callable[..., QuoteLine], at: datetime
) -> None:
    steel = add("Steel", 100, choice="alternative", group="frame")
    alloy = add("Alloy", 150, choice="alternative", group="frame")
    quotes.change_line(steel, {"choice": ""}, by=alice, at=at)
    alloy.refresh_from_db()
    assert alloy.is_chosen
    assert net_of(draft) == Decimal(2840)


def test_an_alternative_names_its_group(add: Callable[..., QuoteLine]) -> None:
    with pytest.raises(InvalidError, match="alternative of"):
        add("Steel", 100, choice="alternative")


def test_the_database_allows_one_chosen_alternative(
    system: Actor, draft: Quote, add: Callable[..., QuoteLine]
) -> None:
    add("Steel", 100, choice="alternative", group="frame")
    alloy = add("Alloy", 150, choice="alternative", group="frame")
    with pytest.raises(IntegrityError), transaction.atomic(), writing(by=system):
        QuoteLine.objects.filter(pk=alloy.pk).update(is_chosen=True)


def test_notes_and_what_was_not_chosen_are_printed_and_not_ordered(
    alice: Actor, draft: Quote, add: Callable[..., QuoteLine], at: datetime
) -> None:
    add("Gold service", 100, choice="optional")
    note = {"kind": "note", "name": "Assumes free access to both halls."}
    quotes.add_lines(draft, [note], by=alice, at=at)
    active = quotes.activate(draft, by=alice, at=at)
    assert active.net == Decimal(2590)
    printed = page_of(snapshots.thaw(active.snapshot))["lines"]
    assert (printed[2]["amount"], printed[2]["detail"]) == ("(100.00)", "Option, not in the total")
    assert (printed[3]["amount"], printed[3]["detail"]) == ("", note["name"])
    quotes.accept(active, "Annika", by=alice, at=at)
    ordered = [line.name for line in Order.objects.get().lines.order_by("position")]
    assert ordered == ["Product CS-44", "Product SV-1"]


def test_a_quote_of_options_and_notes_alone_offers_nothing(
    alice: Actor, draft: Quote, add: Callable[..., QuoteLine], at: datetime
) -> None:
    add("Gold service", 100, choice="optional")
    for line in queries.lines(draft)[:2]:
        quotes.remove_line(line, by=alice, at=at)
    with pytest.raises(InvalidError, match="offers nothing"):
        quotes.activate(draft, by=alice, at=at)


def test_revisions_and_copies_keep_what_was_chosen(
    alice: Actor, draft: Quote, add: Callable[..., QuoteLine], at: datetime
) -> None:
    add("Steel", 100, choice="alternative", group="frame", billing="month")
    alloy = add("Alloy", 150, choice="alternative", group="frame")
    quotes.choose_line(alloy, is_chosen=True, by=alice, at=at)
    active = quotes.activate(draft, by=alice, at=at)
    for made in (quotes.copy(active, by=alice, at=at), quotes.revise(active, by=alice, at=at)):
        steel, alloy = queries.lines(made)[2:]
        assert (steel.is_chosen, alloy.is_chosen, steel.billing) == (False, True, "month")
        assert made.net == active.net


def test_the_page_shows_choices_and_what_is_paid_by_period(
    client_for: ClientFor,
    alice: Actor,
    draft: Quote,
    add: Callable[..., QuoteLine],
    at: datetime,
) -> None:
    option = add("Gold service", 100, choice="optional", billing="month")
    add("Licence", 50, billing="month")
    quotes.update(draft, {"term_months": 36}, by=alice, at=at)
    browser = client_for(alice)
    page = browser.get(reverse("quotes:quote", args=[draft.pk])).content.decode()
    for words in ("option, not in the total, every month", "Every month", "3,190.00", "4,390.00"):
        assert words in page  # 2,590 once and 50 a month, over a year and over 36 months
    browser.post(reverse("quotes:leave_out_line", args=[draft.pk, option.pk]))
    assert net_of(draft) == Decimal(2640)
    browser.post(reverse("quotes:choose_line", args=[draft.pk, option.pk]))
    assert net_of(draft) == Decimal(2740)
    dialog = reverse("quotes:add_note", args=[draft.pk])
    assert browser.post(dialog, {"line-name": "", "name": ""}).status_code == 422
    browser.post(dialog, {"name": "Access from 6 to 20."})
    assert (
        "Access from 6 to 20."
        in browser.get(reverse("quotes:quote", args=[draft.pk])).content.decode()
    )


@given(st.lists(st.tuples(periods, amounts)))
def test_sums_by_period_add_up_to_the_whole(paid: list[tuple[Period, Decimal]]) -> None:
    sums = recurring.by_period(paid)
    assert sum(sums.values(), Decimal(0)) == sum((amount for _, amount in paid), Decimal(0))


@given(st.dictionaries(periods, amounts), st.integers(1, 120), st.integers(1, 120))
def test_a_longer_term_is_never_worth_less(
    sums: dict[Period, Decimal], months: int, more: int
) -> None:
    assert recurring.value_over(sums, months) <= recurring.value_over(sums, months + more)


def test_what_a_term_is_worth() -> None:
    sums = {Period.ONCE: Decimal(1000), Period.QUARTER: Decimal(30), Period.YEAR: Decimal(5)}
    assert recurring.value_over(sums, 12) == Decimal(1000 + 4 * 30 + 5)
    assert recurring.value_over(sums, 13) == Decimal(1000 + 5 * 30 + 2 * 5)
