"""To whom each record goes: by one rule for all, and by hand for some. Knows no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _


class Rule(models.TextChoices):
    """By what the new owner of a record is found."""

    ONE = "one", _("all to one person or team")
    KIND = "kind", _("each kind of record to its own")
    ACCOUNT = "account", _("to the owner of the account it belongs to")
    UNIT = "unit", _("in turn to colleagues of the business unit")
    TURNS = "turns", _("in turn to people I choose")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What an administrator has decided. `to` takes whatever the rule gives to nobody; `manager` the reports.

    `by_kind` is {kind: taker}, `by_hand` {record: taker}, `among` who takes turns.
    """

    rule: Rule
    to: UUID
    manager: UUID | None = None
    by_kind: Mapping[str, UUID] = field(default_factory=dict)
    by_hand: Mapping[UUID, UUID] = field(default_factory=dict)
    among: Sequence[UUID] = ()

    @property
    def takers(self) -> set[UUID]:
        """Everyone who is named."""
        return {self.to, *self.by_kind.values(), *self.by_hand.values(), *self.among}


class Dealer:
    """Deals records out, one after the other. `may_take` are those who may be given any."""

    def __init__(self, plan: Plan, may_take: frozenset[UUID]) -> None:
        self.plan = plan
        self.may_take = may_take
        self._turns = cycle(plan.among or [plan.to])

    def taker(self, kind: str, pk: UUID, account_owner: UUID | None = None) -> UUID:
        """Who gets a record: as chosen by hand, else by the rule, else whoever takes the rest."""
        if pk in self.plan.by_hand:
            return self.plan.by_hand[pk]
        match self.plan.rule:
            case Rule.KIND:
                return self.plan.by_kind.get(kind, self.plan.to)
            case Rule.ACCOUNT if account_owner in self.may_take:
                return account_owner
            case Rule.UNIT | Rule.TURNS:
                return next(self._turns)
        return self.plan.to
