"""Business time: the only place that writes the spans of deals."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from dealwright.opportunities.models import DealSpan, Opportunity
from dealwright.opportunities.spans import NAMES, Reading, Span

BATCH = 1000

# One statement ends the present spans of some deals and begins the next, which say what the deals' rows say now.
# A span that began at this very moment (or, when two people act at once and the later clock came first, after it)
# is taken out, and the next begins where it did. The joins see to it that a deal's old span has ended before the
# next is inserted, or the two would overlap.
KEEP = """
WITH ended AS (
    UPDATE opportunities_dealspan SET valid_to = %(at)s
    WHERE deal_id = ANY(%(deals)s) AND valid_to IS NULL AND valid_from < %(at)s
    RETURNING deal_id
), replaced AS (
    DELETE FROM opportunities_dealspan
    WHERE deal_id = ANY(%(deals)s) AND valid_to IS NULL AND valid_from >= %(at)s
    RETURNING deal_id, valid_from
)
INSERT INTO opportunities_dealspan (
    deal_id, valid_from, owner_id, unit_id, process_id, stage_id, state, category, probability,
    amount, currency, rate, close_on
)
SELECT deal.id, COALESCE(replaced.valid_from, %(at)s), owner_id, unit_id, process_id, stage_id, state, category,
    probability, COALESCE(actual_revenue, estimated_revenue), currency, rate, close_on
FROM opportunities_opportunity deal
LEFT JOIN ended ON ended.deal_id = deal.id
LEFT JOIN replaced ON replaced.deal_id = deal.id
WHERE deal.id = ANY(%(deals)s)
"""


def keep(deals: Sequence[Opportunity], *, at: datetime) -> None:
    """Let the past of these deals go on with what their rows say now, from their first day on.

    Called, in the same transaction, by whatever inserts or changes a deal.
    """
    with connection.cursor() as cursor:
        cursor.execute(KEEP, {"deals": [deal.pk for deal in deals], "at": at})


# What was known before a deal's first day here goes, and what is known now takes its place.
FORGET = """
DELETE FROM opportunities_dealspan span
USING unnest(%(deals)s::uuid[], %(firsts)s::timestamptz[]) AS known (deal, first)
WHERE span.deal_id = known.deal AND span.valid_from < known.first
"""


def read(deals: Collection[UUID]) -> dict[UUID, list[Span]]:
    """The past of these deals, each from its first day on; one statement."""
    found: dict[UUID, list[Span]] = {pk: [] for pk in deals}
    for row in DealSpan.objects.filter(deal__in=deals).order_by("deal", "valid_from"):
        reading = Reading(**{name: getattr(row, name) for name in NAMES})
        found[row.deal_id].append(
            Span(valid_from=row.valid_from, valid_to=row.valid_to, reading=reading)
        )
    return found


def write_earlier(pasts: Mapping[UUID, Sequence[Span]], firsts: Mapping[UUID, datetime]) -> None:
    """What came before the first day here of these deals; two statements, and one per thousand spans."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET, {"deals": list(firsts), "firsts": list(firsts.values())})
    write(pasts)


def write(pasts: Mapping[UUID, Sequence[Span]]) -> None:
    """The whole past of new deals by id, as an import or the sample brings it along."""
    DealSpan.objects.bulk_create(
        (
            DealSpan(
                deal_id=deal,
                valid_from=span.valid_from,
                valid_to=span.valid_to,
                **{name: getattr(span.reading, name) for name in NAMES},
            )
            for deal, past in pasts.items()
            for span in past
        ),
        batch_size=BATCH,
    )
