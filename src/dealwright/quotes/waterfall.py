"""Why a line costs what it costs: pricing's steps as bars that hang where the one before ended."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from dealwright.catalog.models import BreakMethod, QuantityBreak
from dealwright.catalog.pricing import Label, StepKind
from dealwright.catalog.wording import LABELS
from dealwright.core.errors import Text
from dealwright.core.money import EXACT, percent_of, round_money
from dealwright.quotes.document.figures import Figures
from dealwright.quotes.models import QuoteLine

ZERO = Decimal(0)
STEPS = {"base", "cut", "hand", "cost"}
CLASSES = {StepKind.LIST: "base", StepKind.MANUAL_DISCOUNT: "hand", StepKind.TAX: "cost"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One step: `start` and `width` are percentages of the widest value reached."""

    label: Text
    amount: str
    note: Text
    start: Decimal
    width: Decimal
    css: str


def bars_of(line: QuoteLine, figures: Figures) -> list[Bar]:
    """From list price to net, then the margin where the cost is known, then tax and total."""
    steps = [_Step.of(step) for step in line.steps]
    if not steps:
        return []
    scale = _Scale(max(step.running for step in steps), figures)
    prices = [step for step in steps if step.kind != StepKind.TAX]
    bars = [scale.step(step, _note(step, line, figures)) for step in prices]
    bars.append(scale.whole(_("Net"), line.net - line.discount_share, "sum"))
    bars += _margin(line, scale)
    bars += [scale.step(step, _of_net(line, figures)) for step in steps if step not in prices]
    bars.append(scale.whole(_("Total"), line.total, "sum"))
    return bars


@dataclass(frozen=True, slots=True)
class _Step:
    kind: StepKind
    label: Label
    amount: Decimal
    rule: str | None
    running: Decimal

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "_Step":
        return cls(
            StepKind(stored["kind"]),
            Label(stored["label"]),
            Decimal(stored["amount"]),
            stored["rule"],
            Decimal(stored["running"]),
        )


@dataclass(frozen=True, slots=True)
class _Scale:
    widest: Decimal
    figures: Figures

    def step(self, step: _Step, note: Text) -> Bar:
        """A step hangs between the value before it and the one it reached."""
        low = min(step.running, step.running - step.amount)
        css = CLASSES.get(step.kind, "cut")
        return self.bar(LABELS[step.label], step.amount, css, note, start=low)

    def whole(self, label: Text, amount: Decimal, css: str, note: Text = "") -> Bar:
        """A value reached stands on the ground."""
        return self.bar(label, amount, css, note)

    def bar(
        self, label: Text, amount: Decimal, css: str, note: Text = "", *, start: Decimal = ZERO
    ) -> Bar:
        """A bar of an amount that begins somewhere."""
        length = abs(amount) if css in STEPS else max(amount, ZERO)
        return Bar(
            label=label,
            amount=self.figures.amount(amount),
            note=note,
            start=percent_of(start, self.widest) or ZERO,
            width=percent_of(length, self.widest) or ZERO,
            css=css,
        )


def _note(step: _Step, line: QuoteLine, figures: Figures) -> Text:
    match step.kind:
        case StepKind.LIST:
            price = figures.unit_price(line.unit_price)
            return f"{figures.quantity(line.quantity)} x {price}{_source(line)}"
        case StepKind.QUANTITY_BREAK:
            return _break_note(step, figures)
        case _:
            return ""


def _source(line: QuoteLine) -> str:
    price_list = line.quote.price_list
    if line.is_price_typed or price_list is None:
        return ""
    return f", {price_list.name}"


def _of_net(line: QuoteLine, figures: Figures) -> Text:
    return _("%(rate)s of the net") % {"rate": figures.percent(line.tax_rate)}


def _break_note(step: _Step, figures: Figures) -> Text:
    """What the quantity break says: 5% from 40 on."""
    found = QuantityBreak.objects.filter(pk=step.rule).first() if step.rule else None
    if found is None:
        return ""
    is_percentage = found.method == BreakMethod.PERCENT_OFF
    write = figures.percent if is_percentage else figures.unit_price
    return _("%(value)s from %(quantity)s on") % {
        "value": write(found.value.normalize()),
        "quantity": figures.quantity(found.from_quantity),
    }


def _margin(line: QuoteLine, scale: _Scale) -> list[Bar]:
    if line.unit_cost is None:
        return []
    net = line.net - line.discount_share
    cost = round_money(EXACT.multiply(line.unit_cost, line.quantity), line.quote.currency)
    margin = net - cost
    share = percent_of(margin, net)
    note = "" if share is None else scale.figures.percent(round(share, 1))
    return [
        scale.bar(_("Cost"), -cost, "cost", start=max(margin, ZERO)),
        scale.whole(_("Margin"), margin, "low" if margin < 0 else "sum", note),
    ]
