"""Drafts: made of a deal or alone, changed, deleted."""

from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from uuid import uuid4

import pytest

from dealwright.catalog.models import PriceList
from dealwright.core.actor import Actor
from dealwright.core.errors import (
    ConflictError,
    InvalidError,
    NotAllowedError,
    RefusedError,
)
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.models import Opportunity
from dealwright.organisation import actions as organisation
from dealwright.quotes import actions as quotes
from dealwright.quotes.models import Quote, QuoteLine, State
from tests.factories.catalog import price_list_of

pytestmark = pytest.mark.django_db


def counted() -> tuple[int, ...]:
    return Quote.objects.count(), QuoteLine.objects.count(), EventRecord.objects.count()


def test_a_draft_is_priced_from_the_price_list_with_its_quantity_breaks(draft: Quote) -> None:
    sorter, service = draft.lines.order_by("position")
    assert (sorter.unit_price, sorter.rule_discount) == (Decimal(100), Decimal(10))
    assert (sorter.net, service.net) == (Decimal(990), Decimal(1600))
    draft.refresh_from_db()
    assert draft.net == Decimal(2590)
    assert draft.tax_total == Decimal("300.10")  # 19 % of 990 and 7 % of 1,600
    assert draft.total == Decimal("2890.10")


def test_a_draft_copies_what_its_products_are_called(draft: Quote, goods: SimpleNamespace) -> None:
    sorter = draft.lines.get(position=1)
    assert (sorter.code, sorter.name, sorter.unit) == ("CS-44", "Product CS-44", "pc")
    assert (sorter.tax_rate, sorter.unit_cost) == (Decimal(19), Decimal(60))


def test_a_draft_takes_customer_currency_and_terms_from_its_deal(
    draft: Quote, deal: Opportunity, account: Account
) -> None:
    assert draft.name == deal.name
    assert (draft.account_id, draft.contact_id) == (account.pk, deal.contact_id)
    assert draft.number.startswith("QUO-2026-")
    assert draft.revision == 1
    assert draft.valid_until == date(2026, 10, 1)
    assert EventRecord.objects.filter(kind="records.RecordCreated", subject_id=draft.pk).exists()


def test_a_quote_of_a_deal_copies_its_lines(
    alice: Actor,
    deal: Opportunity,
    goods: SimpleNamespace,
    nordics: PriceList,
    at: datetime,
) -> None:
    given = [
        {"product": goods.sorter.pk, "quantity": Decimal(12)},
        {"description": "Crane hire", "quantity": Decimal(1), "unit_price": Decimal(250)},
    ]
    for line in given:
        opportunities.add_line(deal, line, by=alice, at=at)
    quote = quotes.quote_deal(deal, by=alice, at=at)
    sorter, crane = quote.lines.order_by("position")
    assert (sorter.quantity, sorter.is_price_typed, sorter.net) == (12, False, Decimal(1080))
    assert (crane.name, crane.is_price_typed, crane.net) == ("Crane hire", True, Decimal(250))


def test_a_quote_stands_alone_for_an_account(
    alice: Actor, account: Account, nordics: PriceList, at: datetime
) -> None:
    quote = quotes.create({"name": "Spare parts", "account": account}, by=alice, at=at)
    assert quote.opportunity_id is None
    assert (quote.currency, quote.price_list) == ("EUR", nordics)


def test_numbers_follow_each_other(alice: Actor, account: Account, at: datetime) -> None:
    rows = [{"name": f"Quote {place}", "account": account} for place in range(3)]
    numbers = [quote.number for quote in quotes.create_many(rows, by=alice, at=at)]
    assert numbers == ["QUO-2026-000001", "QUO-2026-000002", "QUO-2026-000003"]


def test_a_hundred_drafts_cost_the_statements_of_two(
    *,
    alice: Actor,
    account: Account,
    goods: SimpleNamespace,
    nordics: PriceList,
    at: datetime,
    django_assert_num_queries,
) -> None:
    row = {
        "name": "Spare parts",
        "account": account.pk,
        "lines": [{"product": goods.sorter.pk, "quantity": Decimal(3)}],
    }
    quotes.create_many([row] * 2, by=alice, at=at)
    with django_assert_num_queries(STATEMENTS):
        quotes.create_many([row] * 2, by=alice, at=at)
    with django_assert_num_queries(STATEMENTS):
        quotes.create_many([row] * 100, by=alice, at=at)


STATEMENTS = 22  # one reads what may be chosen of the products


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"account": None}, "account"),
        ({"name": ""}, "name"),
        ({"currency": "SEK"}, "currency"),
        ({"locale": "qq-QQ"}, "locale"),
        ({"locale": "!"}, "locale"),
        ({"discount_amount": Decimal("0.001")}, "discount_amount"),
        ({"discount_percent": Decimal(101)}, ""),
        ({"price_list": uuid4()}, "price_list"),
        ({"account": uuid4()}, "account"),
        ({"lines": [{"name": "Crane", "quantity": 1}]}, "lines.0.unit_price"),
        ({"lines": [{"name": "Crane", "unit_price": 5}]}, "lines.0.quantity"),
        ({"lines": [{"name": "Crane", "unit_price": 5, "quantity": 0}]}, "lines.0.quantity"),
        ({"lines": [{"unit_price": 5, "quantity": 1}]}, "lines.0.name"),
        ({"lines": [{"product": uuid4(), "quantity": 1}]}, "lines.0.product"),
    ],
)
def test_a_wrong_draft_is_refused_by_field(
    alice: Actor, account: Account, at: datetime, values: dict, field: str
) -> None:
    before = counted()
    with pytest.raises(InvalidError) as refusal:
        quotes.create({"name": "Parts", "account": account.pk} | values, by=alice, at=at)
    assert list(refusal.value.errors) == [field]
    assert counted() == before


