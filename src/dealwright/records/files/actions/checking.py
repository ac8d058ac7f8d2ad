"""What a worker found out about bytes: harmless, harmful, no answer; and what they look like."""

from collections import defaultdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import require
from dealwright.events import bus
from dealwright.events.bus import Fact
from dealwright.identity.models import User
from dealwright.records import actions as records
from dealwright.records import registry
from dealwright.records.files.events import FileFoundHarmful
from dealwright.records.files.models import Blob, File, State, Thumbnail

LONGEST_FINDING = 300


@action
def note_harmless(blob: Blob, *, by: Actor, at: datetime) -> None:
    """The scanner found nothing: the bytes may be handed out. Refuses all but the system."""
    _note(blob, State.CLEAN, "", by=by, at=at)


@action
def note_silence(blob: Blob, reason: str, *, by: Actor, at: datetime) -> None:
    """The scanner does not answer: the bytes wait on, and say why. Refuses all but the system."""
    require(by.is_system)
    rows = Blob.objects.filter(pk=blob.pk, state=State.WAITING)
    rows.update(finding=reason[:LONGEST_FINDING])


@action
def note_finding(blob: Blob, finding: str, *, by: Actor, at: datetime) -> None:
    """The scanner found something: nobody gets these bytes any more, and who brought them is told. Refuses all but the
    system.
    """
    _note(blob, State.INFECTED, finding, by=by, at=at)
    Thumbnail.objects.filter(blob=blob).delete()
    found = _with_records(File.objects.filter(versions__blob=blob).distinct().order_by("pk"))
    bus.record_many([_fact(*pair, finding) for pair in found], by=by, at=at)
    for file, record in found:
        _tell(file, record, finding, by=by, at=at)


def _note(blob: Blob, state: State, finding: str, *, by: Actor, at: datetime) -> None:
    require(by.is_system)
    Blob.objects.filter(pk=blob.pk).update(
        state=state, finding=finding[:LONGEST_FINDING], checked_at=at
    )


def _with_records(files: QuerySet[File]) -> list[tuple[File, Any]]:
    """Files with the records they belong to, as far as those are there; one query for each kind."""
    found = list(files.select_related("changed_by"))
    by_kind: dict[str, set[UUID]] = defaultdict(set)
    for file in found:
        by_kind[file.entity].add(file.record_id)
    known = {
        row.pk: row
        for key, ids in by_kind.items()
        for row in registry.entity(key).model._default_manager.filter(pk__in=ids)
    }
    return [(file, known[file.record_id]) for file in found if file.record_id in known]


def _fact(file: File, record: Any, finding: str) -> Fact:
    event = FileFoundHarmful(file=file.pk, name=file.name, finding=finding)
    return Fact(event=event, subject=record)


def _tell(file: File, record: Any, finding: str, *, by: Actor, at: datetime) -> None:
    """Whoever changed the file last hears of it, in their language."""
    person = file.changed_by
    if person is None:
        return
    with translation.override(_language(person)):
        told = {"name": file.name[:100], "finding": finding[:100]}
        text = _("%(name)s is harmful (%(finding)s): nobody gets it any more.") % told
    url = registry.of(record).url(record)
    records.notify([person.pk], text=text, url=url, icon="shield-alert", by=by, at=at)


def _language(person: User) -> str:
    return (person.locale or settings.LANGUAGE_CODE).lower()


@action
def keep_thumbnail(blob: Blob, content: bytes, *, by: Actor, at: datetime) -> None:
    """Keep the small picture of an image. Refuses all but the system."""
    require(by.is_system)
    Thumbnail.objects.update_or_create(blob=blob, defaults={"content": content})
