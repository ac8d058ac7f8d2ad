"""Exports: the dialog that asks what kind of file, the file itself when it is small, its progress when it is not."""

from tempfile import SpooledTemporaryFile
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from dealwright.core import clock
from dealwright.core.errors import InvalidError, NotFoundError
from dealwright.exchange import actions
from dealwright.exchange.exporting import files, running, tables
from dealwright.exchange.exporting.running import Format
from dealwright.exchange.exporting.tables import Table
from dealwright.exchange.models.exports import ExportFile
from dealwright.identity import requests
from dealwright.records import registry
from dealwright.records.files import serving
from dealwright.ui import answers, selection
from dealwright.ui.selection import Selection

AT_ONCE = 5000  # rows that are written while the person waits
IN_MEMORY = 4_000_000  # bytes; a larger file goes through a temporary one
GO, ALL = "go", "all"


@require_POST
def export(request: HttpRequest, key: str) -> HttpResponseBase:
    """What kind of file, which columns; then the file, or, of many rows, how far it is."""
    chosen = selection.read(request.POST, key, requests.actor(request))
    all_fields = request.POST.get("columns") == ALL
    table = files.table_of(chosen, all_fields=all_fields)
    count = table.rows.order_by().values("pk").distinct().count()
    if request.POST.get("step") != GO:
        context = {
            "chosen": chosen,
            "count": count,
            "words": selection.words(chosen.entity, count),
            "is_many": count > AT_ONCE,
        }
        return render(request, "exchange/export.html", context)
    form = _format(request)
    if count <= AT_ONCE and not answers.is_part(request):
        return _file(request, table, form)
    return _in_background(request, chosen, form, count)


def _format(request: HttpRequest) -> Format:
    try:
        return Format(request.POST.get("format", ""))
    except ValueError as error:
        raise InvalidError({"format": _("Choose CSV or XLSX.")}) from error


def _file(request: HttpRequest, table: Table, form: Format) -> FileResponse:
    """The file, written before the answer begins: what fails half-way is no file."""
    out = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  the answer closes it
    running.write(table, out, form, by=requests.actor(request), at=clock.now())  # type: ignore[arg-type]  # it is a binary file in all but name
    out.seek(0)
    name = _name(table.entity.plural, form)
    return FileResponse(out, as_attachment=True, filename=name, content_type=form.media_type)


def _name(kinds: str, form: Format) -> str:
    day = timezone.localdate(clock.now()).isoformat()
    return f"{slugify(kinds) or 'records'}-{day}.{form}"


def _in_background(
    request: HttpRequest, chosen: Selection, form: Format, count: int
) -> HttpResponse:
    made = actions.ask_for_file(
        chosen.entity.key,
        {**dict(chosen.lasting), "columns": request.POST.get("columns", "")},
        name=_name(chosen.entity.plural, form),
        form=form,
        total=count,
        by=requests.actor(request),
        at=clock.now(),
    )
    if answers.in_dialog(request):
        return render(request, "exchange/export_file.html#sheet", {"file": made})
    return redirect("exchange:export_file", pk=made.pk)


def exports(request: HttpRequest) -> HttpResponse:
    """One's own files that are still kept, the last first."""
    found = files.of(requests.actor(request), clock.now()).order_by("-asked_at", "-pk")
    return render(request, "exchange/exports.html", {"files": found})


def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One file: its progress, then where to fetch it."""
    file = _own(request, pk)
    part = {"dialog-body": "#sheet", "export-file": "#live"}.get(answers.target_id(request), "")
    return render(request, f"exchange/export_file.html{part}", {"file": file})


def fetch(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The file, for whoever asked for it and may still export such records."""
    file = _own(request, pk)
    tables.require_right(registry.entity(file.entity), requests.actor(request))
    if file.blob is None:
        raise NotFoundError(_("This file is not there yet."), remedy=_("Wait until it is written."))
    answer = serving.saved(request, file.blob, file.name)
    answer["Content-Type"] = Format(file.format).media_type
    return answer


def _own(request: HttpRequest, pk: UUID) -> ExportFile:
    found = files.of(requests.actor(request), clock.now()).filter(pk=pk).first()
    if found is None:
        raise NotFoundError(
            _("There is no such file, its time is over, or someone else asked for it."),
            remedy=_("Export the list again."),
        )
    return found
