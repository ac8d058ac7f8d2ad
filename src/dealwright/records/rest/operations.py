"""What the OpenAPI document says of each route: parameters, bodies, answers, refusals."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from pydantic import TypeAdapter

from dealwright.core.errors import Text
from dealwright.records.fields import Kind
from dealwright.records.filtering import comparing, limits
from dealwright.records.registry import Command, Entity
from dealwright.records.rest import filters, listing, problems, schemas
from dealwright.records.rest.filters import Filter
from dealwright.records.rest.schemas import TEXT, Schema, ref
from dealwright.records.shapes import Purpose

type Operation = dict[str, Any]

EVERYWHERE = (401, 403, 429, 500)


def problem_response(status: int) -> Schema:
    """The declaration of a refusal."""
    kind = problems.KINDS[status]
    example = {
        "type": problems.type_of(status),
        "title": str(kind.title),
        "status": status,
        "detail": str(kind.about),
        "code": kind.name.replace("-", "_"),
    }
    content = {problems.MEDIA: {"schema": ref("Problem"), "example": example}}
    return {"description": str(kind.about), "content": content}


def refusal(status: int) -> Schema:
    return {"$ref": f"#/components/responses/{problems.KINDS[status].name}"}


def refusals(*statuses: int) -> dict[int, Schema]:
    return {status: refusal(status) for status in (*EVERYWHERE, *statuses)}


def _answers(schema: Schema, *, headers: Sequence[str] = ("ETag",)) -> Schema:
    found: Schema = {"content": {"application/json": {"schema": schema}}}
    if headers:
        found["headers"] = {
            name: {"schema": TEXT, "description": HEADERS[name]} for name in headers
        }
    return found


HEADERS = {
    "ETag": "The version of the record, in quotes.",
    "Location": "The address of the new record.",
    "Possible-Duplicates": "Records that the new one may duplicate, each with the reason; absent without any.",
    "Link": 'The next page, rel="next"; absent on the last.',
}


def query(name: str, schema: Schema, about: Text) -> Schema:
    """The declaration of a query parameter."""
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": about}


def _header(name: str, about: str, *, required: bool, example: str) -> Schema:
    return {
        "name": name,
        "in": "header",
        "required": required,
        "schema": TEXT,
        "description": about,
        "example": example,
    }


def if_match(*, required: bool) -> Schema:
    """The declaration of the header that names the version a change was made from."""
    about = _("The ETag of the record as you read it; * accepts any version.")
    found = _header("If-Match", about, required=required, example='"3"')
    return {**found, "schema": {"type": "string", "pattern": r'^(\*|"[0-9]{1,9}")$'}}


def idempotency_key() -> Schema:
    """The declaration of the header that lets a request be sent again."""
    about = _(
        "Chosen by you, such as a UUID: the same key again gets the same answer, for 24 hours."
    )
    found = _header("Idempotency-Key", about, required=False, example=schemas.AN_ID)
    return {**found, "schema": {"type": "string", "minLength": 1, "maxLength": 200}}


def _fields(entity: Entity) -> Schema:
    names = ",".join([field.name for field in entity.fields][:2])
    return {
        **query("fields", TEXT, _("Only these fields, parted by commas; the id always comes.")),
        "example": names,
    }


def lists(entity: Entity) -> Operation:
    """List: every filter by name, then how the list is ordered, cut and shown."""
    order = ", ".join(f"`{name}`" for name in listing.sortable(entity))
    about = _(
        "Up to three of %(names)s, parted by commas, each with - for descending. Without it: %(usual)s."
    )
    settings = [
        _language(entity),
        query("search", TEXT, _("Every word must occur in the record's name.")),
        query("order", TEXT, about % {"names": order, "usual": listing.usual_order(entity)}),
        query("cursor", TEXT, _("The next_cursor of the page before, with the same order.")),
        query(
            "limit",
            {
                "type": "integer",
                "minimum": 1,
                "maximum": listing.LARGEST_LIMIT,
                "default": listing.USUAL_LIMIT,
            },
            _("How many records a page holds."),
        ),
        _fields(entity),
    ]
    page = ref(f"{schemas.read_name(entity)}Page")
    return {
        "parameters": [*settings, *map(_filter, filters.filters(entity).values())],
        "responses": {200: _answers(page, headers=("Link",)), **refusals(422)},
    }


def _language(entity: Entity) -> Schema:
    """The parameter that takes the filter language, with an example that this kind understands."""
    told = _(
        "Conditions joined by `and`, `or`, `not` and parentheses: a field, or one of a linked record such as "
        "`account.industry`, with `=`, `!=`, `<`, `<=`, `>`, `>=`, `in (…)`, `between … and …`, `contains`, "
        "`starts with`, `under`, `is empty`. Days may be `today`, `this quarter`, `the next 30 days`, owners `me` or "
        "`my team`. The reference of filters has the grammar."
    )
    schema = {"type": "string", "minLength": 1, "maxLength": limits.LONGEST}
    is_text = entity.field(entity.title).kind == Kind.TEXT
    example = f'{entity.title} contains "north"' if is_text else f"id = {schemas.AN_ID}"
    return {**query("filter", schema, told), "example": example}


def _filter(found: Filter) -> Schema:
    about = f"{found.field.label}: {filters.ABOUT[found.comparison]}."
    return query(found.name, _filter_schema(found), about[:1].upper() + about[1:])


def _filter_schema(found: Filter) -> Schema:
    if found.comparison == "isnull" or found.field.kind == Kind.BOOLEAN:
        return {"type": "boolean"}
    if found.comparison in {"in", "icontains"}:
        return {"type": "string", "minLength": 1}
    schema = TypeAdapter(comparing.annotation(found.field)).json_schema()
    return next((each for each in schema.get("anyOf", ()) if each["type"] == "string"), schema)


def gets(entity: Entity) -> Operation:
    responses = {200: _answers(ref(schemas.read_name(entity))), **refusals(404, 410, 422)}
    return {"parameters": [_fields(entity)], "responses": responses}


def creates(entity: Entity) -> Operation:
    """Create: one object, or a list of them in one transaction."""
    one = ref(schemas.write_name(entity, Purpose.CREATE))
    read = ref(schemas.read_name(entity))
    many = {"type": "object", "required": ["items"], "properties": {"items": schemas.list_of(read)}}
    told = ("ETag", "Location", *(["Possible-Duplicates"] if entity.hints else []))
    created = _answers({"anyOf": [read, many]}, headers=told)
    return {
        "parameters": [idempotency_key()],
        "requestBody": _body(
            {"anyOf": [one, {**schemas.list_of(one), "minItems": 1, "maxItems": 1000}]}
        ),
        "responses": {201: created, **refusals(400, 409, 413, 415, 422)},
    }


def _body(schema: Schema, *, required: bool = True) -> Schema:
    return {"required": required, "content": {"application/json": {"schema": schema}}}


def updates(entity: Entity) -> Operation:
    return {
        "parameters": [if_match(required=True)],
        "requestBody": _body(ref(schemas.write_name(entity, Purpose.UPDATE))),
        "responses": {
            200: _answers(ref(schemas.read_name(entity))),
            **refusals(400, 404, 409, 410, 412, 413, 415, 422, 428),
        },
    }


def deletes(_entity: Entity) -> Operation:
    gone = {"description": _("It is gone.")}
    return {
        "parameters": [if_match(required=False)],
        "responses": {204: gone, **refusals(400, 404, 409, 410, 412)},
    }


def runs(entity: Entity, command: Command, answered: Entity) -> Operation:
    """A verb: its parameters as the body; the record that came of it if there is one, or else itself as it is then."""
    names = dict.fromkeys(schemas.read_name(kind) for kind in (answered, entity))
    shown = {"anyOf": [*map(ref, names)]} if len(names) > 1 else ref(*names)
    needed = any(field.required for field in command.parameters)
    return {
        "parameters": [idempotency_key()],
        "requestBody": _body(ref(schemas.body_name(entity, command)), required=needed),
        "responses": {
            200: _answers(shown),
            204: {"description": _("Done; the record is gone with it.")},
            **refusals(400, 404, 409, 410, 413, 415, 422),
        },
    }
