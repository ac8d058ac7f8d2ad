"""An installation that is not set up yet shows its first page, whatever was asked for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from dealwright.organisation import queries as organisation

type Respond = Callable[[HttpRequest], HttpResponse]


class FirstRunMiddleware:
    """Asks the database until the answer is yes, and never again in this process."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond
        self._is_set_up = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self._is_set_up:
            self._is_set_up = organisation.is_set_up()
        if self._is_set_up or _is_open(request.path):
            return self._respond(request)
        return redirect("administration:setup")


def _is_open(path: str) -> bool:
    return path.startswith((reverse("administration:setup"), "/static/", "/api/"))
