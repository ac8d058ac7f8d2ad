"""What the OpenAPI document says of imports, and the shapes of what is sent to them."""

from collections.abc import Mapping
from typing import Any, Literal, get_args

from django.utils.translation import gettext_lazy as _
from pydantic import Field as Setting

from dealwright.exchange.mapping import Known, Mode, Part
from dealwright.exchange.models import State
from dealwright.exchange.opening import DELIMITERS
from dealwright.exchange.plans import Status
from dealwright.exchange.reading.formats import SHOWN
from dealwright.exchange.report import Result
from dealwright.records.rest import operations
from dealwright.records.rest.contract import PAGING
from dealwright.records.rest.file_contract import BYTES
from dealwright.records.rest.operations import refusals
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
    page_of,
)

WRITES = (400, 404, 409, 413, 415, 422)
LONGEST_NAME = 200
LARGEST_HEADER = SHOWN


class Way(Part):
    """How a file is written, as far as it is told."""

    encoding: str = ""
    delimiter: Literal[",", ";", "\t", "|", ":", "^", "~"] = ","
    quote: Literal['"', "'", ""] = '"'
    escape: Literal["\\", ""] = ""
    header: int = Setting(default=1, ge=0, le=LARGEST_HEADER)
    sheet: str = ""


class Told(Part):
    """What becomes of one column; what is not told stays. An empty field leaves it out."""

    field: str | None = None
    format: str | None = None
    decimal: Literal["", ".", ","] | None = None
    create: bool | None = None
    by: str | None = None
    drop: bool | None = None
    values: Mapping[str, Any] | None = None


class Replanned(Part):
    """Changes of a plan."""

    columns: Mapping[str, Told] = Setting(default_factory=dict)
    mode: Mode | None = None
    key: list[str] | None = None
    duplicates: Known | None = None


def _one_of(*values: Any) -> Schema:
    return {"type": "string", "enum": [*values]}


MODES = _one_of(*get_args(Mode.__value__))
DUPLICATES = _one_of(*get_args(Known.__value__))
COUNTS = ("read", "created", "updated", "unchanged", "refused", "duplicates")
TOLD: dict[str, Schema] = {
    "id": UUID,
    "kind": TEXT,
    "name": TEXT,
    "size": COUNT,
    "state": _one_of(*State.values),
    "error": TEXT,
    "total": {"type": ["integer", "null"]},
    **dict.fromkeys(COUNTS, COUNT),
    "change_set": {**MAYBE_ID, "description": "Under /changes: progress, undo."},
    "created_at": MOMENT,
    "finished_at": MAYBE_MOMENT,
}
FORMAT = object_of(
    {
        "encoding": TEXT,
        "delimiter": TEXT,
        "quote": TEXT,
        "escape": TEXT,
        "header": COUNT,
        "sheet": TEXT,
        "sheets": list_of(TEXT),
        "doubts": {**list_of(TEXT), "description": "What has to be looked at: encoding, dialect, header."},
    }
)  # fmt: skip
COLUMN = object_of(
    {
        "name": TEXT,
        "field": TEXT,
        "status": _one_of(*(str(status) for status in Status)),
        "rule": {"type": "object"},
        "options": list_of(TEXT),
        "example": TEXT,
        "limit": {
            "type": "string",
            "description": "Why it is not written, or not always; mostly empty.",
        },
    }
)
PLAN = object_of(
    {
        "columns": list_of(COLUMN),
        "mode": MODES,
        "key": list_of(TEXT),
        "duplicates": DUPLICATES,
        "source": {"type": "string", "description": "The system it was exported from, if known."},
    }
)
WHOLE = object_of({**TOLD, "format": FORMAT, "plan": PLAN, "also": {"type": "object"}})
FIELD = object_of({"name": TEXT, "label": TEXT, "kind": TEXT})
KIND = object_of({"key": TEXT, "label": TEXT, "fields": list_of(FIELD)})
ROW = object_of(
    {
        "line": COUNT,
        "result": TEXT,
        "label": TEXT,
        "changes": {"type": "object", "description": "By field: [old, new]."},
        "reason": TEXT,
        "fault": TEXT,
    }
)
NEW_WAY: Schema = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "encoding": TEXT,
        "delimiter": _one_of(*DELIMITERS),
        "quote": _one_of('"', "'", ""),
        "escape": _one_of("\\", ""),
        "header": {"type": "integer", "minimum": 0, "maximum": LARGEST_HEADER},
        "sheet": TEXT,
    },
    "example": {"encoding": "cp1252", "delimiter": ";", "header": 1},
}
NEW_COLUMN: Schema = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "field": {"type": "string", "description": "Empty to leave the column out."},
        "format": {"type": "string", "description": "Of days, as %d.%m.%Y."},
        "decimal": _one_of("", ".", ","),
        "create": {"type": "boolean", "description": "Add the records it names that are not there."},
        "drop": {"type": "boolean", "description": "Go without cells that are no values of it."},
        "by": {"type": "string", "description": "The field that finds the record it names, or any."},
        "values": {"type": "object", "description": "What words mean: {word: value}."},
    },
}  # fmt: skip
NEW_PLAN: Schema = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "columns": {"type": "object", "additionalProperties": NEW_COLUMN},
        "mode": MODES,
        "key": list_of(TEXT),
        "duplicates": DUPLICATES,
    },
    "example": {"columns": {"Firm": {"field": "name"}}, "mode": "upsert", "key": ["name"]},
}


