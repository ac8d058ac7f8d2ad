"""From an uploaded file to an import with a first plan, and from a corrected format to a new one."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, takewhile
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from dealwright.core.actor import Actor
from dealwright.core.errors import RefusedError
from dealwright.exchange import actions, kinds, reading, storage
from dealwright.exchange.guessing import contents, proposing
from dealwright.exchange.guessing.contents import SAMPLED, SAMPLED_BYTES, Contents
from dealwright.exchange.kinds import ImportKind
from dealwright.exchange.models import Import
from dealwright.exchange.reading import Format, encodings, sheets
from dealwright.exchange.reading.limits import LARGEST_FILE
from dealwright.exchange.reading.source import Source
from dealwright.records.files import receiving
from dealwright.records.files.actions.keeping import Stored, stored

DELIMITERS = (",", ";", "\t", "|", ":", "^", "~")  # to choose from
NAME = re.compile(r"\b[0-9a-f]{32}\b")  # of files as they are written on their way


@dataclass(frozen=True, slots=True)
class Table:
    """What is read: a file, or what a sheet of it was written out to."""

    path: Path
    sheet: str = ""
    sheets: tuple[str, ...] = ()


def begin(
    kind: ImportKind, file_name: str, chunks: Iterable[bytes], *, by: Actor, at: datetime
) -> Import:
    """Keep a file, find out how it is written and what it probably means. Refuses what cannot be read, and strangers."""
    with (
        _spoken_of(file_name),
        receiving.receive(chunks, file_name, most=LARGEST_FILE) as received,
        _table(received.path, sheet="") as table,
    ):
        form, plan = _read(kind, table.path, {}, by)
        with stored(received, by=by, at=at) as file, _stored_table(table, file, by, at) as rows:
            return actions.begin(
                kind.key,
                file_name=received.name,
                file=file,
                table=rows,
                sheet=table.sheet,
                sheets=table.sheets,
                form=form,
                plan=plan,
                by=by,
                at=at,
            )


@contextmanager
def _spoken_of(file_name: str) -> Iterator[None]:
    """Refusals inside speak of the file by the name that people know."""
    try:
        yield
    except RefusedError as error:
        said = NAME.sub(lambda _found: file_name, str(error))
        raise RefusedError(said, remedy=error.remedy, code=error.code) from error


@contextmanager
def _table(path: Path, *, sheet: str) -> Iterator[Table]:
    """The table in a file, for as long as the block runs."""
    if not path.stat().st_size or not sheets.is_sheet(path):
        yield Table(path)
        return
    names = tuple(sheets.names(path))
    chosen = sheet if sheet in names else names[0]
    with receiving.place() as into:
        sheets.write(path, chosen, into)
        yield Table(into, chosen, names)


@contextmanager
def _stored_table(table: Table, file: Stored, by: Actor, at: datetime) -> Iterator[Stored]:
    """The table in the storage: the file itself, unless it is of a sheet."""
    if not table.sheet:
        yield file
        return
    with stored(receiving.made(table.path, table.path.name), by=by, at=at) as found:
        yield found


def rewrite(
    imported: Import, told: dict[str, Any], *, by: Actor, at: datetime, sheet: str = ""
) -> Import:
    """Read the file in the way that was told, and propose anew what it means. Refuses what cannot be read so."""
    chosen = kinds.get(imported.kind, by)
    if not sheet:
        form, plan = _read(chosen, storage.table(imported), told, by)
        return actions.set_format(imported, form=form, plan=plan, by=by, at=at)
    with (
        _spoken_of(imported.file_name),
        storage.fetched(imported) as path,
        _table(path, sheet=sheet) as table,
    ):
        form, plan = _read(chosen, table.path, told, by)
        with stored(receiving.made(table.path, table.path.name), by=by, at=at) as rows:
            return actions.set_format(
                imported, form=form, plan=plan, table=rows, sheet=table.sheet, by=by, at=at
            )


def _read(
    kind: ImportKind, source: Source, told: dict[str, Any], by: Actor
) -> tuple[dict[str, Any], dict[str, Any]]:
    """How a file is written, some of which was told, and a plan for it."""
    form = reading.detect(source, **told)
    return form.as_json(), _proposed(kind, source, form, by)


def _proposed(kind: ImportKind, table: Source, form: Format, by: Actor) -> dict[str, Any]:
    plan = proposing.propose(kind, _contents(table, form), by=by)
    return plan.model_dump(mode="json")


def contents_of(imported: Import) -> dict[str, Contents]:
    """What the columns of an import hold, from a large sample."""
    return _contents(storage.table(imported), imported.written)


def _contents(table: Source, form: Format) -> dict[str, Contents]:
    rows = reading.rows(table, form)
    near = takewhile(lambda row: row.end - form.data_at < SAMPLED_BYTES, rows)
    return contents.of(form.columns, islice(near, SAMPLED))


def encodings_of(form: Format) -> list[str]:
    """Encodings to choose from: the one that is used, those that may be meant, the usual ones."""
    return list(dict.fromkeys((form.encoding, *form.doubts.get("encoding", ()), *encodings.KNOWN)))


def unreadable(form: Format) -> list[str]:
    """What has to be answered about a file before its columns are looked at."""
    return [name for name in ("encoding", "dialect", "header") if name in form.doubts]


def question(form: Format) -> str:
    """The question in one sentence."""
    if "encoding" in form.doubts:
        return _("Are all letters right? The file does not say in which encoding it is.")
    if "dialect" in form.doubts:
        return _("The file can be read in several ways. Are the columns right?")
    return _("Is this the row with the names of the columns? It looks like data.")
