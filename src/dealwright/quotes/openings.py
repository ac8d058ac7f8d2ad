"""What a new quote starts with: the customer, currency, price list, lines and terms of its deal or its account.

Everything is read once for a whole batch, so that a thousand quotes cost the same statements as one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from dealwright.catalog import selecting
from dealwright.catalog.models import PriceList
from dealwright.catalog.pricing import Ground
from dealwright.catalog.selecting import Choice, PriceLists
from dealwright.core.actor import Actor
from dealwright.core.clock import local_date
from dealwright.core.errors import InvalidError, Text
from dealwright.customers.models import Account
from dealwright.opportunities.models import Opportunity, OpportunityLine
from dealwright.organisation import queries as organisation
from dealwright.organisation.models import Organisation
from dealwright.quotes.models import Quote
from dealwright.quotes.stored import lost_json, rule_json

type Values = Mapping[str, Any]

FROM_DEAL = ("name", "account_id", "contact_id", "currency")


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """The rows that new quotes are completed from."""

    selling: Organisation
    day: date
    deals: Mapping[UUID, Opportunity]
    accounts: Mapping[UUID, Account]
    price_lists: PriceLists
    deal_lines: Mapping[UUID, Sequence[OpportunityLine]]

    def complete(self, values: Values) -> dict[str, Any]:
        """The values with everything that was not given, lines left out.

        InvalidError: a link that cannot be read, no customer, no name, a currency other than the deal's, a price
        list in another currency.
        """
        given = {
            name: value for name, value in values.items() if value is not None and name != "lines"
        }
        self._refuse_unreadable(given)
        deal = self.deals.get(key_of(given.get("opportunity")))
        completed = self._usual() | self._from_deal(deal) | given
        account = self.accounts.get(key_of(completed.get("account")))
        currency = completed.get("currency") or (account.currency if account else self.base)
        _refuse_incomplete(completed, account, deal, currency)
        choice = self._choice(given, deal, account, currency)
        return completed | {
            "currency": currency,
            "opportunity": deal,
            "account": account,
            "price_list": choice.price_list,
            "is_tax_included": _is_with_tax(values, deal, choice.price_list),
            "list_choice": choice_json(choice),
        }

    def lines_of(self, values: Values) -> list[dict[str, Any]]:
        """The lines given with the values, or else those of the deal."""
        if values.get("lines") is not None:
            return list(values["lines"])
        deal = key_of(values.get("opportunity"))
        lines = self.deal_lines.get(deal, ())
        return [_line_values(line, lines) for line in lines if not line.part_of_id]

    @property
    def base(self) -> str:
        return self.selling.currency

    def _usual(self) -> dict[str, Any]:
        return {
            "locale": self.selling.locale,
            "terms": self.selling.terms,
            "discount_basis": self.selling.discount_mode,
            "valid_until": self.day + timedelta(days=self.selling.quote_validity_days),
        }

    def _from_deal(self, deal: Opportunity | None) -> dict[str, Any]:
        if deal is None:
            return {}
        found = {name.removesuffix("_id"): getattr(deal, name) for name in FROM_DEAL}
        return {name: value for name, value in found.items() if value is not None}

    def _refuse_unreadable(self, given: Values) -> None:
        """InvalidError for a link among those read here that leads nowhere the actor may look."""
        read: dict[str, Mapping[UUID, Any]] = {
            "opportunity": self.deals,
            "account": self.accounts,
            "price_list": self.price_lists.lists,
        }
        wrong: dict[str, Text | list[Text]] = {
            name: _("There is no such record, or you may not see it.")
            for name, rows in read.items()
            if given.get(name) is not None and key_of(given[name]) not in rows
        }
        if wrong:
            raise InvalidError(wrong)

    def _choice(
        self, given: Values, deal: Opportunity | None, account: Account | None, currency: str
    ) -> Choice:
        """The list named, which must be in the currency; else the one that precedence chooses."""
        if key := key_of(given.get("price_list")):
            named = self.price_lists.lists[key]
            refuse_other_currency(named, currency)
            return Choice(named, Ground.DOCUMENT)
        return self.price_lists.choose(
            currency=currency,
            on=self.day,
            deal=deal.price_list_id if deal else None,
            account=account.price_list_id if account else None,
            customer=account,
        )


def name_list(quote: Quote) -> None:
    """Note that somebody named the price list of a quote. InvalidError when it is in another currency."""
    if quote.price_list:
        refuse_other_currency(quote.price_list, quote.currency)
    ground = Ground.DOCUMENT if quote.price_list else None
    quote.list_choice = choice_json(Choice(quote.price_list, ground))


def choice_json(choice: Choice) -> dict[str, Any]:
    """How a price list was chosen, as it is stored with the quote and as REST answers it."""
    found = choice.price_list
    return {
        "name": found.name if found else "",
        "ground": choice.ground.value if choice.ground else "",
        "selector": rule_json(choice.selector),
        "lost": [lost_json(each) for each in choice.lost],
    }


def refuse_other_currency(price_list: PriceList, currency: str) -> None:
    """InvalidError when the list is not in the currency of the quote."""
    if price_list.currency != currency:
        sentence = _("This price list is in %(listed)s, the quote in %(quoted)s.")
        raise InvalidError(
            {"price_list": sentence % {"listed": price_list.currency, "quoted": currency}}
        )


def read(rows: Sequence[Values], *, by: Actor, at: datetime) -> Opening:
    """Read what these rows are completed from, as far as the actor may see it; lock their deals in key order."""
    selling = organisation.current()
    day = local_date(at, selling.time_zone)
    deals = _deals(_keys(rows, "opportunity"), by=by)
    from_deals = {deal.account_id for deal in deals.values()} - {None}
    accounts = Account.objects.visible_to(by).in_bulk([*{*_keys(rows, "account"), *from_deals}])
    named = {
        *_keys(rows, "price_list"),
        *(deal.price_list_id for deal in deals.values()),
        *(account.price_list_id for account in accounts.values()),
    }
    without_lines = {key_of(row.get("opportunity")) for row in rows if row.get("lines") is None}
    return Opening(
        selling=selling,
        day=day,
        deals=deals,
        accounts=accounts,
        price_lists=selecting.read(named, by=by, on=day),
        deal_lines=_deal_lines(without_lines & set(deals)),
    )


def _deals(keys: Iterable[UUID], *, by: Actor) -> dict[UUID, Opportunity]:
    wanted = [*keys]
    if not wanted:
        return {}
    rows = Opportunity.objects.visible_to(by).select_for_update(of=("self",))
    return {deal.pk: deal for deal in rows.filter(pk__in=wanted).order_by("pk")}


def _deal_lines(deals: set[UUID]) -> dict[UUID, list[OpportunityLine]]:
    found: dict[UUID, list[OpportunityLine]] = defaultdict(list)
    if deals:
        rows = OpportunityLine.objects.filter(opportunity__in=deals).order_by("position", "pk")
        for line in rows:
            found[line.opportunity_id].append(line)
    return found


def _line_values(line: OpportunityLine, lines: Sequence[OpportunityLine]) -> dict[str, Any]:
    """A line of a deal as one of a quote. A price that followed the list goes on following it."""
    values = {**_copied(line), "name": line.description, "quantity": line.quantity}
    chosen = [
        {**_copied(part), "quantity": part.per_bundle}
        for part in lines
        if part.part_of_id == line.pk and not (part.is_required and part.is_included)
    ]
    is_bundle = any(part.part_of_id == line.pk for part in lines)
    return values | ({"parts": chosen} if is_bundle else {})


def _copied(line: OpportunityLine) -> dict[str, Any]:
    return {
        "product": line.product_id,
        "unit_price": line.unit_price if line.is_price_typed else None,
        "discount": line.discount,
    }


def _refuse_incomplete(
    values: Values, account: Account | None, deal: Opportunity | None, currency: str
) -> None:
    wrong: dict[str, Any] = {}
    if account is None:
        wrong["account"] = (
            _("Say who the customer is: the deal has no account yet.")
            if deal
            else _("Say who the customer is.")
        )
    if not values.get("name"):
        wrong["name"] = _("Give the quote a name.")
    if deal and currency != deal.currency:
        wrong["currency"] = _("The deal is in %(currency)s.") % {"currency": deal.currency}
    if wrong:
        raise InvalidError(wrong)


def _is_with_tax(values: Values, deal: Opportunity | None, chosen: PriceList | None) -> bool:
    """Whether what is typed is with the tax: as is said, of the lines of a deal never, else as the price list says."""
    if values.get("is_tax_included") is not None:
        return bool(values["is_tax_included"])
    if deal and values.get("lines") is None:
        return False
    return bool(chosen and chosen.includes_tax)


def rate_of(currency: str, rates: Mapping[str, Decimal]) -> Decimal:
    """What one unit of the currency is worth in the base currency; a quote keeps the rate of its first day.

    InvalidError when none is known.
    """
    if currency not in rates:
        sentence = _(
            "No exchange rate for %(currency)s is known. Add it under Settings, Exchange rates."
        )
        raise InvalidError({"currency": sentence % {"currency": currency}})
    return rates[currency]


def key_of(link: Any) -> Any:
    """The id of a link that is given as a row or an id."""
    return link.pk if isinstance(link, models.Model) else link


def _keys(rows: Sequence[Values], name: str) -> set[UUID]:
    return {key_of(row.get(name)) for row in rows} - {None}
