"""A new quote after an earlier one."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, require
from dealwright.customers.models import Account
from dealwright.opportunities.models import Opportunity
from dealwright.quotes import policies, queries
from dealwright.quotes.actions.drafts import draft_many
from dealwright.quotes.composing import COPY_OF
from dealwright.quotes.models import Prices, Quote, QuoteLine
from dealwright.quotes.openings import key_of
from dealwright.records import registry, writing
from dealwright.records.fields import value

FINEST = Decimal("0.0001")
COPIED = (
    "account",
    "contact",
    "currency",
    "price_list",
    "locale",
    "term_months",
    "payment_terms",
    "notes",
    "terms",
    "discount_basis",
    "discount_percent",
    "discount_amount",
    "freight",
    "codes",
    "is_tax_included",
)
OF_ACCOUNT = ("contact", "price_list")  # what another customer has of its own
LINE = (
    "kind",
    "section",
    "name",
    "description",
    "quantity",
    "discount",
    "choice",
    "group",
    "is_chosen",
    "billing",
)


@action
def copy(
    quote: Quote,
    prices: str = Prices.ANEW,
    *,
    by: Actor,
    at: datetime,
    name: str = "",
    account: Account | UUID | None = None,
    opportunity: Opportunity | UUID | None = None,
    is_ordered: bool = False,
) -> Quote:
    """Make a new draft after a quote in any state: for its customer, another one, or a deal.

    Prices are reckoned anew, or kept: then each line has its price less what rules took off it as a typed one, to
    four decimals. A line of a product that is retired by now comes along and is marked so on the page; bundles have the
    parts that they had, and what was chosen of a product is chosen again, as its properties say now. Another customer,
    named or that of the deal, has contact and price list of its own. Custom fields come along as far as the actor may
    write them. What `is_ordered` are the lines that were chosen; the others stay behind.
    Refuses: not permitted, a choice other than these two, and as `draft_many`.
    """
    source = Quote.objects.select_related("account", "contact", "price_list").get(pk=quote.pk)
    require(policies.can_copy(by, source))
    if prices not in Prices:
        raise InvalidError({"prices": _("Say whether prices are reckoned anew or kept.")})
    values = {field: getattr(source, field) for field in COPIED} | _customs(source, by)
    values |= {"name": name or source.name, "opportunity": opportunity}
    if opportunity:
        values |= dict.fromkeys(("account", "contact"))
    if account:
        values["account"] = account
    customer = key_of(account) or _customer_of(opportunity, by)
    if customer and customer != source.account_id:
        values |= dict.fromkeys(OF_ACCOUNT)
    given = writing.permitted(Quote, values, by=by)
    given["lines"] = [
        line_values(line, keep_price=prices == Prices.KEPT)
        for line in queries.lines(source)
        if line.is_chosen or not is_ordered
    ]
    return draft_many([given], by=by, at=at)[0].quote


def _customs(source: Quote, by: Actor) -> dict[str, Any]:
    """The custom fields that are filled in, but for those of which no two records have the same."""
    found = registry.of(source).seen_by(by).customs
    kept = (field for field in found if field.creatable and not (field.unique or field.derived))
    values = {field.name: value(source, field.column) for field in kept}
    return {name: each for name, each in values.items() if each is not None}


def _customer_of(deal: Opportunity | UUID | None, by: Actor) -> UUID | None:
    """The account of a deal that the actor may see."""
    rows = Opportunity.objects.visible_to(by).filter(pk=key_of(deal)) if deal else None
    return rows.values_list("account_id", flat=True).first() if rows is not None else None


def line_values(line: QuoteLine, *, keep_price: bool) -> Mapping[str, Any]:
    """A line as it is typed anew, with the original for what is not typed: its bundle, what was chosen of its product."""
    values: dict[str, Any] = {COPY_OF: line, **{name: getattr(line, name) for name in LINE}}
    if line.product_id:
        values["product"] = line.product_id
    else:
        values |= {"code": line.code, "unit": line.unit}
    if line.is_tax_typed or not line.product_id:
        values["tax_rate"] = line.tax_rate
    if line.is_price_typed:
        values["unit_price"] = line.unit_price
    elif keep_price and not line.is_included:
        values["unit_price"] = (line.unit_price - line.rule_discount).quantize(FINEST)
    return values
