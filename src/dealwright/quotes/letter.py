"""A quote as its client reads it: from what activation froze, in the language of the quote."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from itertools import groupby

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dealwright.core.clock import local_date
from dealwright.core.errors import Text
from dealwright.organisation.models import Organisation
from dealwright.quotes import comparing, queries, snapshots
from dealwright.quotes.comparing import Comparison
from dealwright.quotes.conditions import conditions
from dealwright.quotes.document import Line, QuoteDocument
from dealwright.quotes.document.figures import Figures
from dealwright.quotes.links import address_of
from dealwright.quotes.models import CloseReason, Quote, QuoteAnswer, QuoteLink
from dealwright.quotes.recurring import Period

DUE: dict[Period, Text] = {
    Period.ONCE: _("Due once"),
    Period.MONTH: _("Due every month"),
    Period.QUARTER: _("Due every quarter"),
    Period.YEAR: _("Due every year"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One line of the letter."""

    name: str
    description: str
    reckoning: str
    net: str
    is_part: bool = False
    is_note: bool = False
    condition: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """Lines under one heading; without a heading there is one part."""

    name: str
    about: str
    net: str
    items: list[Item]


class Letter:
    """What the client's page shows."""

    def __init__(self, link: QuoteLink, selling: Organisation, *, at: datetime) -> None:
        self.link = link
        self.quote: Quote = link.quote
        self._selling = selling
        self._at = at

    @cached_property
    def document(self) -> QuoteDocument:
        assert self.quote.snapshot is not None  # noqa: S101  a link is made to activated quotes only
        return snapshots.thaw(self.quote.snapshot)

    @cached_property
    def figures(self) -> Figures:
        return Figures.of(self.document.locale, self.document.currency)

    @property
    def today(self) -> date:
        return local_date(self._at, self._selling.time_zone)

    @property
    def days_left(self) -> int | None:
        until = self.quote.valid_until
        return None if until is None else (until - self.today).days

    @property
    def valid_until(self) -> str:
        return self.figures.day(self.quote.valid_until) if self.quote.valid_until else ""

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed."""
        return self.days_left is not None and self.days_left < 0

    @property
    def may_answer(self) -> bool:
        return self.quote.is_active

    @property
    def may_accept(self) -> bool:
        return self.quote.is_active and not self.is_over

    @property
    def is_expired(self) -> bool:
        """Whether its last day has passed without an answer, noted by the nightly job or not yet."""
        return self.quote.is_expired or (self.quote.is_active and self.is_over)

    @cached_property
    def newer(self) -> str:
        """The address of this client's link to a later revision; empty without one."""
        found = queries.newer_link(self.link, at=self._at) if not self.quote.is_open else None
        return address_of(found) if found else ""

    @cached_property
    def comparison(self) -> Comparison | None:
        """What changed since the revision that this client saw before; None where he saw none."""
        before = queries.seen_before(self.link) if self.quote.revision > 1 else None
        if before is None:
            return None
        found = comparing.for_client(before, self.quote)
        return comparing.shown(before, self.quote, found, self.figures)

    @property
    def is_revised(self) -> bool:
        return self.quote.close_reason == CloseReason.REVISED

    @cached_property
    def answer(self) -> QuoteAnswer | None:
        return queries.answer_to(self.quote)

    @property
    def answered_on(self) -> str:
        """The day of the answer; empty while there is none."""
        zone = self._selling.time_zone
        return self.figures.day(local_date(self.answer.at, zone)) if self.answer else ""

    @property
    def parts(self) -> list[Part]:
        lines = groupby(self.document.lines, key=lambda line: line.section)
        return [self._part(name, list(members)) for name, members in lines]

    def _part(self, name: str, lines: list[Line]) -> Part:
        net = sum((line.net_amount for line in lines if line.counts), Decimal(0))
        return Part(
            name=name,
            about=", ".join(line.name for line in lines[:3]),
            net=self.figures.amount(net),
            items=[self._item(line) for line in lines],
        )

    def _item(self, line: Line) -> Item:
        quantity = f"{self.figures.quantity(line.quantity)} {line.unit}".strip()
        if line.is_included:
            return Item(
                name=line.name,
                description=line.description,
                reckoning=quantity,
                net=gettext("included"),
                is_part=True,
            )
        reckoning = f"{quantity} \u00d7 {self.figures.unit_price(line.unit_price)}"
        if line.discount:
            reckoning = f"{reckoning} {self.figures.amount(-line.discount)}"
        return Item(
            name=line.name,
            description=line.description,
            reckoning=reckoning,
            net=self.figures.amount(line.net_amount),
            is_part=line.depth > 0,
            is_note=line.kind == "note",
            condition=_condition(line),
        )

    @property
    def discount(self) -> str:
        taken = self.document.totals.discount
        return self.figures.amount(-taken) if taken else ""

    @property
    def freight(self) -> str:
        return self.figures.amount(self.document.totals.freight) if self.quote.freight else ""

    @property
    def lines_total(self) -> str:
        return self.figures.amount(self.document.totals.lines)

    @property
    def taxes(self) -> list[tuple[str, str]]:
        return [
            (self.figures.percent(tax.rate), self.figures.amount(tax.amount))
            for tax in self.document.totals.taxes
        ]

    @property
    def periods(self) -> list[tuple[Text, str]]:
        """What is due once and for each period; nothing while all is paid once."""
        sums = self.document.totals.periods
        return [(DUE[Period(due.billing)], self.figures.amount(due.amount)) for due in sums]

    @property
    def is_tax_included(self) -> bool:
        return self.document.totals.is_tax_included

    @property
    def total(self) -> str:
        return self.figures.money(self.document.totals.total)


def _condition(line: Line) -> str:
    """That a line is a choice, and how often it is paid; of a part its bundle says so."""
    if line.depth:
        return ""
    return ", ".join(conditions(choice=line.choice, is_chosen=line.is_chosen, billing=line.billing))
