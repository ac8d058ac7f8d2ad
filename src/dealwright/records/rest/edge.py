"""The outermost layer of every API view: nothing leaves it but JSON, problem details included."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from dealwright.records.rest.problems import NotOfferedError, nothing_here, problem, problem_of

type View = Callable[..., HttpResponseBase]

METHOD_NOT_ALLOWED = 405


def edge(view: View) -> View:
    """The view with its errors as problems; HEAD is answered as GET.

    Credentials are the API's own concern (`rest.auth`), so the login and CSRF middleware let it pass.
    """

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "HEAD":
            request.method = "GET"
        try:
            response = view(request, *args, **kwargs)
        except Exception as error:  # noqa: BLE001  known ones are mapped, the others logged
            return problem_of(request, error)
        if response.status_code == METHOD_NOT_ALLOWED:
            return problem(NotOfferedError(response["Allow"]))
        return response

    return login_not_required(csrf_exempt(run))


@edge
def unknown(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django's signature
    """The answer to every address under /api/ that no route has."""
    return problem(nothing_here())
