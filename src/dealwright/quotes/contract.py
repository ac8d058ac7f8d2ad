"""What the REST routes of lines promise: the shape of a line, and what the OpenAPI document says of each route."""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.db import models

from dealwright.catalog.pricing import Ground
from dealwright.quotes import differing, forms
from dealwright.quotes.differing import Difference
from dealwright.quotes.models import QuoteLine
from dealwright.quotes.stored import rule_of
from dealwright.quotes.waterfall import margin_on
from dealwright.records.rest.operations import refusals
from dealwright.records.rest.schemas import Schema, ref

type Operation = dict[str, Any]

PLAIN = (
    "id",
    "identity",
    "position",
    "section",
    "code",
    "name",
    "description",
    "quantity",
    "unit",
    "kind",
    "choice",
    "group",
    "is_chosen",
    "billing",
    "unit_price",
    "is_price_typed",
    "rule_discount",
    "discount",
    "tax_rate",
    "net",
    "discount_share",
    "tax",
    "total",
    "fault",
    "properties",
    "per_bundle",
    "is_required",
    "is_included",
)
TEXTS = (
    "kind",
    "choice",
    "group",
    "billing",
    "section",
    "code",
    "name",
    "description",
    "unit",
    "fault",
)
DECIMAL: Schema = {"type": "string", "format": "decimal"}
CHOSEN: Schema = {
    "type": "object",
    "description": "A value that was chosen of a property of the product, as it was then.",
    "properties": {
        "property": {"type": "string", "format": "uuid"},
        "version": {"type": "integer"},
        **{name: {"type": "string"} for name in ("name", "kind", "value", "label")},
        "is_hidden": {"type": "boolean"},
        "price_amount": DECIMAL,
        "price_percent": DECIMAL,
    },
}
KINDS: dict[str, Schema] = {
    "id": {"type": "string", "format": "uuid"},
    "identity": {"type": "string", "format": "uuid"},
    "position": {"type": "integer"},
    **{
        name: {"type": "boolean"}
        for name in ("is_price_typed", "is_required", "is_included", "is_chosen")
    },
    "per_bundle": {"anyOf": [DECIMAL, {"type": "null"}]},
    **{name: {"type": "string"} for name in TEXTS},
    "properties": {"type": "array", "items": CHOSEN},
}
PRODUCT: Schema = {"anyOf": [ref("Link"), {"type": "null"}]}
LINE_OUT: Schema = {
    "type": "object",
    "required": ["id"],
    "properties": {
        **{name: KINDS.get(name, DECIMAL) for name in PLAIN},
        "product": PRODUCT,
        "part_of": {
            "anyOf": [{"type": "string", "format": "uuid"}, {"type": "null"}],
            "description": "The line of the bundle that this is a part of.",
        },
    },
}
NAMED: Schema = {
    "type": "object",
    "description": "The rule and the version of it that was applied.",
    "properties": {
        "id": {"type": "string"},
        "version": {"type": "integer"},
        "name": {"type": "string"},
        "kind": {"type": "string"},
    },
}
STEP: Schema = {
    "type": "object",
    "properties": {
        "kind": {"type": "string"},
        "label": {"type": "string"},
        "amount": DECIMAL,
        "rule": {"anyOf": [NAMED, {"type": "null"}]},
        "running": DECIMAL,
        "basis": {
            **NAMED,
            "description": "The cost by day that the rule worked on; only for whoever may know costs.",
        },
    },
}
LOST: Schema = {
    "type": "object",
    "properties": {"kind": {"type": "string"}, "rule": NAMED, "reason": {"type": "string"}},
}
COSTS = ("unit_cost", "margin", "margin_floor")
FALL_OUT: Schema = {
    "type": "object",
    "required": ["id", "steps", "lost", "fault", "net", "tax", "total"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "steps": {"type": "array", "items": STEP},
        "lost": {"type": "array", "items": LOST},
        "fault": {"type": "string"},
        **dict.fromkeys(("net", "tax", "total"), DECIMAL),
        **{name: {"anyOf": [DECIMAL, {"type": "null"}]} for name in COSTS},
        "cost_rule": {"anyOf": [NAMED, {"type": "null"}]},
    },
}
WATERFALL_OUT: Schema = {
    "type": "object",
    "required": ["steps", "faults", "lines", "price_list"],
    "properties": {
        "price_list": {
            "type": "object",
            "description": "The price list, who proposed it, and the lists and selectors that lost; empty for quotes of "
            "before that was kept.",
            "properties": {
                "name": {"type": "string"},
                "ground": {"type": "string", "enum": ["", *Ground]},
                "selector": {"anyOf": [NAMED, {"type": "null"}]},
                "lost": {"type": "array", "items": LOST},
            },
        },
        "steps": {"type": "array", "items": STEP},
        "faults": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"code": {"type": "string"}, "field": {"type": "string"}},
            },
        },
        "lines": {"type": "array", "items": FALL_OUT},
    },
}
_SHAPE = forms.SHAPE.model_json_schema()
CHANGED_FIELD: Schema = {
    "type": "object",
    "required": ["name", "before", "after"],
    "properties": {"name": {"type": "string"}, "before": {}, "after": {}},
}
DIFFERENCE_OUT: Schema = {
    "type": "object",
    "required": ["since", "until", "head", "lines", "is_reordered"],
    "properties": {
        "since": {"type": "integer", "description": "The earlier revision."},
        "until": {"type": "integer", "description": "This revision."},
        "head": {"type": "array", "items": CHANGED_FIELD},
        "lines": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["identity", "kind", "values", "fields"],
                "properties": {
                    "identity": {"type": "string", "format": "uuid"},
                    "kind": {"type": "string", "enum": [kind.value for kind in differing.Kind]},
                    "values": {"type": "object"},
                    "fields": {"type": "array", "items": CHANGED_FIELD},
                },
            },
        },
        "is_reordered": {"type": "boolean"},
    },
}
LINE_IN: Schema = {
    **_SHAPE,
    "properties": {
        **_SHAPE["properties"],
        "properties": {
            "type": "object",
            "description": "What is chosen of the product's properties, by their names or ids.",
            "additionalProperties": {"type": ["string", "number", "null"]},
        },
        "parts": {
            "type": "array",
            "description": "Of a bundle: the optional parts that are chosen; what it requires comes by itself.",
            "items": forms.PART_SHAPE.model_json_schema(),
        },
    },
    "example": {"name": "Crane hire", "quantity": "2", "unit": "day", "unit_price": "450.00"},
}
LINES_OUT: Schema = {
    "type": "object",
    "required": ["items"],
    "properties": {"items": {"type": "array", "items": LINE_OUT}},
}


