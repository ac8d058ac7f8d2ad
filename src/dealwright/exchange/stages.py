"""Rows that are stages which deals were in before they were here: a kind of import of its own, beside its deals.

Its fields are made of those of deals, so that whoever may change these may import it, and it stands among their changes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dealwright.core.actor import Actor
from dealwright.core.errors import DomainError, InvalidError
from dealwright.exchange import fields
from dealwright.exchange.cells import Cells, Pair, Values
from dealwright.exchange.mapping import STAGES, Step
from dealwright.exchange.reading import Row
from dealwright.exchange.records import Seen
from dealwright.exchange.report import Changes, Report
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.actions import ToldStage
from dealwright.opportunities.models import Opportunity
from dealwright.organisation import queries as organisation
from dealwright.records import registry
from dealwright.records.fields import Field, Kind
from dealwright.records.registry import Entity
from dealwright.strategy import queries as strategy

DEAL = "opportunities.opportunity"
LABEL = gettext_lazy("stage history of opportunities")
NEEDED = ("opportunity", "stage", "entered")


def entity(actor: Actor) -> Entity:
    """A deal, as the columns of such a file know it."""
    deal = registry.entity(DEAL).seen_by(actor)
    return replace(
        deal,
        fields=[*_fields(deal)],
        title="",
        number="",
        create=None,
        update=None,
        delete=None,
        commands=(),
        terms=(),
    )


def _fields(deal: Entity) -> Iterator[Field]:
    yield Field(name="opportunity", label=deal.label, kind=Kind.LINK, to=DEAL, required=True)
    yield Field(
        name="stage",
        label=gettext_lazy("stage"),
        kind=Kind.CHOICE,
        required=True,
        choices=cast(
            "Sequence[tuple[str, str]]", SimpleLazyObject(_stages)
        ),  # asked for when needed
    )
    yield Field(name="entered", label=gettext_lazy("entered on"), kind=Kind.DATETIME, required=True)
    yield Field(name="left", label=gettext_lazy("left on"), kind=Kind.DATETIME)
    owner = deal.field("owner")
    yield replace(owner, label=gettext_lazy("whose it was then"), required=False)


def _stages() -> list[tuple[str, str]]:
    """The names of the stages of all sales processes: which of them a deal may be in, its own process says."""
    named = [stage.name for each in strategy.processes() for stage in each.stages.all()]
    return [(name, name) for name in dict.fromkeys(named)]


class StagesTarget:
    """Takes stages that deals were in. In a rehearsal `seen` keeps what earlier batches would have told."""

    has_links = False

    def __init__(self, step: Step, *, by: Actor, at: datetime, seen: Seen | None = None) -> None:
        self.by = by
        self.at = at
        self.fields = fields.by_name(entity(by))
        self.rules = step.rules()
        settings = organisation.current()
        zone = ZoneInfo(settings.time_zone)
        self.cells = Cells(
            STAGES, self.fields, self.rules, zone=zone, country=settings.country, by=by
        )
        self.seen = seen

    def take(self, rows: Sequence[Row], report: Report) -> None:
        """Take a batch of rows, in the order of the file."""
        report.labels = {name: field.label for name, field in self.fields.items()}
        self.cells.add_missing(rows, report, at=self.at)
        pairs = self._whole(self.cells.read(rows, self.rules, report), report)
        told = [ToldStage(**given, deal=pk) for pk, given in map(_apart, pairs)]
        names = self._names({each.deal for each in told})
        self._tell_again(names)
        answers = opportunities.tell_stages(told, by=self.by, at=self.at)
        for (row, given), answer in zip(pairs, answers, strict=True):
            name = names[given["opportunity"]]
            if isinstance(answer, DomainError):
                report.refuse(row, answer)
            elif answer:
                report.create(row, name, _changes(given))
            else:
                report.leave(row, name)
        self._remember(told, answers)

    def link(self, rows: Sequence[Row], report: Report) -> None:
        """Nothing waits: rows name deals, which are there."""

    def _whole(self, pairs: Sequence[Pair], report: Report) -> list[Pair]:
        """The rows but for those in which something is missing."""
        kept: list[Pair] = []
        for row, given in pairs:
            missing = [name for name in NEEDED if name not in given]
            if missing:
                report.refuse(row, InvalidError({name: _("Empty.") for name in missing}))
            else:
                kept.append((row, given))
        return kept

    def _names(self, ids: set[UUID]) -> dict[UUID, str]:
        deals = Opportunity.objects.visible_to(self.by).filter(pk__in=ids)
        return dict(deals.values_list("pk", "name"))

    def _tell_again(self, ids: Iterable[UUID]) -> None:
        """What earlier batches told of these deals was taken back with them; it counts all the same."""
        if self.seen is not None:
            before = [each for pk in ids for each in self.seen.told.get(pk, ())]
            opportunities.tell_stages(before, by=self.by, at=self.at)

    def _remember(self, told: Sequence[ToldStage], answers: Sequence[bool | DomainError]) -> None:
        if self.seen is not None:
            for each, answer in zip(told, answers, strict=True):
                if answer is True:
                    self.seen.remember(each.deal, each)


def _apart(pair: Pair) -> tuple[UUID, Values]:
    """The deal of a row, and the rest."""
    given = dict(pair[1])
    return given.pop("opportunity"), given


def _changes(given: Values) -> Changes:
    return {name: [None, value] for name, value in given.items() if name != "opportunity"}
