"""What every page needs: the reader's language and time zone, and words for a refusal."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _

from dealwright.core.errors import DomainError, Text
from dealwright.identity import requests
from dealwright.identity.models import User
from dealwright.organisation.models import Organisation
from dealwright.records.explaining import why
from dealwright.ui import answers

type Respond = Callable[[HttpRequest], HttpResponse]

TITLES: dict[int, Text] = {
    403: _("You may not do this"),
    404: _("There is nothing here"),
    409: _("This is not possible now"),
    412: _("Someone else changed this"),
    422: _("Something is missing or wrong"),
}


class DomainErrorMiddleware:
    """Answers every `DomainError` that leaves a page: a toast for a part, a page for a page."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._respond(request)
        # one address answers with a page or with a part of it: the browser's cache must not mix them up
        patch_vary_headers(response, ("HX-Request-Type", "HX-Target"))
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        if answers.is_part(request):
            texts = (error.message, _why(request, error), error.remedy)
            sentences = [str(text) for text in texts if text]
            return answers.refusal(" ".join(sentences), status=error.status)
        return problem(request, error)


domain_error_middleware = DomainErrorMiddleware


def reader_middleware(respond: Respond) -> Respond:
    """Speaks the language and keeps the time zone of the person who is signed in.

    Each comes from the person, or else from the organisation; before anyone is signed in the browser decides
    about the language.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        user = request.user
        if not isinstance(user, User):
            return respond(request)
        zone, language = user.time_zone, user.locale
        if not (zone and language):
            house = Organisation.objects.values_list("time_zone", "locale").first() or ("", "")
            zone, language = zone or house[0], language or house[1]
        spoken = language.lower() or translation.get_language()
        with timezone.override(zone or None), translation.override(spoken):
            return respond(request)

    return handle


def _why(request: HttpRequest, error: DomainError) -> str:
    return why(error, requests.actor(request)) if isinstance(request.user, User) else ""


def problem(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The page that says what was refused, why, and what to do next."""
    title = TITLES.get(error.status, error.message)
    context = {"title": title, "error": error, "why": _why(request, error)}
    return render(request, "problem.html", context, status=error.status)
