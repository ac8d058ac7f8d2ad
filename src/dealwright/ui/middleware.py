"""The one place where a refusal becomes a page, or the answer to a part of one."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _

from dealwright.core.errors import DomainError, Text
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
            sentences = [str(text) for text in (error.message, error.remedy) if text]
            return answers.refusal(" ".join(sentences), status=error.status)
        return problem(request, error)


domain_error_middleware = DomainErrorMiddleware


def problem(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The page that says what was refused, why, and what to do next."""
    context = {"title": TITLES.get(error.status, error.message), "error": error}
    return render(request, "problem.html", context, status=error.status)
