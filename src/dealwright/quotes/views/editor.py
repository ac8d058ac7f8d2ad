"""The page of a quote, the drawer that says why a line costs what it costs, its file, and its client links."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dealwright.core import clock
from dealwright.core.clock import local_date
from dealwright.core.errors import NotFoundError, require
from dealwright.identity import requests
from dealwright.organisation import queries as organisation
from dealwright.quotes import actions as quotes
from dealwright.quotes import policies, queries, snapshots, waterfall
from dealwright.quotes.document import render_apart
from dealwright.quotes.document.figures import Figures
from dealwright.quotes.links import address_of
from dealwright.quotes.models import Quote
from dealwright.quotes.sheet import Sheet
from dealwright.quotes.telling import tell_lines, tell_quote
from dealwright.quotes.views.finding import line_of, quote_of
from dealwright.records import actions as records
from dealwright.ui import answers, formats
from dealwright.ui.record import RecordPage


@dataclass(frozen=True, kw_only=True)
class QuotePage(RecordPage):
    """The record page of a quote: the editor of its lines stands in place of the fields."""

    def show(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """The page; or, for htmx, all of it but the frame after a change."""
        actor = requests.actor(request)
        quote = quote_of(pk, actor)
        sheet = Sheet(self, quote, actor, tab=request.GET.get("tab", ""))
        if answers.target_id(request) == "quote":
            return render(request, "quotes/quote.html#sheet", {"sheet": sheet})
        records.note_view(quote, by=actor, at=clock.now())
        return render(request, "quotes/quote.html", {"sheet": sheet})


QUOTE = QuotePage(entity="quotes.quote")


def why(request: HttpRequest, pk: UUID, line: UUID) -> HttpResponse:
    """Why a line costs what it costs."""
    actor = requests.actor(request)
    quote = quote_of(pk, actor)
    chosen = line_of(quote, line)
    lines = queries.lines(quote)
    [told] = tell_lines([chosen], actor)
    place = [found.pk for found in lines].index(chosen.pk)
    context = {
        "quote": quote,
        "line": chosen,
        "place": place + 1,
        "count": len(lines),
        "previous": lines[place - 1] if place else None,
        "next": lines[place + 1] if place + 1 < len(lines) else None,
        "found": waterfall.explained(
            told,
            Figures(formats.active_locale(), quote.currency),
            is_with_cost=waterfall.shows_costs(actor),
        ),
        "in_dialog": answers.in_dialog(request),
    }
    return render(request, "quotes/why.html", context)


def why_all(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Why a quote costs what it costs, line by line: a page to be read and printed."""
    actor = requests.actor(request)
    quote = tell_quote(quote_of(pk, actor), actor)
    figures = Figures(formats.active_locale(), quote.currency)
    with_cost = waterfall.shows_costs(actor)
    context = {
        "quote": quote,
        "bars": waterfall.document_bars(quote, figures),
        "faults": waterfall.document_faults(quote),
        "listed": waterfall.listed(quote),
        "lines": [
            waterfall.explained(line, figures, is_with_cost=with_cost)
            for line in tell_lines(queries.lines(quote), actor)
            if not line.is_note
        ],
    }
    return render(request, "quotes/why_all.html", context)


def pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file of an activated quote; of a draft, what it would look like."""
    actor = requests.actor(request)
    quote = quote_of(pk, actor)
    if quote.activated_at:
        content = bytes(quotes.keep_file(quote, by=actor, at=clock.now()).content)
    else:
        content = _preview(quote)
    return answer_file(quote, content)


def answer_file(quote: Quote, content: bytes, *, disposition: str = "inline") -> HttpResponse:
    """A PDF under the number and revision of its quote."""
    name = f"{quote.number}-{quote.revision}.pdf"
    headers = {"Content-Disposition": f'{disposition}; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def client_links(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The addresses under which the client finds the quote; POST makes one to be handed over by hand."""
    actor, at = requests.actor(request), clock.now()
    quote = quote_of(pk, actor)
    require(policies.can_edit(actor, quote))
    if request.method == "POST":
        quotes.make_link(quote, by=actor, at=at)
    context = {
        "quote": quote,
        "links": [
            (link, address_of(link) if link.opens_at(at) else "")
            for link in queries.links_of(quote)
        ],
        "may_make": policies.offers_sending(actor, quote),
    }
    part = "#sheet" if answers.in_dialog(request) else ""
    return render(request, f"quotes/links.html{part}", context)


def _preview(quote: Quote) -> bytes:
    at, selling = clock.now(), organisation.current(with_logo=True)
    lines = queries.lines(quote)
    if not lines:
        raise NotFoundError(_("There is nothing to show yet."), remedy=_("Add a line first."))
    today = local_date(at, selling.time_zone)
    return render_apart(snapshots.document_of(quote, lines, selling, issued_on=today), at=at)
