"""What the OpenAPI document says of histories, bulk changes and change sets."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from dealwright.core.errors import Text
from dealwright.records.changesets.actions import COUNTS
from dealwright.records.changesets.models import Outcome, State
from dealwright.records.fields import Kind
from dealwright.records.history.copies import What
from dealwright.records.registry import Entity
from dealwright.records.rest import history, operations, schemas
from dealwright.records.rest.changes import MOST_IDS
from dealwright.records.rest.operations import Operation, refusals
from dealwright.records.rest.schemas import AN_ID, TEXT, UUID, Schema, ref
from dealwright.records.shapes import Purpose

MOMENT: Schema = {"type": "string", "format": "date-time"}
COUNT: Schema = {"type": "integer", "minimum": 0}
MAYBE_ID: Schema = {"type": ["string", "null"], "format": "uuid"}
MAYBE_MOMENT: Schema = {"type": ["string", "null"], "format": "date-time"}
CURSOR: Schema = {"type": ["string", "null"]}
WRITES = (400, 404, 409, 413, 415, 422)


def _object(properties: dict[str, Schema], **more: Any) -> Schema:
    return {"type": "object", "required": [*properties], "properties": properties, **more}


def _list(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


ACTOR: Schema = _object({"kind": TEXT, "id": MAYBE_ID, "name": TEXT})
CHANGE: Schema = _object({"field": TEXT, "old": {}, "new": {}})
ENTRY: Schema = _object(
    {
        "entry": {"type": "string", "description": "Names the record as it was after this write."},
        "at": MOMENT,
        "what": {"type": "string", "enum": [what.value for what in What]},
        "by": ACTOR,
        "on_behalf_of": TEXT,
        "channel": TEXT,
        "change_set": MAYBE_ID,
        "changes": _list(CHANGE),
    }
)
HISTORY: Schema = _object(
    {"items": _list(ENTRY), "next_cursor": CURSOR},
    title="History",
    description="Every write of a record, the last first.",
)
THEN: Schema = _object(
    {"at": MOMENT, "entry": TEXT, "written_at": MOMENT, "record": {"type": "object"}},
    title="Record as it was",
)
CHANGE_SET: Schema = _object(
    {
        "id": UUID,
        "kind": {"type": "string", "description": "edit, assign, undo, exchange.import"},
        "records": {"type": "string", "description": "The kind of record; empty for several."},
        "name": TEXT,
        "state": {"type": "string", "enum": State.values},
        "by": _object({"id": MAYBE_ID, "name": TEXT}),
        "channel": TEXT,
        "started_at": MOMENT,
        "finished_at": MAYBE_MOMENT,
        "total": {"type": ["integer", "null"]},
        **dict.fromkeys(COUNTS, COUNT),
        "undoes": MAYBE_ID,
        "undone_by": MAYBE_ID,
    },
    title="Change set",
    description="Many changes that belong together.",
)
NOT_TAKEN: Schema = _object(
    {
        "id": MAYBE_ID,
        "kind": TEXT,
        "label": TEXT,
        "outcome": {"type": "string", "enum": Outcome.values},
        "reason": TEXT,
        "cells": {"type": "object"},
    }
)
PREVIEW: Schema = _object(
    {
        "total": COUNT,
        "not_surveyed": COUNT,
        "counts": {"type": "object", "additionalProperties": COUNT},
        "deletes": COUNT,
        "brings_back": COUNT,
        "fields": _list(_object({"kind": TEXT, "field": TEXT, "records": COUNT})),
        "changed_since": _list(
            _object(
                {
                    "id": UUID,
                    "kind": TEXT,
                    "label": TEXT,
                    "standing": TEXT,
                    "reason": TEXT,
                    "now": {"type": "object"},
                    "then": {"type": "object"},
                }
            )
        ),
    },
    title="Preview of an undo",
)
SCHEMAS: dict[str, Schema] = {
    "History": HISTORY,
    "RecordThen": THEN,
    "ChangeSet": CHANGE_SET,
    "ChangeSetPage": _object({"items": _list(ref("ChangeSet")), "next_cursor": CURSOR}),
    "NotTakenPage": _object({"items": _list(NOT_TAKEN), "next_cursor": CURSOR}),
    "UndoPreview": PREVIEW,
}
PAGING = (
    operations.query("cursor", TEXT, _("The next_cursor of the page before.")),
    operations.query(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": 200, "default": 50},
        _("How many a page holds."),
    ),
)


def _ok(schema: Schema, about: Text = "") -> Schema:
    return {"description": str(about), "content": {"application/json": {"schema": schema}}}


def history_of(_entity: Entity) -> Operation:
    at = operations.query("at", MOMENT, _("Instead of the writes: the record as it was then."))
    either = {"anyOf": [ref("History"), ref("RecordThen")]}
    return {
        "parameters": [at, *PAGING],
        "responses": {200: _ok(either), **refusals(404, 422)},
    }


def restores(entity: Entity) -> Operation:
    shape = history.RESTORE.model_json_schema()
    editable = [field.name for field in entity.fields if field.editable]
    body = {**shape, "example": {"field": (editable or ["name"])[0], "entry": "4711"}}
    updated = operations.updates(entity)
    return {**updated, "requestBody": _body(body)}


def _body(schema: Schema, *, required: bool = True) -> Schema:
    return {"required": required, "content": {"application/json": {"schema": schema}}}


def bulk(entity: Entity) -> Operation:
    ids = {**_list(UUID), "minItems": 1, "maxItems": MOST_IDS}
    filters = {"type": "object", "additionalProperties": TEXT, "description": "As in the list."}
    body = {
        "type": "object",
        "properties": {
            "ids": ids,
            "where": filters,
            "set": ref(schemas.write_name(entity, Purpose.UPDATE)),
            "assign": {**UUID, "description": "The new owner."},
        },
        "additionalProperties": False,
        "example": {"ids": [AN_ID], "set": _a_value(entity)},
    }
    return {
        "parameters": [operations.idempotency_key()],
        "requestBody": _body(body),
        "responses": {202: _ok(ref("ChangeSet"), _("It is at work.")), **refusals(*WRITES)},
    }


def _a_value(entity: Entity) -> Schema:
    plain = (f for f in entity.fields if f.editable and f.kind not in {Kind.LINK, Kind.ID})
    return {field.name: schemas.given_example(field) for field in [*plain][:1]}


def _route(
    name: str, summary: str, about: str, status: int, schema: Schema, *, refused: tuple[int, ...]
) -> dict[str, Any]:
    return {
        "operation_id": f"changes-{name}",
        "url_name": f"changes-{name}",
        "summary": summary,
        "description": about,
        "response": {status: None},
        "openapi_extra": {
            "parameters": [],
            "responses": {status: _ok(schema), **refusals(*refused)},
        },
    }


def _with(route: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**route, "openapi_extra": {**route["openapi_extra"], **more}}


LIST = _with(
    _route("list", "List change sets", "Yours; administrators see all.", 200, ref("ChangeSetPage"), refused=(422,)),
    parameters=[*PAGING],
)  # fmt: skip
GET = _route(
    "get", "Get one change set", "How far it has come.", 200, ref("ChangeSet"), refused=(404,)
)
LIST_NOT_TAKEN = _with(
    _route("not-taken", "List what was not taken", "Refused, or left as others had changed it.", 200, ref("NotTakenPage"), refused=(404, 422)),
    parameters=[*PAGING],
)  # fmt: skip
PREVIEW_UNDO = _route(
    "undo-preview",
    "See what undoing would do",
    "What would be put back, field by field, and what was changed since.",
    200,
    ref("UndoPreview"),
    refused=(404,),
)
START_UNDO = _with(
    _route(
        "undo",
        "Undo a change set",
        "Records that others changed since are left, unless named under `also`.",
        202,
        ref("ChangeSet"),
        refused=WRITES,
    ),
    parameters=[operations.idempotency_key()],
    requestBody=_body(
        {
            "type": "object",
            "properties": {"also": {**_list(UUID), "maxItems": MOST_IDS}},
            "additionalProperties": False,
            "example": {"also": [AN_ID]},
        },
        required=False,
    ),
)
