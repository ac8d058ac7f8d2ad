"""What the OpenAPI document says of histories, bulk changes and change sets."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from dealwright.core.errors import Text
from dealwright.records.changesets.actions import COUNTS, EVERY
from dealwright.records.changesets.models import Outcome, State
from dealwright.records.fields import Kind
from dealwright.records.history.copies import What
from dealwright.records.merging.offering import MERGE
from dealwright.records.registry import Entity
from dealwright.records.rest import history, operations, schemas
from dealwright.records.rest.changes import MOST_IDS
from dealwright.records.rest.operations import Operation, refusals
from dealwright.records.rest.schemas import (
    AN_ID,
    COUNT,
    CURSOR,
    MAYBE_ID,
    MAYBE_MOMENT,
    MOMENT,
    TEXT,
    UUID,
    Schema,
    list_of,
    object_of,
    page_of,
    ref,
)
from dealwright.records.rest.searching import MOST as MOST_FOUND
from dealwright.records.shapes import Purpose

WRITES = (400, 404, 409, 413, 415, 422)


ACTOR: Schema = object_of({"kind": TEXT, "id": MAYBE_ID, "name": TEXT})
CHANGE: Schema = object_of({"field": TEXT, "old": {}, "new": {}})
ENTRY: Schema = object_of(
    {
        "entry": {"type": "string", "description": "Names the record as it was after this write."},
        "at": MOMENT,
        "what": {"type": "string", "enum": [what.value for what in What]},
        "by": ACTOR,
        "on_behalf_of": TEXT,
        "channel": TEXT,
        "change_set": MAYBE_ID,
        "changes": list_of(CHANGE),
    }
)
HISTORY: Schema = object_of(
    {"items": list_of(ENTRY), "next_cursor": CURSOR},
    title="History",
    description="Every write of a record, the last first.",
)
THEN: Schema = object_of(
    {"at": MOMENT, "entry": TEXT, "written_at": MOMENT, "record": {"type": "object"}},
    title="Record as it was",
)
CHANGE_SET: Schema = object_of(
    {
        "id": UUID,
        "kind": {"type": "string", "description": "edit, assign, undo, exchange.import"},
        "records": {"type": "string", "description": "The kind of record; empty for several."},
        "name": TEXT,
        "state": {"type": "string", "enum": State.values},
        "by": object_of({"id": MAYBE_ID, "name": TEXT}),
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
NOT_TAKEN: Schema = object_of(
    {
        "id": MAYBE_ID,
        "kind": TEXT,
        "label": TEXT,
        "outcome": {"type": "string", "enum": Outcome.values},
        "reason": TEXT,
        "cells": {"type": "object"},
    }
)
CHANGED_SINCE: Schema = object_of(
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
PREVIEW: Schema = object_of(
    {
        "total": COUNT,
        "not_surveyed": COUNT,
        "counts": {"type": "object", "additionalProperties": COUNT},
        "deletes": COUNT,
        "brings_back": COUNT,
        "fields": list_of(object_of({"kind": TEXT, "field": TEXT, "records": COUNT})),
        "changed_since": list_of(CHANGED_SINCE),
        "next_cursor": CURSOR,
    },
    title="Preview of an undo",
)
FOUND: Schema = object_of(
    {
        "items": list_of(
            object_of(
                {
                    "kind": TEXT,
                    "id": UUID,
                    "title": TEXT,
                    "about": TEXT,
                    "merged": {
                        "type": ["string", "null"],
                        "description": "What was looked for, when it was merged into this record.",
                    },
                    "route": {"type": ["string", "null"]},
                    "page": TEXT,
                }
            )
        ),
        "corrected": {
            "type": "string",
            "description": "What was looked for instead; usually empty.",
        },
    },
    title="What a search found",
    description="The best of each kind; the best of all first.",
)
MERGE_PREVIEW: Schema = object_of(
    {
        "may_merge": {
            "type": "boolean",
            "description": "Whether you may change all of them and delete those that go.",
        },
        "fields": {
            "type": "object",
            "description": "Of each field whose value would stay, and every record's own by its id.",
            "additionalProperties": object_of(
                {"from": UUID, "values": {"type": "object", "additionalProperties": {}}}
            ),
        },
        "moves": list_of(object_of({"label": TEXT, "count": COUNT})),
    },
    title="Preview of a merge",
)
SCHEMAS: dict[str, Schema] = {
    "MergePreview": MERGE_PREVIEW,
    "Found": FOUND,
    "History": HISTORY,
    "RecordThen": THEN,
    "ChangeSet": CHANGE_SET,
    "ChangeSetPage": page_of(ref("ChangeSet")),
    "NotTakenPage": page_of(NOT_TAKEN),
    "UndoPreview": PREVIEW,
    "ChangedSincePage": page_of(CHANGED_SINCE),
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


def previews_merge(entity: Entity) -> Operation:
    shown = {
        "description": _("OK."),
        "content": {"application/json": {"schema": ref("MergePreview")}},
    }
    return {
        "parameters": [],
        "requestBody": _body(ref(schemas.body_name(entity, MERGE))),
        "responses": {200: shown, **refusals(400, 404, 410, 413, 415, 422)},
    }


def bulk(entity: Entity) -> Operation:
    ids = {**list_of(UUID), "minItems": 1, "maxItems": MOST_IDS}
    filters = {"type": "object", "additionalProperties": TEXT, "description": "As in the list."}
    acts: Schema = {
        "set": ref(schemas.write_name(entity, Purpose.UPDATE)),
        "assign": {**UUID, "description": "The new owner."},
    }
    if entity.delete:
        acts["delete"] = {"const": True, "description": "To delete them."}
    body = {
        "type": "object",
        "properties": {"ids": ids, "where": filters, **acts},
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
LIST_CHANGED_SINCE = _with(
    _route(
        "changed-since",
        "List what was changed since",
        "All of it, on from the next_cursor of the preview; a page may be empty.",
        200,
        ref("ChangedSincePage"),
        refused=(404, 422),
    ),
    parameters=[operations.query("cursor", TEXT, _("The next_cursor of the page before."))],
)
START_UNDO = _with(
    _route(
        "undo",
        "Undo a change set",
        "Records that others changed since are left, unless named under `also`; `all` puts back all.",
        202,
        ref("ChangeSet"),
        refused=WRITES,
    ),
    parameters=[operations.idempotency_key()],
    requestBody=_body(
        {
            "type": "object",
            "properties": {
                "also": {"anyOf": [{**list_of(UUID), "maxItems": MOST_IDS}, {"const": EVERY}]}
            },
            "additionalProperties": False,
            "example": {"also": [AN_ID]},
        },
        required=False,
    ),
)

SEARCH: dict[str, Any] = {
    "operation_id": "search",
    "url_name": "search",
    "tags": ["Search"],
    "summary": "Search all records",
    "description": "By parts of names, numbers of documents, addresses, digits of telephone numbers.",
    "response": {200: None},
    "openapi_extra": {
        "parameters": [
            {
                **operations.query(
                    "q", {**TEXT, "minLength": 1, "example": "nordhaven"}, _("What to look for.")
                ),
                "required": True,
            },
            operations.query(
                "kinds",
                {**TEXT, "example": "customers.account"},
                _("Kinds of record, with commas between."),
            ),
            operations.query(
                "limit",
                {"type": "integer", "minimum": 1, "maximum": MOST_FOUND, "default": 5},
                _("How many of each kind."),
            ),
        ],
        "responses": {200: _ok(ref("Found")), **refusals(422)},
    },
}
