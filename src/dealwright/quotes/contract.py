"""What the REST routes of lines promise: the shape of a line, and what the OpenAPI document says of each route."""

from decimal import Decimal
from typing import Any

from django.db import models

from dealwright.quotes import forms
from dealwright.quotes.models import QuoteLine
from dealwright.records.rest.operations import refusals
from dealwright.records.rest.schemas import Schema, ref

type Operation = dict[str, Any]

PLAIN = (
    "id",
    "position",
    "section",
    "code",
    "name",
    "description",
    "quantity",
    "unit",
    "unit_price",
    "is_price_typed",
    "volume_discount",
    "discount",
    "tax_rate",
    "net",
    "discount_share",
    "tax",
    "total",
    "fault",
)
TEXTS = ("section", "code", "name", "description", "unit", "fault")
DECIMAL: Schema = {"type": "string", "format": "decimal"}
KINDS: dict[str, Schema] = {
    "id": {"type": "string", "format": "uuid"},
    "position": {"type": "integer"},
    "is_price_typed": {"type": "boolean"},
    **{name: {"type": "string"} for name in TEXTS},
}
PRODUCT: Schema = {"anyOf": [ref("Link"), {"type": "null"}]}
LINE_OUT: Schema = {
    "type": "object",
    "required": ["id"],
    "properties": {
        **{name: KINDS.get(name, DECIMAL) for name in PLAIN},
        "product": PRODUCT,
    },
}
LINE_IN: Schema = {
    **forms.SHAPE.model_json_schema(),
    "example": {"name": "Crane hire", "quantity": "2", "unit": "day", "unit_price": "450.00"},
}
LINES_OUT: Schema = {
    "type": "object",
    "required": ["items"],
    "properties": {"items": {"type": "array", "items": LINE_OUT}},
}


def read_lines(rows: "models.QuerySet[QuoteLine]") -> list[dict[str, Any]]:
    """Lines as they are read, in their order; one query."""
    found = rows.order_by("position", "pk").values_list(*PLAIN, "product_id", "product__name")
    return [_line(row) for row in found]


def written(line: QuoteLine) -> dict[str, Any]:
    """A line that was just written, as it will be read."""
    found = {name: _stored(line, name) for name in PLAIN}
    product = {"id": line.product_id, "label": line.product.name} if line.product else None
    return {**found, "product": product}


def _stored(line: QuoteLine, name: str) -> Any:
    """A value with the decimals of its column."""
    value, column = getattr(line, name), QuoteLine._meta.get_field(name)
    if isinstance(column, models.DecimalField):
        return Decimal(value).quantize(Decimal(1).scaleb(-column.decimal_places))
    return value


def _line(row: tuple[Any, ...]) -> dict[str, Any]:
    *plain, product, label = row
    line = dict(zip(PLAIN, plain, strict=True))
    return {**line, "product": {"id": product, "label": label} if product else None}


def _route(
    name: str,
    summary: str,
    success: int,
    answer: Schema | None = None,
    *,
    body: Schema | None = None,
    refused: tuple[int, ...] = (),
    media: str = "application/json",
) -> Operation:
    answered: Schema = {"description": summary}
    if answer is not None:
        answered["content"] = {media: {"schema": answer}}
    extra: Schema = {"responses": {success: answered, **refusals(*refused)}}
    if body is not None:
        extra["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return {
        "summary": summary,
        "operation_id": name,
        "url_name": name,
        "response": {success: None},
        "openapi_extra": extra,
    }


WRITES = (400, 404, 409, 412, 413, 415, 422)
CREATE = _route(
    "quotes-create-with-lines",
    "Create a quote with its lines",
    201,
    {
        "allOf": [
            ref("Quote"),
            {"type": "object", "properties": {"lines": {"type": "array", "items": LINE_OUT}}},
        ]
    },
    body={
        "type": "object",
        "description": "The fields of a new quote, and its lines.",
        "properties": {"lines": {"type": "array", "items": LINE_IN, "maxItems": 500}},
        "additionalProperties": True,
        "example": {
            "name": "Malmö cross-dock",
            "account": "01980000-0000-7000-8000-000000000001",
            "lines": [LINE_IN["example"]],
        },
    },
    refused=WRITES,
)
LIST = _route("quotes-lines-list", "List the lines of a quote", 200, LINES_OUT, refused=(404,))
ADD = _route(
    "quotes-lines-add",
    "Add lines to a draft",
    201,
    LINES_OUT,
    body={"anyOf": [LINE_IN, {"type": "array", "items": LINE_IN, "minItems": 1, "maxItems": 500}]},
    refused=WRITES,
)
CHANGE = _route(
    "quotes-lines-change", "Change a line of a draft", 200, LINE_OUT, body=LINE_IN, refused=WRITES
)
REMOVE = _route("quotes-lines-remove", "Remove a line from a draft", 204, refused=WRITES)
FILE = _route(
    "quotes-pdf",
    "Get the PDF of a quote",
    200,
    {"type": "string", "format": "binary"},
    refused=(404, 409),
    media="application/pdf",
)
