"""A new quote after an earlier one, or after an order."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from dealwright.catalog import actions as catalog
from dealwright.catalog.models import PriceList
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError
from dealwright.orders import actions as orders
from dealwright.orders.models import Order
from dealwright.quotes import actions as quotes
from dealwright.quotes import queries
from dealwright.quotes.models import Quote
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


def test_strangers_and_odd_choices_are_refused(
    alice: Actor, charlie: Actor, active: Quote, at: datetime
) -> None:
    with pytest.raises(NotAllowedError):
        quotes.copy(active, by=charlie, at=at)
    with pytest.raises(InvalidError, match="anew or kept"):
        quotes.copy(active, "halved", by=alice, at=at)
    assert Quote.objects.count() == 1
