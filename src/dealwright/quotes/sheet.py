"""A quote as its page shows it to one actor: head, lines with their cells, sums, what happened to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby

from django.utils.translation import gettext_lazy as _

from dealwright.catalog.pricing import FaultCode
from dealwright.catalog.wording import FAULTS
from dealwright.core.errors import Text
from dealwright.core.money import percent_of
from dealwright.quotes import forms, policies, queries
from dealwright.quotes.document.figures import Figures
from dealwright.quotes.models import Quote, QuoteAnswer, QuoteLine, QuoteLink, State
from dealwright.ui import formats
from dealwright.ui.showing import Badge, Showing

ZERO = Decimal(0)
TONES = {State.DRAFT: "", State.ACTIVE: "info", State.WON: "ok", State.CLOSED: ""}
WIDTHS = {"quantity": "w-[4.5rem]", "unit_price": "w-28", "discount": "w-24", "tax_rate": "w-14"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """A value that is typed in the table."""

    name: str
    label: str
    value: str
    was: str
    width: str
    error: Text = ""
    hint: Text = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line as it stands in the table."""

    line: QuoteLine
    place: int
    figures: Figures

    @property
    def cells(self) -> list[Cell]:
        return [cell_of(self.line, self.place, name) for name in forms.CELLS]

    @property
    def net(self) -> str:
        return self.figures.amount(self.line.net)

    @property
    def volume(self) -> str:
        """What a unit is cheaper by for the quantity."""
        off = self.line.volume_discount
        return self.figures.unit_price(-off.normalize()) if off else ""

    @property
    def quantity(self) -> str:
        return self.figures.quantity(self.line.quantity)

    @property
    def unit_price(self) -> str:
        return self.figures.unit_price(self.line.unit_price)

    @property
    def discount(self) -> str:
        return self.figures.unit_price(-self.line.discount) if self.line.discount else ""

    @property
    def tax_rate(self) -> str:
        return self.figures.percent(self.line.tax_rate) if self.line.tax_rate else ""

    @property
    def fault(self) -> Text:
        return FAULTS[FaultCode(self.line.fault)] if self.line.fault else ""


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under one heading; the lines without one come under none."""

    name: str
    rows: list[Row]
    net: str

    @property
    def key(self) -> str:
        """Identifier for HTML ids: that of its first line."""
        return self.rows[0].line.pk.hex


def cell_of(
    line: QuoteLine, place: int, name: str, *, typed: str | None = None, error: Text = ""
) -> Cell:
    """One cell of a line that may be edited; with what was typed in it when that was refused."""
    stored = forms.shown(line, name)
    label = _("%(field)s, line %(place)s") % {
        "field": str(forms.FIELDS[name].label).capitalize(),
        "place": place,
    }
    from_list = name == "unit_price" and not line.is_price_typed
    return Cell(
        name=name,
        label=str(label),
        value=stored if typed is None else typed,
        was=stored,
        width=WIDTHS[name],
        error=error,
        hint=_("From the price list; type another to override it.") if from_list else "",
    )


class Sheet(Showing):
    """The page of one quote."""

    row: Quote

    @property
    def badge(self) -> Badge:
        quote = self.row
        label = quote.get_state_display().capitalize()
        if quote.close_reason:
            label = quote.get_close_reason_display().capitalize()
        return Badge(label=label, tone=TONES[State(quote.state)])

    @cached_property
    def is_editable(self) -> bool:
        return policies.offers_edit(self.actor, self.row)

    @cached_property
    def figures_of(self) -> Figures:
        """How this reader writes figures of this quote."""
        return Figures(formats.active_locale(), self.row.currency)

    @cached_property
    def rows(self) -> list[Row]:
        lines = queries.lines(self.row)
        return [Row(line, place, self.figures_of) for place, line in enumerate(lines, start=1)]

    @cached_property
    def sections(self) -> list[Section]:
        """The lines in their order, those of one section together."""
        return [
            self._section(name, list(rows))
            for name, rows in groupby(self.rows, key=lambda row: row.line.section)
        ]

    def _section(self, name: str, rows: list[Row]) -> Section:
        net = sum((row.line.net for row in rows), ZERO)
        return Section(name, rows, self.figures_of.amount(net))

    @property
    def faulty(self) -> list[Row]:
        """Lines that keep the draft from being activated."""
        return [row for row in self.rows if row.line.fault]

    @property
    def sums(self) -> list[tuple[Text, str]]:
        """The way from list to total, in the words of the foot."""
        quote, amount = self.row, self.figures_of.amount
        listed = _listed(row.line for row in self.rows)
        found: list[tuple[Text, str]] = [(_("At list"), amount(listed))]
        if off := listed - quote.net:
            found.append((self._discounts(off, listed), amount(-off)))
        found.append((_("Net"), amount(quote.net)))
        if quote.freight:
            found.append((_("Freight"), amount(quote.freight)))
        found.append((_("Tax"), amount(quote.tax_total)))
        return found

    def _discounts(self, off: Decimal, listed: Decimal) -> Text:
        share = percent_of(off, listed)
        if share is None:
            return _("Discounts")
        return _("Discounts, %(share)s") % {"share": self.figures_of.percent(round(share, 1))}

    @property
    def total(self) -> str:
        return self.figures_of.money(self.row.total)

    @property
    def margin(self) -> Decimal | None:
        """The margin in percent of the net; unknown while a cost is."""
        quote = self.row
        return None if quote.cost is None else percent_of(quote.net - quote.cost, quote.net)

    @property
    def margin_width(self) -> Decimal:
        return min(max(self.margin or ZERO, ZERO), Decimal(100))

    @cached_property
    def answer(self) -> QuoteAnswer | None:
        return queries.answer_to(self.row) if self.row.activated_at else None

    @cached_property
    def links(self) -> Sequence[QuoteLink]:
        return queries.links_of(self.row) if self.row.activated_at else ()

    @property
    def sent(self) -> QuoteLink | None:
        """The latest link that was mailed."""
        return next((link for link in self.links if link.sent_to), None)

    @property
    def opened(self) -> QuoteLink | None:
        """The latest link that the client followed."""
        return next((link for link in self.links if link.opened_at), None)

    @cached_property
    def revisions(self) -> Sequence[Quote]:
        return queries.revisions(self.row) if self.row.revision > 1 or not self.row.is_open else ()

    @property
    def latest(self) -> Quote | None:
        """The latest revision, when it is another one."""
        last = next(iter(self.revisions), None)
        return last if last and last.pk != self.row.pk else None


def _listed(lines: Iterable[QuoteLine]) -> Decimal:
    """What the lines come to before any discount, as pricing rounded it."""
    first_steps = (line.steps[0] for line in lines if line.steps)
    return sum((Decimal(step["amount"]) for step in first_steps), ZERO)
