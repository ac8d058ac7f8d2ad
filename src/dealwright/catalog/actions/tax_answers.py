"""Verbs on what an outside tax service told."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from functools import partial

from django.db import transaction
from procrastinate.contrib.django import app as jobs
from procrastinate.exceptions import AlreadyEnqueued

from dealwright.catalog.models import TaxAnswer, TaxClass
from dealwright.catalog.pricing import Place
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import require

ASK = "catalog.ask_tax_rates"


def ask_tax_rates(places: Iterable[Place]) -> None:
    """Have the service asked for the rates of places once this transaction is committed, so that nobody waits for
    another's question with rows locked; a place that waits to be asked for is not asked for again.
    """
    wanted = sorted(set(places), key=lambda place: (place.country, place.region))
    if wanted:
        transaction.on_commit(partial(_ask, wanted), robust=True)


def _ask(places: Sequence[Place]) -> None:
    for place in places:
        job = jobs.configure_task(ASK, queueing_lock=f"{ASK}:{place.country}:{place.region}")
        with suppress(AlreadyEnqueued), transaction.atomic():
            job.defer(country=place.country, region=place.region)


@action
def keep_tax_answers(
    told: Mapping[TaxClass, Decimal | None], place: Place, *, by: Actor, at: datetime
) -> None:
    """Keep what the service told of a place, in the place of what it told before. Refuses all but the system."""
    require(by.is_system)
    answers = [
        TaxAnswer(
            tax_class=tax_class,
            country=place.country,
            region=place.region,
            percent=percent,
            told_at=at,
        )
        for tax_class, percent in told.items()
    ]
    TaxAnswer.objects.bulk_create(
        answers,
        update_conflicts=True,
        unique_fields=["tax_class", "country", "region"],
        update_fields=["percent", "told_at"],
    )