def read_lines(rows: "models.QuerySet[QuoteLine]") -> list[dict[str, Any]]:
    """Lines as they are read, in their order; one query."""
    found = rows.order_by("position", "pk").values_list(
        *PLAIN, "part_of_id", "product_id", "product__name"
    )
    return [_line(row) for row in found]


def fall_of(line: QuoteLine, *, is_with_cost: bool) -> dict[str, Any]:
    """How a line came to its total: steps, rules that lost, and, for whoever may know it, cost and margin."""
    found = {
        "id": line.pk,
        "steps": [_step(stored, is_with_cost=is_with_cost) for stored in line.steps],
        "lost": line.lost,
        "fault": line.fault,
        "net": line.taxable,
        "tax": line.tax,
        "total": line.total,
    }
    if not is_with_cost:
        return found
    margin = margin_on(line)
    return found | {
        "unit_cost": line.unit_cost,
        "cost_rule": line.cost_rule,
        "margin": margin.amount if margin else None,
        "margin_floor": line.margin_floor,
    }


def _step(stored: dict[str, Any], *, is_with_cost: bool) -> dict[str, Any]:
    """A step with its rule in the shape of today; quotes that were priced before have the rule's id alone."""
    rule = rule_of(stored["rule"])
    told = {name: value for name, value in stored.items() if name != "basis" or is_with_cost}
    return {**told, "rule": rule._asdict() if rule else None}


def difference_of(found: Difference, *, since: int, until: int) -> dict[str, Any]:
    """What differs between two revisions, as REST answers it."""
    return {
        "since": since,
        "until": until,
        "head": [asdict(field) for field in found.head],
        "lines": [
            {
                "identity": line.key,
                "kind": line.kind.value,
                "values": dict(line.values),
                "fields": [asdict(field) for field in line.fields],
            }
            for line in found.lines
        ],
        "is_reordered": found.is_reordered,
    }


def written(line: QuoteLine) -> dict[str, Any]:
    """A line that was just written, as it will be read."""
    found = {name: _stored(line, name) for name in PLAIN}
    product = {"id": line.product_id, "label": line.product.name} if line.product else None
    return {**found, "part_of": line.part_of_id, "product": product}


def _stored(line: QuoteLine, name: str) -> Any:
    """A value with the decimals of its column."""
    value, column = getattr(line, name), QuoteLine._meta.get_field(name)
    if isinstance(column, models.DecimalField) and value is not None:
        return Decimal(value).quantize(Decimal(1).scaleb(-column.decimal_places))
    return value


def _line(row: tuple[Any, ...]) -> dict[str, Any]:
    *plain, part_of, product, label = row
    line = {**dict(zip(PLAIN, plain, strict=True)), "part_of": part_of}
    return {**line, "product": {"id": product, "label": label} if product else None}


def route(
    name: str,
    summary: str,
    success: int,
    answer: Schema | None = None,
    *,
    body: Schema | None = None,
    refused: tuple[int, ...] = (),
    media: str = "application/json",
) -> Operation:
    """What the OpenAPI document says of a route that is written by hand; its name is that of its address too."""
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
CREATE = route(
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
LIST = route("quotes-lines-list", "List the lines of a quote", 200, LINES_OUT, refused=(404,))
ADD = route(
    "quotes-lines-add",
    "Add lines to a draft",
    201,
    LINES_OUT,
    body={"anyOf": [LINE_IN, {"type": "array", "items": LINE_IN, "minItems": 1, "maxItems": 500}]},
    refused=WRITES,
)
CHANGE = route(
    "quotes-lines-change", "Change a line of a draft", 200, LINE_OUT, body=LINE_IN, refused=WRITES
)
REMOVE = route("quotes-lines-remove", "Remove a line from a draft", 204, refused=WRITES)
WATERFALL = route(
    "quotes-waterfall",
    "Explain the prices of a quote",
    200,
    WATERFALL_OUT,
    refused=(404,),
)
DIFFERENCE = route(
    "quotes-difference",
    "Compare a revision of a quote with an earlier one",
    200,
    DIFFERENCE_OUT,
    refused=(404,),
)
FILE = route(
    "quotes-pdf",
    "Get the PDF of a quote",
    200,
    {"type": "string", "format": "binary"},
    refused=(404, 409),
    media="application/pdf",
)
