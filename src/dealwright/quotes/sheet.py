"""A quote as its page shows it to one actor: head, lines with their cells, sums, what happened to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from dealwright.catalog import bundles, nesting, suggesting
from dealwright.catalog.pricing import FaultCode, StepKind
from dealwright.catalog.suggesting import Suggestion
from dealwright.catalog.wording import FAULTS
from dealwright.core.errors import Text
from dealwright.core.money import percent_of
from dealwright.quotes import bundling, forms, periods, policies, queries
from dealwright.quotes.conditions import conditions
from dealwright.quotes.document.figures import Figures
from dealwright.quotes.models import Choice, Quote, QuoteAnswer, QuoteLine, QuoteLink, State
from dealwright.quotes.telling import sees_price_lists
from dealwright.quotes.waterfall import document_faults, shows_costs
from dealwright.ui import formats
from dealwright.ui.showing import Badge, Showing

ZERO = Decimal(0)
TONES = {State.DRAFT: "", State.ACTIVE: "info", State.WON: "ok", State.CLOSED: ""}
INDENTS = ("", "pl-6", "pl-10", "pl-14")
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
    is_fixed: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line as it stands in the table."""

    line: QuoteLine
    place: str
    figures: Figures
    with_parts: Decimal | None = None
    wrong: Sequence[Text] = ()

    @property
    def cells(self) -> list[Cell]:
        return [cell_of(self.line, self.place, name) for name in forms.CELLS]

    @property
    def indent(self) -> str:
        """How far a part stands in, as a class."""
        return INDENTS[min(self.place.count("."), len(INDENTS) - 1)]

    @property
    def is_bundle(self) -> bool:
        return self.with_parts is not None

    @property
    def whole(self) -> str:
        """What a bundle comes to with its parts, where that is another sum than its own."""
        if self.with_parts is None or self.with_parts == self.line.net:
            return ""
        return self.figures.amount(self.with_parts)

    @property
    def net(self) -> str:
        return self.figures.amount(self.line.net)

    @property
    def volume(self) -> str:
        """What rules take off one unit."""
        off = self.line.rule_discount
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
    def conditions(self) -> str:
        """That it is a choice, and how often it is paid."""
        line = self.line
        if line.part_of_id:
            return ""  # as its bundle says
        found = conditions(choice=line.choice, is_chosen=line.is_chosen, billing=line.billing)
        return ", ".join(found)

    @property
    def may_choose(self) -> bool:
        """Whether there is something to choose: an option, or another alternative. Parts go with their bundle."""
        line = self.line
        is_open = line.choice == Choice.OPTIONAL or (line.choice and not line.is_chosen)
        return bool(is_open) and not line.part_of_id

    @property
    def is_retired(self) -> bool:
        """Whether the product is sold no more."""
        return self.line.product is not None and not self.line.product.is_active

    @property
    def fault(self) -> Text:
        """What keeps the line from going out: of its price, or else of what is chosen in it."""
        if self.line.fault:
            return FAULTS[FaultCode(self.line.fault)]
        return " ".join(map(str, self.wrong))


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
    line: QuoteLine, place: str, name: str, *, typed: str | None = None, error: Text = ""
) -> Cell:
    """One cell of a line that may be edited; with what was typed in it when that was refused."""
    stored = forms.shown(line, name)
    label = _("%(field)s, line %(place)s") % {
        "field": str(forms.FIELDS[name].label).capitalize(),
        "place": place,
    }
    from_list = name == "unit_price" and not (line.is_price_typed or line.is_included)
    return Cell(
        name=name,
        label=str(label),
        value=stored if typed is None else typed,
        was=stored,
        width=WIDTHS[name],
        error=error,
        hint=_("From the price list; type another to override it.") if from_list else "",
        is_fixed=line.part_of_id is not None and (line.is_included or name == "quantity"),
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

    @property
    def sees_price_list(self) -> bool:
        """Whether the reader is told what prices the quote."""
        return sees_price_lists(self.actor)

    @cached_property
    def figures_of(self) -> Figures:
        """How this reader writes figures of this quote."""
        return Figures(formats.active_locale(), self.row.currency)

    @cached_property
    def rows(self) -> list[Row]:
        lines = queries.lines(self.row)
        numbers = nesting.numbers(lines)
        heads = {line.part_of_id for line in lines}
        wrong = self._misconfigured(lines)
        return [
            Row(
                line,
                numbers[line.pk],
                self.figures_of,
                _together(line, lines) if line.pk in heads else None,
                wrong.get(line.pk, ()),
            )
            for line in lines
        ]

    def _misconfigured(self, lines: Sequence[QuoteLine]) -> Mapping[UUID, Sequence[Text]]:
        """What is missing or too much in the bundles of a draft; nothing is read for a quote without bundles."""
        heads = {line.part_of_id for line in lines if line.part_of_id}
        keys = {line.product_id for line in lines if line.pk in heads and line.product_id}
        if not (self.row.is_draft and keys):
            return {}
        return bundling.findings(lines, bundles.read(keys))

    @cached_property
    def sections(self) -> list[Section]:
        """The lines in their order, those of one section together."""
        return [
            self._section(name, list(rows))
            for name, rows in groupby(self.rows, key=lambda row: row.line.section)
        ]

    def _section(self, name: str, rows: list[Row]) -> Section:
        net = sum((row.line.net for row in rows if row.line.counts), ZERO)
        return Section(name, rows, self.figures_of.amount(net))

    @cached_property
    def suggestions(self) -> list[Suggestion]:
        """What goes with the products of a draft."""
        keys = (row.line.product_id for row in self.rows)
        return suggesting.suggestions([pk for pk in keys if pk], self.actor)

    @property
    def faulty(self) -> list[Row]:
        """Lines that keep the draft from being activated."""
        return [row for row in self.rows if row.fault]

    @property
    def retired(self) -> list[Row]:
        """Lines of a draft whose products are sold no more."""
        return [row for row in self.rows if row.is_retired] if self.row.is_draft else []

    @property
    def faults(self) -> Sequence[Text]:
        """What is wrong with the draft as a whole."""
        return document_faults(self.row)

    @property
    def sums(self) -> list[tuple[Text, str]]:
        """The way from list to total, in the words of the foot."""
        quote, amount = self.row, self.figures_of.amount
        listed = _listed(row.line for row in self.rows if row.line.counts)
        found: list[tuple[Text, str]] = [(_("At list"), amount(listed))]
        included = quote.tax_total if quote.is_tax_included else ZERO
        if off := listed - quote.net - included:
            found.append((self._discounts(off, listed), amount(-off)))
        if included:
            found.append((_("Tax in the prices"), amount(-included)))
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
    def periods(self) -> list[tuple[Text, str]]:
        """What is paid once and per period, net, and over a year and the term; nothing while all is paid once."""
        sums = periods.nets(row.line for row in self.rows if row.line.counts)
        return periods.told(sums, self.row.term_months, self.figures_of)

    @property
    def total(self) -> str:
        return self.figures_of.money(self.row.total)

    @property
    def margin(self) -> Decimal | None:
        """The margin in percent of the net; unknown while a cost is, and nobody's who may not know costs."""
        quote = self.row
        if quote.cost is None or not shows_costs(self.actor):
            return None
        return percent_of(quote.net - quote.cost, quote.net)

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
    def is_compared(self) -> bool:
        """Whether there is another revision to compare with."""
        return self.row.revision > 1 or len(self.revisions) > 1

    @property
    def latest(self) -> Quote | None:
        """The latest revision, when it is another one."""
        last = next(iter(self.revisions), None)
        return last if last and last.pk != self.row.pk else None


def _together(bundle: QuoteLine, lines: Sequence[QuoteLine]) -> Decimal:
    """What a bundle comes to with its parts."""
    parts = nesting.within(bundle, lines)
    return sum((part.net for part in parts), bundle.net)


def _listed(lines: Iterable[QuoteLine]) -> Decimal:
    """What the lines come to with what was chosen of their products, before any discount, as pricing rounded it."""
    steps = (
        step
        for line in lines
        for place, step in enumerate(line.steps)
        if place == 0 or step["kind"] == StepKind.PROPERTY
    )
    return sum((Decimal(step["amount"]) for step in steps), ZERO)
