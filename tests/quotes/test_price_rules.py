"""Quotes and the rules that price them: agreements, promotions, taxes, and what a frozen quote says of them."""

from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from dealwright.administration import actions as administration
from dealwright.catalog import actions as catalog
from dealwright.catalog.models import PriceList, PriceListItem, Promotion
from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.identity import actions as identity
from dealwright.identity.models import Role
from dealwright.identity.privileges import Depth, FieldLevel, Privilege
from dealwright.quotes import actions as quotes
from dealwright.quotes import reckoning, snapshots
from dealwright.quotes.models import Agreement, Quote, QuoteLine

pytestmark = pytest.mark.django_db


def agree(olga: Actor, at: datetime, account: Account, **values: Any) -> Agreement:
    row = {"name": "Frame contract", "account": account, "value": Decimal(20), **values}
    [made] = quotes.create_agreements([row], by=olga, at=at)
    return made


def promote(olga: Actor, at: datetime, **values: Any) -> Promotion:
    row = {"name": "Spring", "value": Decimal(10), **values}
    [made] = catalog.create_promotions([row], by=olga, at=at)
    return made


def repriced(draft: Quote, alice: Actor, at: datetime, **header: Any) -> tuple[Quote, QuoteLine]:
    """The draft and its first line after its header was changed."""
    quotes.update(draft, {"freight": Decimal(1), **header}, by=alice, at=at)
    draft = Quote.objects.get(pk=draft.pk)
    return draft, draft.lines.get(position=1)


def told(line: QuoteLine) -> list[tuple[str, str]]:
    return [(step["kind"], step["amount"]) for step in line.steps]


def lost(line: QuoteLine) -> dict[str, str]:
    return {each["rule"]["name"]: each["reason"] for each in line.lost}


def test_an_agreement_prices_the_quotes_of_its_account(
    *, olga: Actor, alice: Actor, at: datetime, draft: Quote, goods: SimpleNamespace
) -> None:
    made = agree(olga, at, draft.account, product=goods.sorter, method="unit_price", value="85")
    _draft, line = repriced(draft, alice, at)
    assert told(line)[:3] == [
        ("list", "1100.00"),
        ("quantity_break", "-110.00"),
        ("agreement", "-55.00"),
    ]
    assert line.steps[2]["rule"] == {
        "id": str(made.pk),
        "version": 1,
        "name": "Frame contract",
        "kind": "quotes.agreement",
    }
    assert (line.base, line.net, line.rule_discount) == (935, 935, 15)


def test_an_agreement_with_another_account_says_nothing(
    *, olga: Actor, alice: Actor, at: datetime, draft: Quote
) -> None:
    other = customers.create_account({"name": "Elsewhere"}, by=alice, at=at)
    agree(olga, at, other)
    _draft, line = repriced(draft, alice, at)
    assert (line.net, line.lost) == (990, [])


def test_a_committed_volume_counts_and_a_final_agreement_lets_no_promotion_on_top(
    *, olga: Actor, alice: Actor, at: datetime, draft: Quote
) -> None:
    promote(olga, at)
    agree(olga, at, draft.account, from_quantity=100, committed_quantity=100, is_final=True)
    _draft, line = repriced(draft, alice, at)
    assert (line.net, lost(line)) == (792, {"Spring": "closed"})


def test_a_promotion_counts_with_its_code(
    *, olga: Actor, alice: Actor, at: datetime, draft: Quote
) -> None:
    promote(olga, at, code="SPRING")
    draft, line = repriced(draft, alice, at)
    assert (line.net, lost(line)) == (990, {"Spring": "code_not_given"})
    draft, line = repriced(draft, alice, at, codes="summer, spring")
    assert line.net == 891
    assert draft.faults == [{"code": "code_without_effect", "field": "codes"}]
    with pytest.raises(InvalidError, match="promotion code"):
        quotes.activate(draft, by=alice, at=at)
    draft, line = repriced(draft, alice, at, codes="spring", freight=Decimal(2))
    assert quotes.activate(draft, by=alice, at=at).is_active


