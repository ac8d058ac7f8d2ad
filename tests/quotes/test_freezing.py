"""Activation freezes a quote; a revision replaces it."""

import hashlib
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from dealwright.catalog import actions as catalog
from dealwright.catalog.models import PriceList
from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError, RefusedError
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.models import Opportunity
from dealwright.quotes import actions as quotes
from dealwright.quotes import snapshots
from dealwright.quotes.document import render
from dealwright.quotes.models import CloseReason, Quote, QuoteFile, State

pytestmark = pytest.mark.django_db


def test_activation_freezes_names_prices_and_terms(
    alice: Actor, draft: Quote, goods: SimpleNamespace, at: datetime
) -> None:
    quotes.update(draft, {"terms": "Delivered at place."}, by=alice, at=at)
    active = quotes.activate(draft, by=alice, at=at)
    assert (active.state, active.activated_at) == (State.ACTIVE, at)
    document = snapshots.thaw(active.snapshot)
    assert document.client.name == "Nordhaven Cold Chain AB"
    assert document.client.contact == "Annika Sjöberg-Lindqvist"
    assert [line.name for line in document.lines] == ["Product CS-44", "Product SV-1"]
    assert [line.unit_price for line in document.lines] == [Decimal(90), Decimal(800)]
    assert document.totals.total == Decimal("2890.10")
    assert document.terms == "Delivered at place."
    assert active.content_hash == snapshots.digest(active.snapshot)


def test_what_happens_afterwards_leaves_an_active_quote_alone(
    alice: Actor, olga: Actor, account: Account, active: Quote, at: datetime
) -> None:
    product = active.lines.get(position=1).product
    item = active.price_list.items.get(product=product)
    catalog.update_price_list_item(item, {"price": Decimal(500)}, by=olga, at=at)
    catalog.update_product(product, {"name": "Renamed"}, by=olga, at=at)
    customers.update_account(account, {"name": "Renamed"}, by=alice, at=at)
    found = Quote.objects.get(pk=active.pk)
    assert (found.total, found.content_hash) == (active.total, active.content_hash)
    assert snapshots.thaw(found.snapshot).client.name == "Nordhaven Cold Chain AB"
    assert found.lines.get(position=1).name == "Product CS-44"


def test_activation_takes_the_prices_of_its_day(
    alice: Actor, olga: Actor, draft: Quote, nordics: PriceList, at: datetime
) -> None:
    item = nordics.items.get(product__code="SV-1")
    catalog.update_price_list_item(item, {"price": Decimal(750)}, by=olga, at=at)
    active = quotes.activate(draft, by=alice, at=at)
    assert active.net == Decimal(2490)


def test_activation_is_an_event(alice: Actor, active: Quote, deal: Opportunity) -> None:
    event = EventRecord.objects.get(kind="quotes.QuoteActivated")
    assert event.data["total"] == "2890.10"
    assert event.data["content_hash"] == active.content_hash
    assert event.changes["state"] == ["draft", "active"]
    assert {active.pk, deal.pk, active.account_id} <= set(event.about)


def test_a_quote_without_lines_is_not_activated(
    alice: Actor, account: Account, at: datetime
) -> None:
    empty = quotes.create({"name": "Empty", "account": account}, by=alice, at=at)
    with pytest.raises(InvalidError) as refusal:
        quotes.activate(empty, by=alice, at=at)
    assert list(refusal.value.errors) == ["lines"]


def test_a_line_that_cannot_be_priced_is_named(
    alice: Actor, olga: Actor, draft: Quote, nordics: PriceList, at: datetime
) -> None:
    item = nordics.items.get(product__code="SV-1")
    catalog.delete_price_list_item(item, by=olga, at=at)
    with pytest.raises(InvalidError, match="no price") as refusal:
        quotes.activate(draft, by=alice, at=at)
    assert list(refusal.value.errors) == ["lines.1.unit_price"]
    assert Quote.objects.get().state == State.DRAFT
    assert not EventRecord.objects.filter(kind="quotes.QuoteActivated").exists()


def test_a_validity_that_is_over_is_refused(alice: Actor, draft: Quote, at: datetime) -> None:
    quotes.update(draft, {"valid_until": date(2026, 8, 31)}, by=alice, at=at)
    with pytest.raises(InvalidError) as refusal:
        quotes.activate(draft, by=alice, at=at)
    assert list(refusal.value.errors) == ["valid_until"]


def test_a_quote_is_activated_once(alice: Actor, active: Quote, at: datetime) -> None:
    with pytest.raises(RefusedError) as refusal:
        quotes.activate(active, by=alice, at=at)
    assert refusal.value.code == "state"
    assert EventRecord.objects.filter(kind="quotes.QuoteActivated").count() == 1


