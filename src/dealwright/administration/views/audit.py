"""Settings, Audit: the search over everything that happened, as a page and as a file; how long it is kept."""

import csv
import io
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dealwright.administration import actions
from dealwright.administration import audit as audits
from dealwright.administration.views.entry import administrator
from dealwright.core import clock
from dealwright.core.errors import InvalidError
from dealwright.exchange.exporting import harmless
from dealwright.organisation import actions as organisation
from dealwright.organisation import queries as organisations
from dealwright.organisation.models import Organisation
from dealwright.records import shapes
from dealwright.records.fields import derive
from dealwright.ui.forms import RecordForm, initial_of

MOST_LINES = 50_000


def audit(request: HttpRequest) -> HttpResponse:
    """One page of what was found."""
    by = administrator(request)
    form, asked = _asked(request)
    page = None
    try:
        cursor = request.GET.get("after") or None
        page = audits.page(asked, actor=by, cursor=cursor) if not form.errors else None
    except InvalidError as error:
        form.refuse(error)
    context = {
        "here": "audit",
        "form": form,
        "page": page,
        "is_narrowed": bool(asked),
        "query": _query(request),
        "is_later": "after" in request.GET,
        "retention": _retention(request),
    }
    return render(request, "administration/audit.html", context, status=form.status)


def export(request: HttpRequest) -> HttpResponse:
    """What was found as CSV, the newest fifty thousand at most; the export stands in the audit itself."""
    by = administrator(request)
    form, asked = _asked(request)
    if form.errors:
        raise InvalidError(dict(form.errors))
    events = audits.search(asked).order_by("-at", "-id")[:MOST_LINES]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(audits.COLUMNS)
    count = 0
    for line in audits.lines_of_file(events.iterator(chunk_size=2000), by):
        writer.writerow([harmless(cell) for cell in line])
        count += 1
    actions.note_audit_export(asked, count, by=by, at=clock.now())
    return csv_file(out.getvalue(), "audit.csv")


def csv_file(text: str, name: str) -> HttpResponse:
    """A CSV file to be saved."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Set how long the past is kept."""
    by = administrator(request)
    form = _retention(request)
    try:
        values = shapes.check(shapes.build("Retention", form.fields), form.data())
        organisation.change(values, by=by, at=clock.now())
    except InvalidError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Saved"))
    return redirect("administration:audit")


def _asked(request: HttpRequest) -> tuple[RecordForm, dict[str, Any]]:
    """The form of filters with what the address asks, and the values of those that were given."""
    fields = audits.fields()
    names = [field.name for field in fields]
    typed = {name: request.GET.get(name, "") for name in names}
    form = RecordForm(fields, actor=administrator(request), typed=typed, prefix="filter")
    shape = shapes.build("AuditFilters", fields, optional=True)
    given = {name: value for name, value in form.data().items() if value not in (None, "")}
    try:
        return form, shapes.check(shape, given)
    except InvalidError as error:
        form.refuse(error)
        return form, {}


def _query(request: HttpRequest) -> str:
    """What the address asks, without its place in the pages."""
    return urlencode({name: text for name, text in request.GET.items() if text and name != "after"})


def _retention(request: HttpRequest) -> RecordForm:
    fields = [derive(Organisation, name) for name in organisation.RETENTION]
    return RecordForm(
        fields,
        actor=administrator(request),
        initial=initial_of(organisations.current(), fields),
        typed=request.POST.dict() if request.method == "POST" else None,
        prefix="keep",
    )