def test_a_price_list_in_another_currency_is_refused(
    alice: Actor, account: Account, system: Actor, at: datetime
) -> None:
    organisation.set_rate(
        currency="SEK", rate=Decimal("0.09"), valid_from=at.date(), by=system, at=at
    )
    swedish = price_list_of(name="Swedish", currency="SEK")
    with pytest.raises(InvalidError, match="SEK"):
        quotes.create(
            {"name": "Parts", "account": account, "price_list": swedish.pk}, by=alice, at=at
        )


def test_quantities_finer_than_the_unit_are_refused(
    alice: Actor, draft: Quote, goods: SimpleNamespace, at: datetime
) -> None:
    row = {"product": goods.sorter.pk, "quantity": Decimal("1.5")}
    with pytest.raises(InvalidError) as refusal:
        quotes.add_lines(draft, [row], by=alice, at=at)
    assert list(refusal.value.errors) == ["lines.0.quantity"]
    days = quotes.add_lines(
        draft, [{"product": goods.service.pk, "quantity": Decimal("1.5")}], by=alice, at=at
    )
    assert days[0].net == Decimal(1200)


def test_a_stranger_makes_no_quote_of_a_deal_he_cannot_see(
    charlie: Actor, deal: Opportunity, at: datetime
) -> None:
    before = counted()
    with pytest.raises(InvalidError):
        quotes.quote_deal(deal, by=charlie, at=at)
    assert counted() == before


def test_marketing_makes_no_quotes(mia: Actor, account: Account, at: datetime) -> None:
    before = counted()
    with pytest.raises(NotAllowedError):
        quotes.create({"name": "Parts", "account": account.pk}, by=mia, at=at)
    assert counted() == before


def test_a_closed_deal_takes_no_quote(alice: Actor, deal: Opportunity, at: datetime) -> None:
    opportunities.lose(deal, "price", by=alice, at=at)
    before = counted()
    with pytest.raises(RefusedError) as refusal:
        quotes.quote_deal(deal, by=alice, at=at)
    assert refusal.value.code == "closed"
    assert counted() == before


def test_a_header_discount_prices_the_draft_anew(alice: Actor, draft: Quote, at: datetime) -> None:
    changed = quotes.update(
        draft,
        {"discount_percent": Decimal(10), "freight": Decimal(30)},
        by=alice,
        at=at,
        version=draft.version,
    )
    assert changed.discount_total == Decimal(259)
    assert changed.net == Decimal(2331)
    assert changed.total == Decimal(2331) + Decimal("270.09") + Decimal(30)
    assert sum(line.discount_share for line in changed.lines.all()) == Decimal(259)
    event = EventRecord.objects.filter(kind="records.RecordUpdated", subject_id=draft.pk).get()
    assert event.changes["discount_percent"] == ["0.000", "10"]


def test_a_draft_that_someone_else_changed_is_not_overwritten(
    alice: Actor, bob: Actor, draft: Quote, at: datetime
) -> None:
    quotes.update(draft, {"freight": Decimal(30)}, by=bob, at=at, version=draft.version)
    with pytest.raises(ConflictError) as conflict:
        quotes.update(draft, {"freight": Decimal(40)}, by=alice, at=at, version=draft.version)
    assert conflict.value.theirs == {"freight": Decimal(30)}


def test_a_colleague_without_the_right_changes_nothing(
    ann: Actor, draft: Quote, at: datetime
) -> None:
    before = counted()
    with pytest.raises(NotAllowedError):
        quotes.update(draft, {"freight": Decimal(30)}, by=ann, at=at)
    with pytest.raises(NotAllowedError):
        quotes.delete(draft, by=ann, at=at)
    assert counted() == before


def test_a_draft_can_be_deleted(alice: Actor, draft: Quote, at: datetime) -> None:
    quotes.delete(draft, by=alice, at=at)
    assert not Quote.objects.exists()
    assert not QuoteLine.objects.exists()


def test_an_active_quote_is_not_deleted_or_changed(
    alice: Actor, active: Quote, at: datetime
) -> None:
    before = counted()
    for attempt in (
        lambda: quotes.delete(active, by=alice, at=at),
        lambda: quotes.update(active, {"freight": Decimal(30)}, by=alice, at=at),
        lambda: quotes.add_lines(active, [], by=alice, at=at),
    ):
        with pytest.raises(RefusedError) as refusal:
            attempt()
        assert refusal.value.code == "frozen"
    assert counted() == before
    assert Quote.objects.get().state == State.ACTIVE
