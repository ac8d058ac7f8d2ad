"""Rows of a spreadsheet pasted into a draft: looked at first, then added in one transaction."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from dealwright.core import clock
from dealwright.core.errors import InvalidError, require
from dealwright.identity import requests
from dealwright.quotes import actions as quotes
from dealwright.quotes import pasting, policies
from dealwright.quotes.pasting import Pasted
from dealwright.quotes.views.finding import quote_of
from dealwright.records import registry
from dealwright.ui import answers

LONGEST = 200_000  # characters; more than as many lines as a quote may have


def paste(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The rows as text, then what they would add; what was looked at is added, rows that are wrong are left out."""
    actor = requests.actor(request)
    quote = quote_of(pk, actor)
    require(policies.offers_edit(actor, quote))
    text = request.POST.get("rows", "")[:LONGEST]
    try:
        found = pasting.read(quote, text, by=actor) if text.strip() else []
    except InvalidError as error:
        return _shown(request, {"quote": quote, "text": text, "error": error}, status=error.status)
    good = [row for row in found if not row.error]
    if request.POST.get("add") and good and request.POST.get("looked_at") == text:
        quotes.add_lines(quote, [row.values for row in good], by=actor, at=clock.now())
        said = ngettext("%(count)s line added", "%(count)s lines added", len(good))
        if answers.is_part(request):
            return answers.done(said % {"count": len(good)})
        return redirect(registry.of(quote).url(quote))
    context = {"quote": quote, "text": text, "found": found, "good": good, "bad": _bad(found)}
    return _shown(request, context)


def _shown(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    part = "#sheet" if answers.in_dialog(request) else ""
    return render(request, f"quotes/paste.html{part}", context, status=status)


def _bad(found: list[Pasted]) -> list[Pasted]:
    return [row for row in found if row.error]