def test_a_frozen_quote_keeps_the_rules_as_they_were(
    *, olga: Actor, alice: Actor, at: datetime, draft: Quote
) -> None:
    promotion = promote(olga, at)
    catalog.update_promotion(promotion, {"value": Decimal(20)}, by=olga, at=at)
    active = quotes.activate(draft, by=alice, at=at)
    catalog.update_promotion(
        Promotion.objects.get(), {"name": "Autumn", "value": Decimal(1)}, by=olga, at=at
    )
    line = active.lines.get(position=1)
    step = line.steps[-2]
    assert (step["rule"]["name"], step["rule"]["version"], step["amount"]) == (
        "Spring",
        2,
        "-198.00",
    )
    document = snapshots.thaw(active.snapshot).lines[0]
    assert (document.unit_price, document.discount, document.net_amount) == (72, 0, 792)


def test_a_quote_takes_its_tax_from_class_and_place(
    *, olga: Actor, alice: Actor, at: datetime, draft: Quote, goods: SimpleNamespace
) -> None:
    [full] = catalog.create_tax_classes([{"name": "full"}], by=olga, at=at)
    catalog.update_product(goods.sorter, {"tax_class": full.pk}, by=olga, at=at)
    draft, line = repriced(draft, alice, at)
    assert (line.fault, line.net, line.tax) == ("tax_rate_missing", 990, 0)
    with pytest.raises(InvalidError, match="no tax rate"):
        quotes.activate(draft, by=alice, at=at)
    row = {"tax_class": full, "percent": Decimal(25), "country": draft.account.billing_country}
    catalog.create_tax_rates([row], by=olga, at=at)
    draft, line = repriced(draft, alice, at, freight=Decimal(2))
    assert (line.fault, line.tax_rate, line.tax) == ("", 25, Decimal("247.50"))
    quotes.change_line(line, {"tax_rate": Decimal(6)}, by=alice, at=at)
    line.refresh_from_db()
    assert (line.is_tax_typed, line.tax) == (True, Decimal("59.40"))
    quotes.change_line(line, {"tax_rate": None}, by=alice, at=at)
    line.refresh_from_db()
    assert (line.is_tax_typed, line.tax) == (False, Decimal("247.50"))


def test_the_rate_of_a_class_that_a_product_has_left_is_not_kept(
    *, olga: Actor, alice: Actor, at: datetime, draft: Quote, goods: SimpleNamespace
) -> None:
    own = draft.lines.get(position=1).tax_rate
    [full] = catalog.create_tax_classes([{"name": "Full"}], by=olga, at=at)
    catalog.update_product(goods.sorter, {"tax_class": full.pk}, by=olga, at=at)
    draft, line = repriced(draft, alice, at)
    assert (line.tax_rate, line.fault) == (0, "tax_rate_missing")
    goods.sorter.refresh_from_db()
    catalog.update_product(goods.sorter, {"tax_class": None}, by=olga, at=at)
    draft, line = repriced(draft, alice, at, freight=Decimal(2))
    assert own > 0
    assert (line.tax_rate, line.fault) == (own, "")


def test_an_emptied_tax_rate_is_that_of_the_product_again(
    *, alice: Actor, at: datetime, draft: Quote
) -> None:
    line = draft.lines.get(position=1)
    own = line.tax_rate
    for typed in (Decimal(6), None):
        quotes.change_line(line, {"tax_rate": typed}, by=alice, at=at)
        line = draft.lines.get(position=1)
    assert (line.tax_rate, line.is_tax_typed) == (own, False)


@pytest.mark.parametrize(
    "typed",
    [
        {"quantity": "9999999999", "unit_price": "99999999999"},
        {"quantity": "1", "unit_price": "99999999999999.9999", "tax_rate": "100"},
    ],
)
def test_amounts_past_the_columns_are_a_fault_and_the_draft_is_saved(
    *, alice: Actor, at: datetime, draft: Quote, typed: dict[str, str]
) -> None:
    given = {name: Decimal(value) for name, value in typed.items()}
    for line in draft.lines.all():
        quotes.change_line(line, given, by=alice, at=at)
    draft = Quote.objects.get(pk=draft.pk)
    assert set(draft.lines.values_list("fault", "total")) == {("amount_too_large", 0)}
    with pytest.raises(InvalidError, match="larger than a document can hold"):
        quotes.activate(draft, by=alice, at=at)


