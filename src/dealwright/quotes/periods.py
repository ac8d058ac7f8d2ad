"""What is paid once and what again and again, in words and figures of whoever reads it."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from dealwright.core.errors import Text
from dealwright.quotes import recurring
from dealwright.quotes.document.figures import Figures
from dealwright.quotes.recurring import Period, Sums

PAID: dict[Period, Text] = {
    Period.ONCE: _("Paid once"),
    Period.MONTH: _("Every month"),
    Period.QUARTER: _("Every quarter"),
    Period.YEAR: _("Every year"),
}


class Paid(Protocol):
    """A line of a quote or an order. `taxable` is its net amount for one period of its `billing`."""

    billing: str

    @property
    def taxable(self) -> Decimal: ...


def nets(lines: Iterable[Paid]) -> Sums:
    """What these lines come to in each period, without tax."""
    return recurring.by_period((Period(line.billing), line.taxable) for line in lines)


def told(sums: Sums, months: int | None, figures: Figures) -> list[tuple[Text, str]]:
    """The sum of each period, of the first year and of a term of so many months; nothing while all is paid once."""
    if not recurring.recurs(sums):
        return []
    found = [(PAID[period], figures.amount(net)) for period, net in sums.items()]
    found.append((_("First year"), figures.amount(recurring.value_over(sums, 12))))
    if months:
        said = _("Contract, %(months)s months") % {"months": months}
        found.append((said, figures.amount(recurring.value_over(sums, months))))
    return found
