"""A new quote after an earlier one, or after an order."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace

import orjson
import pytest
from django.test import Client
from django.urls import reverse

from dealwright.catalog import actions as catalog
from dealwright.catalog.models import PriceList
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError
from dealwright.customers.models import Account
from dealwright.opportunities import actions as opportunities
from dealwright.orders import actions as orders
from dealwright.orders.models import Order
from dealwright.organisation import actions as organisation
from dealwright.quotes import actions as quotes
from dealwright.quotes import queries
from dealwright.quotes.models import Quote
from dealwright.records import registry
from dealwright.records.custom import actions as custom
from dealwright.records.fields import value
from tests.factories.catalog import price_list_of
from tests.factories.customers import account_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def dearer(olga: Actor, active: Quote, nordics: PriceList, at: datetime) -> PriceList:
    """The list after the sorter's price went up from 100 to 110."""
    item = nordics.items.get(product__code="CS-44")
    catalog.update_price_list_item(item, {"price": Decimal(110)}, by=olga, at=at)
    return nordics


def test_prices_are_reckoned_anew_or_kept(
    alice: Actor, active: Quote, dearer: PriceList, at: datetime
) -> None:
    kept = quotes.copy(active, "kept", by=alice, at=at)
    anew = quotes.copy(active, "anew", by=alice, at=at)
    assert (kept.net, kept.total) == (active.net, active.total)
    assert [line.is_price_typed for line in queries.lines(kept)] == [True, True]
    assert [line.is_price_typed for line in queries.lines(anew)] == [False, False]
    assert len({active.number, kept.number, anew.number}) == 3
    assert {kept.revision, anew.revision} == {1}


def test_a_copy_has_the_terms_and_belongs_to_no_deal_unless_one_is_named(
    alice: Actor, active: Quote, at: datetime
) -> None:
    copy = quotes.copy(active, by=alice, at=at, name="Again")
    assert (copy.name, copy.opportunity_id, copy.account_id) == ("Again", None, active.account_id)
    assert copy.contact_id == active.contact_id
    of_deal = quotes.copy(active, by=alice, at=at, opportunity=active.opportunity)
    assert of_deal.opportunity_id == active.opportunity_id


def test_another_customer_brings_its_own_contact_and_list(
    alice: Actor, active: Quote, at: datetime
) -> None:
    other = account_of(alice, name="Hallberg", currency="EUR")
    for named in (other, other.pk):  # forms and REST give the id
        copy = quotes.copy(active, by=alice, at=at, account=named)
        assert (copy.account_id, copy.contact_id) == (other.pk, None)


def test_another_customers_deal_brings_its_own_list(
    *, alice: Actor, system: Actor, active: Quote, goods: SimpleNamespace, at: datetime
) -> None:
    own = price_list_of({goods.sorter: "70", goods.service: "700"}, name="Hallberg")
    other = account_of(alice, name="Hallberg", currency="EUR", price_list=own.pk)
    values = {"name": "Hallberg", "account": other, "currency": "EUR"}
    deal = opportunities.create(values, by=alice, at=at)
    for named in (deal, deal.pk):
        copy = quotes.copy(active, by=alice, at=at, opportunity=named)
        assert (copy.account_id, copy.price_list_id) == (other.pk, own.pk)
        assert copy.net == 11 * 70 + 2 * 700


def test_another_customers_deal_brings_its_own_list_over_rest(
    *,
    api_for: Callable[..., Client],
    alice: Actor,
    active: Quote,
    goods: SimpleNamespace,
    at: datetime,
) -> None:
    own = price_list_of({goods.sorter: "70"}, name="Hallberg")
    other = account_of(alice, name="Hallberg", currency="EUR", price_list=own.pk)
    values = {"name": "Hallberg", "account": other, "currency": "EUR"}
    deal = opportunities.create(values, by=alice, at=at)
    answer = api_for(alice).post(
        f"/api/v1/quotes/{active.pk}/copy",
        data=orjson.dumps({"prices": "anew", "opportunity": str(deal.pk)}),
        content_type="application/json",
    )
    assert answer.json()["price_list"]["id"] == str(own.pk)


