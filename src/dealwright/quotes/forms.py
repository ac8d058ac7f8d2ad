"""What may be typed on a line, and how: in a cell, in a form, or as JSON."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from dealwright.catalog import inheriting, properties
from dealwright.catalog.entities import ON_SALE
from dealwright.catalog.properties import Chosen, Property
from dealwright.core.actor import Actor
from dealwright.core.errors import ConflictError, InvalidError
from dealwright.quotes.composing import AMOUNTS, ASKED, OF_NOTES, sees_products
from dealwright.quotes.document.figures import Figures
from dealwright.quotes.models import QuoteLine
from dealwright.records import shapes, writing
from dealwright.records.fields import Field, Kind, derive
from dealwright.ui import formats, inputs
from dealwright.ui.forms import RecordForm

ZERO = Decimal(0)
HUNDRED = Decimal(100)

LINE_FIELDS = (
    derive(QuoteLine, "product", offers=ON_SALE),
    derive(QuoteLine, "name", required=False, clearable=True, example="Gravity chute, spiral"),
    derive(QuoteLine, "code"),
    derive(QuoteLine, "description"),
    derive(QuoteLine, "section"),
    derive(QuoteLine, "kind", editable=False),
    derive(
        QuoteLine,
        "choice",
        help=_("An optional line is in the total once it is chosen; of alternatives one is."),
    ),
    derive(QuoteLine, "group", example="sorter"),
    derive(QuoteLine, "is_chosen", required=False),
    derive(QuoteLine, "billing", required=False),
    derive(QuoteLine, "quantity", required=False, clearable=True, minimum=ZERO, example="48"),
    derive(QuoteLine, "unit"),
    derive(
        QuoteLine,
        "unit_price",
        required=False,
        clearable=True,
        minimum=ZERO,
        help=_("Left out, the price of the price list counts."),
    ),
    derive(QuoteLine, "discount", clearable=True, minimum=ZERO),
    derive(QuoteLine, "tax_rate", clearable=True, minimum=ZERO, maximum=HUNDRED),
)

CELLS = ("quantity", "unit_price", "discount", "tax_rate")  # what is typed in the table itself
FIELDS = {field.name: field for field in LINE_FIELDS}
WRITTEN_IN = (
    "name",
    "code",
    "quantity",
    "unit",
    "unit_price",
    "discount",
    "tax_rate",
    "section",
    "billing",
    "choice",
    "group",
    "description",
)
OF_A_PRODUCT = tuple(name for name in WRITTEN_IN if name not in {"code", "unit"})
OF_A_PART = tuple(name for name in OF_A_PRODUCT if name not in {"quantity", "section"})
OF_WHAT_IS_INCLUDED = ("name", "description")
OF_PROPERTY = "property_"  # begins the names of the controls of properties
SHAPE = shapes.build("QuoteLine", LINE_FIELDS, optional=True)


PART_FIELDS = (
    derive(QuoteLine, "product", required=True, clearable=False),
    replace(
        FIELDS["quantity"],
        minimum=Decimal("0.0001"),
        help=_("In each bundle; left out, as the bundle says."),
    ),
    FIELDS["unit_price"],
    FIELDS["discount"],
)
PART_SHAPE = shapes.build("QuoteLinePart", PART_FIELDS)


def check(values: Mapping[str, Any]) -> dict[str, Any]:
    """The typed values of a line, the `properties` chosen of its product and the `parts` chosen of a bundle; InvalidError
    names each wrong field.
    """
    given = dict(values)
    nested = {name: given.pop(name, None) for name in READERS}
    read = {name: READERS[name](value) for name, value in nested.items() if value is not None}
    return shapes.check(SHAPE, given) | read


def _check_parts(parts: Any) -> list[dict[str, Any]]:
    if not isinstance(parts, list) or not all(isinstance(part, Mapping) for part in parts):
        raise InvalidError({"parts": _("Send a list of the parts that are chosen.")})
    return writing.each(parts, lambda part: shapes.check(PART_SHAPE, part))


def _object(chosen: Any) -> dict[str, Any]:
    """What was chosen by the names or ids of properties: texts and numbers, None for what is taken away."""
    if not isinstance(chosen, Mapping):
        raise InvalidError({"properties": _("Name properties with their values.")})
    wrong = {
        f"properties.{name}": _("Write a text or a number.")
        for name, value in chosen.items()
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal | None)
    }
    if wrong:
        raise InvalidError(wrong)
    return dict(chosen)


READERS: Mapping[str, Callable[[Any], Any]] = {"properties": _object, "parts": _check_parts}


def read_cell(name: str, typed: Mapping[str, str]) -> dict[str, Any]:
    """The value of one cell, read in the reader's locale and checked."""
    value = inputs.read(FIELDS[name], typed, formats.active_locale())
    return check({name: value})


