"""Making the sample company and taking it away again."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import connection, models

from dealwright.activities.models import Activity
from dealwright.core.action import action, writing
from dealwright.core.actor import Actor
from dealwright.core.copying import Copier
from dealwright.customers.models import Account, Contact
from dealwright.events.models import EventRecord
from dealwright.exchange.sample import cast, goods, offers, pipeline, rows, words
from dealwright.exchange.sample.pipeline import Scene
from dealwright.exchange.sample.scale import Scale
from dealwright.identity.queries import actor_for
from dealwright.leads.models import Lead
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.models import (
    DealSpan,
    Opportunity,
    OpportunityCompetitor,
    OpportunityLine,
    Stakeholder,
)
from dealwright.records import numbering
from dealwright.strategy import queries as strategy

type Progress = Callable[[str, int], None]


def make(scale: Scale, *, by: Actor, progress: Progress = lambda _what, _count: None) -> None:
    """Fill an installation with the sample. Each table is written in a transaction of its own.

    Refuses an installation that is not set up, and a second sample (its names are taken).
    """
    at = scale.now
    scene = _prepare(scale, by=by, at=at)
    for model, made in _tables(scene):
        with writing(by):
            progress(str(model._meta.verbose_name_plural), Copier(model).write(made))
    _settle_numbers(scale, by=by)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    keeper = actor_for(scene.cast.keeper, channel=by.channel)
    offers.quote(scene, by=keeper, at=at, advance=lambda count: progress("quotes", count))


@action
def _prepare(scale: Scale, *, by: Actor, at: datetime) -> Scene:
    """People, catalogue and competitors; by the verbs, as they are few."""
    people = cast.engage(scale, by=by, at=at)
    by = actor_for(people.keeper, channel=by.channel)
    rivals = opportunities.create_competitors(
        [{"name": name} for name in words.RIVALS], by=by, at=at
    )
    return Scene(
        scale=scale,
        cast=people,
        stages=strategy.stages(strategy.default_process()),
        listed=goods.stock(scale, by=by, at=at),
        products=goods.known(),
        rivals=[rival.pk for rival in rivals],
    )


def _tables(
    scene: Scene,
) -> Iterator[tuple[type[models.Model], Iterator[Mapping[str, Any]]]]:
    """The large tables, in an order in which every row finds what it refers to."""
    yield Account, rows.accounts(scene.scale, scene.cast)
    yield Contact, rows.contacts(scene.scale, scene.cast)
    yield Lead, rows.leads(scene.scale, scene.cast)
    yield Opportunity, pipeline.deals(scene)
    yield OpportunityLine, pipeline.lines(scene)
    yield OpportunityCompetitor, pipeline.competitors(scene)
    yield Stakeholder, pipeline.stakeholders(scene)
    yield DealSpan, pipeline.spans(scene)
    yield Activity, pipeline.activities(scene)
    yield EventRecord, pipeline.events(scene)


def _settle_numbers(scale: Scale, *, by: Actor) -> None:
    """Real documents go on after the numbers of the sample."""
    with writing(by):
        for kind, last in (("ACC", scale.accounts), ("OPP", scale.deals)):
            for year in range(scale.start.year, scale.now.year + 1):
                numbering.go_on_after(kind, year=year, last=last)
