"""Lines from what was typed: what a product brings along, and what it may not be. Saves nothing."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from dealwright.catalog import inheriting, nesting, properties
from dealwright.catalog.models import Product
from dealwright.catalog.properties import Chosen, Property
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, Text
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.quotes import reckoning
from dealwright.quotes.models import Billing, Choice, LineKind, Quote, QuoteLine
from dealwright.quotes.openings import key_of

type Values = Mapping[str, Any]

MOST_LINES = 500
PRODUCT = "catalog.product"
PLAIN = ("section", "name", "description", "quantity", "discount", "tax_rate", "billing")
OF_WRITE_INS = ("code", "unit")
OF_NOTES = ("section", "name")
COPY_OF = "copy_of"  # the line of another quote that this one is made after: its product may be retired by now
AMOUNTS = frozenset({"discount", "tax_rate"})
ASKED: dict[str, Text] = {
    "name": _("Say what is offered."),
    "quantity": _("Say how many."),
    "unit_price": _("What is not in the catalogue needs a price."),
}


def products_for(rows: Iterable[Values], *, by: Actor) -> dict[UUID, Product]:
    """The products that these line values name, as far as the actor may see them, with their units and properties, in a
    constant number of queries.
    """
    wanted = {key_of(row.get("product")) for row in rows} - {None}
    if not wanted:
        return {}
    found = Product.objects.visible_to(by).select_related("unit").in_bulk([*wanted])
    inheriting.attach(found.values())
    return found


def compose(
    quote: Quote, values: Values, products: Mapping[UUID, Product], *, position: int
) -> QuoteLine:
    """A new line. A product gives its name, code, unit and tax rate; the rest is as typed. A copy has of the
    product's properties what its original had.

    InvalidError: an unknown product or one that is not sold, a write-in without name or price, a quantity finer than the unit.
    """
    line = QuoteLine(quote=quote, position=position)
    if values.get("kind") == LineKind.NOTE:
        return put_note(line, values)
    pk = key_of(values.get("product"))
    if pk is not None:
        original: QuoteLine | None = values.get(COPY_OF)
        product = offered(products.get(pk), is_kept=original is not None)
        take_product(line, product)
        if original:
            line.tax_rate = original.tax_rate  # by which a typed price is restated, if at all
            _have(line, product, properties.choose_again(_known(product), original.chosen))
        else:
            values = {"properties": {}, **values}
    return put(line, values)


def take_product(line: QuoteLine, product: Product) -> None:
    """Copy onto the line what the product brings along."""
    line.product = product
    line.code = product.code
    line.name = product.name
    line.description = product.description[:5000]
    line.unit = product.unit.code
    line.tax_rate = product.tax_rate
    line.margin_floor = product.margin_floor


def put_note(line: QuoteLine, values: Values) -> QuoteLine:
    """Set the text and the section of a note; InvalidError for one that says nothing."""
    line.kind, line.is_price_typed = LineKind.NOTE, True
    line.quantity, line.unit_price = Decimal(1), Decimal(0)
    for name in OF_NOTES:
        if name in values:
            setattr(line, name, _meant(name, values[name]))
    if not line.name:
        raise InvalidError({"name": _("Write what is to be read there.")})
    return line


def settle(lines: Sequence[QuoteLine], preferred: QuoteLine | None = None) -> list[QuoteLine]:
    """Let exactly one of each group of alternatives be chosen, with its parts; returns the lines that changed.

    It is the preferred one; else the first that is chosen already; else the first.
    """
    groups: dict[str, list[QuoteLine]] = {}
    for line in lines:
        if line.choice == Choice.ALTERNATIVE and not line.part_of_id:
            groups.setdefault(line.group, []).append(line)
    changed: list[QuoteLine] = []
    for members in groups.values():
        taken = next((line for line in members if line.is_chosen), members[0])
        taken = next((line for line in members if line is preferred), taken)
        changed += [line for line in members if line.is_chosen != (line is taken)]
        for line in members:
            line.is_chosen = line is taken
    parts = [(part, line) for line in changed for part in nesting.within(line, lines)]
    for part, line in parts:
        part.is_chosen = line.is_chosen
    return [*changed, *(part for part, _line in parts)]


def put(line: QuoteLine, values: Values) -> QuoteLine:
    """Set typed values on a line; `unit_price` None means the price of the list.

    InvalidError as `compose`.
    """
    if line.is_note:
        return put_note(line, values)
    for name in PLAIN if line.product_id else (*PLAIN, *OF_WRITE_INS):
        if name in values:
            setattr(line, name, _meant(name, values[name]))
    if "tax_rate" in values:
        line.is_tax_typed = values["tax_rate"] is not None
    if "properties" in values:
        choose(line, values["properties"] or {})
    _put_price(line, values)
    _put_choice(line, values)
    _refuse_wrong(line)
    return line


def choose(line: QuoteLine, given: Mapping[str, Any]) -> None:
    """Choose of the product's properties; what they cost, pricing puts on the line."""
    product = line.product
    if product is None:
        if given:
            raise InvalidError({"properties": _("What is written in has no properties.")})
        return
    _have(line, product, properties.choose(_known(product), given, line.chosen))


