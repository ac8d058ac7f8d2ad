"""The OpenAPI 3.1 document: what the framework knows of the routes, and what we know of everything they share."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.encoding import force_str
from ninja import NinjaAPI

from dealwright.core.actor import Actor
from dealwright.identity.privileges import FieldLevel
from dealwright.records import registry
from dealwright.records.registry import Entity
from dealwright.records.rest import (
    ROOT,
    auth,
    contract,
    file_contract,
    operations,
    problems,
    schemas,
)
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


type Limits = frozenset[tuple[str, frozenset[tuple[str, FieldLevel]]]]


def limits_of(reader: Actor) -> Limits:
    """By kind, the custom fields that the reader knows less of than others, with how much of them."""
    lower = ((kind.key, frozenset(_lower(kind, reader))) for kind in registry.entities())
    return frozenset((key, found) for key, found in lower if found)


def _lower(kind: Entity, reader: Actor) -> Iterator[tuple[str, FieldLevel]]:
    if not kind.customs:
        return
    seen = kind.seen_by(reader).by_name
    for field in kind.customs:
        if field.name not in seen:
            yield field.name, FieldLevel.HIDDEN
        elif seen[field.name] != field:
            yield field.name, FieldLevel.READ


def limited(limits: Limits) -> list[Entity]:
    """Every kind with its custom fields within these limits. What the product itself declares is no secret."""
    known = dict(limits)
    return [
        registry.narrowed(kind, known[kind.key]) if kind.key in known else kind
        for kind in registry.entities()
    ]


def document(api: NinjaAPI, kinds: Iterable[Entity]) -> dict[str, Any]:
    """The whole document, as plain values, with these kinds of record."""
    kinds = list(kinds)
    found: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=f"{ROOT}/"))
    _bring_lists_up_to_date(found, kinds)
    for operation in _operations(found):
        operation["security"] = SECURITY if operation.get("security") else []
        _complete_responses(operation)
    found["components"] = {
        "schemas": {**found["components"]["schemas"], **_schemas(kinds)},
        "responses": {
            kind.name: operations.problem_response(status)
            for status, kind in problems.KINDS.items()
        },
        "securitySchemes": _plain(auth.SCHEMES),
    }
    found["tags"] = [{"name": name} for name in sorted(set(_tags(found)))]
    return found


def _bring_lists_up_to_date(found: dict[str, Any], kinds: Sequence[Entity]) -> None:
    """What a list can be asked for goes by the fields of now; routes were described when the process started."""
    lists = {f"{entity.route}-list": entity for entity in kinds if entity.customs}
    for operation in _operations(found):
        entity = lists.get(operation.get("operationId", ""))
        if entity:
            operation["parameters"] = operations.lists(entity)["parameters"]


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


def _schemas(kinds: Sequence[Entity]) -> dict[str, Schema]:
    shared = {"Problem": PROBLEM, "Link": schemas.LINK, **contract.SCHEMAS, **file_contract.SCHEMAS}
    answered = {command.answers for kind in kinds for command in kind.commands}
    for entity in kinds:
        if entity.route or entity.key in answered:
            shared |= schemas.of_entity(entity)
    return shared


def _tags(found: dict[str, Any]) -> Iterable[str]:
    return (tag for operation in _operations(found) for tag in operation.get("tags", ()))


def _plain(value: Any) -> Any:
    """Lazy texts as texts."""
    if isinstance(value, dict):
        return {key: _plain(found) for key, found in value.items()}
    return force_str(value)