def test_a_colleague_without_the_right_activates_nothing(
    ann: Actor, draft: Quote, at: datetime
) -> None:
    with pytest.raises(NotAllowedError):
        quotes.activate(draft, by=ann, at=at)
    assert Quote.objects.get().state == State.DRAFT


def test_a_quote_of_a_closed_deal_is_neither_activated_nor_revised(
    alice: Actor, draft: Quote, deal: Opportunity, at: datetime
) -> None:
    active = quotes.activate(draft, by=alice, at=at)
    quotes.close(active, "lost", by=alice, at=at)
    second = quotes.quote_deal(deal, by=alice, at=at)
    quotes.close(second, "cancelled", by=alice, at=at)
    opportunities.lose(deal, "price", by=alice, at=at)
    with pytest.raises(RefusedError) as refusal:
        quotes.revise(active, by=alice, at=at)
    assert refusal.value.code == "closed"


def test_a_revision_is_a_new_draft_with_the_same_number(
    alice: Actor, active: Quote, at: datetime
) -> None:
    later = at + timedelta(days=3)
    revision = quotes.revise(active, by=alice, at=later)
    assert (revision.number, revision.revision) == (active.number, 2)
    assert (revision.state, revision.total) == (State.DRAFT, active.total)
    assert revision.valid_until == date(2026, 10, 4)
    assert [line.name for line in revision.lines.order_by("position")] == [
        "Product CS-44",
        "Product SV-1",
    ]
    active.refresh_from_db()
    assert (active.state, active.close_reason) == (State.CLOSED, CloseReason.REVISED)
    event = EventRecord.objects.get(kind="quotes.QuoteRevised", subject_id=active.pk)
    assert event.data == {"successor": str(revision.pk), "revision": 2}


def test_a_quote_that_came_to_nothing_can_be_revised(
    alice: Actor, active: Quote, at: datetime
) -> None:
    quotes.close(active, "lost", by=alice, at=at)
    revision = quotes.revise(active, by=alice, at=at)
    assert revision.revision == 2
    active.refresh_from_db()
    assert active.close_reason == CloseReason.LOST
    with pytest.raises(RefusedError):
        quotes.revise(active, by=alice, at=at)


def test_a_draft_is_not_revised(alice: Actor, draft: Quote, at: datetime) -> None:
    with pytest.raises(RefusedError):
        quotes.revise(draft, by=alice, at=at)
    assert Quote.objects.count() == 1


def test_an_open_quote_can_be_closed_with_a_reason(
    alice: Actor, active: Quote, at: datetime
) -> None:
    closed = quotes.close(active, "cancelled", by=alice, at=at, note="Budget moved to 2027.")
    assert (closed.state, closed.close_reason, closed.closed_at) == (State.CLOSED, "cancelled", at)
    assert EventRecord.objects.get(kind="quotes.QuoteClosed").data == {
        "reason": "cancelled",
        "note": "Budget moved to 2027.",
    }
    with pytest.raises(RefusedError):
        quotes.close(active, "lost", by=alice, at=at)


@pytest.mark.parametrize("reason", ["revised", "bored", ""])
def test_nobody_closes_a_quote_for_no_reason(
    alice: Actor, active: Quote, at: datetime, reason: str
) -> None:
    with pytest.raises(InvalidError):
        quotes.close(active, reason, by=alice, at=at)
    assert Quote.objects.get().state == State.ACTIVE


def test_the_file_is_what_was_frozen_and_never_changes(
    system: Actor, alice: Actor, active: Quote, at: datetime
) -> None:
    file = quotes.keep_file(active, by=system, at=at)
    expected = render(snapshots.thaw(active.snapshot), at=at)
    assert bytes(file.content) == expected
    assert file.sha256 == hashlib.sha256(expected).hexdigest()
    again = quotes.keep_file(active, by=alice, at=at + timedelta(days=1))
    assert (again.pk, again.made_at) == (file.pk, at)


def test_whoever_makes_the_file_makes_the_same(
    system: Actor, alice: Actor, active: Quote, at: datetime
) -> None:
    by_worker = quotes.keep_file(active, by=system, at=at).sha256
    with writing(system):
        QuoteFile.objects.all().delete()
    assert quotes.keep_file(active, by=alice, at=at).sha256 == by_worker


def test_a_draft_has_no_file(alice: Actor, draft: Quote, at: datetime) -> None:
    with pytest.raises(RefusedError):
        quotes.keep_file(draft, by=alice, at=at)
    assert not QuoteFile.objects.exists()
