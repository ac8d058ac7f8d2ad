"""The documentation as pages: an overview, and one page for each kind of record, drawn from the OpenAPI document."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify

from dealwright.records.rest import listing, problems
from dealwright.records.rest.problems import ProblemKind

type Document = Mapping[str, Any]
type Schema = Mapping[str, Any]

JSON = "application/json"


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A parameter, or a field of an object."""

    name: str
    type: str
    about: str
    place: str = ""
    required: bool = False

    @property
    def parts(self) -> list[tuple[str, bool]]:
        """`about` in pieces, each with whether it is code: what stands between backticks."""
        return [(text, place % 2 == 1) for place, text in enumerate(self.about.split("`"))]


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a route may answer with one status."""

    status: str
    about: str
    is_problem: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """One operation."""

    id: str
    method: str
    path: str
    summary: str
    about: str
    parameters: Sequence[Line]
    filters: Sequence[Line]
    body: Sequence[Line]
    answers: Sequence[Answer]
    example: str
    answer_example: str


@dataclass(frozen=True, kw_only=True, slots=True)
class KindPage:
    """The page of one kind of record."""

    name: str
    slug: str
    routes: Sequence[Route]
    fields: Sequence[Line]


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A kind of record in the overview."""

    name: str
    slug: str
    path: str
    verbs: Sequence[str]


def entries(document: Document) -> list[Entry]:
    """Every kind of record, in the order of the document."""
    return [_entry(document, tag["name"]) for tag in document["tags"]]


def _entry(document: Document, tag: str) -> Entry:
    found = list(_of_tag(document, tag))
    return Entry(
        name=tag,
        slug=slugify(tag),
        path=found[0][1],
        verbs=[operation["summary"] for _method, _path, operation in found],
    )


def _of_tag(document: Document, tag: str) -> Iterable[tuple[str, str, Schema]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if tag in operation.get("tags", ()):
                yield method.upper(), path, operation


def kind_page(document: Document, slug: str) -> KindPage | None:
    """The page of a kind of record, None when there is none of that name."""
    name = next((tag["name"] for tag in document["tags"] if slugify(tag["name"]) == slug), None)
    if name is None:
        return None
    routes = [_route(document, *found) for found in _of_tag(document, name)]
    return KindPage(name=name, slug=slug, routes=routes, fields=_fields(document, name))


def problem_kinds() -> list[tuple[int, ProblemKind]]:
    """Every type of problem with its status."""
    return sorted(problems.KINDS.items())


def _fields(document: Document, name: str) -> list[Line]:
    """The fields of a record as it is read: those of the answer to "get", or to whatever answers an object."""
    for _method, _path, operation in _of_tag(document, name):
        schema = _resolved(document, _answer_schema(operation))
        if "items" not in schema.get("properties", {}) and schema.get("properties"):
            return _lines(document, {**schema, "required": ()})  # every field always comes
    return []


def _answer_schema(operation: Schema) -> Schema:
    success = operation["responses"].get("200") or operation["responses"].get("201") or {}
    found: Schema = success.get("content", {}).get(JSON, {}).get("schema", {})
    return found


def _route(document: Document, method: str, path: str, operation: Schema) -> Route:
    lines = [_parameter(document, found) for found in operation["parameters"]]
    own = set(listing.SETTINGS)
    body = _body_schema(document, operation)
    return Route(
        id=operation["operationId"],
        method=method,
        path=path,
        summary=operation["summary"],
        about=operation.get("description", ""),
        parameters=[line for line in lines if line.place != "query" or line.name in own],
        filters=[line for line in lines if line.place == "query" and line.name not in own],
        body=_lines(document, body),
        answers=[
            _answer(document, status, found) for status, found in operation["responses"].items()
        ],
        example=_call(method, path, operation, body),
        answer_example=_shown(_resolved(document, _answer_schema(operation)).get("example")),
    )


def _parameter(document: Document, found: Schema) -> Line:
    return Line(
        name=found["name"],
        type=_type(document, found["schema"]),
        about=found.get("description", ""),
        place=found["in"],
        required=found.get("required", False),
    )


def _answer(document: Document, status: str, found: Schema) -> Answer:
    if "$ref" in found:
        found = document["components"]["responses"][found["$ref"].rsplit("/", 1)[1]]
    is_problem = problems.MEDIA in found.get("content", {})
    return Answer(status=status, about=found["description"], is_problem=is_problem)


def _body_schema(document: Document, operation: Schema) -> Schema:
    schema = operation.get("requestBody", {}).get("content", {}).get(JSON, {}).get("schema", {})
    return _resolved(document, schema)


def _resolved(document: Document, schema: Schema) -> Schema:
    """The schema behind a reference; of several the first."""
    if "anyOf" in schema:
        return _resolved(document, schema["anyOf"][0])
    if "$ref" in schema:
        found: Schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        return found
    return schema


def _lines(document: Document, schema: Schema) -> list[Line]:
    required = schema.get("required", ())
    return [
        Line(
            name=name,
            type=_type(document, found),
            about=_about(name, found),
            required=name in required,
        )
        for name, found in schema.get("properties", {}).items()
    ]


def _about(name: str, found: Schema) -> str:
    title = found.get("title", "")
    title = "" if title.lower().replace(" ", "_") == name else title[:1].upper() + title[1:]
    return ". ".join(part for part in (title, found.get("description", "")) if part)


def _type(document: Document, schema: Schema) -> str:
    """A schema in a few words: "text, at most 200", "date or null", "one of new, contacted"."""
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_type(document, each) for each in schema["anyOf"]))
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[1]).lower()
    if "enum" in schema:
        return "one of " + ", ".join(json.dumps(value) for value in schema["enum"])
    kinds = schema.get("type", "any")
    words = " or ".join([kinds] if isinstance(kinds, str) else kinds)
    words = words.replace("string", schema.get("format", _text_word(schema)))
    return words + _bounds(schema)


def _text_word(schema: Schema) -> str:
    return "decimal" if "pattern" in schema else "text"


def _bounds(schema: Schema) -> str:
    words = []
    if "maxLength" in schema:
        words.append(f"at most {schema['maxLength']}")
    if "minimum" in schema:
        words.append(f"from {schema['minimum']:g}")
    if "maximum" in schema:
        words.append(f"to {schema['maximum']:g}")
    return "".join(f", {word}" for word in words)


def _call(method: str, path: str, operation: Schema, body: Schema) -> str:
    """The route as a command line."""
    lines = [
        f"curl -X {method} $DEALWRIGHT{path}" if method != "GET" else f"curl $DEALWRIGHT{path}"
    ]
    if operation["security"]:
        lines.append('-H "Authorization: Bearer $TOKEN"')
    lines += [
        f"-H '{found['name']}: {found['example']}'"
        for found in operation["parameters"]
        if found["in"] == "header" and found.get("required")
    ]
    if body:
        lines.append("-H 'Content-Type: application/json'")
        lines.append(f"-d '{_shown(body.get('example', {}))}'")
    return " \\\n  ".join(lines)


def _shown(value: Any) -> str:
    return "" if value is None else json.dumps(value, indent=2, ensure_ascii=False)
