"""What the OpenAPI document says of files."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from dealwright.records.files.models import LONGEST_NAME, State
from dealwright.records.registry import Entity
from dealwright.records.rest import files, operations
from dealwright.records.rest.operations import Operation, refusals
from dealwright.records.rest.schemas import (
    COUNT,
    MAYBE_ID,
    MAYBE_MOMENT,
    MOMENT,
    TEXT,
    UUID,
    Schema,
    list_of,
    object_of,
    ref,
)

BYTES: Schema = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
ANY_BYTES: Schema = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
CONTENT: dict[str, Schema] = {
    "name": TEXT,
    "number": COUNT,
    "size": COUNT,
    "media_type": {"type": "string", "description": "By content; the name is not believed."},
    "sha256": TEXT,
    "state": {"type": "string", "enum": State.values},
}
FILE: dict[str, Schema] = {
    "id": UUID,
    "version": {"type": "integer", "description": "Also the ETag."},
    "kind": TEXT,
    "record": UUID,
    **CONTENT,
    "added_at": MOMENT,
    "added_by": MAYBE_ID,
    "changed_at": MOMENT,
    "changed_by": MAYBE_ID,
    "removed_at": MAYBE_MOMENT,
}
VERSION: dict[str, Schema] = {**CONTENT, "note": TEXT, "at": MOMENT, "by": MAYBE_ID}


SCHEMAS: dict[str, Schema] = {
    "File": {**object_of(FILE), "title": "File"},
    "FileVersion": {**object_of(VERSION), "title": "Version of a file"},
    "FileWithVersions": object_of({**FILE, "versions": list_of(ref("FileVersion"))}),
    "Files": object_of({"items": list_of(ref("File"))}),
}
HEADERS: Schema = {
    "ETag": {"schema": TEXT, "description": "The version of the file, in quotes."},
    "Location": {"schema": TEXT, "description": "The address of the new file."},
}


def _ok(about: str, schema: Schema, *, headers: tuple[str, ...] = ("ETag",)) -> Schema:
    found: Schema = {"description": about, "content": {"application/json": {"schema": schema}}}
    if headers:
        found["headers"] = {name: HEADERS[name] for name in headers}
    return found


def _named(*, required: bool) -> Schema:
    schema = {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME}
    found = operations.query("name", schema, _("What the file is called."))
    return {**found, "required": required, "example": "Frame contract.pdf"}


def lists(_entity: Entity) -> Operation:
    return {
        "parameters": [],
        "responses": {
            200: _ok("The files, the last changed first.", ref("Files"), headers=()),
            **refusals(404, 422),
        },
    }


def attaches(_entity: Entity) -> Operation:
    created = _ok("The new file.", ref("File"), headers=("ETag", "Location"))
    return {
        "parameters": [_named(required=True)],
        "requestBody": {"required": True, "content": BYTES},
        "responses": {201: created, **refusals(404, 409, 415, 422)},
    }


def _route(name: str, summary: str, about: str, status: int, answered: Schema, **extra: Any) -> Any:
    refused = extra.pop("refused", (404,))
    part = {206: extra.pop("part")} if "part" in extra else {}
    operation = {
        "parameters": [],
        "responses": {status: answered, **part, **refusals(*refused)},
        **extra,
    }
    return {
        "operation_id": f"files-{name}",
        "url_name": f"files-{name}",
        "summary": summary,
        "description": about,
        "response": {status: None},
        "openapi_extra": operation,
    }


BOUND = {"description": "The bytes.", "content": ANY_BYTES}
PART = {"description": "The range of them that was asked for.", "content": ANY_BYTES}
GET = _route(
    "get",
    "Get one file",
    "The file with its versions, the newest first.",
    200,
    _ok("The file.", ref("FileWithVersions")),
)
RENAME = _route(
    "rename",
    "Rename a file",
    "If-Match names the version you read.",
    200,
    _ok("The file.", ref("File")),
    parameters=[operations.if_match(required=True)],
    requestBody={
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    **files.RENAME.model_json_schema(),
                    "example": {"name": "Frame contract, signed.pdf"},
                }
            }
        },
    },
    refused=(400, 404, 409, 412, 413, 415, 422, 428),
)
REMOVE = _route(
    "remove",
    "Remove a file",
    "It can be put back for as long as the installation keeps what was removed.",
    204,
    {"description": "It is removed."},
    refused=(404, 409),
)
PUT_BACK = _route(
    "put-back",
    "Put a removed file back",
    "With all its versions.",
    200,
    _ok("The file.", ref("File")),
    refused=(404, 409),
)
DOWNLOAD = _route(
    "content",
    "Download a file",
    "The newest version. 409 while it is being checked, and when it was found harmful.",
    200,
    BOUND,
    refused=(404, 409),
    part=PART,
)
DOWNLOAD_VERSION = _route(
    "version-content",
    "Download a version of a file",
    "As the newest is downloaded.",
    200,
    BOUND,
    refused=(404, 409),
    part=PART,
)
REPLACE = _route(
    "replace",
    "Add a version to a file",
    "The body is its content; the earlier versions are kept.",
    200,
    _ok("The file.", ref("File")),
    parameters=[
        _named(required=False),
        operations.query("note", {"type": "string", "maxLength": 500}, _("What is new in it.")),
    ],
    requestBody={"required": True, "content": BYTES},
    refused=(404, 409, 415, 422),
)
RESTORE = _route(
    "restore-version",
    "Make an earlier version the newest again",
    "As a version of its own.",
    200,
    _ok("The file.", ref("File")),
    refused=(404, 409),
)
