"""What is open, by stage: how many deals, worth how much, and how much of it one may count on."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from dealwright.core.actor import Actor
from dealwright.opportunities.models import Opportunity, State
from dealwright.strategy import queries as strategy
from dealwright.strategy.models import SalesProcess, Stage

NOTHING = Decimal(0)
HUNDRED = Decimal(100)
CENT = Decimal("0.01")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sums:
    """Count, sum and weighted sum (each amount times its probability) of deals, in the base currency."""

    count: int = 0
    amount: Decimal = NOTHING
    weighted: Decimal = NOTHING

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            count=self.count + other.count,
            amount=self.amount + other.amount,
            weighted=self.weighted + other.weighted,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class StageSums:
    """The open deals in one stage."""

    stage: Stage
    sums: Sums


@dataclass(frozen=True, kw_only=True, slots=True)
class Pipeline:
    """The open deals of a process, stage by stage."""

    process: SalesProcess
    stages: Sequence[StageSums]

    @property
    def total(self) -> Sums:
        return total(found.sums for found in self.stages)


def total(found: Iterable[Sums]) -> Sums:
    return sum(found, Sums())


def sums_by_stage(rows: QuerySet[Opportunity]) -> dict[UUID, Sums]:
    """Count, sum and weighted sum of these deals by stage: one statement, answered by an index alone.

    It is grouped by probability too, so that weighing is done once per group and not once per deal.
    """
    found: dict[UUID, Sums] = defaultdict(Sums)
    groups = (
        rows.order_by()
        .values_list("process_id", "stage_id", "probability")  # as the index has them
        .annotate(deals=Count("*"), amount=Sum("base_revenue"))
    )
    for _process, stage, probability, deals, revenue in groups:
        amount = revenue or NOTHING
        weighted = amount * probability / HUNDRED
        found[stage] += Sums(count=deals, amount=amount, weighted=weighted)
    return {
        stage: Sums(count=sums.count, amount=sums.amount, weighted=sums.weighted.quantize(CENT))
        for stage, sums in found.items()
    }


def pipelines(rows: QuerySet[Opportunity]) -> list[Pipeline]:
    """The open ones of these deals by process and stage; three statements.

    A process without open deals is left out, unless it is the default; a stage without any counts nothing.
    """
    sums = sums_by_stage(rows.filter(state=State.OPEN))
    found = [_pipeline(process, sums) for process in strategy.processes()]
    return [one for one in found if one.process.is_default or one.total.count]


def _pipeline(process: SalesProcess, sums: Mapping[UUID, Sums]) -> Pipeline:
    stages = [
        StageSums(stage=stage, sums=sums.get(stage.pk, Sums())) for stage in process.stages.all()
    ]
    return Pipeline(process=process, stages=stages)


def pipelines_of(actor: Actor) -> list[Pipeline]:
    """The actor's own pipeline."""
    return pipelines(Opportunity.objects.visible_to(actor).owned_by(actor))
