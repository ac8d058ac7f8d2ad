"""What a new deal starts with: process and stage, currency and rate, probability and forecast category.

Everything is read once for a whole batch, so that a thousand deals cost the same statements as one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from dealwright.core.clock import local_date
from dealwright.core.errors import InvalidError, RefusedError, Text
from dealwright.customers.models import Account
from dealwright.opportunities.models import RevenueSource
from dealwright.organisation import queries as organisation
from dealwright.strategy import queries as strategy
from dealwright.strategy.models import Stage

type Values = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """The rows that new deals are completed from."""

    base: str
    day: date
    rates: Mapping[str, Decimal]
    stages: Mapping[UUID, Sequence[Stage]]
    default_process: UUID
    currencies: Mapping[UUID, str]

    def complete(self, values: Values) -> dict[str, Any]:
        """The values with everything that was not given. InvalidError: a process or stage that takes no deals,
        a currency without a rate, revenue typed into a deal that takes it from its lines."""
        given = {name: value for name, value in values.items() if value not in (None, "")}
        stage = self._stage(given)
        currency = given.get("currency") or self._currency_of(given.get("account"))
        if given.get("revenue_source") == RevenueSource.LINES and "estimated_revenue" in given:
            raise InvalidError({"estimated_revenue": FOLLOWS[RevenueSource.LINES]})
        usual = {"probability": stage.probability, "category": stage.category}
        return (
            usual
            | given
            | {
                "process": stage.process_id,
                "stage": stage.pk,
                "currency": currency,
                "rate": rate_of(currency, self.rates),
            }
        )

    def stages_up_to(self, stage: Stage) -> list[Stage]:
        """The stages whose gates a deal passes that begins in this one."""
        return [one for one in self.stages[stage.process_id] if one.position <= stage.position]

    def stage(self, pk: UUID) -> Stage:
        return next(one for row in self.stages.values() for one in row if one.pk == pk)

    def _stage(self, given: Values) -> Stage:
        process, stage = key_of(given.get("process")), key_of(given.get("stage"))
        if stage is None:
            return self._first(process or self.default_process)
        for row in self.stages.values():
            for one in row:
                if one.pk == stage and process in {None, one.process_id}:
                    return one
        raise InvalidError({"stage": _("This is no stage of the sales process.")})

    def _first(self, process: UUID) -> Stage:
        if process not in self.stages:
            raise InvalidError({"process": _("This sales process takes no new deals.")})
        if not self.stages[process]:
            raise InvalidError({"process": _("This sales process has no stages yet.")})
        return self.stages[process][0]

    def _currency_of(self, account: models.Model | UUID | None) -> str:
        return self.currencies.get(key_of(account) or UUID(int=0), self.base)


FOLLOWS: dict[str, Text] = {
    RevenueSource.LINES: _("The revenue of this deal is the sum of its lines."),
    RevenueSource.QUOTE: _("The revenue of this deal is that of its primary quote."),
}


def rate_of(currency: str, rates: Mapping[str, Decimal]) -> Decimal:
    """What one unit of the currency is worth in the base currency; a deal keeps the rate of its first day.

    InvalidError when none is known.
    """
    if currency not in rates:
        sentence = _(
            "No exchange rate for %(currency)s is known. Add it under Settings, Exchange rates."
        )
        raise InvalidError({"currency": sentence % {"currency": currency}})
    return rates[currency]


def read(rows: Sequence[Values], *, at: datetime) -> Opening:
    """Read what these rows are completed from: five statements, however many rows."""
    selling = organisation.current()
    day = local_date(at, selling.time_zone)
    processes = strategy.processes(active_only=True)
    default = next((process for process in processes if process.is_default), None)
    if default is None:
        raise RefusedError(
            _("There is no sales process yet."), remedy=strategy.WHERE, code="no_process"
        )
    return Opening(
        base=selling.currency,
        day=day,
        rates=organisation.rates(on=day, base=selling.currency),
        stages={process.pk: list(process.stages.all()) for process in processes},
        default_process=default.pk,
        currencies=_currencies(rows),
    )


def _currencies(rows: Sequence[Values]) -> dict[UUID, str]:
    """The currency of each account that a row without a currency names."""
    named = (key_of(row.get("account")) for row in rows if not row.get("currency"))
    wanted = {pk for pk in named if pk}
    if not wanted:
        return {}
    return dict(Account.objects.filter(pk__in=wanted).values_list("pk", "currency"))


def key_of(link: models.Model | UUID | None) -> UUID | None:
    """The id of a link that is given as a row or an id."""
    if isinstance(link, models.Model):
        pk: UUID = link.pk
        return pk
    return link
