"""Files as pages show them: what each is in a word, its drawing, and what the reader may do with it."""

import mimetypes
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Actor
from dealwright.core.errors import Text
from dealwright.records.files import content, policies, previewing, queries
from dealwright.records.files.models import Blob, File, FileVersion
from dealwright.records.files.storage import StorageError

OFFICE = content.OFFICE
WORDS: dict[str, Text] = {
    content.PDF: _("PDF"),
    content.TEXT: _("text"),
    content.ZIP: _("archive"),
    content.PROGRAM: _("program"),
    "text/html": _("web page"),
    "image/svg+xml": _("drawing"),
    f"{OFFICE}wordprocessingml.document": _("document"),
    f"{OFFICE}spreadsheetml.sheet": _("spreadsheet"),
    f"{OFFICE}presentationml.presentation": _("slides"),
}
FAMILIES: dict[str, Text] = {"image": _("image"), "video": _("video"), "audio": _("sound")}
ICONS = {
    content.PDF: "file-text",
    content.TEXT: "file-text",
    content.ZIP: "file-archive",
    content.PROGRAM: "file-cog",
    "text/html": "file-code",
    f"{OFFICE}wordprocessingml.document": "file-text",
    f"{OFFICE}spreadsheetml.sheet": "file-spreadsheet",
    f"{OFFICE}presentationml.presentation": "presentation",
}
FAMILY_ICONS = {"image": "image", "video": "film", "audio": "music"}
USUAL_ICON = "file"


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A file in a list. Addresses are empty where there is nothing to see or to do."""

    file: File
    icon: str
    kind: Text
    url: str
    download_url: str
    thumbnail_url: str
    is_disguised: bool


def lines(files: Iterable[File]) -> list[Line]:
    return [_line(file) for file in files]


def _line(file: File) -> Line:
    return Line(
        file=file,
        icon=icon_of(file.blob),
        kind=kind_of(file.blob),
        url=reverse("ui:file", args=[file.pk]),
        download_url=_address("ui:file_content", file, file.number) if file.blob.is_open else "",
        thumbnail_url=_thumbnail(file, file.number, file),
        is_disguised=is_disguised(file.name, file.blob),
    )


def _thumbnail(file: File, number: int, pictured: Any) -> str:
    return _address("ui:file_thumbnail", file, number) if pictured.has_thumbnail else ""


def _address(name: str, file: File, number: int) -> str:
    return reverse(name, args=[file.pk, number])


def kind_of(blob: Blob) -> Text:
    """What the bytes are, in a word."""
    family = FAMILIES.get(blob.media_type.partition("/")[0], _("file"))
    return WORDS.get(blob.media_type, family)


def icon_of(blob: Blob) -> str:
    family = FAMILY_ICONS.get(blob.media_type.partition("/")[0], USUAL_ICON)
    return ICONS.get(blob.media_type, family)


def is_disguised(name: str, blob: Blob) -> bool:
    """Whether a program calls itself something else, such as "invoice.pdf"."""
    guessed, _encoding = mimetypes.guess_type(name)
    looks_harmless = guessed is not None and not guessed.startswith("application/x-")
    return blob.media_type == content.PROGRAM and looks_harmless


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """A version in the list on a file's page."""

    version: FileVersion
    url: str
    download_url: str
    restore_url: str
    is_newest: bool
    is_shown: bool


class Sheet:
    """The page of one file, showing one of its versions to one actor."""

    def __init__(self, file: File, record: Any, actor: Actor, *, number: int | None) -> None:
        self.file = file
        self.record = record
        self.actor = actor
        self.number = number or file.number
        self._versions = list(queries.versions(file))

    @property
    def shown(self) -> FileVersion:
        """The version whose content is looked at; the newest when there is no such one."""
        wanted = (each for each in self._versions if each.number == self.number)
        return next(wanted, self._versions[0])

    @property
    def blob(self) -> Blob:
        return self.shown.blob

    @property
    def kind(self) -> Text:
        return kind_of(self.blob)

    @property
    def icon(self) -> str:
        return icon_of(self.blob)

    @property
    def is_disguised(self) -> bool:
        return is_disguised(self.file.name, self.blob)

    @property
    def may_change(self) -> bool:
        return policies.can_change(self.actor, self.record)

    @property
    def download_url(self) -> str:
        found = _address("ui:file_content", self.file, self.shown.number)
        return found if self.blob.is_open else ""

    @property
    def versions(self) -> Sequence[Version]:
        return [self._version(each) for each in self._versions]

    def _version(self, found: FileVersion) -> Version:
        newest = found.number == self.file.number
        can_restore = found.blob_id != self.file.blob_id and not self.file.is_removed
        page = reverse("ui:file", args=[self.file.pk])
        return Version(
            version=found,
            url=page if newest else f"{page}?version={found.number}",
            download_url=_address("ui:file_content", self.file, found.number)
            if found.blob.is_open
            else "",
            restore_url=_address("ui:file_restore", self.file, found.number)
            if can_restore and self.may_change
            else "",
            is_newest=newest,
            is_shown=found.number == self.shown.number,
        )

    # preview

    @property
    def preview(self) -> str:
        """How its content is shown: picture, pdf, video, audio, text, or empty for not at all."""
        media_type = self.blob.media_type
        if not self.blob.is_open:
            return ""
        if media_type in content.PICTURES:
            return "picture"
        if media_type == content.PDF:
            return "pdf"
        if media_type in content.PLAYED:
            return media_type.partition("/")[0]
        return "text" if media_type == content.TEXT or media_type in content.MARKUP.values() else ""

    @property
    def shown_url(self) -> str:
        return _address("ui:file_shown", self.file, self.shown.number)

    @cached_property
    def text(self) -> previewing.Text | None:
        """The beginning of a text; None when the storage does not answer."""
        try:
            return previewing.text_of(self.blob)
        except StorageError:
            return None

    @property
    def rows(self) -> previewing.Rows:
        """The first rows of a text that is a table."""
        return previewing.rows_of(self.text, self.file.name) if self.text else []
