"""Looking at bytes that have come: has the scanner anything against them, and what do they look like?"""

from datetime import datetime

from django.conf import settings

from dealwright.core.actor import Actor
from dealwright.records.files import actions, content, scanning, storage
from dealwright.records.files.models import Blob, State, Thumbnail
from dealwright.records.files.scanning import ScannerError


def examine(blob: Blob, *, by: Actor, at: datetime) -> None:
    """Have waiting bytes scanned, and make the small picture of what may be shown."""
    if blob.state == State.WAITING:
        _scan(blob, by=by, at=at)
        blob.refresh_from_db(fields=["state"])
    if blob.is_open and blob.media_type in content.PICTURES:
        _picture(blob, by=by, at=at)


def _scan(blob: Blob, *, by: Actor, at: datetime) -> None:
    if not settings.FILES_SCANNER:
        actions.note_silence(blob, "No scanner is set up any more.", by=by, at=at)
        return
    try:
        verdict = scanning.scan(settings.FILES_SCANNER, storage.chosen().read(blob.key))
    except ScannerError as error:
        actions.note_silence(blob, str(error), by=by, at=at)
        return
    if verdict.is_harmful:
        actions.note_finding(blob, verdict.finding, by=by, at=at)
    else:
        actions.note_harmless(blob, by=by, at=at)


def _picture(blob: Blob, *, by: Actor, at: datetime) -> None:
    from dealwright.records.files.actions import thumbnails  # noqa: PLC0415  Pillow, in the worker only

    if not Thumbnail.objects.filter(blob=blob).exists():
        made = thumbnails.make(storage.chosen().read(blob.key))
        if made:
            actions.keep_thumbnail(blob, made, by=by, at=at)
