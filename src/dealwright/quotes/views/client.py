"""What the client sees: no login and no frame. A token in the address opens one quote, and nothing else.

Whoever asks for addresses that lead nowhere is braked, and so is whoever answers or downloads too often.
"""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from dealwright.core import actor as actors
from dealwright.core import clock
from dealwright.core.actor import Actor, Channel, Kind
from dealwright.core.errors import InvalidError, NotFoundError, RefusedError, Text
from dealwright.core.ids import new_id
from dealwright.identity import requests
from dealwright.organisation import queries as organisation
from dealwright.quotes import actions as quotes
from dealwright.quotes import queries
from dealwright.quotes.letter import Letter
from dealwright.quotes.models import QuoteLink
from dealwright.quotes.views.editor import answer_file

LONGEST_NAME = 160
LONGEST_REASON = 2000
type Errors = Mapping[str, list[Text]]


@login_not_required
@never_cache
def letter(request: HttpRequest, token: str) -> HttpResponse:
    """The quote, to be read and answered. A colleague who looks at it is not the client."""
    at = clock.now()
    link = _link(request, token, at=at)
    if link.opened_at is None and not request.user.is_authenticated:
        quotes.note_opened(link, by=_client(link), at=at)
    return _letter(request, link, token, at=at)


@login_not_required
@never_cache
def file(request: HttpRequest, token: str) -> HttpResponse:
    """The very PDF that is accepted."""
    at = clock.now()
    link = _link(request, token, at=at)
    by = _client(link)
    quotes.brake("file", requests.address(request), by=by, at=at)
    kept = quotes.keep_file(link.quote, by=by, at=at)
    return answer_file(link.quote, bytes(kept.content), disposition="attachment")


@login_not_required
@require_POST
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """The client accepts with his name."""
    at = clock.now()
    link = _link(request, token, at=at)
    name = _typed(request, "name", LONGEST_NAME)
    try:
        _check({"name": name, "agreed": request.POST.get("agreed", "")})
        address = _braked(request, link, at=at)
        by = _client(link, name)
        read = request.POST.get("content", "")
        quotes.accept(link.quote, name, by=by, at=at, address=address, link=link, content_hash=read)
    except InvalidError as error:
        return _letter(request, link, token, at=at, errors=error.errors)
    except RefusedError as refusal:
        return _letter(request, _link(request, token, at=at), token, at=at, refusal=refusal)
    return redirect("quotes:client", token=token)


@login_not_required
@require_POST
def decline(request: HttpRequest, token: str) -> HttpResponse:
    """The client declines and says why."""
    at = clock.now()
    link = _link(request, token, at=at)
    name = _typed(request, "name", LONGEST_NAME)
    reason = _typed(request, "reason", LONGEST_REASON)
    try:
        _check({"name": name, "reason": reason})
        address = _braked(request, link, at=at)
        by = _client(link, name)
        quotes.decline(link.quote, name, reason, by=by, at=at, address=address, link=link)
    except InvalidError as error:
        return _letter(request, link, token, at=at, errors=error.errors, declining=True)
    return redirect("quotes:client", token=token)


def _link(request: HttpRequest, token: str, *, at: datetime) -> QuoteLink:
    """The link of a token; whoever guesses is braked. What expired, was revoked or never was answers the same."""
    found = queries.link_for(token, at=at)
    if found is None:
        quotes.brake("wrong", requests.address(request), by=actors.system(), at=at)
        raise NotFoundError(
            _("This address does not lead to a quote, or no longer."),
            remedy=_("Ask whoever sent it to you for a new one."),
        )
    return found


def _client(link: QuoteLink, name: str = "") -> Actor:
    """The client as far as his link tells who he is."""
    quote = link.quote
    known = name or str(quote.contact or "") or link.sent_to or str(quote.account)
    return Actor(
        kind=Kind.CLIENT,
        name=known[:LONGEST_NAME],
        channel=Channel.CLIENT_PAGE,
        request_id=new_id().hex,
        document=quote.pk,
    )


def _typed(request: HttpRequest, name: str, longest: int) -> str:
    text = request.POST.get(name, "").replace("\0", "").strip()
    return text[:longest]


def _check(given: Mapping[str, str]) -> None:
    sentences: dict[str, Text] = {
        "name": _("Write your full name."),
        "agreed": _("Tick this to accept."),
        "reason": _("Say why, so that we can do better."),
    }
    wrong: dict[str, Text | list[Text]] = {
        name: sentences[name] for name, value in given.items() if not value
    }
    if wrong:
        raise InvalidError(wrong)


def _braked(request: HttpRequest, link: QuoteLink, *, at: datetime) -> str | None:
    address = requests.address(request)
    quotes.brake("answer", address, by=_client(link), at=at)
    return address or None


def _letter(
    request: HttpRequest,
    link: QuoteLink,
    token: str,
    *,
    at: datetime,
    errors: Errors | None = None,
    declining: bool = False,
    refusal: RefusedError | None = None,
) -> HttpResponse:
    selling = organisation.current()
    context = {
        "letter": Letter(link, selling, at=at),
        "selling": selling,
        "token": token,
        "typed": request.POST,
        "errors": {name: " ".join(map(str, texts)) for name, texts in (errors or {}).items()},
        "declining": declining,
        "refusal": refusal,
    }
    with translation.override(link.quote.locale.lower()):
        status = refusal.status if refusal else InvalidError.status if errors else 200
        response = render(request, "quotes/client.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
