"""Activities stay in step with the records they are about."""

from dealwright.activities import actions
from dealwright.activities.models import KEY
from dealwright.core import actor
from dealwright.events import bus
from dealwright.events.bus import Event
from dealwright.events.models import EventRecord
from dealwright.records import registry
from dealwright.records.events import RecordDeleted
from dealwright.records.merging import queries as merging

COPIED = ("owner", "name", "first_name", "last_name", "code")


def _copies_changed(record: EventRecord) -> bool:
    """Whether an existing record got another owner or name; a new one has no activities yet."""
    changes = (record.changes.get(name) for name in COPIED)
    return any(change and None not in change for change in changes)


@bus.on(Event, when=_copies_changed)
def keep_in_step(record: EventRecord) -> None:
    """A record was renamed or handed over: its activities go with it."""
    entity = registry.find(record.subject_type)
    system = actor.system()
    row = entity.rows(system).filter(pk=record.subject_id).first() if entity else None
    if row is not None:
        actions.keep_in_step(row, by=system, at=record.at)


def _may_have_activities(record: EventRecord) -> bool:
    return record.subject_type != KEY


@bus.on(RecordDeleted, when=_may_have_activities)
def let_go(record: EventRecord) -> None:
    """A record was deleted: its activities stay, as free ones; those of one that was merged go with it. One that is there
    again by now keeps them.
    """
    entity = registry.find(record.subject_type)
    if entity is None or entity.model._default_manager.filter(pk=record.subject_id).exists():
        return
    system = actor.system()
    into = merging.successor(entity, record.subject_id, actor=system)
    if into is None:
        actions.let_go(record.subject_id, by=system, at=record.at)
    else:
        actions.follow_merged(record.subject_id, into, by=system, at=record.at)
