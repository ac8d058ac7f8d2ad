"""Why a line costs what it costs: pricing's steps as bars that hang where the one before ended, and who lost.

All of it comes from what was stored with the quote when it was priced, so that a frozen quote explains itself by the
rules as they were.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from dealwright.catalog.entities import COSTS
from dealwright.catalog.pricing import (
    FaultCode,
    Ground,
    Label,
    Lost,
    Margin,
    Rule,
    Step,
    StepKind,
    margin_of,
)
from dealwright.catalog.wording import FAULTS, GROUNDS, KINDS, LABELS, REASONS
from dealwright.core.actor import Actor
from dealwright.core.errors import Text
from dealwright.core.money import EXACT, per_unit, percent_of, round_money
from dealwright.quotes.document.figures import Figures
from dealwright.quotes.models import Quote, QuoteLine
from dealwright.quotes.stored import lost_of, rule_of, step_of
from dealwright.records import registry

ZERO = Decimal(0)
STEPS = {"base", "cut", "hand", "cost"}
CLASSES = {
    StepKind.LIST: "base",
    StepKind.DETAIL: "base",
    StepKind.MANUAL_DISCOUNT: "hand",
    StepKind.HEADER_DISCOUNT: "hand",
    StepKind.TAX: "cost",
    StepKind.FREIGHT: "cost",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One step: `start` and `width` are percentages of the widest value reached."""

    label: Text
    amount: str
    note: Text
    start: Decimal
    width: Decimal
    css: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Loser:
    """A rule that was considered and did not decide."""

    kind: Text
    rule: Rule
    reason: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """The price list of a quote, on whose proposal it has it, and the lists and selectors that lost."""

    name: str
    ground: Text
    losers: list[Loser]


@dataclass(frozen=True, kw_only=True, slots=True)
class Explained:
    """A line as the page of reasons shows it."""

    line: QuoteLine
    bars: list[Bar]
    losers: list[Loser]
    fault: Text


def shows_costs(actor: Actor) -> bool:
    """Whether someone may learn what products cost, and with that what is earned on them."""
    return not any(registry.is_hidden(name, actor) for name in COSTS)


def explained(line: QuoteLine, figures: Figures, *, is_with_cost: bool) -> Explained:
    """A line with its bars, the rules that lost and what is wrong with it."""
    return Explained(
        line=line,
        bars=bars_of(line, figures, is_with_cost=is_with_cost),
        losers=losers_of(line),
        fault=FAULTS[FaultCode(line.fault)] if line.fault else "",
    )


def bars_of(line: QuoteLine, figures: Figures, *, is_with_cost: bool) -> list[Bar]:
    """From list price to net, then the margin where the cost is known, then tax and total."""
    steps = [step_of(step) for step in line.steps]
    if not steps:
        return []
    scale = _Scale(max(step.running for step in steps), figures)
    prices = [step for step in steps if step.kind != StepKind.TAX]
    notes = [_note(step, line, figures, is_with_cost=is_with_cost) for step in prices]
    bars = [scale.step(step, note) for step, note in zip(prices, notes, strict=True)]
    net = line.taxable
    if line.tax and len(prices) == len(steps):
        bars.append(scale.bar(_("Tax in it"), -line.tax, "cost", start=net))
    bars.append(scale.whole(_("Net"), net, "sum"))
    bars += _margin(line, scale) if is_with_cost else []
    bars += [scale.step(step, _of_net(line, figures)) for step in steps if step not in prices]
    bars.append(scale.whole(_("Total"), line.total, "sum"))
    return bars


def document_bars(quote: Quote, figures: Figures) -> list[Bar]:
    """From the sum of the lines to the total of the quote."""
    steps = [step_of(step) for step in quote.steps]
    if not steps:
        return []
    scale = _Scale(max(step.running for step in steps), figures)
    total = scale.whole(_("Total"), quote.total, "sum")
    return [*(scale.step(step, "") for step in steps), total]


