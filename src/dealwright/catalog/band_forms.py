"""The form of the bands of a volume discount: parses and checks shape; the rules are the actions'."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from dealwright.catalog.models import BreakMethod, VolumeBand, VolumeDiscount
from dealwright.core import digits
from dealwright.core.actor import Actor
from dealwright.records import shapes
from dealwright.records.fields import Field, derive
from dealwright.ui.forms import Control, RecordForm

SPARE = 3  # empty rows for further bands
MOST = 60  # rows that a form may send
BAND = (
    derive(VolumeBand, "from_quantity", minimum=Decimal(0)),
    derive(VolumeBand, "value", minimum=Decimal(0)),
)


class BandsForm(RecordForm):
    """All bands of a discount, one row each and some to spare; an emptied row is a band less."""

    def __init__(
        self,
        discount: VolumeDiscount,
        bands: Sequence[VolumeBand],
        *,
        actor: Actor,
        typed: Mapping[str, str] | None = None,
    ) -> None:
        self.discount = discount
        self._rows = _count(typed, bands)
        fields = [each for row in range(self._rows) for each in _fields(row, typed)]
        super().__init__(
            fields, actor=actor, initial=_initial(bands), typed=typed, row=discount, prefix="band"
        )

    @property
    def version(self) -> int:
        """The version of the discount that the person read."""
        if self.conflict:
            return self.conflict.version
        if self._typed is None:
            return self.discount.version
        return digits.whole(self._typed.get("version", "")) or 0

    @property
    def rows(self) -> list[list[Control]]:
        """The controls of each band."""
        found = self.controls
        return [found[start : start + len(BAND)] for start in range(0, len(found), len(BAND))]

    @property
    def measure(self) -> str:
        """What the values are of."""
        if self.discount.method == BreakMethod.PERCENT_OFF:
            return _("% off")
        words = {
            BreakMethod.UNIT_PRICE: _("%(currency)s a unit"),
            BreakMethod.AMOUNT_OFF: _("%(currency)s off a unit"),
        }
        return words[BreakMethod(self.discount.method)] % {"currency": self.discount.currency}

    def checked(self) -> list[dict[str, Any]]:
        """The bands that were filled in; InvalidError names wrong figures."""
        given = {name: value for name, value in self.data().items() if value is not None}
        values = shapes.check(shapes.build("Bands", self.fields), given)
        return [
            {field.name: values[_name(field, row)] for field in BAND}
            for row in range(self._rows)
            if _name(BAND[0], row) in values
        ]


def _name(field: Field, row: int) -> str:
    return f"{field.name}_{row}"


def _fields(row: int, typed: Mapping[str, str] | None) -> list[Field]:
    """The fields of a row; of one that is filled in half, the rest is asked for."""
    is_used = any((typed or {}).get(_name(field, row), "").strip() for field in BAND)
    return [replace(field, name=_name(field, row), required=is_used) for field in BAND]


def _count(typed: Mapping[str, str] | None, bands: Sequence[VolumeBand]) -> int:
    if typed is None:
        return len(bands) + SPARE
    return next((row for row in range(MOST) if _name(BAND[0], row) not in typed), MOST)


def _initial(bands: Sequence[VolumeBand]) -> dict[str, Any]:
    return {
        _name(field, row): getattr(band, field.name)
        for row, band in enumerate(bands)
        for field in BAND
    }
