"""What follows from a change of any record: the formulas of others that read it are worked out again."""

from dealwright.events import bus
from dealwright.events.bus import Event
from dealwright.events.models import EventRecord
from dealwright.records.custom import actions, deriving


def _moves_formulas(record: EventRecord) -> bool:
    return any(
        reader.fields & record.changes.keys()
        for reader in deriving.linked_readers(record.subject_type)
    )


@bus.on(Event, when=_moves_formulas)
def work_out_formulas(record: EventRecord) -> None:
    """Have the records found whose links lead here, and their formulas worked out."""
    for reader in deriving.linked_readers(record.subject_type):
        if reader.fields & record.changes.keys():
            actions.work_out_later(reader.entity, link=reader.link, target=record.subject_id)