def _known(product: Product) -> Sequence[Property]:
    if product.known_properties is None:
        inheriting.attach([product])
    return product.known_properties or ()


def _have(line: QuoteLine, product: Product, chosen: Sequence[Chosen]) -> None:
    line.properties = [each.as_json() for each in chosen]
    line.costing = reckoning.costing_of(properties.on_cost(chosen), line.cost_rule)
    line.is_incomplete = bool(properties.missing(_known(product), chosen))


def _meant(name: str, value: Any) -> Any:
    """What an emptied value means: no discount, no tax, no text; a quantity or a name is asked for again."""
    if value is not None or name in ASKED:
        return value
    if name == "billing":
        return Billing.ONCE
    return Decimal(0) if name in AMOUNTS else ""


def _put_choice(line: QuoteLine, values: Values) -> None:
    """An optional line is not chosen until somebody chooses it; of alternatives see `settle`."""
    was = line.choice
    line.choice = values.get("choice", was) or ""
    line.group = (
        (values.get("group", line.group) or "") if line.choice == Choice.ALTERNATIVE else ""
    )
    if line.choice == Choice.ALTERNATIVE and not line.group:
        raise InvalidError({"group": _("Name what this is an alternative of.")})
    if not line.choice:
        line.is_chosen = True
    elif values.get("is_chosen") is not None:
        line.is_chosen = values["is_chosen"]
    elif line.choice != was:
        line.is_chosen = False


def _put_price(line: QuoteLine, values: Values) -> None:
    if values.get("unit_price") is not None:
        line.unit_price, line.is_price_typed = values["unit_price"], True
    elif line.product_id and ("unit_price" in values or line.unit_price is None):
        line.unit_price, line.is_price_typed = Decimal(0), False


def offered(product: Product | None, *, field: str = "product", is_kept: bool = False) -> Product:
    """The product, which is sold, or was and `is_kept`; InvalidError at the field otherwise."""
    if product is None:
        raise InvalidError({field: _("There is no such product.")})
    if not product.is_active and not is_kept:
        said = _("%(product)s is not sold: it is %(state)s. Choose another.")
        state = product.get_state_display()
        raise InvalidError({field: said % {"product": product, "state": state}})
    return product


def sees_products(actor: Actor) -> bool:
    """Whether products with their parts and properties are told of to somebody."""
    return access.may(actor, Privilege.READ, PRODUCT)


def refuse_unreadable(line: QuoteLine, *, by: Actor) -> None:
    """InvalidError when the line is of a product that the actor may not see, and so knows no parts and properties of."""
    if line.product_id and not sees_products(by):
        raise InvalidError({"product": _("There is no such product.")})


def _refuse_wrong(line: QuoteLine) -> None:
    wrong: dict[str, Text | list[Text]] = {
        name: sentence for name, sentence in ASKED.items() if getattr(line, name) in (None, "")
    }
    if "quantity" not in wrong and (sentence := wrong_quantity(line)):
        wrong["quantity"] = sentence
    if wrong:
        raise InvalidError(wrong)


def wrong_quantity(line: QuoteLine) -> Text:
    """What is wrong with the quantity of a line; empty when it is right."""
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
