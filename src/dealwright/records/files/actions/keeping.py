"""Keeping bytes once: a parcel is announced, brought to the storage, and becomes a blob or is thrown away."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app as jobs

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, RefusedError
from dealwright.records.files import content, storage
from dealwright.records.files.models import Blob, Parcel, State
from dealwright.records.files.receiving import Received
from dealwright.records.files.storage import StorageError
from dealwright.records.files.storage.protocol import new_key

LONGEST_WAY = timedelta(
    days=1
)  # no upload takes longer; a parcel that is older was left by a crash


@dataclass(frozen=True, kw_only=True, slots=True)
class Stored:
    """Bytes in the storage, that no blob names yet."""

    key: str
    received: Received


@contextmanager
def stored(received: Received, *, by: Actor, at: datetime) -> Iterator[Stored]:
    """Bring bytes to the storage for as long as the block runs; what no blob took by then is thrown away.

    Refuses empty files, types that are not taken here, and says so when the storage does not answer.
    """
    if not received.size:
        raise InvalidError({"file": _("This file is empty.")})
    content.refuse(received.media_type, settings.FILES_REFUSED_TYPES)
    key = new_key()
    _announce(key, by=by, at=at)
    try:
        storage.chosen().put(key, received.path)
        yield Stored(key=key, received=received)
    except StorageError as error:
        raise RefusedError(
            _("The file cannot be kept just now; nothing was changed."),
            remedy=_("Try again in a moment; if it happens again, tell an administrator."),
            code="storage",
        ) from error
    finally:
        with suppress(StorageError):  # the sweeper tries again
            throw_away(key, by=by, at=at)


@action
def _announce(key: str, *, by: Actor, at: datetime) -> None:
    Parcel.objects.create(key=key, goes_at=at + LONGEST_WAY)


@action
def throw_away(key: str, *, by: Actor, at: datetime) -> None:
    """Delete a parcel, first its bytes; what a blob has taken is no parcel any more and stays."""
    for parcel in Parcel.objects.select_for_update().filter(key=key):
        storage.chosen().delete(parcel.key)
        parcel.delete()


def blob_of(given: Stored, *, at: datetime) -> Blob:
    """The blob of these bytes, locked: made of the parcel, or the one that has them already. Inside an action.

    A sweeper may be about to delete the one that has them: then we have waited for it, and try again with ours.
    Refuses bytes that are known to be harmful.
    """
    while True:
        made = Blob.objects.bulk_create([_new_blob(given, at)], ignore_conflicts=True)
        found = Blob.objects.select_for_update().filter(sha256=made[0].sha256).first()
        if found is not None:
            break
    if found.state == State.INFECTED:
        raise InvalidError({"file": _("It is harmful: %(finding)s.") % {"finding": found.finding}})
    if found.key == given.key:
        Parcel.objects.filter(key=given.key).delete()
        _have_examined(found)
    return found


def _new_blob(given: Stored, at: datetime) -> Blob:
    return Blob(
        sha256=given.received.sha256,
        size=given.received.size,
        media_type=given.received.media_type,
        key=given.key,
        state=State.WAITING if settings.FILES_SCANNER else State.UNCHECKED,
        kept_at=at,
    )


def _have_examined(blob: Blob) -> None:
    if blob.state == State.WAITING or blob.media_type in content.PICTURES:
        jobs.configure_task("records.examine_blob").defer(blob=str(blob.pk))
