"""The form of a price: parses and checks shape; the rules are the actions'."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from dealwright.catalog.models import BreakMethod, PriceListItem, QuantityBreak
from dealwright.core.actor import Actor
from dealwright.records import shapes
from dealwright.records.fields import Field, Kind, derive
from dealwright.ui.forms import Control, RecordForm

SPARE = 3  # empty rows for further breaks
MOST = 60  # rows that a form may send

PRODUCT = derive(PriceListItem, "product")
PRICE = derive(
    PriceListItem, "price", kind=Kind.MONEY, currency="price_list__currency", minimum=Decimal(0)
)
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
        fields = [PRODUCT, PRICE] if is_new else [PRICE]
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
        return _("Add product") if self.is_new else str(self._item.product)

    @property
    def version(self) -> int:
        """The version of the item that the person read, kept in the form."""
        text = (self._typed or {}).get("version", "")
        if self.conflict:
            return self.conflict.version
        if self._typed is None:
            return self._item.version
        return int(text) if text.isascii() and text.isdigit() else 0

    @property
    def main(self) -> list[Control]:
        """The controls above the breaks."""
        return [each for each in self.controls if each.field.name in {PRODUCT.name, PRICE.name}]

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
            if value is not None or name not in required
        }
        values = shapes.check(shapes.build("Price", self.fields), given)
        breaks = [
            {field.name: values[_name(field.name, row)] for field in BREAK}
            for row in range(self._rows)
            if values[_name(TYPED[0], row)] is not None
        ]
        return {name: values[name] for name in ("product", "price") if name in values}, breaks


def _break_fields(row: int, *, is_used: bool) -> list[Field]:
    return [replace(field, name=_name(field.name, row), required=is_used) for field in BREAK]


def _is_used(row: int, typed: Mapping[str, str] | None) -> bool:
    return any((typed or {}).get(_name(name, row), "").strip() for name in TYPED)


def _count(typed: Mapping[str, str] | None, breaks: Sequence[QuantityBreak]) -> int:
    if typed is None:
        return len(breaks) + SPARE
    return next((row for row in range(MOST) if _name(TYPED[0], row) not in typed), MOST)


def _initial(item: PriceListItem, breaks: Sequence[QuantityBreak]) -> dict[str, Any]:
    values: dict[str, Any] = {"price": item.price}
    for row, found in enumerate(breaks):
        values |= {_name(field.name, row): getattr(found, field.name) for field in BREAK}
    for row in range(len(breaks), len(breaks) + SPARE):
        values[_name("method", row)] = BreakMethod.UNIT_PRICE
    return values
