"""Files on the page of any record, and the page of one file with its versions and what is in it."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from dealwright.core import clock, digits
from dealwright.core.errors import ConflictError, InvalidError
from dealwright.identity import requests
from dealwright.records import registry
from dealwright.records.fields import Field
from dealwright.records.files import actions, content, policies, queries, receiving, serving
from dealwright.records.files.models import LONGEST_NAME, State
from dealwright.records.files.uploading import ReceivingHandler
from dealwright.ui import answers, editing
from dealwright.ui import files as showing
from dealwright.ui.cells import capitalised
from dealwright.ui.files import Sheet
from dealwright.ui.forms import RecordForm

TAB = "ui-files"
MOST_AT_ONCE = 10  # files in one form without a script; with one, each comes by itself
NAME = Field(
    name="name", label=gettext_lazy("name"), required=True, max_length=LONGEST_NAME, editable=True
)


def of_record(request: HttpRequest, key: str, pk: UUID) -> HttpResponse:
    """The panel of a record's files; or, after a change, only the list in it."""
    actor = requests.actor(request)
    record = editing.fetch(registry.entity(key), pk, actor)
    removed = list(queries.removed_of(record))
    lines = showing.lines(queries.of_record(record))
    context = {
        "url": reverse("ui:files", args=[key, pk]),
        "attach_url": reverse("ui:attach", args=[key, pk]),
        "lines": lines,
        "removed": removed,
        "is_waiting": any(line.file.blob.state == State.WAITING for line in lines),
        "may_change": policies.can_change(actor, record),
        **_limit(),
        "kept_days": settings.FILES_KEPT_FOR.days,
    }
    part = "#list" if answers.target_id(request) == "files-list" else "#panel"
    return render(request, f"ui/files.html{part}", context)


def _limit() -> dict[str, int]:
    """The most bytes of a file, for the script and for people."""
    most = settings.FILES_MAX_BYTES
    return {"most": most, "most_mb": most // receiving.MEGABYTE}


# The middleware for forged requests reads the form before a view can say how files in it are taken: it is asked again
# inside.
def _brace(request: HttpRequest) -> None:
    """Refuse a form that is too large before any of it is read, and take its files as they come."""
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    receiving.refuse_large(length // MOST_AT_ONCE)
    request.upload_handlers = [ReceivingHandler(request)]


@csrf_exempt
@require_POST
def attach(request: HttpRequest, key: str, pk: UUID) -> HttpResponseBase:
    """Add the files of a form to a record."""
    _brace(request)
    return _attach(request, key, pk)


@csrf_protect
def _attach(request: HttpRequest, key: str, pk: UUID) -> HttpResponse:
    actor = requests.actor(request)
    record = editing.fetch(registry.entity(key), pk, actor)
    at = clock.now()
    added = [actions.attach(record, each, by=actor, at=at) for each in _received(request)]
    said = _("%(name)s added") % {"name": ", ".join(file.name for file in added)}
    return _done(request, said, f"{registry.of(record).url(record)}?tab={TAB}")


def _received(request: HttpRequest) -> list[Any]:
    found: list[Any] = request.FILES.getlist("file")
    if not found:
        raise InvalidError({"file": _("Choose a file.")})
    return found


def _done(request: HttpRequest, said: str, address: str, *, undo: str = "") -> HttpResponse:
    if answers.is_part(request):
        return answers.done(said, undo=undo)
    messages.success(request, said)
    return redirect(address)


def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page of a file; `?version=` shows an earlier one."""
    actor = requests.actor(request)
    file, record = queries.find(pk, actor)
    asked = request.GET.get("version", "")
    number = digits.whole(asked)
    entity = registry.of(record)
    context = {
        "sheet": Sheet(file, record, actor, number=number),
        "file": file,
        "list_url": editing.list_url(entity),
        "list_title": capitalised(entity.plural),
        "record_url": entity.url(record),
        "record_title": entity.title_of(record),
        "tab_url": f"{entity.url(record)}?tab={TAB}",
        **_limit(),
        "put_back_until": file.removed_at and file.removed_at + settings.FILES_KEPT_FOR,
    }
    part = "#live" if answers.target_id(request) == "file" else ""
    return render(request, f"ui/file.html{part}", context)


@csrf_exempt
@require_POST
def replace(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Add a version to a file."""
    _brace(request)
    return _replace(request, pk)


@csrf_protect
def _replace(request: HttpRequest, pk: UUID) -> HttpResponse:
    actor = requests.actor(request)
    file, _record = queries.find(pk, actor)
    received, *_others = _received(request)
    note = request.POST.get("note", "").strip()
    file = actions.replace(file, received, note=note, by=actor, at=clock.now())
    said = _("Version %(number)d added") % {"number": file.number}
    return _done(request, said, reverse("ui:file", args=[pk]))


def rename(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The dialog or page that asks for another name."""
    actor = requests.actor(request)
    file, _record = queries.find(pk, actor)
    typed = request.POST.dict() if request.method == "POST" else None
    form = RecordForm([NAME], actor=actor, initial={"name": file.name}, typed=typed)
    address = reverse("ui:file", args=[pk])
    if typed is not None:
        try:
            renamed = actions.rename(
                file,
                typed.get("name", ""),
                version=digits.whole(typed.get("version", "")),
                by=actor,
                at=clock.now(),
            )
            return _done(request, _("Renamed to %(name)s") % {"name": renamed.name}, address)
        except (InvalidError, ConflictError) as error:
            form.refuse(error)
    context = {"file": file, "form": form, "back": address}
    part = "#sheet" if answers.in_dialog(request) else ""
    return render(request, f"ui/file_name.html{part}", context, status=form.status)


@require_POST
def restore(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Make an earlier version the newest again."""
    actor = requests.actor(request)
    file, _record = queries.find(pk, actor)
    actions.restore(file, number, by=actor, at=clock.now())
    said = _("Version %(number)d is the newest again") % {"number": number}
    return _done(request, said, reverse("ui:file", args=[pk]))


@require_POST
def remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a file off its record; the toast puts it back."""
    actor = requests.actor(request)
    file, record = queries.find(pk, actor)
    actions.remove(file, by=actor, at=clock.now())
    back = f"{registry.of(record).url(record)}?tab={TAB}"
    undo = reverse("ui:file_put_back", args=[pk])
    return _done(request, _("%(name)s removed") % {"name": file.name}, back, undo=undo)


@require_POST
def put_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Bring a removed file back."""
    actor = requests.actor(request)
    file, _record = queries.find(pk, actor)
    actions.put_back(file, by=actor, at=clock.now())
    said = _("%(name)s is back") % {"name": file.name}
    return _done(request, said, reverse("ui:file", args=[pk]))


def download(request: HttpRequest, pk: UUID, number: int) -> HttpResponseBase:
    """A version to be saved."""
    file, _record = queries.find(pk, requests.actor(request))
    return serving.saved(request, queries.version(file, number).blob, file.name)


def shown(request: HttpRequest, pk: UUID, number: int) -> HttpResponseBase:
    """A version as a browser shows it."""
    file, _record = queries.find(pk, requests.actor(request))
    return serving.shown(request, queries.version(file, number).blob, file.name)


def thumbnail(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """The small picture of a version."""
    file, _record = queries.find(pk, requests.actor(request))
    blob = queries.version(file, number).blob
    serving.refuse_closed(blob)
    headers = {
        "Cache-Control": "private, max-age=3600",
        "Content-Security-Policy": serving.SEALED,
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(queries.thumbnail(blob), content_type=content.THUMBNAIL, headers=headers)