def test_the_same_customer_keeps_the_list_of_the_quote(
    alice: Actor, draft: Quote, goods: SimpleNamespace, at: datetime
) -> None:
    named = price_list_of({goods.sorter: "70", goods.service: "700"}, name="For once")
    draft = quotes.update(draft, {"price_list": named.pk}, by=alice, at=at)
    for further in ({}, {"opportunity": draft.opportunity}, {"account": draft.account}):
        assert quotes.copy(draft, by=alice, at=at, **further).price_list == named


def test_a_discount_stays_what_it_was_per_unit(
    alice: Actor, olga: Actor, account: Account, at: datetime
) -> None:
    organisation.change({"discount_mode": "per_unit"}, by=olga, at=at)
    line = {"name": "Crane", "quantity": 10, "unit_price": 50, "discount": 5}
    source = quotes.create({"name": "Cranes", "account": account, "lines": [line]}, by=alice, at=at)
    organisation.change({"discount_mode": "per_line"}, by=olga, at=at)
    copy = quotes.copy(source, "kept", by=alice, at=at)
    assert (source.net, copy.net, copy.discount_basis) == (450, 450, "per_unit")


def test_custom_fields_come_along(alice: Actor, admin: Actor, draft: Quote, at: datetime) -> None:
    custom.add_field("quotes.quote", {"kind": "text", "label": "Site"}, by=admin, at=at)
    draft = quotes.update(draft, {"cf_site": "Malmö"}, by=alice, at=at)
    copy = Quote.objects.get(pk=quotes.copy(draft, by=alice, at=at).pk)
    assert value(copy, registry.entity("quotes.quote").field("cf_site").column) == "Malmö"


def test_a_retired_product_comes_along_and_is_named(
    *,
    client_for: Callable[[Actor], Client],
    alice: Actor,
    olga: Actor,
    active: Quote,
    goods: SimpleNamespace,
    at: datetime,
) -> None:
    catalog.retire(goods.service, by=olga, at=at)
    copy = quotes.copy(active, "kept", by=alice, at=at)
    assert copy.net == active.net
    page = client_for(alice).get(reverse("quotes:quote", args=[copy.pk])).content.decode()
    assert "Retired by now:" in page
    assert "line 2, Product SV-1" in page
    with pytest.raises(InvalidError, match="is retired"):
        quotes.add_lines(copy, [{"product": goods.service.pk, "quantity": 1}], by=alice, at=at)


def test_what_was_ordered_is_quoted_again(alice: Actor, active: Quote, at: datetime) -> None:
    quotes.accept(active, "Annika", by=alice, at=at)
    again = orders.quote_again(Order.objects.get(), "kept", by=alice, at=at)
    assert (again.net, again.is_draft) == (active.net, True)


@pytest.mark.parametrize("prices", ["kept", "anew"])
def test_what_was_left_out_of_an_order_is_not_quoted_again(
    alice: Actor, draft: Quote, at: datetime, prices: str
) -> None:
    rows = [
        {"name": "Gold service", "choice": "optional"},
        {"name": "Rain cover", "choice": "optional", "is_chosen": True},
        {"name": "Steel", "choice": "alternative", "group": "frame"},
        {"name": "Alloy", "choice": "alternative", "group": "frame"},
    ]
    usual = {"quantity": 1, "unit_price": 5}
    note = {"kind": "note", "name": "Access from 6 to 20."}
    quotes.add_lines(draft, [*(usual | row for row in rows), note], by=alice, at=at)
    active = quotes.activate(draft, by=alice, at=at)
    quotes.accept(active, "Annika", by=alice, at=at)
    again = orders.quote_again(Order.objects.get(), prices, by=alice, at=at)
    names = [line.name for line in queries.lines(again)][2:]
    assert names == ["Rain cover", "Steel", "Access from 6 to 20."]
    assert again.net == active.net
    assert len(queries.lines(quotes.copy(active, prices, by=alice, at=at))) == 7


def test_strangers_and_odd_choices_are_refused(
    alice: Actor, charlie: Actor, active: Quote, at: datetime
) -> None:
    with pytest.raises(NotAllowedError):
        quotes.copy(active, by=charlie, at=at)
    with pytest.raises(InvalidError, match="anew or kept"):
        quotes.copy(active, "halved", by=alice, at=at)
    assert Quote.objects.count() == 1
