"""The files of imports, read where the files of records lie: in a folder, or in a bucket that every machine reaches."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from django.utils.translation import gettext as _

from dealwright.core.errors import RefusedError
from dealwright.exchange.models import Import
from dealwright.records.files import receiving, serving
from dealwright.records.files.models import Blob, State
from dealwright.records.files.reading import open_blob

CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of an import, under the name by which people know it."""

    name: str
    blob: Blob

    def open(self, _mode: Literal["rb"] = "rb", /) -> BinaryIO:
        """Its bytes. Reading them may raise StorageError."""
        return open_blob(self.blob)


def table(imported: Import) -> Kept:
    """What an import reads: the file, or what a sheet of it was written out to. Refuses when it is kept no more."""
    return _kept(imported, imported.table)


@contextmanager
def fetched(imported: Import) -> Iterator[Path]:
    """What was uploaded, on the disk of this machine for as long as the block runs: a workbook is not read in parts."""
    found = _kept(imported, imported.file)
    with receiving.place() as path:
        with found.open() as file, path.open("wb") as out:
            while part := file.read(CHUNK):
                out.write(part)
        yield path


def _kept(imported: Import, blob: Blob | None) -> Kept:
    if blob is None:
        raise RefusedError(
            _("The file of this import is not kept any more."), remedy=_("Upload it again.")
        )
    if blob.state == State.INFECTED:
        serving.refuse_closed(blob)
    return Kept(imported.file_name, blob)