def test_a_computed_price_past_the_columns_is_a_fault_and_the_draft_is_saved(
    *, olga: Actor, alice: Actor, at: datetime, draft: Quote, goods: SimpleNamespace
) -> None:
    catalog.update_product(goods.sorter, {"standard_cost": Decimal(99999999999)}, by=olga, at=at)
    item = PriceListItem.objects.get(product=goods.sorter)
    for each in item.breaks.all():
        catalog.delete_quantity_break(each, by=olga, at=at)
    computed = {"method": "margin_on_standard_cost", "percent": Decimal("99.999")}
    catalog.update_price_list_item(item, computed, by=olga, at=at)
    _draft, line = repriced(draft, alice, at)
    assert (line.unit_price, line.total, line.fault) == (0, 0, "amount_too_large")


@pytest.mark.parametrize(
    ("rate", "kept"), [("1", Decimal(99999999999999)), ("0.09", None), ("0.9999999", None)]
)
def test_a_cost_past_the_column_in_the_currency_of_the_quote_is_not_known(
    rate: str, kept: Decimal | None
) -> None:
    assert reckoning.cost_in(Decimal(rate), Decimal(99999999999999)) == kept


def test_freight_past_the_columns_is_a_fault_and_the_draft_is_saved(
    *, alice: Actor, at: datetime, draft: Quote
) -> None:
    draft, _line = repriced(draft, alice, at, freight=Decimal(10) ** 16 - 1)
    assert draft.faults == [{"code": "amount_too_large", "field": "freight"}]


def test_a_computed_price_without_its_cost_blocks_activation_not_saving(
    *, olga: Actor, alice: Actor, at: datetime, draft: Quote, goods: SimpleNamespace
) -> None:
    item = PriceListItem.objects.get(product=goods.service)
    values = {"method": "markup_on_standard_cost", "percent": Decimal(10)}
    catalog.update_price_list_item(item, values, by=olga, at=at)
    draft, _line = repriced(draft, alice, at)
    assert draft.lines.get(position=2).fault == "cost_missing"
    with pytest.raises(InvalidError, match="cost that is not known"):
        quotes.activate(draft, by=alice, at=at)


def test_a_parent_list_prices_what_the_list_of_the_quote_does_not(
    *, olga: Actor, alice: Actor, at: datetime, draft: Quote, nordics: PriceList
) -> None:
    [child] = catalog.create_price_lists(
        [{"name": "Key accounts", "currency": "EUR", "parent": nordics.pk}], by=olga, at=at
    )
    _draft, line = repriced(draft, alice, at, price_list=child.pk)
    assert (line.net, line.fault) == (990, "")


def test_only_operations_make_agreements(
    *, olga: Actor, alice: Actor, at: datetime, account: Account
) -> None:
    made = agree(olga, at, account)
    before = EventRecord.objects.count()
    row = {"name": "X", "account": account, "value": Decimal(1)}
    for verb, arguments in (
        (quotes.create_agreements, ([row],)),
        (quotes.update_agreement, (made, {"value": Decimal(1)})),
        (quotes.delete_agreement, (made,)),
    ):
        with pytest.raises(NotAllowedError):
            verb(*arguments, by=alice, at=at)
    assert EventRecord.objects.count() == before
    assert Agreement.objects.get().value == 20


def test_an_agreement_is_changed_and_deleted(olga: Actor, at: datetime, account: Account) -> None:
    made = agree(olga, at, account, valid_to=date(2026, 12, 31))
    values = {"method": "amount_off", "value": Decimal(5)}
    quotes.update_agreement(made, values, by=olga, at=at, version=1)
    found = Agreement.objects.get()
    assert (found.currency, found.value, found.version) == ("EUR", 5, 2)
    with pytest.raises(InvalidError, match="zero or more"):
        quotes.update_agreement(found, {"value": Decimal(-5)}, by=olga, at=at)
    quotes.delete_agreement(found, by=olga, at=at)
    assert not Agreement.objects.exists()


