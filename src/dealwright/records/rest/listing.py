"""A list as asked for by query parameters: filters, the filter language, search, order, cursor, limit, sparse fields; one query a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext_lazy as _

from dealwright.core import clock, paging
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError
from dealwright.records import search
from dealwright.records.fields import Field, Kind
from dealwright.records.filtering import compiling
from dealwright.records.registry import Entity
from dealwright.records.rest import filters
from dealwright.records.rest.answers import answer
from dealwright.records.rest.labels import label_of, label_path
from dealwright.records.rest.rows import (
    Columns,
    Projection,
    projection,
    visible_columns,
)

USUAL_LIMIT, LARGEST_LIMIT = 50, 200
MOST_KEYS = 3
UNKNOWN = _("There is no such parameter.")
NAMED = "named_"  # before the name of a custom link: what the record it leads to is called, which is not joined
SETTINGS = ("cursor", "fields", "limit", "order")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a request asks of a list."""

    conditions: Sequence[Q]
    order: paging.Order
    limit: int
    cursor: str | None
    projection: Projection


def read(entity: Entity, parameters: QueryDict, actor: Actor, *, at: datetime) -> Asked:
    """What the parameters ask for. Refuses those that are unknown, given twice or cannot be read, by name."""
    given = _once(parameters)
    settings = {name: given.pop(name) for name in SETTINGS if name in given}
    return Asked(
        conditions=conditions(entity, given, actor, at=at),
        order=_order(entity, settings.get("order", "")),
        limit=read_limit(settings.get("limit", str(USUAL_LIMIT))),
        cursor=settings.get("cursor") or None,
        projection=projection(entity, settings.get("fields")),
    )


def conditions(entity: Entity, given: Mapping[str, str], actor: Actor, *, at: datetime) -> list[Q]:
    """The conditions of filters by name, of `filter` and of `search`. Refuses those that are unknown or cannot be read.

    `entity` is the kind as the actor knows it.
    """
    further = {name: text for name, text in given.items() if name not in {"filter", "search"}}
    found = _conditions(entity, further)
    if given.get("filter"):
        found.append(compiling.condition(given["filter"], entity, actor=actor, at=at))
    if given.get("search"):
        found.append(
            search.matching(entity, filters.read("search", given["search"], filters.fragment))
        )
    return found


def only(parameters: QueryDict, *names: str) -> dict[str, str]:
    """The parameters of these names. Refuses all others."""
    given = _once(parameters)
    unknown = {name: UNKNOWN for name in given if name not in names}
    if unknown:
        raise InvalidError(unknown)
    return given


def _once(parameters: QueryDict) -> dict[str, str]:
    twice = [name for name, values in parameters.lists() if len(values) > 1]
    if twice:
        raise InvalidError({name: _("Give this once.") for name in twice})
    return parameters.dict()  # type: ignore[return-value]  # one value each, checked above


def _conditions(entity: Entity, given: Mapping[str, str]) -> list[Q]:
    known = filters.filters(entity)
    errors: dict[str, Any] = {}
    conditions = []
    for name, text in given.items():
        if name not in known:
            errors[name] = UNKNOWN
            continue
        try:
            conditions.append(known[name].condition(text))
        except InvalidError as error:
            errors |= error.errors
    if errors:
        raise InvalidError(errors)
    return conditions


def sortable(entity: Entity) -> dict[str, str]:
    """The names a list may be ordered by, with their ORM paths; a link is ordered by its label, that of a custom link under a
    name of the query's own.
    """
    found = {"id": "id"}
    for field in entity.fields:
        if field.kind not in {Kind.LONG_TEXT, Kind.LIST}:
            found[field.name] = _sort_path(field)
    return found


def _sort_path(field: Field) -> str:
    if field.kind != Kind.LINK:
        return field.column
    return f"{NAMED}{field.name}" if field.custom else label_path(field)


def usual_order(entity: Entity) -> str:
    """The order of a list that names none, in the names of the API."""
    names = {_sort_path(field): field.name for field in entity.fields}
    names |= {name: name for name in sortable(entity)}
    return ",".join(
        f"{minus}{names[path]}" for minus, path in map(_signed, entity.order) if path in names
    )


def _signed(name: str) -> tuple[str, str]:
    return ("-", name[1:]) if name.startswith("-") else ("", name)


def _order(entity: Entity, text: str) -> paging.Order:
    if not text:
        return paging.order(*entity.order)
    known = sortable(entity)
    names = [_signed(name) for name in text.split(",")]
    if len(names) > MOST_KEYS or any(name not in known for _minus, name in names):
        raise InvalidError(
            {"order": _("Order by at most three of: %(names)s.") % {"names": ", ".join(known)}}
        )
    return paging.order(*(f"{minus}{known[name]}" for minus, name in names))


def read_limit(text: str) -> int:
    """How many records a page shall hold. Refuses more than `LARGEST_LIMIT`."""
    try:
        limit = int(text)
    except ValueError:
        limit = 0
    if not 1 <= limit <= LARGEST_LIMIT:
        raise InvalidError({"limit": _("Ask for 1 to %(most)d records.") % {"most": LARGEST_LIMIT}})
    return limit


PAGED = ("cursor", "limit")


def page[M: models.Model, T](
    rows: "models.QuerySet[M, T]", order: paging.Order, asked: Mapping[str, str]
) -> paging.Page[T]:
    """The page of these rows that `cursor` and `limit` ask for; `rows` have no order of their own."""
    return paging.page(
        rows.order_by(),
        order,
        size=read_limit(asked.get("limit", str(USUAL_LIMIT))),
        cursor=asked.get("cursor") or None,
    )


def answer_list(request: HttpRequest, entity: Entity, actor: Actor) -> HttpResponse:
    """One page: the objects, and the cursor of the next page or null."""
    asked = read(entity, request.GET, actor, at=clock.now())
    page = _page(entity, asked, actor)
    headers = {"Link": _link(request, page.next_cursor)} if page.next_cursor else {}
    items = [asked.projection.object(row) for row in page.rows]
    return answer({"items": items, "next_cursor": page.next_cursor}, headers=headers)


def _page(entity: Entity, asked: Asked, actor: Actor) -> paging.Page[Columns]:
    ours = asked.projection.places
    named = {
        key.name: label_of(entity.field(key.name.removeprefix(NAMED)))
        for key in asked.order
        if key.name.startswith(NAMED)
    }
    further = [key.name for key in asked.order if key.name not in ours | named]
    count = len(asked.projection.columns)
    places = ours | {path: count + place for place, path in enumerate([*further, *named])}
    rows = visible_columns(entity, asked.projection, further, actor).annotate(**named)
    return paging.page(
        rows.filter(*asked.conditions),
        asked.order,
        size=asked.limit,
        cursor=asked.cursor,
        read=lambda row, path: row[places[path]],
    )


def _link(request: HttpRequest, cursor: str) -> str:
    further = request.GET.copy()
    further["cursor"] = cursor
    return f'<{request.path}?{further.urlencode()}>; rel="next"'
