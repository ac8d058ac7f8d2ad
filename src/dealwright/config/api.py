"""The one REST API: a router for every registered kind of record, and those that contexts wrote by hand.

A context's `api.py` names its router `router` and writes whole paths in it.
"""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, re_path
from django.utils import translation
from django.utils.module_loading import module_has_submodule
from django.views import defaults
from ninja import NinjaAPI, Router
from ninja.errors import HttpError, ValidationError

from dealwright.records import registry
from dealwright.records.rest import ROOT, docs
from dealwright.records.rest.answers import JSON, Renderer, encode
from dealwright.records.rest.auth import Credentials
from dealwright.records.rest.bodies import BodyParser
from dealwright.records.rest.document import document
from dealwright.records.rest.edge import edge, unknown
from dealwright.records.rest.problems import MalformedError, nothing_here, problem, problem_of
from dealwright.records.rest.router import router_of

VERSION = "1"
DESCRIPTION = "Every record and every verb of Dealwright."


def _build() -> NinjaAPI:
    """The API, described in the language of the installation."""
    api = NinjaAPI(
        title="Dealwright",
        version=VERSION,
        description=DESCRIPTION,
        urls_namespace="api",
        openapi_url=None,
        docs_url=None,
        auth=Credentials(),
        renderer=Renderer(),
        parser=BodyParser(),
    )
    for kind in (Exception, Http404, HttpError, ValidationError):  # in place of the framework's own
        api.add_exception_handler(kind, problem_of)
    with translation.override(settings.LANGUAGE_CODE):
        for entity in registry.entities():
            if entity.route:
                api.add_router(f"/{entity.route}", router_of(entity))
    for router in _written_by_hand():
        api.add_router("", router)
    return api


def _written_by_hand() -> Iterator[Router]:
    for context in apps.get_app_configs():
        if context.name.startswith("dealwright.") and module_has_submodule(context.module, "api"):
            yield import_module(f"{context.name}.api").router


api = _build()


@cache
def _document() -> dict[str, Any]:
    with translation.override(settings.LANGUAGE_CODE):
        return document(api)


@cache
def openapi_bytes() -> bytes:
    """The OpenAPI document as it is served."""
    return encode(_document())


@edge
def openapi(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django's signature
    """The OpenAPI document."""
    return HttpResponse(openapi_bytes(), content_type=JSON)


@login_not_required
def documentation(request: HttpRequest) -> HttpResponse:
    """What holds for every route, and the way to each kind of record."""
    found = {
        "address": f"{settings.BASE_URL}{ROOT}",
        "kinds": docs.entries(_document()),
        "problems": docs.problem_kinds(),
    }
    return render(request, "records/rest/overview.html", found)


@login_not_required
def kind_documentation(request: HttpRequest, slug: str) -> HttpResponse:
    """The routes of one kind of record."""
    page = docs.kind_page(_document(), slug)
    if page is None:
        raise nothing_here()
    found = {"page": page, "kinds": docs.entries(_document())}
    return render(request, "records/rest/kind.html", found)


def _routes() -> Iterator[URLPattern]:
    patterns, _app_name, _namespace = api.urls
    for pattern in patterns:
        assert isinstance(pattern, URLPattern)  # noqa: S101  the framework nests none
        assert pattern.callback is not None  # noqa: S101
        pattern.callback = edge(pattern.callback)
        yield pattern


urlpatterns = [
    path("openapi.json", openapi, name="openapi"),
    path("docs", documentation, name="docs"),
    path("docs/<slug:slug>", kind_documentation, name="docs_of_kind"),
    *_routes(),
]
unknown_routes = re_path(r"^api(?:/|$)", unknown)


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that no view got to see."""
    if not request.path.startswith("/api/"):
        return defaults.bad_request(request, exception)
    return problem(MalformedError("The request cannot be read."))


def handler500(request: HttpRequest) -> HttpResponse:
    """A fault outside of every view, such as a database that is away."""
    if not request.path.startswith("/api/"):
        return defaults.server_error(request)
    return problem_of(request, RuntimeError("a fault outside of the view"))
