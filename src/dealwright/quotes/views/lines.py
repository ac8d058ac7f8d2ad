"""The lines of a draft as they are typed: in the table, cell by cell, or in a dialog."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget

from dealwright.catalog import nesting
from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.core.errors import ConflictError, InvalidError, NotFoundError, require
from dealwright.identity import requests
from dealwright.quotes import actions as quotes
from dealwright.quotes import forms, policies, queries
from dealwright.quotes.forms import LineForm
from dealwright.quotes.models import LineKind, Quote, QuoteLine
from dealwright.quotes.sheet import Cell, Sheet, cell_of
from dealwright.quotes.views.editor import QUOTE
from dealwright.quotes.views.finding import line_of, quote_of
from dealwright.records import registry
from dealwright.ui import answers, formats


@require_POST
def add_line(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add a product, one of it, in the section of the last line; the cursor goes to the quantity."""
    actor = requests.actor(request)
    quote = quote_of(pk, actor)
    last = queries.lines(quote)[-1:]
    values = forms.check({"product": request.POST.get("product") or None, "quantity": 1})
    values["section"] = last[0].section if last else ""
    line, *_parts = quotes.add_lines(quote, [values], by=actor, at=clock.now())
    if not answers.is_part(request):
        return redirect(registry.of(quote).url(quote))
    return _sheet(request, pk, actor, added=line)


