"""Forgetting the past, a batch at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection, models
from psycopg import sql

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import require
from dealwright.records.changesets import queries as changesets
from dealwright.records.changesets.models import ChangeSet

BATCH = 5000
CHANGE_SETS = 20  # a batch of them, as each may have many rows

EVENTS = """
WITH old AS (
    SELECT id FROM events_eventrecord
    WHERE at < %(before)s AND recorded_at < %(before)s
      AND (change_set IS NULL OR change_set <> ALL(%(needed)s::uuid[]))
      AND NOT EXISTS (
          SELECT FROM events_eventdelivery
          WHERE event_id = events_eventrecord.id AND delivered_at IS NULL)
    ORDER BY at LIMIT %(batch)s
), delivered AS (
    DELETE FROM events_eventdelivery WHERE event_id IN (SELECT id FROM old)
)
DELETE FROM events_eventrecord WHERE id IN (SELECT id FROM old)
"""

# A copy is forgotten when another took its place before that time already, or when it tells of the end of a row. So
# what a row was at that time, and at any time since, is still known.
COPIES = """
WITH part AS (
    SELECT pgh_id, pgh_obj_id, pgh_label, pgh_created_at FROM {table}
    WHERE pgh_id > %(after)s ORDER BY pgh_id LIMIT %(batch)s
), gone AS (
    DELETE FROM {table} USING part
    WHERE {table}.pgh_id = part.pgh_id AND part.pgh_created_at < %(before)s
      AND (part.pgh_label = 'delete' OR EXISTS (
          SELECT FROM {table} newer WHERE newer.pgh_obj_id = part.pgh_obj_id
          AND newer.pgh_id > part.pgh_id AND newer.pgh_created_at < %(before)s))
    RETURNING 1
)
SELECT max(pgh_id), bool_and(pgh_created_at < %(before)s), (SELECT count(*) FROM gone) FROM part
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Forgotten:
    """What a batch of copies came to: how many are gone, and after which copy the next begins; None at the end."""

    count: int
    after: int | None


@action
def forget_events(*, before: datetime, by: Actor, at: datetime) -> int:
    """Delete a batch of events from before a time, but for what undo still needs and what a handler has failed to
    deal with; how many. Refuses all but the system.
    """
    require(by.is_system)
    needed = [str(pk) for pk in changesets.still_needed(at).values_list("pk", flat=True)]
    with connection.cursor() as cursor:
        cursor.execute(EVENTS, {"before": before, "needed": needed, "batch": BATCH})
        return int(cursor.rowcount)


@action
def forget_copies(
    model: type[models.Model], *, before: datetime, after: int, by: Actor, at: datetime
) -> Forgotten:
    """Delete what nobody needs of a batch of copies of a kind's rows, those that follow `after`. Refuses all but
    the system.
    """
    require(by.is_system)
    statement = sql.SQL(COPIES).format(table=sql.Identifier(model._meta.db_table))
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"before": before, "after": after, "batch": BATCH}
        cursor.execute(statement, values)
        last, all_are_old, count = cursor.fetchone()
    return Forgotten(count=count, after=last if all_are_old else None)


@action
def forget_change_sets(*, before: datetime, by: Actor, at: datetime) -> int:
    """Delete a batch of change sets from before a time, with what was not taken; how many. Those that an undo took
    back stay while that one may be undone itself. Refuses all but the system.
    """
    require(by.is_system)
    kept = changesets.still_named(at)
    old = ChangeSet.objects.filter(started_at__lt=before).exclude(pk__in=kept)
    ids = list(old.order_by("started_at", "pk").values_list("pk", flat=True)[:CHANGE_SETS])
    ChangeSet.objects.filter(pk__in=ids).delete()
    return len(ids)


def histories() -> Iterable[type[models.Model]]:
    """The models that keep copies of rows."""
    return [model for model in apps.get_models() if hasattr(model, "pgh_tracked_model")]
