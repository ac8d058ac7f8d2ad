"""What the OpenAPI document says of the routes that are written by hand."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from dealwright.opportunities.children import LINES, Child
from dealwright.opportunities.entities import OPPORTUNITY
from dealwright.opportunities.fields import LINE_FIELDS
from dealwright.records import shapes
from dealwright.records.fields import Field, Kind
from dealwright.records.rest import operations, schemas
from dealwright.records.rest.operations import refusals
from dealwright.records.rest.schemas import DECIMAL, LINK, Schema

type Operation = dict[str, Any]

WRITES = (400, 404, 409, 413, 415, 422)
LINE_ID = Field(name="id", label=_("line"), kind=Kind.ID, help=_("Of a line that is there."))
LINE_SET = shapes.build("DealLineSet", (LINE_ID, *LINE_FIELDS), optional=True)
SUMS: Schema = {"count": {"type": "integer"}, "amount": DECIMAL, "weighted": DECIMAL}
STAGE_SUMS: Schema = {
    "type": "object",
    "properties": {"stage": LINK, "probability": {"type": "integer"}, **SUMS},
}
PROCESS_SUMS: Schema = {
    "type": "object",
    "properties": {"process": LINK, "stages": {"type": "array", "items": STAGE_SUMS}, **SUMS},
}
PIPELINE_OUT: Schema = {
    "type": "object",
    "required": ["currency", "processes"],
    "properties": {
        "currency": {"type": "string", "description": "The base currency, which sums are in."},
        "processes": {"type": "array", "items": PROCESS_SUMS},
    },
}


def lists(child: Child) -> Operation:
    return _route(
        f"opportunities-{child.name}-list", "List", child, 200, _many(child), refused=(404,)
    )


def adds(child: Child) -> Operation:
    name = f"opportunities-{child.name}-add"
    return _route(
        name, "Add", child, 201, child.schema, body=_body(child, child.shape), refused=WRITES
    )


def changes(child: Child) -> Operation:
    assert child.changed  # noqa: S101  the route exists for such only
    name = f"opportunities-{child.name}-change"
    body = _body(child, child.changed)
    return _route(name, "Change", child, 200, child.schema, body=body, refused=WRITES)


def removes(child: Child) -> Operation:
    name = f"opportunities-{child.name}-remove"
    return _route(name, "Remove", child, 204, refused=(404, 409))


def _many(child: Child) -> Schema:
    return {
        "type": "object",
        "required": ["items"],
        "properties": {"items": {"type": "array", "items": child.schema}},
    }


def _body(child: Child, shape: type[shapes.Shape]) -> Schema:
    sample = {
        field.name: schemas.given_example(field)
        for field in child.fields
        if field.name in shape.model_fields
    }
    return {**shape.model_json_schema(), "example": sample}


def _route(
    name: str,
    verb: str,
    child: Child,
    success: int,
    answered: Schema | None = None,
    *,
    body: Schema | None = None,
    refused: tuple[int, ...] = (),
) -> Operation:
    summary = f"{verb} {child.name if verb == 'List' else child.label} of an opportunity"
    return _described(name, summary, success, answered, body=body, refused=refused)


def _described(
    name: str,
    summary: str,
    success: int,
    answered: Schema | None = None,
    *,
    body: Schema | None = None,
    refused: tuple[int, ...] = (),
    parameters: list[Schema] | None = None,
) -> Operation:
    response: Schema = {"description": summary}
    if answered is not None:
        response["content"] = {"application/json": {"schema": answered}}
    extra: Schema = {"responses": {success: response, **refusals(*refused)}}
    if body is not None:
        extra["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    if parameters is not None:
        extra["parameters"] = parameters
    return {
        "summary": summary,
        "operation_id": name,
        "url_name": name,
        "response": {success: None},
        "openapi_extra": extra,
    }


_FILTERS = [
    one
    for one in operations.lists(OPPORTUNITY)["parameters"]
    if one["name"] not in {"order", "cursor", "limit", "fields"}
]
PIPELINE = _described(
    "opportunities-pipeline",
    "Sum open opportunities by stage",
    200,
    PIPELINE_OUT,
    refused=(422,),
    parameters=_FILTERS,
)
SET_LINES = _described(
    "opportunities-lines-set",
    "Set the lines of an opportunity",
    200,
    _many(LINES),
    body={"type": "array", "items": _body(LINES, LINE_SET), "maxItems": 500},
    refused=WRITES,
)
