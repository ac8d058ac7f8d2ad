"""Two revisions of a quote, line by line: for its seller with all that was typed, for its client with what he reads."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dealwright.catalog import properties
from dealwright.core.actor import Actor
from dealwright.core.errors import Text
from dealwright.identity import access
from dealwright.quotes import differing, queries, snapshots
from dealwright.quotes.differing import Difference, FieldChange, Kind, LineChange, Version
from dealwright.quotes.document import Line
from dealwright.quotes.document.figures import Figures
from dealwright.quotes.models import Billing, Choice, LineKind, Quote, QuoteLine
from dealwright.quotes.policies import QUOTE
from dealwright.quotes.telling import sees_price_lists
from dealwright.quotes.waterfall import shows_costs

type Writer = Callable[[Figures, Any], str]

HEAD = (
    "name",
    "contact",
    "valid_until",
    "term_months",
    "payment_terms",
    "price_list",
    "codes",
    "discount_percent",
    "discount_amount",
    "freight",
    "notes",
    "terms",
    "lines_total",
    "discount_total",
    "net",
    "tax_total",
    "total",
)
LINE = (
    "kind",
    "part_of",
    "section",
    "code",
    "name",
    "description",
    "properties",
    "quantity",
    "per_bundle",
    "unit",
    "is_included",
    "unit_price",
    "rule_discount",
    "discount",
    "tax_rate",
    "choice",
    "group",
    "is_chosen",
    "billing",
    "net",
)
COST = "unit_cost"
READ_BY_CLIENT = ("subject", "valid_until", "term_months", "payment_terms", "notes", "terms")
LINE_OF_CLIENT = (
    "kind",
    "is_included",
    "section",
    "name",
    "description",
    "quantity",
    "unit",
    "unit_price",
    "discount",
    "tax_rate",
    "choice",
    "is_chosen",
    "billing",
    "net_amount",
)
SUMS_OF_CLIENT = ("lines", "discount", "freight", "total")


def _text(_figures: Figures, value: Any) -> str:
    return str(value)


def _day(figures: Figures, value: date) -> str:
    return figures.day(value)


def _yes(_figures: Figures, value: Any) -> str:
    return gettext("yes") if value else gettext("no")


LABELS: dict[str, tuple[Text, Writer]] = {
    "name": (_("name"), _text),
    "subject": (_("name"), _text),
    "contact": (_("contact"), _text),
    "valid_until": (_("valid until"), _day),
    "term_months": (_("contract term, months"), _text),
    "payment_terms": (_("payment terms"), _text),
    "price_list": (_("price list"), _text),
    "codes": (_("promotion codes"), _text),
    "discount_percent": (_("discount on the total, %"), Figures.percent),
    "discount_amount": (_("discount on the total, amount"), Figures.amount),
    "freight": (_("freight"), Figures.amount),
    "notes": (_("letter to the client"), _text),
    "terms": (_("terms"), _text),
    "lines_total": (_("sum of lines"), Figures.amount),
    "lines": (_("sum of lines"), Figures.amount),
    "discount_total": (_("total discount"), Figures.amount),
    "net": (_("net"), Figures.amount),
    "net_amount": (_("net"), Figures.amount),
    "tax_total": (_("tax"), Figures.amount),
    "total": (_("total"), Figures.amount),
    "section": (_("section"), _text),
    "choice": (_("choice"), lambda _figures, value: str(Choice(value).label)),
    "group": (_("alternatives of"), _text),
    "is_chosen": (_("chosen"), _yes),
    "billing": (_("paid"), lambda _figures, value: str(Billing(value).label)),
    "code": (_("code"), _text),
    "description": (_("description"), _text),
    "quantity": (_("quantity"), Figures.quantity),
    "unit": (_("unit"), _text),
    "part_of": (_("part of"), _text),
    "properties": (_("properties"), _text),
    "per_bundle": (_("quantity per bundle"), Figures.quantity),
    "is_included": (_("included in the price"), _yes),
    "unit_price": (_("unit price"), Figures.unit_price),
    "rule_discount": (_("off by rule"), Figures.unit_price),
    "discount": (_("discount"), Figures.unit_price),
    "tax_rate": (_("tax, %"), Figures.percent),
    "unit_cost": (_("unit cost"), Figures.unit_price),
}
KINDS: dict[Kind, Text] = {
    Kind.ADDED: _("Added"),
    Kind.REMOVED: _("Removed"),
    Kind.CHANGED: _("Changed"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A field that changed, in words."""

    label: Text
    before: str
    after: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownLine:
    """A line that came, went or changed, in words. `bundle` is what it is part of, `reckoning` its quantity and net amount."""

    kind: str
    kind_label: Text
    name: str
    bundle: str
    reckoning: str
    fields: list[Shown]


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """Two revisions and what differs between them, in words."""

    before: Quote
    after: Quote
    head: list[Shown]
    lines: list[ShownLine]
    is_reordered: bool

    @property
    def is_empty(self) -> bool:
        return not (self.head or self.lines or self.is_reordered)