def write_in(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A new line, of a product or of something that is not in the catalogue: the dialog on GET, the act on POST."""
    actor = requests.actor(request)
    quote = quote_of(pk, actor)
    require(policies.offers_edit(actor, quote))
    if request.method != "POST":
        return _dialog(request, LineForm(None, actor=actor), quote)
    form = LineForm(None, actor=actor, typed=request.POST.dict())
    try:
        quotes.add_lines(quote, [form.checked()], by=actor, at=clock.now())
    except InvalidError as error:
        form.refuse(_of_only_line(error))
        return _dialog(request, form, quote)
    return _saved(request, quote, _("Line added"))


def edit_line(request: HttpRequest, pk: UUID, line: UUID) -> HttpResponse:
    """All that may be typed on a line: the dialog on GET, the act on POST."""
    actor = requests.actor(request)
    quote = quote_of(pk, actor)
    require(policies.offers_edit(actor, quote))
    found = line_of(quote, line)
    if request.method != "POST":
        return _dialog(request, LineForm(found, actor=actor), quote)
    form = LineForm(found, actor=actor, typed=request.POST.dict())
    try:
        quotes.change_line(found, form.checked(), by=actor, at=clock.now())
    except InvalidError as error:
        form.refuse(error)
        return _dialog(request, form, quote)
    return _saved(request, quote, _("Line saved"))


@require_POST
def type_cell(request: HttpRequest, pk: UUID, line: UUID, name: str) -> HttpResponse:
    """Take what was typed in one cell; all that follows from it comes back.

    A cell that someone else changed since it was shown is not overwritten: his value comes back instead.
    """
    actor = requests.actor(request)
    quote = quote_of(pk, actor)
    found = line_of(quote, line)
    if name not in forms.CELLS:
        raise NotFoundError(_("There is no such cell."))
    if forms.shown(found, name) != request.POST.get("was", ""):
        return _overtaken(request, found, name)
    try:
        values = forms.read_cell(name, request.POST.dict())
        quotes.change_line(found, values, by=actor, at=clock.now())
    except InvalidError as error:
        return _refused(request, found, name, error)
    return _sheet(request, pk, actor)


@require_POST
def choose_line(request: HttpRequest, pk: UUID, line: UUID, *, is_chosen: bool) -> HttpResponse:
    """Take an optional line into the sums or out of them, or another one of several alternatives."""
    actor = requests.actor(request)
    quote = quote_of(pk, actor)
    quotes.choose_line(line_of(quote, line), is_chosen=is_chosen, by=actor, at=clock.now())
    return _saved(request, quote)


def add_note(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A text between the lines: the dialog on GET, the act on POST."""
    actor = requests.actor(request)
    quote = quote_of(pk, actor)
    require(policies.offers_edit(actor, quote))
    note = QuoteLine(quote=quote, kind=LineKind.NOTE)
    if request.method != "POST":
        return _dialog(request, LineForm(note, actor=actor), quote, title=_("A note"))
    form = LineForm(note, actor=actor, typed=request.POST.dict())
    try:
        values = {"kind": LineKind.NOTE, **form.checked()}
        quotes.add_lines(quote, [values], by=actor, at=clock.now())
    except InvalidError as error:
        form.refuse(_of_only_line(error))
        return _dialog(request, form, quote, title=_("A note"))
    return _saved(request, quote, _("Note added"))


@require_POST
def remove_line(request: HttpRequest, pk: UUID, line: UUID) -> HttpResponse:
    """Take a line off."""
    actor = requests.actor(request)
    quote = quote_of(pk, actor)
    quotes.remove_line(line_of(quote, line), by=actor, at=clock.now())
    return _saved(request, quote, _("Line removed"))


@require_POST
def move_line(request: HttpRequest, pk: UUID, line: UUID, way: str) -> HttpResponse:
    """Move a line, with its parts, one place up or down among those beside it, or to the place among all where it was
    dropped.
    """
    actor = requests.actor(request)
    quote = quote_of(pk, actor)
    found, lines = line_of(quote, line), queries.lines(quote)
    if way == "to":
        order = _dropped(request, found, lines)
    else:
        order = [each.pk for each in nesting.moved(found, lines, 1 if way == "down" else -1)]
    quotes.arrange(quote, order, by=actor, at=clock.now())
    return _saved(request, quote)


def _dropped(request: HttpRequest, line: QuoteLine, lines: Sequence[QuoteLine]) -> list[UUID]:
    """The order with a line at the place, from 1, that is meant; one that cannot be read is where the line is."""
    order = [found.pk for found in lines]
    here, meant = order.index(line.pk), request.POST.get("position", "")
    there = int(meant[:6]) - 1 if meant.isdecimal() else here
    order.insert(min(max(there, 0), len(order) - 1), order.pop(here))
    return order


def _sheet(
    request: HttpRequest, pk: UUID, actor: Actor, *, added: QuoteLine | None = None
) -> HttpResponse:
    """The quote as it is after a change."""
    sheet = Sheet(QUOTE, quote_of(pk, actor), actor)
    return render(request, "quotes/quote.html#sheet", {"sheet": sheet, "added": added})


def _overtaken(request: HttpRequest, line: QuoteLine, name: str) -> HttpResponse:
    who, typed = line.quote.modified_by, request.POST.get(name, "")
    said = _(
        "%(who)s put %(theirs)s here meanwhile; you typed %(mine)s. Type it again to put it."
    ) % {
        "who": who or _("Someone else"),
        "theirs": forms.shown(line, name) or formats.NONE,
        "mine": typed or formats.NONE,
    }
    cell = cell_of(line, _place(line), name, error=said)
    response = _cell(request, line, cell, status=ConflictError.status)
    return answers.toast(response, said, tone="danger")


def _refused(request: HttpRequest, line: QuoteLine, name: str, error: InvalidError) -> HttpResponse:
    typed = request.POST.get(name, "")
    cell = cell_of(line, _place(line), name, typed=typed, error=str(error))
    return _cell(request, line, cell, status=error.status)


def _cell(request: HttpRequest, line: QuoteLine, cell: Cell, *, status: int) -> HttpResponse:
    """One cell alone; the rest of the quote stays as it is."""
    context = {"quote": line.quote, "line": line, "cell": cell}
    response = render(request, "quotes/quote.html#one_cell", context, status=status)
    return retarget(reswap(response, "innerHTML"), f"#cell-{line.pk.hex}-{cell.name}")


def _place(line: QuoteLine) -> str:
    return nesting.numbers(queries.lines(line.quote))[line.pk]


def _of_only_line(error: InvalidError) -> InvalidError:
    """The errors of a batch of one, by the names of its fields."""
    return InvalidError(
        {name.removeprefix("lines.0."): texts for name, texts in error.errors.items()}
    )


def _dialog(request: HttpRequest, form: LineForm, quote: Quote, *, title: str = "") -> HttpResponse:
    line = None if title else form.line
    context: dict[str, Any] = {"form": form, "quote": quote, "line": line, "new_title": title}
    part = "#sheet" if answers.in_dialog(request) else "#form" if answers.is_part(request) else ""
    return render(request, f"quotes/line.html{part}", context, status=form.status)


def _saved(request: HttpRequest, quote: Quote, said: str = "") -> HttpResponse:
    if answers.is_part(request):
        return answers.done(said)
    return redirect(registry.of(quote).url(quote))