def _json(schema: Schema) -> Schema:
    return {"application/json": {"schema": schema}}


def _route(
    name: str,
    summary: str,
    about: str,
    status: int,
    content: Schema,
    *,
    refused: tuple[int, ...] = (404,),
    **extra: Any,
) -> dict[str, Any]:
    return {
        "operation_id": f"imports-{name}",
        "url_name": f"imports-{name}",
        "summary": summary,
        "description": about,
        "response": {status: None},
        "openapi_extra": {
            "parameters": [],
            "responses": {status: {"description": summary, "content": content}, **refusals(*refused)},
            **extra,
        },
    }  # fmt: skip


def _asked(name: str, schema: Schema, about: Any, example: str) -> Schema:
    return {**operations.query(name, schema, about), "required": True, "example": example}


KINDS = _route("kinds", "List what can be imported", "With the fields that columns may go to.", 200, _json(object_of({"items": list_of(KIND)})), refused=(422,))  # fmt: skip
LIST = _route("list", "List imports", "Yours; administrators see all.", 200, _json(page_of(object_of(TOLD))), refused=(422,), parameters=[*PAGING])  # fmt: skip
BEGIN = _route(
    "begin",
    "Upload a file to import",
    "The body is the file: CSV, TSV or XLSX. Nothing is imported yet.",
    201,
    _json(WHOLE),
    refused=WRITES,
    parameters=[
        _asked("kind", TEXT, _("What it holds, as /imports/kinds names it."), "leads.lead"),
        _asked("name", {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME}, _("What the file is called."), "leads.csv"),
    ],
    requestBody={"required": True, "content": BYTES},
)  # fmt: skip
GET = _route("get", "Get one import", "How far it is.", 200, _json(WHOLE))
SET_FORMAT = _route(
    "format",
    "Say how the file of an import is written",
    "What it means is guessed anew.",
    200,
    _json(WHOLE),
    refused=WRITES,
    requestBody={"required": True, "content": _json(NEW_WAY)},
)
SET_PLAN = _route(
    "plan",
    "Say what goes where in an import",
    "Columns that are not named stay as they are.",
    200,
    _json(WHOLE),
    refused=WRITES,
    requestBody={"required": True, "content": _json(NEW_PLAN)},
)
CHECK = _route(
    "check",
    "Try an import without writing anything",
    "In the background; then /rows says what would become of each row.",
    202,
    _json(WHOLE),
    refused=(404, 409, 422),
)
ROWS = _route(
    "rows",
    "List what would become of the rows of an import",
    "All that would be refused; of each other result the first five hundred.",
    200,
    _json(page_of(ROW)),
    refused=(404, 422),
    parameters=[
        operations.query("result", _one_of(*Result, "duplicate"), _("Only these.")),
        *PAGING,
    ],
)
START = _route(
    "start",
    "Start an import",
    "Of what was checked, in the background, as one change set that can be undone.",
    202,
    _json(WHOLE),
    refused=(404, 409, 422),
    parameters=[operations.idempotency_key()],
)
CANCEL = _route(
    "cancel",
    "Stop an import",
    "Finished batches stay, and can be undone.",
    200,
    _json(WHOLE),
    refused=(404, 409),
)
REFUSED = _route(
    "refused",
    "Download the refused rows of an import",
    "Byte for byte as they were, each behind its reason.",
    200,
    {"text/csv": {"schema": {"type": "string", "format": "binary"}}},
    refused=(404, 409),
)