def between(before: Quote, after: Quote, actor: Actor) -> Difference:
    """What differs between two revisions, as far as the actor may know it."""
    hidden = {*access.hidden_fields(actor, QUOTE)}
    if not sees_price_lists(actor):
        hidden.add("price_list")
    names = LINE if not shows_costs(actor) else (*LINE, COST)
    return differing.differ(_version(before, hidden, names), _version(after, hidden, names))


def for_client(before: Quote, after: Quote) -> Difference:
    """What differs between two revisions that went out, in what their client reads."""
    return differing.differ(_read_by_client(before), _read_by_client(after))


def shown(before: Quote, after: Quote, found: Difference, figures: Figures) -> Comparison:
    """A difference in words; figures as its reader writes them."""
    return Comparison(
        before=before,
        after=after,
        head=_in_words(found.head, figures),
        lines=[_line_in_words(line, figures) for line in found.lines],
        is_reordered=found.is_reordered,
    )


def _version(quote: Quote, hidden: Container[str], names: Sequence[str]) -> Version:
    head = {name: _said(quote, name) for name in HEAD if name not in hidden}
    lines = queries.lines(quote)
    called = {line.pk: line.name for line in lines}
    return Version(head, {line.identity: _values(line, names, called) for line in lines})


def _values(line: QuoteLine, names: Iterable[str], called: Mapping[UUID, str]) -> dict[str, Any]:
    """What a line says; of links what they are called, of properties what is read."""
    said = {
        "part_of": called[line.part_of_id] if line.part_of_id else "",
        "properties": properties.told(line.chosen),
    }
    return {name: said[name] if name in said else getattr(line, name) for name in names}


def _said(quote: Quote, name: str) -> Any:
    """The value of a field; of a link, what it is called."""
    value = getattr(quote, name)
    return str(value) if name in {"contact", "price_list"} and value else value


def _read_by_client(quote: Quote) -> Version:
    assert quote.snapshot is not None  # noqa: S101  only what was activated has a client
    document = snapshots.thaw(quote.snapshot)
    sums = {name: getattr(document.totals, name) for name in SUMS_OF_CLIENT}
    head = {name: getattr(document, name) for name in READ_BY_CLIENT} | sums
    called = {line.number: line.name for line in document.lines}
    lines = zip(queries.lines(quote), document.lines, strict=True)
    return Version(head, {row.identity: _line_read(line, called) for row, line in lines})


def _line_read(line: Line, called: Mapping[str, str]) -> dict[str, Any]:
    """What a client reads of a line, by the names of the lines' numbers."""
    bundle = called[line.number.rpartition(".")[0]] if line.depth else ""
    return {"part_of": bundle, **{name: getattr(line, name) for name in LINE_OF_CLIENT}}


def _in_words(fields: Iterable[FieldChange], figures: Figures) -> list[Shown]:
    return [
        Shown(
            label=LABELS[field.name][0],
            before=_word(field.name, field.before, figures),
            after=_word(field.name, field.after, figures),
        )
        for field in fields
    ]


def _word(name: str, value: Any, figures: Figures) -> str:
    if value in (None, "") or (value == 0 and name in {"discount", "tax_rate", "rule_discount"}):
        return ""
    return LABELS[name][1](figures, value.normalize() if isinstance(value, Decimal) else value)


def _line_in_words(line: LineChange, figures: Figures) -> ShownLine:
    values: Mapping[str, Any] = line.values
    quantity = f"{figures.quantity(values['quantity'].normalize())} {values['unit']}".strip()
    is_note = values["kind"] == LineKind.NOTE
    net = values["net"] if "net" in values else values["net_amount"]
    amount = gettext("included") if values["is_included"] else figures.amount(net)
    return ShownLine(
        kind=line.kind.value,
        kind_label=KINDS[line.kind],
        name=values["name"],
        bundle=values["part_of"],
        reckoning="" if is_note else f"{quantity}, {amount}",
        fields=_in_words(line.fields, figures),
    )