def test_agreements_are_seen_with_their_accounts(
    *, olga: Actor, alice: Actor, bob: Actor, charlie: Actor, at: datetime, account: Account
) -> None:
    agree(olga, at, account)
    counts = [Agreement.objects.visible_to(each).count() for each in (alice, bob, charlie)]
    assert counts == [1, 1, 0]


@pytest.fixture
def as_alice(client_for: Any, alice: Actor) -> Client:
    found: Client = client_for(alice)
    return found


def test_the_page_of_reasons_names_rules_versions_and_losers(
    *,
    as_alice: Client,
    client_for: Any,
    charlie: Actor,
    olga: Actor,
    alice: Actor,
    at: datetime,
    draft: Quote,
) -> None:
    promote(olga, at)
    promote(olga, at, name="Small", value=Decimal(5))
    repriced(draft, alice, at)
    address = reverse("quotes:why_all", args=[draft.pk])
    answer = as_alice.get(address).content.decode()
    for words in (
        "The whole quote",
        "11 x 100.00, Nordics 2026, version 2",
        "Spring, version 1",
        "Promotion: Small",
        "Another takes more off.",
    ):
        assert words in answer
    assert client_for(charlie).get(address).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_reasons_costs_as_many_statements_however_many_lines(
    *,
    as_alice: Client,
    alice: Actor,
    at: datetime,
    draft: Quote,
    goods: SimpleNamespace,
    count: int,
    django_assert_num_queries: Any,
) -> None:
    rows = [{"product": goods.sorter.pk, "quantity": Decimal(1)}] * count
    quotes.add_lines(draft, rows, by=alice, at=at)
    address = reverse("quotes:why_all", args=[draft.pk])
    as_alice.get(address)
    with django_assert_num_queries(WHY_STATEMENTS):
        as_alice.get(address)


WHY_STATEMENTS = 6


def test_rest_explains_the_prices_of_a_quote(
    *, api_for: Any, olga: Actor, alice: Actor, charlie: Actor, at: datetime, draft: Quote
) -> None:
    promote(olga, at, code="SPRING")
    repriced(draft, alice, at)
    answer = api_for(alice).get(f"/api/v1/quotes/{draft.pk}/waterfall").json()
    first = answer["lines"][0]
    assert [step["kind"] for step in answer["steps"]] == ["detail", "freight", "tax"]
    assert [step["kind"] for step in first["steps"]] == ["list", "quantity_break", "tax"]
    assert first["lost"][0]["reason"] == "code_not_given"
    assert (first["unit_cost"], first["margin"]) == ("60.0000", "330.0000")
    assert api_for(charlie).get(f"/api/v1/quotes/{draft.pk}/waterfall").status_code == 404


def test_a_quote_priced_before_versions_were_kept_is_explained_in_the_shape_of_today(
    *, api_for: Any, as_alice: Client, alice: Actor, draft: Quote
) -> None:
    as_they_were = """
        UPDATE quotes_quoteline line SET steps = (
            SELECT jsonb_agg(jsonb_set(step, '{rule}', coalesce(step #> '{rule,id}', 'null')))
            FROM jsonb_array_elements(line.steps) step
        )
    """
    with writing(alice), connection.cursor() as cursor:
        cursor.execute("UPDATE quotes_quote SET steps = '[]'")
        cursor.execute(as_they_were)
    answer = api_for(alice).get(f"/api/v1/quotes/{draft.pk}/waterfall").json()
    rules = [step["rule"] for step in answer["lines"][0]["steps"]]
    item = PriceListItem.objects.get(product=draft.lines.get(position=1).product)
    assert rules[0] == {"id": str(item.pk), "version": 0, "name": "", "kind": ""}
    assert rules[-1] is None
    page = as_alice.get(reverse("quotes:why_all", args=[draft.pk])).content.decode()
    assert "There is no price yet." not in page
    assert "The whole quote" not in page


def test_a_price_is_tried_without_a_quote(
    *,
    as_alice: Client,
    olga: Actor,
    at: datetime,
    account: Account,
    goods: SimpleNamespace,
    nordics: PriceList,
) -> None:
    agree(olga, at, account, product=goods.sorter, method="unit_price", value=Decimal(85))
    address = reverse("quotes:try_price")
    assert "Nothing is saved" in as_alice.get(address).content.decode()
    asked = {"product": goods.sorter.pk, "account": account.pk, "quantity": "11"}
    asked["day"] = "2026-09-01"
    answer = as_alice.get(address, asked)
    assert answer.status_code == 200
    for words in ("Nordics 2026, EUR", "935.00", "Frame contract, version 1", "Cost"):
        assert words in answer.content.decode()
    assert not Quote.objects.exists()


