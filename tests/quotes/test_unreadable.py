"""People who may not read products or price lists are not told of them by quotes and deals."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace

import orjson
import pytest
from django.test import Client
from django.urls import reverse

from dealwright.catalog import actions as catalog
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError
from dealwright.identity import actions as identity
from dealwright.identity.models import Role
from dealwright.identity.privileges import Depth, Privilege
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.models import Opportunity
from dealwright.quotes import actions as quotes
from dealwright.quotes import comparing
from dealwright.quotes.models import Quote, QuoteLine

pytestmark = pytest.mark.django_db

type Blind = Callable[[str], None]


@pytest.fixture
def blind(alice: Actor, admin: Actor, at: datetime) -> Blind:
    """Takes from salespeople the right to read a kind."""

    def taken(kind: str) -> None:
        role = Role.objects.get(key="salesperson")
        identity.set_grants(role, {(kind, Privilege.READ): Depth.NONE}, by=admin, at=at)
        alice.memo.clear()

    return taken


def test_a_product_that_may_not_be_read_is_neither_taken_nor_named(
    *, alice: Actor, olga: Actor, draft: Quote, goods: SimpleNamespace, blind: Blind, at: datetime
) -> None:
    catalog.retire(goods.service, by=olga, at=at)
    blind("catalog.product")
    for product in (goods.sorter, goods.service):
        line = {"product": product.pk, "quantity": 1}
        with pytest.raises(InvalidError) as refusal:
            quotes.add_lines(draft, [line], by=alice, at=at)
        assert str(refusal.value) == "There is no such product."
        with pytest.raises(InvalidError, match="no such product"):
            quotes.create({"opportunity": draft.opportunity, "lines": [line]}, by=alice, at=at)
    assert (QuoteLine.objects.count(), Quote.objects.count()) == (2, 1)


def test_a_product_that_may_not_be_read_is_refused_over_rest(
    api_for: Callable[..., Client],
    alice: Actor,
    draft: Quote,
    goods: SimpleNamespace,
    blind: Blind,
) -> None:
    blind("catalog.product")
    answer = api_for(alice).post(
        f"/api/v1/quotes/{draft.pk}/lines",
        data=orjson.dumps({"product": str(goods.sorter.pk), "quantity": "1"}),
        content_type="application/json",
    )
    assert answer.status_code == 422
    assert draft.lines.count() == 2


def test_parts_of_a_bundle_that_may_not_be_read_are_not_told_of(
    *,
    client_for: Callable[[Actor], Client],
    alice: Actor,
    draft: Quote,
    kit: SimpleNamespace,
    blind: Blind,
    at: datetime,
) -> None:
    row = {"product": kit.bundle.pk, "quantity": 1}
    head, *_parts = quotes.add_lines(draft, [row], by=alice, at=at)
    blind("catalog.product")
    with pytest.raises(InvalidError, match="no such product"):
        quotes.change_line(head, {"parts": [{"product": kit.portal.pk}]}, by=alice, at=at)
    address = reverse("quotes:configure", args=[draft.pk, head.pk])
    assert client_for(alice).get(address).status_code == 404


def test_an_optional_part_of_a_deal_that_may_not_be_read_is_neither_taken_nor_named(
    *, alice: Actor, deal: Opportunity, kit: SimpleNamespace, blind: Blind, at: datetime
) -> None:
    row = {"product": kit.bundle.pk, "quantity": Decimal(1)}
    head = opportunities.add_line(deal, row, by=alice, at=at)
    count = deal.lines.count()
    blind("catalog.product")
    part = {"product": kit.bundle.pk, "part_of": head.pk}
    with pytest.raises(InvalidError, match="no such product, or"):
        opportunities.add_line(deal, part, by=alice, at=at)
    assert deal.lines.count() == count


def test_the_price_list_is_named_to_those_who_may_read_price_lists(
    *,
    client_for: Callable[[Actor], Client],
    alice: Actor,
    draft: Quote,
    goods: SimpleNamespace,
    blind: Blind,
    at: datetime,
) -> None:
    revised = quotes.revise(quotes.activate(draft, by=alice, at=at), by=alice, at=at)
    revised = quotes.update(revised, {"price_list": None}, by=alice, at=at)
    pages = [reverse(f"quotes:{name}", args=[revised.pk]) for name in ("quote", "difference")]
    pages[:1] = [reverse("quotes:quote", args=[draft.pk])]
    asked = f"product={goods.sorter.pk}&account={draft.account_id}&quantity=1"
    pages.append(f"{reverse('quotes:try_price')}?{asked}")

    def read() -> list[bool]:
        found = [client_for(alice).get(page) for page in pages]
        assert {each.status_code for each in found} == {200}
        return ["Nordics 2026" in each.content.decode() for each in found]

    assert read() == [True, True, True]
    blind("catalog.pricelist")
    assert read() == [False, False, False]
    told = comparing.between(draft, revised, alice).head
    assert "price_list" not in {field.name for field in told}
