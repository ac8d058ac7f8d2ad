"""What may be typed on a line, and how: in a cell, in a form, or as JSON."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Actor
from dealwright.quotes.composing import AMOUNTS, ASKED
from dealwright.quotes.document.figures import Figures
from dealwright.quotes.models import QuoteLine
from dealwright.records import shapes
from dealwright.records.fields import Field, derive
from dealwright.ui import formats, inputs
from dealwright.ui.forms import RecordForm

ZERO = Decimal(0)
HUNDRED = Decimal(100)

LINE_FIELDS = (
    derive(QuoteLine, "product"),
    derive(QuoteLine, "name", required=False, clearable=True, example="Gravity chute, spiral"),
    derive(QuoteLine, "code"),
    derive(QuoteLine, "description"),
    derive(QuoteLine, "section"),
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
    "description",
)
OF_A_PRODUCT = tuple(name for name in WRITTEN_IN if name not in {"code", "unit"})
SHAPE = shapes.build("QuoteLine", LINE_FIELDS, optional=True)


def check(values: Mapping[str, Any]) -> dict[str, Any]:
    """The typed values of a line; InvalidError names each wrong field."""
    return shapes.check(SHAPE, values)


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
        super().__init__(
            [_asked(line, name) for name in names],
            actor=actor,
            initial=initial,
            typed=typed,
            row=line,
            prefix="line",
        )

    def checked(self) -> dict[str, Any]:
        """The typed values: of a stored line those that were changed, of a new one those that are not empty."""
        if self.line:
            return check(self.changes())
        return check(
            {name: value for name, value in self.data().items() if value not in (None, "")}
        )


def _names(line: QuoteLine | None) -> tuple[str, ...]:
    if line is None:
        return ("product", *WRITTEN_IN)
    return OF_A_PRODUCT if line.product_id else WRITTEN_IN


def _asked(line: QuoteLine | None, name: str) -> Field:
    """What was written in keeps a name, a quantity and a price."""
    if line and not line.product_id and name in ASKED:
        return replace(FIELDS[name], required=True, help="")
    return FIELDS[name]
