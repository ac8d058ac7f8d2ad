"""The OpenAPI 3.1 document: what the framework knows of the routes, and what we know of everything they share."""

from collections.abc import Iterable
from typing import Any

from django.utils.encoding import force_str
from ninja import NinjaAPI

from dealwright.records import registry
from dealwright.records.rest import ROOT, auth, contract, operations, problems, schemas
from dealwright.records.rest.schemas import TEXT, Schema

SECURITY: list[dict[str, list[str]]] = [{"token": []}, {"session": []}]

FIELD_PROBLEM: Schema = {
    "type": "object",
    "required": ["field", "detail"],
    "properties": {
        "field": {"type": "string", "description": "Empty when it concerns the whole."},
        "detail": TEXT,
        "row": {"type": "integer", "description": "In a list: its position, from 0."},
        "offset": {"type": "integer", "description": "In a filter: the character, from 0."},
    },
}

PROBLEM: Schema = {
    "type": "object",
    "description": "Problem details (RFC 9457).",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What was refused, and why."},
        "code": {"type": "string", "description": "Stable, for programs."},
        "why": {
            "type": "string",
            "description": "Which right is missing, and how far the person's reach (403).",
        },
        "remedy": {"type": "string", "description": "What to do next."},
        "instance": {"type": "string", "description": "Where the log tells more (500)."},
        "errors": {
            "type": "array",
            "items": FIELD_PROBLEM,
            "description": "Each wrong field (422).",
        },
        "version": {"type": "integer", "description": "The present version (412)."},
        "changed_by": {"type": "string", "description": "Who changed it (412)."},
        "theirs": {"type": "object", "description": "The present values (412)."},
        "mine": {"type": "object", "description": "The values that were refused (412)."},
    },
    "example": {
        "type": problems.type_of(422),
        "title": "Something is missing or wrong",
        "status": 422,
        "detail": "This is required.",
        "code": "invalid",
        "errors": [{"field": "name", "detail": "This is required."}],
    },
}


def document(api: NinjaAPI) -> dict[str, Any]:
    """The whole document, as plain values."""
    found: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=f"{ROOT}/"))
    for operation in _operations(found):
        operation["security"] = SECURITY if operation.get("security") else []
        _complete_responses(operation)
    found["components"] = {
        "schemas": {**found["components"]["schemas"], **_schemas()},
        "responses": {
            kind.name: operations.problem_response(status)
            for status, kind in problems.KINDS.items()
        },
        "securitySchemes": _plain(auth.SCHEMES),
    }
    found["tags"] = [{"name": name} for name in sorted(set(_tags(found)))]
    return found


def _operations(found: dict[str, Any]) -> Iterable[dict[str, Any]]:
    return (operation for path in found["paths"].values() for operation in path.values())


def _complete_responses(operation: dict[str, Any]) -> None:
    """Routes made by hand declare what they answer; what any route may refuse is added here."""
    answers = {str(status): value for status, value in operation["responses"].items()}
    statuses = operations.EVERYWHERE if operation["security"] else (429, 500)
    for status in (*statuses, *_refusals_by_input(operation)):
        answers.setdefault(str(status), operations.refusal(status))
    operation["responses"] = dict(sorted(answers.items()))


def _refusals_by_input(operation: dict[str, Any]) -> Iterable[int]:
    if operation["parameters"]:
        yield from (404, 422)
    if "requestBody" in operation:
        yield from (400, 409, 413, 415, 422)


def _schemas() -> dict[str, Schema]:
    shared = {"Problem": PROBLEM, "Link": schemas.LINK, **contract.SCHEMAS}
    for entity in registry.entities():
        if entity.route or _is_answered(entity.key):
            shared |= schemas.of_entity(entity)
    return shared


def _is_answered(key: str) -> bool:
    return any(command.answers == key for kind in registry.entities() for command in kind.commands)


def _tags(found: dict[str, Any]) -> Iterable[str]:
    return (tag for operation in _operations(found) for tag in operation.get("tags", ()))


def _plain(value: Any) -> Any:
    """Lazy texts as texts."""
    if isinstance(value, dict):
        return {key: _plain(found) for key, found in value.items()}
    return force_str(value)