def shown(line: QuoteLine, name: str) -> str:
    """What stands in a cell: nothing for no discount and no tax, a price with its cents where it has some."""
    value: Decimal = getattr(line, name)
    is_nothing = name in AMOUNTS or (name == "unit_price" and line.fault)
    if is_nothing and not value:
        return ""
    if name == "unit_price" and value != value.to_integral_value():
        return Figures(formats.active_locale(), line.quote.currency).unit_price(value.normalize())
    return inputs.written(FIELDS[name], value, formats.active_locale())


class LineForm(RecordForm):
    """All that may be typed on a line, in a dialog. A new line is of a product, or written in."""

    def __init__(
        self, line: QuoteLine | None, *, actor: Actor, typed: Mapping[str, str] | None = None
    ) -> None:
        self.line = line
        names = _names(line)
        initial = {name: getattr(line, name) for name in names} if line else {}
        self.chosen = {field.name: pk for pk, field in _choosable(line, actor)}
        fields = [_asked(line, name) for name in names]
        if line and self.chosen:
            fields += [field for _pk, field in _choosable(line, actor)]
            initial |= {f"{OF_PROPERTY}{each.property}": _typed(each) for each in line.chosen}
        super().__init__(
            fields,
            actor=actor,
            initial=initial,
            typed=typed,
            row=line,
            prefix="line",
        )

    def checked(self) -> dict[str, Any]:
        """The typed values: of a stored line those that were changed, of a new one those that are not empty."""
        if self.line:
            changes = self.changes()
            wanted = {pk: changes.pop(name) for name, pk in self.chosen.items() if name in changes}
            return check({**changes, "properties": wanted} if wanted else changes)
        return check(
            {name: value for name, value in self.data().items() if value not in (None, "")}
        )

    def refuse(self, error: InvalidError | ConflictError) -> None:
        """What is wrong with a property stands beside its control."""
        if isinstance(error, InvalidError):
            names = {f"properties.{field.label}": field.name for field in self.fields}
            told = {names.get(name, name): texts for name, texts in error.errors.items()}
            error = InvalidError(told)
        super().refuse(error)


def _choosable(line: QuoteLine | None, actor: Actor) -> list[tuple[str, Field]]:
    """The properties of the line's product that can be chosen, each as a field of the form, with its id."""
    product = line.product if line else None
    if product is None or not sees_products(actor):
        return []
    if product.known_properties is None:
        inheriting.attach([product])
    known = product.known_properties or ()
    return [(found.id, _field_of(found)) for found in known if not found.is_fixed]


def _field_of(found: Property) -> Field:
    """The control of a property; what is wrong is said by the verb."""
    usual = Field(
        name=f"{OF_PROPERTY}{found.id}",
        label=found.name,
        max_length=properties.LONGEST,
        help=found.unit,
        group=_("properties"),
    )
    if found.kind is properties.Kind.CHOICE:
        choices = tuple((each.id, each.name) for each in found.choices)
        return replace(usual, kind=Kind.CHOICE, choices=choices, max_length=None)
    if found.kind is properties.Kind.TEXT:
        return usual
    return replace(usual, kind=Kind.DECIMAL, places=4, digits=18, max_length=None)


def _typed(each: Chosen) -> Any:
    is_number = each.kind in {properties.Kind.NUMBER, properties.Kind.WHOLE}
    return Decimal(each.value) if is_number else each.value


def _names(line: QuoteLine | None) -> tuple[str, ...]:
    if line is not None and line.is_note:
        return OF_NOTES
    if line is None:
        return ("product", *WRITTEN_IN)
    if line.part_of_id:
        return OF_WHAT_IS_INCLUDED if line.is_included else OF_A_PART
    return OF_A_PRODUCT if line.product_id else WRITTEN_IN


def _asked(line: QuoteLine | None, name: str) -> Field:
    """What was written in keeps a name, a quantity and a price."""
    if line and not line.product_id and name in ASKED:
        return replace(FIELDS[name], required=True, help="")
    return FIELDS[name]


TRY_FIELDS = (
    Field(
        name="product",
        label=_("product"),
        kind=Kind.LINK,
        to="catalog.product",
        required=True,
        clearable=False,
    ),
    Field(
        name="account",
        label=_("account"),
        kind=Kind.LINK,
        to="customers.account",
        required=True,
        clearable=False,
    ),
    Field(
        name="quantity",
        label=_("quantity"),
        kind=Kind.DECIMAL,
        minimum=Decimal("0.0001"),
        digits=14,
        places=4,
    ),
    Field(name="day", label=_("day"), kind=Kind.DATE),
    Field(name="codes", label=_("promotion codes"), max_length=200),
)
TRY_SHAPE = shapes.build("TryPrice", TRY_FIELDS)


class TryForm(RecordForm):
    """What is asked when a price is tried."""

    def __init__(self, *, actor: Actor, typed: Mapping[str, str] | None, today: date) -> None:
        super().__init__(
            TRY_FIELDS,
            actor=actor,
            initial={"quantity": Decimal(1), "day": today},
            typed=typed,
            prefix="try",
        )

    def checked(self) -> dict[str, Any]:
        """The typed values; InvalidError names each wrong field."""
        given = {name: value for name, value in self.data().items() if value not in (None, "")}
        return shapes.check(TRY_SHAPE, given)
