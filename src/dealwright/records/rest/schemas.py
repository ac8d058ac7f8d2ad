"""JSON schemas of the kinds of record: as read, as created, as changed, and the bodies of their verbs.

What goes in is described by the shapes that check it; what comes out by the columns that it is read from.
"""

from decimal import Decimal
from typing import Any

from django.db import models

from dealwright.core import paging
from dealwright.core.errors import Text
from dealwright.records import registry, shapes
from dealwright.records.fields import Field, Kind
from dealwright.records.registry import Command, Entity
from dealwright.records.shapes import Purpose, Shape

type Schema = dict[str, Any]

UUID: Schema = {"type": "string", "format": "uuid"}
DECIMAL: Schema = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}
TEXT: Schema = {"type": "string"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
COUNT: Schema = {"type": "integer", "minimum": 0}
MAYBE_ID: Schema = {"type": ["string", "null"], "format": "uuid"}
MAYBE_MOMENT: Schema = {"type": ["string", "null"], "format": "date-time"}
CURSOR: Schema = {"type": ["string", "null"]}
SIMPLE: dict[Kind, Schema] = {
    Kind.INTEGER: {"type": "integer"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.DATETIME: {"type": "string", "format": "date-time"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.LIST: {"type": "array", "items": TEXT},
    Kind.LINK: {"$ref": "#/components/schemas/Link"},
    Kind.ID: UUID,
    Kind.IDS: {"type": "object", "additionalProperties": UUID},
}

AN_ID = "01997f4e-2b6a-7c31-9d0e-5a4b8c7f1e20"
EXAMPLES: dict[Kind, Any] = {
    Kind.TEXT: "text",
    Kind.LONG_TEXT: "Some sentences.",
    Kind.EMAIL: "annika@nordhaven.example",
    Kind.PHONE: "+46101234567",
    Kind.URL: "https://nordhaven.example",
    Kind.INTEGER: 12,
    Kind.DECIMAL: "12.50",
    Kind.MONEY: "48500.00",
    Kind.PERCENT: "7.50",
    Kind.CURRENCY: "EUR",
    Kind.DATE: "2026-09-30",
    Kind.DATETIME: "2026-09-01T09:00:00Z",
    Kind.BOOLEAN: True,
    Kind.LINK: AN_ID,
    Kind.ID: AN_ID,
    Kind.LIST: [],
    Kind.IDS: {},
}

LINK: Schema = {
    "type": "object",
    "description": "Another record: its id and its name.",
    "required": ["id", "label"],
    "properties": {"id": UUID, "label": TEXT},
    "example": {"id": AN_ID, "label": "Nordhaven Cold Chain AB"},
}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def object_of(properties: dict[str, Schema], **more: Any) -> Schema:
    """An object that always has all of these."""
    return {"type": "object", "required": [*properties], "properties": properties, **more}


def list_of(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def page_of(schema: Schema) -> Schema:
    """A page of a list, with the cursor of the next one."""
    return object_of({"items": list_of(schema), "next_cursor": CURSOR})


def read_name(entity: Entity) -> str:
    return entity.model.__name__


def write_name(entity: Entity, purpose: Purpose) -> str:
    return shapes.of(entity, purpose).__name__


def body_name(entity: Entity, command: Command) -> str:
    return shapes.parameters(entity, command).__name__


def of_entity(entity: Entity) -> dict[str, Schema]:
    """Every schema that the routes of a kind refer to, by name."""
    found = {read_name(entity): _read(entity), f"{read_name(entity)}Page": _page(entity)}
    if entity.create:
        found[write_name(entity, Purpose.CREATE)] = _written(entity, Purpose.CREATE)
    if entity.update:
        found[write_name(entity, Purpose.UPDATE)] = _written(entity, Purpose.UPDATE)
    for command in entity.commands:
        found[body_name(entity, command)] = _body(entity, command)
    return found


def _read(entity: Entity) -> Schema:
    fields = [field for field in entity.fields if field.name != "id"]
    return {
        "type": "object",
        "title": entity.label,
        "required": ["id"],
        "properties": {
            "id": {**UUID, "readOnly": True},
            "version": {"type": "integer", "readOnly": True, "description": "Also the ETag."},
            **{field.name: read_field(entity, field) for field in fields},
        },
        "example": {
            "id": AN_ID,
            "version": 1,
            **{field.name: example(entity, field) for field in fields},
        },
    }


def _page(entity: Entity) -> Schema:
    return {
        "type": "object",
        "title": entity.plural,
        "required": ["items", "next_cursor"],
        "properties": {
            "items": {"type": "array", "items": ref(read_name(entity))},
            "next_cursor": {
                "type": ["string", "null"],
                "description": "Send it as `cursor` for the next page; null on the last.",
            },
        },
    }


def read_field(entity: Entity, field: Field) -> Schema:
    """The schema of a field as it is read."""
    found = _plain(entity, field)
    if paging.may_be_null(entity.model, field.column):
        found = _or_null(found)
    about = {"title": str(field.label), **_about(field)}
    return {**found, **about, **({} if field.creatable or field.editable else {"readOnly": True})}


def _or_null(found: Schema) -> Schema:
    if "type" not in found:
        return {"anyOf": [found, {"type": "null"}]}
    found = {**found, "type": [found["type"], "null"]}
    return {**found, "enum": [*found["enum"], None]} if "enum" in found else found


def _about(field: Field) -> Schema:
    words = [str(field.help)] if field.help else []
    if field.kind == Kind.MONEY and field.currency:
        words.append(f"In the currency of `{field.currency}`.")
    return {"description": " ".join(words)} if words else {}


def _plain(entity: Entity, field: Field) -> Schema:
    column = paging.column_at(entity.model, field.column)
    if field.is_number:
        whole = isinstance(column, models.IntegerField)
        return {"type": "integer"} if whole else DECIMAL
    if field.kind == Kind.CHOICE and not isinstance(column, models.IntegerField):
        return {"type": "string", "enum": _choices(field)}
    if field.kind == Kind.CHOICE:
        return {"type": "integer", "enum": [int(value) for value, _label in field.choices]}
    return dict(SIMPLE.get(field.kind, TEXT))


def _choices(field: Field) -> list[str]:
    values = [value for value, _label in field.choices]
    return [*values, ""] if field.clearable and not field.required else values


def _written(entity: Entity, purpose: Purpose) -> Schema:
    creating = purpose == Purpose.CREATE
    fields = [field for field in entity.fields if (field.creatable if creating else field.editable)]
    shown = [field for field in fields if field.required or field.quick] or fields[:3]
    sample = {field.name: given_example(field) for field in shown}
    return _of_shape(shapes.of(entity, purpose), sample)


def _body(entity: Entity, command: Command) -> Schema:
    sample = {field.name: given_example(field) for field in command.parameters}
    return _of_shape(shapes.parameters(entity, command), sample)


def _of_shape(shape: type[Shape], sample: Schema) -> Schema:
    found = shape.model_json_schema(ref_template="#/components/schemas/{model}")
    for described in found.get("properties", {}).values():
        if described.get("default", ...) is None:  # left out, the verb chooses
            del described["default"]
    return {**found, "example": sample}


def given_example(field: Field) -> Any:
    """A value that the field takes."""
    if field.example is not None:
        return field.example
    if field.kind == Kind.CHOICE and field.choices:
        return field.choices[0][0]
    if field.is_number:
        return _within(field)
    usual = EXAMPLES.get(field.kind, EXAMPLES[Kind.TEXT])
    return usual[: field.max_length] if field.kind in shapes.TEXTS else usual


def _within(field: Field) -> Any:
    """The usual number, brought between the field's bounds."""
    number = Decimal(EXAMPLES[field.kind])
    number = max(number, field.minimum) if field.minimum is not None else number
    number = min(number, field.maximum) if field.maximum is not None else number
    if field.kind == Kind.INTEGER or not field.places:
        return int(number)
    return str(number)


def example(entity: Entity, field: Field) -> Any:
    """A value as it is read."""
    value = given_example(field)
    if field.kind == Kind.LINK:
        return {"id": value, "label": _label_of(field.to)}
    if field.is_number or field.kind == Kind.CHOICE:
        whole = _plain(entity, field).get("type") == "integer"
        return int(float(value)) if whole else str(value)
    return value


def _label_of(key: str) -> Text:
    entity = registry.find(key)
    named = entity.by_name.get(entity.title) if entity else None
    return str(given_example(named)) if named else "Alice Example"
