"""Which price list a document is priced by: the first in the order of precedence that may be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dealwright.catalog.pricing.rules import ALWAYS, Period, Reason, Rule
from dealwright.catalog.pricing.waterfall import Lost, StepKind


class Ground(StrEnum):
    """Who proposes a list, in the order of precedence. The one that the document itself names is not chosen: it counts."""

    DOCUMENT = "document"
    DEAL = "deal"
    ACCOUNT = "account"
    SELECTOR = "selector"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A list that somebody proposes; `selector` is the rule by which, `missed` why that says nothing to this customer."""

    ground: Ground
    rule: Rule
    currency: str
    period: Period = ALWAYS
    selector: Rule | None = None
    missed: Reason | None = None

    def fails(self, currency: str, on: date) -> Reason | None:
        """Why the list may not be chosen, or None when it may."""
        if self.missed or self.currency == currency:
            return self.missed or self.period.missed(on)
        return Reason.OTHER_CURRENCY


@dataclass(frozen=True, slots=True)
class Chosen:
    """The proposal that counts, None when none may, and those that lost, in the order of precedence."""

    won: Proposal | None
    lost: tuple[Lost, ...]


def choose(proposals: Sequence[Proposal], *, currency: str, on: date) -> Chosen:
    """The first proposal that is in the currency and in force on the day."""
    won: Proposal | None = None
    lost: list[Lost] = []
    for each in proposals:
        reason = each.fails(currency, on) or (Reason.OUTRANKED if won else None)
        if reason is None:
            won = each
        elif won is None or each.rule != won.rule:
            lost.append(Lost(StepKind.LIST, each.selector or each.rule, reason))
    return Chosen(won, tuple(lost))
