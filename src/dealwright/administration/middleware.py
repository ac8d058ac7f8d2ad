"""What comes before every page: the first run of a new installation, and a second factor where one is owed."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from dealwright.identity.signing_in import door
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


def open_while_owing[**P, R](view: Callable[P, R]) -> Callable[P, R]:
    """Mark a page that somebody may use who must set up a second factor before anything else."""
    view.is_open_while_owing = True  # type: ignore[attr-defined]  # as Django marks login_required
    return view


class SecondFactorMiddleware:
    """Leads whoever must have a second factor and has none to where it is set up. Keeps the list of sessions fresh."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            door.note_seen(request)
        return self._respond(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_arguments: object
    ) -> HttpResponse | None:
        if not request.user.is_authenticated or _is_for_everyone(view):
            return None
        return redirect("administration:second_factor") if door.owes_factor(request) else None


def _is_for_everyone(view: Callable[..., HttpResponse]) -> bool:
    """Pages without a login ask for no second factor either; the REST API asks by itself."""
    is_public = not getattr(view, "login_required", True)
    return is_public or getattr(view, "is_open_while_owing", False)
