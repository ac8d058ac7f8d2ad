"""Choosing what to import and from which file, and how that file is written."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from dealwright.core import clock, digits, paging
from dealwright.core.errors import InvalidError, RefusedError
from dealwright.exchange import kinds, opening, queries, storage
from dealwright.exchange.models import Import
from dealwright.exchange.reading import Format, formats
from dealwright.exchange.views import steps
from dealwright.identity import requests
from dealwright.ui.cells import capitalised

SIZE = 50
ORDER = paging.order("-created_at", "-id")
SHOWN = 6


def imports(request: HttpRequest) -> HttpResponse:
    """One's own imports, the last first."""
    found = paging.page(
        queries.visible_to(requests.actor(request)),
        ORDER,
        size=SIZE,
        cursor=request.GET.get("after") or None,
    )
    context = {
        "rows": [(row, steps.current(row)) for row in found.rows],
        "cursor": found.next_cursor,
    }
    return render(request, "exchange/imports.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """Say what a file holds, and upload it."""
    actor = requests.actor(request)
    error: RefusedError | InvalidError | None = None
    if request.method == "POST":
        try:
            return redirect(steps.current(_begun(request)))
        except (RefusedError, InvalidError) as found:
            error = found
    offered = kinds.offered(actor)
    context = {
        "steps": steps.steps("upload"),
        "kinds": [(kind.key, capitalised(str(kind.label))) for kind in offered],
        "kind": request.POST.get("kind") or request.GET.get("kind", ""),
        "error": error,
    }
    return render(request, "exchange/new.html", context, status=error.status if error else 200)


def _begun(request: HttpRequest) -> Import:
    uploaded = request.FILES.get("file")
    if uploaded is None:
        raise RefusedError(_("Choose a file."), remedy=_("CSV, TSV or XLSX."))
    actor = requests.actor(request)
    kind = kinds.get(request.POST.get("kind", ""), actor)
    name = uploaded.name or _("file")
    return opening.begin(kind, name, uploaded.chunks(), by=actor, at=clock.now())


def file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How the file is written, with a sample; corrected here."""
    actor = requests.actor(request)
    found = queries.get(pk, actor)
    error: RefusedError | InvalidError | None = None
    if request.method == "POST":
        try:
            found = opening.rewrite(
                found,
                _told(request, found.written),
                sheet=request.POST.get("sheet", ""),
                by=actor,
                at=clock.now(),
            )
        except (RefusedError, InvalidError) as refused:
            error = refused
        else:
            if "again" not in request.POST:
                return redirect("exchange:columns", pk=pk)
    return render(
        request,
        "exchange/file.html",
        _shown(found, error),
        status=error.status if error else 200,
    )


def _told(request: HttpRequest, form: Format) -> dict[str, Any]:
    """What the form says about the file; the choices are ours, so anything else is refused."""
    encoding, delimiter = request.POST.get("encoding", ""), request.POST.get("delimiter", "")
    header = digits.whole(request.POST.get("header", "1"))
    if (
        encoding not in opening.encodings_of(form)
        or delimiter not in opening.DELIMITERS
        or header is None
    ):
        raise InvalidError({"": _("Choose among what is offered.")})
    quote = request.POST.get("quote", '"')
    return {
        "encoding": encoding,
        "delimiter": delimiter,
        "quote": quote if quote in {'"', "'"} else "",
        "escape": "\\" if "escape" in request.POST else "",
        "header": min(header, formats.SHOWN),
    }


def _shown(found: Import, error: Exception | None) -> dict[str, object]:
    form = found.written
    doubts = opening.unreadable(form)
    return steps.context(
        "file",
        found,
        form=form,
        error=error,
        question=opening.question(form) if doubts else "",
        encodings=[(name, name.upper().replace("_", "-")) for name in opening.encodings_of(form)],
        delimiters=_delimiters(),
        quotes=[('"', '" "'), ("'", "' '"), ("", _("none"))],
        sample=_sample(found, form),
        readings=_readings(found, form),
        sheets=[(name, name) for name in found.sheets],
    )


def _delimiters() -> list[tuple[str, str]]:
    words = {",": _("comma"), ";": _("semicolon"), "\t": _("tab"), "|": _("bar")}
    return [
        (sign, f"{words[sign]}  {sign}" if sign in words else sign) for sign in opening.DELIMITERS
    ]


def _sample(found: Import, form: Format) -> list[list[str]]:
    return formats.preview(storage.table(found), form, SHOWN)


def _readings(found: Import, form: Format) -> list[tuple[str, str]]:
    """How each encoding that may be meant reads the first letters that differ."""
    names = [form.encoding, *form.doubts.get("encoding", ())]
    if len(names) == 1:
        return []
    raw = formats.telling_line(storage.table(found))
    return [(name, raw.decode(name, errors="replace")) for name in names]
