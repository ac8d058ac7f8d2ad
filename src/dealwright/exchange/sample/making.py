"""Making the sample company and taking it away again."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection, models

from dealwright.activities.models import Activity
from dealwright.core.action import action, writing
from dealwright.core.actor import Actor
from dealwright.core.copying import Copier
from dealwright.customers.models import Account, Contact
from dealwright.events.models import EventRecord
from dealwright.exchange.sample import cast, goods, offers, papers, pipeline, rows, words
from dealwright.exchange.sample.cast import Cast
from dealwright.exchange.sample.crew import spread
from dealwright.exchange.sample.pipeline import Scene
from dealwright.exchange.sample.plans import deal
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
type PartyRows = Callable[[Scale, Cast, range], Iterator[Mapping[str, Any]]]

AT_ONCE = 5000
# The tables that hold deals, in an order in which every row finds what it refers to.
DEALS = (
    (Opportunity, pipeline.deals),
    (OpportunityLine, pipeline.lines),
    (OpportunityCompetitor, pipeline.competitors),
    (Stakeholder, pipeline.stakeholders),
    (DealSpan, pipeline.spans),
    (Activity, pipeline.activities),
    (EventRecord, pipeline.events),
)


def make(
    scale: Scale,
    *,
    by: Actor,
    progress: Progress = lambda _what, _count: None,
    workers: int = 1,
) -> None:
    """Fill an installation with the sample, some thousand deals with all that belongs to them at a time.

    Refuses an installation that is not set up, and a second sample (its names are taken). With several workers
    the tables are filled by as many processes, so not within a transaction.
    """
    at = scale.now
    scene = _prepare(scale, by=by, at=at)
    _settle_numbers(scale, by=by)

    def fill(write: Callable[[range], Mapping[str, int]], count: int) -> None:
        for written in spread(write, _parts(count), workers=workers):
            for what, more in written.items():
                progress(what, more)

    # In an order in which every row finds what it refers to.
    fill(partial(_party, scene, by, Account, rows.accounts), scale.accounts)
    fill(partial(_party, scene, by, Contact, rows.contacts), scale.contacts)
    fill(partial(_party, scene, by, Lead, rows.leads), scale.leads)
    fill(partial(_deals, scene, by), scale.deals)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    keeper = actor_for(scene.cast.keeper, channel=by.channel)
    for count in offers.quote(scene, by=keeper, at=at, workers=workers):
        progress("quotes", count)
    progress("files", papers.attach(by=keeper, at=at))


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


def _parts(count: int) -> list[range]:
    return [range(count)[n : n + AT_ONCE] for n in range(0, count, AT_ONCE)]


def _party(
    scene: Scene, by: Actor, model: type[models.Model], rows_of: PartyRows, numbers: range
) -> dict[str, int]:
    with writing(by):
        return {_name(model): Copier(model).write(rows_of(scene.scale, scene.cast, numbers))}


def _deals(scene: Scene, by: Actor, numbers: range) -> dict[str, int]:
    """Write the deals of these numbers; returns how many rows of each kind."""
    plans = [deal(scene.scale, number) for number in numbers]
    with writing(by):
        return {
            _name(model): Copier(model).write(rows_of(scene, plans)) for model, rows_of in DEALS
        }


def _name(model: type[models.Model]) -> str:
    return str(model._meta.verbose_name_plural)


def _settle_numbers(scale: Scale, *, by: Actor) -> None:
    """Real documents go on after the numbers of the sample."""
    with writing(by):
        for kind, last in (("ACC", scale.accounts), ("OPP", scale.deals)):
            for year in range(scale.start.year, scale.now.year + 1):
                numbering.go_on_after(kind, year=year, last=last)
