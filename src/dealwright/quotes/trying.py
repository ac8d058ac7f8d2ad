"""A quote of one line that is priced and never saved: what the rules would say."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from dealwright.catalog import selecting
from dealwright.catalog.models import Product
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError
from dealwright.customers.models import Account
from dealwright.organisation import queries as organisation
from dealwright.quotes import composing, openings, reckoning
from dealwright.quotes.actions.repricing import ask_taxes
from dealwright.quotes.models import Quote, QuoteLine


@dataclass(frozen=True, kw_only=True, slots=True)
class Tried:
    """The quote and its line as they were priced."""

    quote: Quote
    line: QuoteLine


def try_price(
    *, product: UUID, quantity: Decimal, account: UUID, codes: str, by: Actor, on: date
) -> Tried:
    """Price so many of a product for an account on a day.

    InvalidError: a product or account that the actor may not see, a retired product, no exchange rate.
    """
    customer = Account.objects.visible_to(by).select_related("owner").filter(pk=account).first()
    if customer is None or not Product.objects.visible_to(by).filter(pk=product).exists():
        wrong = "product" if customer else "account"
        raise InvalidError({wrong: _("There is no such record, or you may not see it.")})
    selling = organisation.current_for(by)
    choice = selecting.read([customer.price_list_id], by=by, on=on).choose(
        currency=customer.currency,
        on=on,
        deal=None,
        account=customer.price_list_id,
        customer=customer,
    )
    quote = Quote(
        account=customer,
        currency=customer.currency,
        price_list=choice.price_list,
        list_choice=openings.choice_json(choice),
        codes=codes,
    )
    rates = organisation.rates(on=on, base=selling.currency)
    quote.rate = openings.rate_of(quote.currency, rates)
    values = {"product": product, "quantity": quantity}
    line = composing.compose(quote, values, composing.products_for([values], by=by), position=1)
    books = reckoning.books_for([(quote, [line])], base_currency=selling.currency, by=by, on=on)
    reckoning.reckon(quote, [line], books, on=on)
    ask_taxes([quote], books)
    return Tried(quote=quote, line=line)
