"""The form of a price: parses and checks shape; the rules are the actions'."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from dealwright.catalog.models import MOST_MARKUP, BreakMethod, PriceListItem, QuantityBreak
from dealwright.core import digits
from dealwright.core.actor import Actor
from dealwright.records import registry, shapes
from dealwright.records.fields import Field, Kind, derive
from dealwright.ui.forms import Control, RecordForm

SPARE = 3  # empty rows for further breaks
MOST = 60  # rows that a form may send

PRODUCT = derive(PriceListItem, "product")
STATED = (
    derive(PriceListItem, "method"),
    derive(
        PriceListItem, "price", kind=Kind.MONEY, currency="price_list__currency", minimum=Decimal(0)
    ),
    derive(
        PriceListItem,
        "percent",
        kind=Kind.PERCENT,
        minimum=Decimal(0),
        maximum=MOST_MARKUP,
        help=_("Of the list price, or the markup or margin on the cost."),
    ),
    derive(PriceListItem, "rounding"),
    derive(PriceListItem, "rounding_to"),
    derive(PriceListItem, "rounding_amount", minimum=Decimal(0), example="0.99"),
    derive(PriceListItem, "valid_from"),
    derive(PriceListItem, "valid_to"),
)
MAIN = ("product", *(field.name for field in STATED))
BREAK = (
    derive(QuantityBreak, "from_quantity", minimum=Decimal("0.0001")),
    derive(QuantityBreak, "method"),
    derive(QuantityBreak, "value", minimum=Decimal(0)),
)
TYPED = ("from_quantity", "value")  # the method has a value in every row


def _name(name: str, row: int) -> str:
    return f"{name}_{row}"


class PriceForm(RecordForm):
    """The price of one item with its quantity breaks, one row each and some to spare."""

    def __init__(
        self,
        item: PriceListItem,
        *,
        actor: Actor,
        breaks: Sequence[QuantityBreak] = (),
        is_new: bool = False,
        typed: Mapping[str, str] | None = None,
    ) -> None:
        self._item = item
        self.is_new = is_new
        self._rows = _count(typed, breaks)
        hidden = registry.of(PriceListItem).seen_by(actor).hidden
        stated = [field for field in STATED if field.name not in hidden]
        fields = [PRODUCT, *stated] if is_new else stated
        for row in range(self._rows):
            fields += _break_fields(row, is_used=_is_used(row, typed))
        super().__init__(
            fields,
            actor=actor,
            initial=_initial(item, breaks),
            typed=typed,
            row=item,
            prefix="price",
        )

    @property
    def title(self) -> str:
        return str(_("Add product")) if self.is_new else str(self._item.product)

    @property
    def version(self) -> int:
        """The version of the item that the person read, kept in the form."""
        text = (self._typed or {}).get("version", "")
        if self.conflict:
            return self.conflict.version
        if self._typed is None:
            return self._item.version
        return digits.whole(text) or 0

    @property
    def main(self) -> list[Control]:
        """The controls above the breaks."""
        return [each for each in self.controls if each.field.name in MAIN]

    @property
    def break_rows(self) -> list[list[Control]]:
        """The controls of each break."""
        rest = self.controls[len(self.main) :]
        return [rest[start : start + len(BREAK)] for start in range(0, len(rest), len(BREAK))]

    def checked(self) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """The values of the item, and of each break that was filled in; InvalidError names wrong fields."""
        required = {field.name for field in self.fields if field.required}
        given = {
            name: value
            for name, value in self.data().items()
            if (value is not None or name not in required) and self._is_sent(name)
        }
        values = shapes.check(shapes.build("Price", self.fields), given)
        breaks = [
            {field.name: values[_name(field.name, row)] for field in BREAK}
            for row in range(self._rows)
            if values[_name(TYPED[0], row)] is not None
        ]
        return {name: values[name] for name in MAIN if name in given}, breaks

    def _is_sent(self, name: str) -> bool:
        """Whether a value above the breaks came with the form; what did not stays as it is."""
        return name not in MAIN or name in (self._typed or {}) or name == PRODUCT.name


def _break_fields(row: int, *, is_used: bool) -> list[Field]:
    return [replace(field, name=_name(field.name, row), required=is_used) for field in BREAK]


def _is_used(row: int, typed: Mapping[str, str] | None) -> bool:
    return any((typed or {}).get(_name(name, row), "").strip() for name in TYPED)


def _count(typed: Mapping[str, str] | None, breaks: Sequence[QuantityBreak]) -> int:
    if typed is None:
        return len(breaks) + SPARE
    return next((row for row in range(MOST) if _name(TYPED[0], row) not in typed), MOST)


def _initial(item: PriceListItem, breaks: Sequence[QuantityBreak]) -> dict[str, Any]:
    values: dict[str, Any] = {field.name: getattr(item, field.name) for field in STATED}
    for row, found in enumerate(breaks):
        values |= {_name(field.name, row): getattr(found, field.name) for field in BREAK}
    for row in range(len(breaks), len(breaks) + SPARE):
        values[_name("method", row)] = BreakMethod.UNIT_PRICE
    return values
