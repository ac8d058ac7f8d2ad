"""Files that are written in the background: each becomes visible when it is whole, to the one who asked for it."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db.models import QuerySet

from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.core.errors import DomainError, sentence
from dealwright.exchange import actions
from dealwright.exchange.exporting import running, tables
from dealwright.exchange.exporting.running import Format
from dealwright.exchange.exporting.tables import Table
from dealwright.exchange.models.exports import ExportFile
from dealwright.identity.queries import actor_for
from dealwright.records.files import receiving
from dealwright.records.files.actions.keeping import stored
from dealwright.ui import selection
from dealwright.ui.readers import reading_as
from dealwright.ui.selection import Selection


def of(actor: Actor, at: datetime) -> QuerySet[ExportFile]:
    """The files of this person that are still kept."""
    return ExportFile.objects.filter(user=actor.id, expires_at__gt=at)


def table_of(chosen: Selection, *, all_fields: bool) -> Table:
    """What a selection of a list is as a table."""
    listing = chosen.listing
    if all_fields:
        return tables.of_rows(listing.entity, listing.in_order, by=listing.actor)
    return tables.of_list(listing, listing.in_order)


def make(pk: UUID) -> None:
    """Write the file. Begun again after a break, it is written anew; once done, nothing happens."""
    file = ExportFile.objects.select_related("user").filter(pk=pk).first()
    if file is None or not file.is_waiting:
        return
    by = actor_for(file.user)
    with reading_as(file.user), receiving.place() as path:
        try:
            written = _write(file, path, by)
            with stored(receiving.made(path, file.name), by=by, at=clock.now()) as given:
                actions.finish_file(file, given, written=written, by=by, at=clock.now())
        except DomainError as error:
            actions.refuse_file(file, sentence(error), by=by, at=clock.now())


def _write(file: ExportFile, path: Path, by: Actor) -> int:
    chosen = selection.read(file.spec, file.entity, by)
    table = table_of(chosen, all_fields=file.spec.get("columns") == "all")

    def tell(count: int) -> None:
        actions.note_written(file.pk, count, by=by, at=clock.now())

    with path.open("wb") as out:
        return running.write(table, out, Format(file.format), by=by, at=clock.now(), tell=tell)
