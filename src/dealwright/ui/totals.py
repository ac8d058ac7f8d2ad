"""Counts and sums over rows, whatever page they are on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Sum, Value
from django.utils.translation import gettext as _

from dealwright.core.errors import Text
from dealwright.organisation import queries as organisation
from dealwright.records.fields import Field, Kind
from dealwright.ui import cells, shown
from dealwright.ui.cells import Base
from dealwright.ui.columns import Bound

COUNTED = 10_000  # beyond this a count says "10,000+"

ALL = "all_together"  # what the query calls the one group that holds every row

type Amounts = Sequence[tuple[str, Decimal | None]]
type Line = dict[str, Any]


ADD_UP = {Kind.MONEY, Kind.INTEGER, Kind.DECIMAL}


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of a column; of money in the organisation's currency where there are several. Known when there was anything
    to add, and a rate for every currency.
    """

    name: str
    label: Text
    text: str
    is_money: bool = True
    is_known: bool = True


def summable(columns: Sequence[Bound], declared: Sequence[str]) -> list[Field]:
    """The fields of the kind that columns show and that are added up: those that a page declares, and numbers that
    administrators added, for they know what these count.
    """
    own = [each.field for each in columns if each.field and not each.link]
    return [each for each in own if each.name in declared or (each.custom and each.kind in ADD_UP)]


def counted(rows: models.QuerySet[Any]) -> str:
    """An exact count up to 10,000, then "10,000+"."""
    found = rows.order_by().values("pk")[: COUNTED + 1].count()
    return f"{shown.number(COUNTED)}+" if found > COUNTED else shown.number(found)


class Totals:
    """Sums of several currencies, turned at today's rates, which are read once and only when they are needed."""

    def __init__(self, base: Base) -> None:
        self._base = base
        self._rates: dict[str, Decimal] | None = None

    @property
    def currency(self) -> str:
        """The organisation's."""
        return self._base.currency

    def over(self, fields: Sequence[Field], rows: models.QuerySet[Any]) -> list[Total]:
        """The sums of these fields over all these rows; one query for all of them."""
        if not fields:
            return []
        lines = list(summed(rows.annotate(**{ALL: Value(1)}), fields, by=[ALL]))
        return [self.told(each, lines) for each in fields]

    def told(self, field: Field, lines: Sequence[Line]) -> Total:
        """What `summed` found of a field, together; in words where the rate of a currency is not known."""
        amounts = [line[_sum(field)] for line in lines if line[_sum(field)] is not None]
        if field.kind != Kind.MONEY:
            text = shown.number(sum(amounts) if amounts else None)
            return Total(field.name, field.label, text, is_money=False, is_known=bool(amounts))
        text = self._in_base([(self._currency(field, line), line[_sum(field)]) for line in lines])
        words = text or _("several currencies")
        return Total(field.name, field.label, words, is_known=bool(text and amounts))

    def _currency(self, field: Field, line: Line) -> str:
        return (line[field.currency] if field.currency else "") or self.currency

    def _in_base(self, groups: Amounts) -> str:
        amounts = list(_together(groups))
        if not amounts:
            return shown.money(None, self._base.currency)
        if len(amounts) == 1:
            return shown.money(amounts[0][1], amounts[0][0])
        rates = self._known_rates
        if any(currency not in rates for currency, _total in amounts):
            return ""
        total = sum((amount * rates[currency] for currency, amount in amounts), Decimal())
        return f"≈ {shown.money(total.quantize(Decimal(1)), self._base.currency)}"

    @property
    def _known_rates(self) -> dict[str, Decimal]:
        if self._rates is None:
            self._rates = dict(organisation.rates(on=shown.today(), base=self._base.currency))
        return self._rates


def summed(
    rows: models.QuerySet[Any], fields: Sequence[Field], *, by: Sequence[str]
) -> models.QuerySet[Any, Line]:
    """The sums of these fields, grouped by these names and by the currencies that the fields are in."""
    currencies = sorted({each.currency for each in fields if each.currency})
    amounts = {_sum(each): Sum(cells.path_of(each)) for each in fields}
    grouped = rows.order_by().values(*by, *currencies)
    found: models.QuerySet[Any, Line] = grouped.annotate(**amounts)
    return found


def _sum(field: Field) -> str:
    return f"sum_{field.name}"


def _together(groups: Amounts) -> Iterable[tuple[str, Decimal]]:
    """One amount for each currency."""
    found: dict[str, Decimal] = {}
    for currency, total in groups:
        if total is not None:
            found[currency] = found.get(currency, Decimal()) + total
    return found.items()