def test_a_price_is_not_tried_for_an_account_one_may_not_see(
    *, client_for: Any, charlie: Actor, account: Account, goods: SimpleNamespace
) -> None:
    asked = {"product": goods.sorter.pk, "account": account.pk}
    answer = client_for(charlie).get(reverse("quotes:try_price"), asked)
    assert answer.status_code == 422
    assert "no such record" in answer.content.decode()


def test_a_rule_is_named_only_to_those_who_may_read_its_kind(
    *,
    api_for: Any,
    client_for: Any,
    olga: Actor,
    alice: Actor,
    admin: Actor,
    at: datetime,
    draft: Quote,
    goods: SimpleNamespace,
) -> None:
    promote(olga, at, name="Secret winner")
    promote(olga, at, name="Secret loser", value=Decimal(5))
    _draft, line = repriced(draft, alice, at)
    pages = [
        f"/api/v1/quotes/{draft.pk}/waterfall",
        reverse("quotes:why", args=[draft.pk, line.pk]),
        reverse("quotes:why_all", args=[draft.pk]),
        f"{reverse('quotes:try_price')}?product={goods.sorter.pk}&account={draft.account_id}&quantity=1",
    ]

    def read() -> list[str]:
        found = [api_for(alice).get(pages[0])]
        found += [client_for(alice).get(address) for address in pages[1:]]
        assert {each.status_code for each in found} == {200}
        return [each.content.decode() for each in found]

    assert all("Secret winner" in text and "Secret loser" in text for text in read())
    role, right = Role.objects.get(key="salesperson"), ("catalog.promotion", Privilege.READ)
    identity.set_grants(role, {right: Depth.NONE}, by=admin, at=at)
    alice.memo.clear()
    assert all("Secret" not in text and "Nordics 2026" in text for text in read())
    assert '"amount":"-99.00"' in read()[0].replace(" ", "")


@pytest.mark.parametrize(
    ("kind", "field", "is_method_told"),
    [
        ("catalog.product", "current_cost", False),
        ("catalog.product", "standard_cost", False),
        ("catalog.pricelistitem", "percent", True),
    ],
)
def test_what_gives_a_cost_away_is_hidden_with_it(
    *,
    api_for: Any,
    client_for: Any,
    olga: Actor,
    alice: Actor,
    admin: Actor,
    at: datetime,
    goods: SimpleNamespace,
    nordics: PriceList,
    kind: str,
    field: str,
    is_method_told: bool,
) -> None:
    item = nordics.items.get(product=goods.sorter)
    values = {"method": "markup_on_current_cost", "price": None, "percent": Decimal("23.5")}
    catalog.update_price_list_item(item, values, by=olga, at=at)
    address = f"/api/v1/price-list-items/{item.pk}"
    pages = [
        reverse("catalog:prices_of_list", args=[nordics.pk]),
        reverse("catalog:prices_of_product", args=[goods.sorter.pk]),
    ]
    rights = dict.fromkeys([("catalog.pricelistitem", Privilege.WRITE)], Depth.ALL)
    identity.set_grants(Role.objects.get(key="salesperson"), rights, by=admin, at=at)
    pages.append(reverse("catalog:change_price", args=[item.pk]))
    assert api_for(alice).get(address).json()["percent"] == "23.500"
    assert all("23.5" in client_for(alice).get(page).content.decode() for page in pages)
    role = Role.objects.get(key="salesperson")
    administration.set_field_rights(role, kind, {field: FieldLevel.HIDDEN}, by=admin, at=at)
    told = api_for(alice).get(address).json()
    assert ("percent" in told, "method" in told) == (False, is_method_told)
    history = api_for(alice).get(f"{address}/history")
    for text in (
        history.content.decode(),
        *(client_for(alice).get(page).content.decode() for page in pages),
    ):
        assert "23.5" not in text
