"""Business time: the only place that writes the spans of deals."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from dealwright.opportunities import spans
from dealwright.opportunities.models import DealSpan, Opportunity
from dealwright.opportunities.spans import NAMES, Span

BATCH = 1000

# One statement ends the present spans. One that began at this very moment (or, when two people act at once and
# the later clock came first, after it) is taken out, and the next begins where it did.
END = """
WITH ended AS (
    UPDATE opportunities_dealspan SET valid_to = %(at)s
    WHERE deal_id = ANY(%(deals)s) AND valid_to IS NULL AND valid_from < %(at)s
), replaced AS (
    DELETE FROM opportunities_dealspan
    WHERE deal_id = ANY(%(deals)s) AND valid_to IS NULL AND valid_from >= %(at)s
    RETURNING deal_id, valid_from
)
SELECT deal_id, valid_from FROM replaced
"""


def keep(deals: Sequence[Opportunity], *, at: datetime) -> None:
    """Let the past of these deals go on as they are now. Called, in the same transaction, by whatever changes one."""
    began = _end([deal.pk for deal in deals], at)
    _begin((deal.pk, _from(began.get(deal.pk, at), deal)) for deal in deals)


def begin(deals: Sequence[Opportunity], *, at: datetime) -> None:
    """The first span of new deals."""
    _begin((deal.pk, _from(at, deal)) for deal in deals)


def write(pasts: Mapping[UUID, Sequence[Span]]) -> None:
    """The whole past of new deals by id, as an import or the sample brings it along."""
    _begin((deal, span) for deal, past in pasts.items() for span in past)


def _from(moment: datetime, deal: Opportunity) -> Span:
    return Span(valid_from=moment, valid_to=None, reading=spans.read(deal))


def _end(deals: list[UUID], at: datetime) -> dict[UUID, datetime]:
    with connection.cursor() as cursor:
        cursor.execute(END, {"deals": deals, "at": at})
        return dict(cursor.fetchall())


def _begin(rows: Iterable[tuple[UUID, Span]]) -> None:
    DealSpan.objects.bulk_create(
        (
            DealSpan(
                deal_id=deal,
                valid_from=span.valid_from,
                valid_to=span.valid_to,
                **{name: getattr(span.reading, name) for name in NAMES},
            )
            for deal, span in rows
        ),
        batch_size=BATCH,
    )
