"""What happens is told to those whom it concerns, once for each event and person."""

from dealwright.core import actor
from dealwright.events import bus
from dealwright.events.bus import Event
from dealwright.events.models import EventRecord
from dealwright.records.events import ChangeSetEnded
from dealwright.records.notifications import actions, telling


@bus.on(Event, when=telling.concerns)
def tell(record: EventRecord) -> None:
    """Whoever is mentioned, is handed something, or follows the record."""
    actions.tell(telling.of(record), by=actor.system(), at=record.at)


@bus.on(ChangeSetEnded)
def tell_of_many(record: EventRecord) -> None:
    """The new owners and the followers of what a change set changed."""
    notices = telling.of_many(record.subject_id, record)
    actions.tell(notices, by=actor.system(), at=record.at)
