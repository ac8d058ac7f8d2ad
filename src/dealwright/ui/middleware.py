"""What every page needs: the reader's language and time zone, and words for a refusal."""

from collections.abc import Callable, Iterator
from itertools import chain

from django.contrib import messages
from django.db import DataError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _

from dealwright.core.errors import DomainError, InvalidError, Text
from dealwright.identity import requests
from dealwright.identity.models import User
from dealwright.records.explaining import why
from dealwright.records.merging.errors import MergedError
from dealwright.ui import answers
from dealwright.ui.readers import reading_as

type Respond = Callable[[HttpRequest], HttpResponse]

TITLES: dict[int, Text] = {
    403: _("You may not do this"),
    404: _("There is nothing here"),
    409: _("This is not possible now"),
    410: _("It was merged into another record"),
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
        if isinstance(error, DataError) and _holds_nul(request):
            error = InvalidError({"": _("Control characters are not allowed here.")})
        if not isinstance(error, DomainError):
            return None
        if answers.is_part(request):
            texts = (error.message, _why(request, error), error.remedy)
            sentences = [str(text) for text in texts if text]
            return answers.refusal(" ".join(sentences), status=error.status)
        if isinstance(error, MergedError) and request.method == "GET":
            messages.info(request, str(error.message))
            return redirect(error.entity.url(error.into))
        return problem(request, error)


domain_error_middleware = DomainErrorMiddleware


def reader_middleware(respond: Respond) -> Respond:
    """Speaks the language and keeps the time zone of the person who is signed in; before anyone is, the browser decides
    about the language.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        user = request.user
        if not isinstance(user, User):
            return respond(request)
        with reading_as(user):
            return respond(request)

    return handle


def _holds_nul(request: HttpRequest) -> bool:
    """Whether something was sent that no column takes. Forms say so at the field; what is no form's is known here."""
    sent = (request.path, *_texts(request.GET), *_texts(request.POST))
    return any("\0" in text for text in sent)


def _texts(sent: QueryDict) -> Iterator[str]:
    return chain.from_iterable((name, *texts) for name, texts in sent.lists())


def _why(request: HttpRequest, error: DomainError) -> str:
    return why(error, requests.actor(request)) if isinstance(request.user, User) else ""


def problem(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The page that says what was refused, why, and what to do next."""
    title = TITLES.get(error.status, error.message)
    context = {"title": title, "error": error, "why": _why(request, error)}
    return render(request, "problem.html", context, status=error.status)
