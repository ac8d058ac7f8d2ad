"""The one REST API: a router for every registered kind of record, and those that contexts wrote by hand.

A context's `api.py` names its router `router` and writes whole paths in it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import import_module
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.urls.resolvers import RoutePattern
from django.utils import translation
from django.utils.module_loading import module_has_submodule
from django.views import defaults
from django.views.decorators.vary import vary_on_headers
from ninja import NinjaAPI, Router
from ninja.errors import HttpError, ValidationError

from dealwright.core.actor import Actor
from dealwright.records import registry
from dealwright.records.custom import current
from dealwright.records.rest import ROOT, docs
from dealwright.records.rest.answers import JSON, Renderer, encode
from dealwright.records.rest.auth import Credentials, authenticate
from dealwright.records.rest.bodies import BodyParser
from dealwright.records.rest.document import Limits, document, limited, limits_of
from dealwright.records.rest.edge import edge, unknown
from dealwright.records.rest.problems import MalformedError, nothing_here, problem, problem_of
from dealwright.records.rest.router import router_of

VERSION = "1"
DESCRIPTION = "Every record and every verb of Dealwright."
KEPT = 8  # documents: of most installations one, and one for each way in which roles hide custom fields


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
    with translation.override(settings.LANGUAGE_CODE), current.as_declared():
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


@lru_cache(maxsize=1)
def _declared() -> dict[str, Any]:
    with translation.override(settings.LANGUAGE_CODE), current.as_declared():
        return document(api, registry.entities())


@lru_cache(maxsize=KEPT)
def _document_of(_version: UUID | None, limits: Limits) -> dict[str, Any]:
    with translation.override(settings.LANGUAGE_CODE):
        return document(api, limited(limits))


def _document(reader: Actor | None = None) -> dict[str, Any]:
    """The document with the custom fields of now as far as the reader knows them: made again when they have changed.
    Whoever is not known gets the product's own, for what administrators add is the organisation's.
    """
    return _document_of(current.state().token, limits_of(reader)) if reader else _declared()


@lru_cache(maxsize=1)
def _declared_bytes() -> bytes:
    return encode(_declared())


@lru_cache(maxsize=KEPT)
def _bytes_of(version: UUID | None, limits: Limits) -> bytes:
    return encode(_document_of(version, limits))


def openapi_bytes(reader: Actor | None = None) -> bytes:
    """The OpenAPI document as it is served."""
    return _bytes_of(current.state().token, limits_of(reader)) if reader else _declared_bytes()


def _reader(request: HttpRequest) -> Actor | None:
    """Who asks; None without credentials. Those that are no good are refused, as everywhere."""
    is_known = "Authorization" in request.headers or request.user.is_authenticated
    return authenticate(request) if is_known else None


@edge
@vary_on_headers("Authorization", "Cookie")
def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document, as the reader knows the kinds of record."""
    found = openapi_bytes(_reader(request))
    return HttpResponse(found, content_type=JSON, headers={"Cache-Control": "private, no-cache"})


@login_not_required
@vary_on_headers("Authorization", "Cookie")
def documentation(request: HttpRequest) -> HttpResponse:
    """What holds for every route, and the way to each kind of record."""
    found = {
        "address": f"{settings.BASE_URL}{ROOT}",
        "kinds": docs.entries(_document(_reader(request))),
        "problems": docs.problem_kinds(),
    }
    return render(request, "records/rest/overview.html", found)


@login_not_required
@vary_on_headers("Authorization", "Cookie")
def kind_documentation(request: HttpRequest, slug: str) -> HttpResponse:
    """The routes of one kind of record."""
    told = _document(_reader(request))
    page = docs.kind_page(told, slug)
    if page is None:
        raise nothing_here()
    found = {"page": page, "kinds": docs.entries(told)}
    return render(request, "records/rest/kind.html", found)


def _grouped(patterns: Iterable[URLPattern]) -> list[URLPattern | URLResolver]:
    """The addresses by what they begin with: looked for one after the other they would cost every request a millisecond."""
    groups: dict[str, list[URLPattern]] = defaultdict(list)
    for pattern in patterns:
        head, slash, rest = str(pattern.pattern).partition("/")
        short = RoutePattern(rest or head, name=pattern.name, is_endpoint=True)
        found = URLPattern(short, pattern.callback, pattern.default_args, pattern.name)
        groups[head + slash if rest else ""].append(found)
    alone = groups.pop("", [])
    return [*alone, *(path(head, include(several)) for head, several in groups.items())]


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
    *_grouped(_routes()),
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
