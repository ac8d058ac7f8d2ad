"""What coming and going of data leaves in the audit."""

from datetime import datetime

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import require
from dealwright.events import bus
from dealwright.exchange.events import RecordsExported
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.organisation import queries as organisation


@action
def note_export(records: str, rows: int, *, by: Actor, at: datetime) -> None:
    """Record that so many records of a kind were exported. Refuses people without the right to export."""
    require(access.may(by, Privilege.EXPORT, records))
    event = RecordsExported(records=records, rows=rows)
    bus.record(event, subject=organisation.current(), by=by, at=at)
