"""How values leave: dates in ISO 8601, times in UTC, ids, money and every other decimal as text."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from ninja.renderers import BaseRenderer

JSON = "application/json"


def encode(data: Any) -> bytes:
    """JSON of plain values, decimals, dates, ids, lazy texts and, as their ids, rows."""
    return orjson.dumps(data, default=_plain, option=orjson.OPT_UTC_Z)


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return format(value, "f")
        case Promise():
            return str(value)
        case models.Model():
            return value.pk
        case set() | frozenset():
            return list(value)
        case _:
            msg = f"no JSON form for {type(value).__name__}"
            raise TypeError(msg)


def answer(
    data: Any, *, status: int = 200, headers: Mapping[str, str] | None = None, media: str = JSON
) -> HttpResponse:
    """An answer with a JSON body; it is for this caller alone and not to be stored."""
    return HttpResponse(
        encode(data),
        status=status,
        content_type=media,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def etag(version: int) -> str:
    return f'"{version}"'


class Renderer(BaseRenderer):
    """Encodes what the contexts' own routers return in the same way."""

    media_type = JSON

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:  # noqa: ARG002  ninja's signature
        return encode(data)