def lost_lists(lost: Sequence[Lost]) -> list[Loser]:
    """The price lists that were not chosen, as pricing named them."""
    return [
        Loser(kind=KINDS[each.kind], rule=each.rule, reason=REASONS[each.reason]) for each in lost
    ]


def listed(quote: Quote) -> Listed | None:
    """Why a quote has its price list; None for quotes of before that was kept."""
    stored = quote.list_choice
    if not stored:
        return None
    return Listed(
        name=stored["name"],
        ground=_ground(stored),
        losers=lost_lists([lost_of(each) for each in stored["lost"]]),
    )


def _ground(stored: dict[str, Any]) -> Text:
    if not stored["ground"]:
        return _("No price list may be used; the list prices of the products count.")
    selector = rule_of(stored["selector"])
    if selector is None:
        return GROUNDS[Ground(stored["ground"])]
    return _("The selector %(selector)s names it.") % {"selector": selector.name}


def losers_of(line: QuoteLine) -> list[Loser]:
    """The rules that did not decide, in the order in which they had their turn."""
    return lost_lists([lost_of(stored) for stored in line.lost])


def document_faults(quote: Quote) -> Sequence[Text]:
    """What is wrong with the quote as a whole."""
    return [FAULTS[FaultCode(stored["code"])] for stored in quote.faults]


@dataclass(frozen=True, slots=True)
class _Scale:
    widest: Decimal
    figures: Figures

    def step(self, step: Step, note: Text) -> Bar:
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


def _note(step: Step, line: QuoteLine, figures: Figures, *, is_with_cost: bool) -> Text:
    rule = _by(step) if is_with_cost else _named(step.rule)
    if step.kind != StepKind.LIST or step.label == Label.PRODUCT_LIST_PRICE:
        return rule
    listed = per_unit(step.running, line.quantity) if line.properties else line.unit_price
    price = figures.unit_price(listed)
    return ", ".join(filter(None, (f"{figures.quantity(line.quantity)} x {price}", str(rule))))


def _by(step: Step) -> Text:
    """The rule of a step and, where it worked on a cost of the day, the row of that."""
    if step.basis is None:
        return _named(step.rule)
    told = {"rule": _named(step.rule), "cost": _named(step.basis)}
    return _("%(rule)s, on the cost %(cost)s") % told


def _named(rule: Rule | None) -> Text:
    """What a rule was called, and which version of it decided."""
    if rule is None or not rule.name:
        return ""
    return _("%(rule)s, version %(version)s") % {"rule": rule.name, "version": rule.version}


def _of_net(line: QuoteLine, figures: Figures) -> Text:
    return _("%(rate)s of the net") % {"rate": figures.percent(line.tax_rate)}


def margin_on(line: QuoteLine) -> Margin | None:
    """What is earned on a line, None where the cost is not known."""
    return margin_of(line.taxable, _cost_of(line), line.margin_floor)


def _cost_of(line: QuoteLine) -> Decimal | None:
    if line.unit_cost is None:
        return None
    return round_money(EXACT.multiply(line.unit_cost, line.quantity), line.quote.currency)


def _margin(line: QuoteLine, scale: _Scale) -> list[Bar]:
    """Cost and margin, where the cost is known; the margin against its floor, where it has one."""
    cost, margin = _cost_of(line), margin_on(line)
    if cost is None or margin is None:
        return []
    css = "low" if margin.is_below_floor or margin.amount < 0 else "sum"
    return [
        scale.bar(
            _("Cost"),
            -cost,
            "cost",
            _named(rule_of(line.cost_rule)),
            start=max(margin.amount, ZERO),
        ),
        scale.whole(_("Margin"), margin.amount, css, _margin_note(margin.percent, line, scale)),
    ]


def _margin_note(share: Decimal | None, line: QuoteLine, scale: _Scale) -> Text:
    if share is None:
        return ""
    told = scale.figures.percent(round(share, 1))
    if line.margin_floor is None:
        return told
    floor = scale.figures.percent(line.margin_floor.normalize())
    return _("%(margin)s; at least %(floor)s") % {"margin": told, "floor": floor}
