"""Verbs on activities."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from dealwright.activities import attaching, policies
from dealwright.activities.events import ActivityCompleted, ActivityReopened
from dealwright.activities.models import Activity, ActivityKind
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError, refuse_unless, require
from dealwright.events import bus
from dealwright.events.bus import Fact
from dealwright.records import registry, writing
from dealwright.records.events import RecordUpdated
from dealwright.records.models import Record

LONGEST_TITLE = 200


@action
def create_many(rows: Sequence[Mapping[str, Any]], *, by: Actor, at: datetime) -> list[Activity]:
    """Plan tasks, calls and meetings, log what was done (`done_at`), write notes.

    Refuses: not permitted, a record that cannot be read, a note that is due, what is done in the future.
    """
    normal = writing.each(rows, lambda row: _normal(row, at))
    built = writing.build(Activity, attaching.attached(normal, by=by), by=by, at=at)
    return writing.insert(built, by=by, at=at)


def create(values: Mapping[str, Any], *, by: Actor, at: datetime) -> Activity:
    """Plan, log or write one activity."""
    return create_many([values], by=by, at=at)[0]


@action
def update(
    activity: Activity,
    values: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> Activity:
    """Change an activity. Refuses: not permitted, changed meanwhile, no subject, a note that is due, a record
    that cannot be read.
    """
    activity = Activity.objects.lock(activity.pk)
    require(policies.can_edit(by, activity))
    changes = writing.apply(activity, values, by=by, version=version)
    _refuse_unsound(activity.title, activity.kind, activity.due_at)
    also = _attach_again(activity, changes, by=by)
    return writing.save(activity, changes, by=by, at=at, also=also)


@action
def complete(activity: Activity, *, by: Actor, at: datetime) -> Activity:
    """Tick an activity off. Refuses: not permitted, done already."""
    activity = Activity.objects.lock(activity.pk)
    require(policies.can_edit(by, activity))
    refuse_unless(
        activity.is_open,
        _("This is done already."),
        remedy=_("Reload the page to see who completed it."),
        code="already_done",
    )
    is_late = activity.due_at is not None and activity.due_at < at
    event = ActivityCompleted(activity=activity.kind, is_late=is_late)
    return _save_done_at(activity, at, by=by, at=at, event=event)


@action
def reopen(activity: Activity, *, by: Actor, at: datetime) -> Activity:
    """Open a completed activity again. Refuses: not permitted, a note, one that is open."""
    activity = Activity.objects.lock(activity.pk)
    require(policies.can_edit(by, activity))
    refuse_unless(
        activity.kind != ActivityKind.NOTE,
        _("A note is done when it is written."),
        remedy=_("Plan a task instead."),
    )
    refuse_unless(not activity.is_open, _("This is open already."), code="already_open")
    event = ActivityReopened(activity=activity.kind)
    return _save_done_at(activity, None, by=by, at=at, event=event)


@action
def delete(activity: Activity, *, by: Actor, at: datetime) -> None:
    """Delete an activity. Refuses: not permitted."""
    activity = Activity.objects.lock(activity.pk)
    require(policies.can_delete(by, activity))
    writing.remove(activity, by=by, at=at)


@action
def follow(from_row: Record, to_row: Record, *, by: Actor, at: datetime) -> int:
    """Move every activity about one record to another that takes its place; how many moved.

    A consequence of a verb on the records: the activities move whoever wrote them. Refuses: either record
    cannot be read. The number of statements does not depend on that of the activities.
    """
    for row in (from_row, to_row):
        if not registry.of(row).rows(by).filter(pk=row.pk).exists():
            raise NotAllowedError(_("You may not see the record these activities belong to."))
    return _move(from_row.pk, attaching.columns_of(to_row), by=by, at=at)


@action
def let_go(about_id: UUID, *, by: Actor, at: datetime) -> int:
    """Keep the activities of a deleted record as free ones that remember its name; how many there were.

    Refuses all but the system, which calls it after the deletion.
    """
    require(by.is_system)
    kept = {name: value for name, value in attaching.NOTHING.items() if name != "about_label"}
    return _move(about_id, kept, by=by, at=at)


@action
def follow_merged(about_id: UUID, record: Record, *, by: Actor, at: datetime) -> int:
    """Attach what was noted about a record while it was merged into another one to that one; how many there were.

    Refuses all but the system, which calls it after the merge.
    """
    require(by.is_system)
    return _move(about_id, attaching.columns_of(record), by=by, at=at)


@action
def keep_in_step(record: Record, *, by: Actor, at: datetime) -> int:
    """Copy a record's name, owner and unit anew to its activities; how many differed.

    Derived columns: no version, no history, no event. Refuses all but the system.
    """
    require(by.is_system)
    columns = attaching.columns_of(record)
    rows = Activity.objects.filter(about_id=record.pk).exclude(**columns)
    return rows.update(**columns)


def _normal(values: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """Title from the text where there is none; a note is done now; nothing is done in the future."""
    row = dict(values)
    title = (row.get("title") or "").strip() or _first_line(row.get("body") or "")
    row["title"] = title[:LONGEST_TITLE]
    _refuse_unsound(row["title"], row.get("kind"), row.get("due_at"))
    if row.get("kind") == ActivityKind.NOTE:
        row["done_at"] = row.get("done_at") or at
    if row.get("done_at") and row["done_at"] > at:
        raise InvalidError({"done_at": _("This lies in the future; leave it open instead.")})
    return row


def _refuse_unsound(title: str, kind: str | None, due_at: datetime | None) -> None:
    if not title:
        raise InvalidError({"title": _("Say in a few words what it is about.")})
    if kind == ActivityKind.NOTE and due_at:
        raise InvalidError({"due_at": _("A note has no due date; it is done when written.")})


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0].strip()


def _attach_again(
    activity: Activity, changes: dict[str, list[Any]], *, by: Actor
) -> tuple[str, ...]:
    """Look the named record up when it changed, and tell of it by its label; the columns to save."""
    if not {"about", "about_type"} & changes.keys():
        return ()
    before = activity.about_label
    named = {name: getattr(activity, name) for name in attaching.NAMED_BY}
    (columns,) = attaching.attached([named], by=by)
    for name, value in columns.items():
        setattr(activity, name, value)
    for name in ("about", "about_type"):
        changes.pop(name, None)
    changes["about"] = [before, activity.about_label]
    return attaching.COLUMNS


def _save_done_at(
    activity: Activity,
    done_at: datetime | None,
    *,
    by: Actor,
    at: datetime,
    event: ActivityCompleted | ActivityReopened,
) -> Activity:
    changes = {"done_at": [activity.done_at, done_at]}
    activity.done_at = done_at
    return writing.save(activity, changes, by=by, at=at, event=event)


def _move(about_id: UUID, columns: Mapping[str, Any], *, by: Actor, at: datetime) -> int:
    rows = Activity.objects.filter(about_id=about_id)
    moved = list(rows.select_for_update(of=("self",)).order_by("pk"))
    rows.update(**columns, version=F("version") + 1, modified_at=at, modified_by_id=by.id)
    label = columns.get("about_label", "")
    seen_at = [pk for pk in (about_id, columns["about_id"]) if pk]
    facts = [
        Fact(
            event=RecordUpdated(),
            subject=activity,
            about=seen_at,
            changes={"about": [activity.about_label, label]},
        )
        for activity in moved
    ]
    bus.record_many(facts, by=by, at=at)
    return len(moved)
