"""Lines from what was typed: what a product brings along, and what it may not be. Saves nothing."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from dealwright.catalog.models import Product
from dealwright.core.errors import InvalidError, Text
from dealwright.quotes import reckoning
from dealwright.quotes.models import Quote, QuoteLine
from dealwright.quotes.openings import key_of

type Values = Mapping[str, Any]

MOST_LINES = 500
PLAIN = ("section", "name", "description", "quantity", "discount", "tax_rate")
OF_WRITE_INS = ("code", "unit")
AMOUNTS = frozenset({"discount", "tax_rate"})
ASKED: dict[str, Text] = {
    "name": _("Say what is offered."),
    "quantity": _("Say how many."),
    "unit_price": _("What is not in the catalogue needs a price."),
}


def products_for(rows: Iterable[Values]) -> dict[UUID, Product]:
    """The products that these line values name, with their units; at most one query."""
    wanted = {key_of(row.get("product")) for row in rows} - {None}
    if not wanted:
        return {}
    return Product.objects.select_related("unit").in_bulk([*wanted])


def compose(
    quote: Quote, values: Values, products: Mapping[UUID, Product], *, position: int
) -> QuoteLine:
    """A new line. A product gives its name, code, unit, tax rate and cost; the rest is as typed.

    InvalidError: an unknown or retired product, a write-in without name or price, a quantity finer than the unit.
    """
    line = QuoteLine(quote=quote, position=position)
    pk = key_of(values.get("product"))
    if pk is not None:
        take_product(line, _offered(products.get(pk)))
    return put(line, values)


def take_product(line: QuoteLine, product: Product) -> None:
    """Copy onto the line what the product brings along."""
    line.product = product
    line.code = product.code
    line.name = product.name
    line.description = product.description[:5000]
    line.unit = product.unit.code
    line.tax_rate = product.tax_rate
    cost = product.standard_cost if product.current_cost is None else product.current_cost
    line.unit_cost = reckoning.cost_in(line.quote.rate, cost)


def put(line: QuoteLine, values: Values) -> QuoteLine:
    """Set typed values on a line; `unit_price` None means the price of the list.

    InvalidError as `compose`.
    """
    for name in PLAIN if line.product_id else (*PLAIN, *OF_WRITE_INS):
        if name in values:
            setattr(line, name, _meant(name, values[name]))
    _put_price(line, values)
    _refuse_wrong(line)
    return line


def _meant(name: str, value: Any) -> Any:
    """What an emptied value means: no discount, no tax, no text; a quantity or a name is asked for again."""
    if value is not None or name in ASKED:
        return value
    return Decimal(0) if name in AMOUNTS else ""


def _put_price(line: QuoteLine, values: Values) -> None:
    if values.get("unit_price") is not None:
        line.unit_price, line.is_price_typed = values["unit_price"], True
    elif line.product_id and ("unit_price" in values or line.unit_price is None):
        line.unit_price, line.is_price_typed = Decimal(0), False


def _offered(product: Product | None) -> Product:
    if product is None:
        raise InvalidError({"product": _("There is no such product.")})
    if not product.is_active:
        raise InvalidError(
            {"product": _("%(product)s is retired. Choose another.") % {"product": product}}
        )
    return product


def _refuse_wrong(line: QuoteLine) -> None:
    wrong: dict[str, Text | list[Text]] = {
        name: sentence for name, sentence in ASKED.items() if getattr(line, name) in (None, "")
    }
    if "quantity" not in wrong and (sentence := _wrong_quantity(line)):
        wrong["quantity"] = sentence
    if wrong:
        raise InvalidError(wrong)


def _wrong_quantity(line: QuoteLine) -> Text:
    if line.quantity <= 0:
        return _("A quantity is greater than zero.")
    if line.product and _is_finer(line.quantity, line.product.unit.decimals):
        return _("%(unit)s is divided to %(decimals)s decimals at most.") % {
            "unit": line.unit,
            "decimals": line.product.unit.decimals,
        }
    return ""


def _is_finer(quantity: Decimal, decimals: int) -> bool:
    return quantity != round(quantity, decimals)


def refuse_too_many(count: int) -> None:
    """InvalidError when a quote would have more lines than can be read."""
    if count > MOST_LINES:
        raise InvalidError(
            {"lines": _("A quote has at most %(most)s lines.") % {"most": MOST_LINES}}
        )


def last_position(lines: Sequence[QuoteLine]) -> int:
    """The last position in use; 0 without lines."""
    return max((line.position for line in lines), default=0)
