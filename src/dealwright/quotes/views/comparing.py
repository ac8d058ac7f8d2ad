"""Two revisions of a quote beside each other."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dealwright.identity import requests
from dealwright.quotes import comparing, queries
from dealwright.quotes.document.figures import Figures
from dealwright.quotes.models import Quote
from dealwright.quotes.views.finding import quote_of
from dealwright.ui import formats


def difference(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What differs: unless others are chosen, from the revision before this one to this one."""
    actor = requests.actor(request)
    quote = quote_of(pk, actor)
    revisions = queries.revisions_for(quote, actor)
    after = _chosen(revisions, request.GET.get("until")) or quote
    before = _chosen(revisions, request.GET.get("since")) or _before(revisions, after)
    found = comparing.between(before, after, actor)
    figures = Figures(formats.active_locale(), after.currency)
    context = {
        "quote": quote,
        "revisions": revisions,
        "comparison": comparing.shown(before, after, found, figures),
    }
    return render(request, "quotes/difference.html", context)


def _chosen(revisions: Sequence[Quote], typed: str | None) -> Quote | None:
    return next((row for row in revisions if str(row.revision) == typed), None)


def _before(revisions: Sequence[Quote], quote: Quote) -> Quote:
    """The revision before this one that may be read; itself where there is none."""
    earlier = (row for row in revisions if row.revision < quote.revision)
    return next(earlier, quote)
