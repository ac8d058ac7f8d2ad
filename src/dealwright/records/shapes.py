"""The shape of input, made once from the registry's fields: REST bodies, forms and import rows all pass here.

Shapes check type, length, bounds and spelling; rules live in actions.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from babel import numbers
from django.utils.translation import gettext_lazy as _
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StrictBool,
    StringConstraints,
    ValidationError,
    create_model,
)
from pydantic import Field as Bounds
from pydantic_core import ErrorDetails, PydanticCustomError

from dealwright.core.addresses import normal_email
from dealwright.core.errors import InvalidError, Text
from dealwright.records.fields import EARLIEST_DAY, Field, Kind
from dealwright.records.registry import Command, Entity

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # all but line breaks and tabs
LONGEST_TEXT = 20_000
LARGEST_WHOLE = 2**31 - 1  # unless the field itself says otherwise
LONGEST_NAME = 200
MOST_ITEMS = 100
KEPT = 2000  # shapes of kinds, as different people see them
LATEST_DAY = date(2200, 12, 31)


class Purpose(StrEnum):
    CREATE = "create"
    UPDATE = "update"


class Shape(BaseModel):
    """The base of generated input models: unknown fields are refused by name.

    `chosen` names the fields for which the verb chooses a value when they come empty, `known` those that can only be
    read, `restricted` those of them that the reader's roles keep from being written.
    """

    chosen: ClassVar[frozenset[str]] = frozenset()
    known: ClassVar[frozenset[str]] = frozenset()
    restricted: ClassVar[frozenset[str]] = frozenset()
    model_config = ConfigDict(extra="forbid", validate_default=False)


def _no_controls(text: str) -> str:
    if CONTROLS.search(text):
        raise PydanticCustomError("control", "Control characters are not allowed here.")
    return text


def _one_line(text: str) -> str:
    if "\n" in text or "\r" in text:
        raise PydanticCustomError("one_line", "Write this on one line.")
    return text


def _email(text: str) -> str:
    try:
        return normal_email(text)
    except InvalidError as error:
        raise PydanticCustomError("email", "This is not an email address.") from error


def _web_address(text: str) -> str:
    if text and not text.lower().startswith(("http://", "https://")):
        text = f"https://{text}"
    if " " in text or (text and "." not in text):
        raise PydanticCustomError("url", "This is not a web address.")
    return text


def _known_currency(text: str) -> str:
    if text not in numbers.list_currencies():
        raise PydanticCustomError("currency", "This is not a currency; write it as EUR or USD.")
    return text


def _currency_or_none(text: str) -> str:
    return _known_currency(text) if text else ""


def _not_boolean(value: Any) -> Any:
    if isinstance(value, bool):
        raise PydanticCustomError("number", "This must be a number.")
    return value


def _text_or_day(value: Any) -> Any:
    if not isinstance(value, str | date):
        raise PydanticCustomError("date", "Write a date as 2026-12-31.")
    return value


def _near_day(day: date) -> date:
    if not EARLIEST_DAY <= day <= LATEST_DAY:
        raise PydanticCustomError("date_range", "Choose a day between 1900 and 2200.")
    return day


def _near_moment(moment: datetime) -> datetime:
    _near_day(moment.date())
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _day(field: Field) -> Any:
    return Annotated[DAY, AfterValidator(_within(field))]


def _moment(field: Field) -> Any:
    return Annotated[MOMENT, AfterValidator(_within(field))]


def _within(field: Field) -> Callable[[Any], Any]:
    """Refuses days, and moments of days, before the first one that a field takes and after the last."""

    def checked(value: Any) -> Any:
        day = value.date() if isinstance(value, datetime) else value
        if field.earliest and day < field.earliest:
            raise PydanticCustomError(
                "too_early", "This is {day} at the earliest.", {"day": field.earliest.isoformat()}
            )
        if field.latest and day > field.latest:
            raise PydanticCustomError(
                "too_late", "This is {day} at the latest.", {"day": field.latest.isoformat()}
            )
        return value

    return checked


def _none_to_empty(value: Any) -> Any:
    return "" if value is None else value


def _text(field: Field, *checks: Any) -> Any:
    longest = field.max_length or LONGEST_TEXT
    least = 1 if field.required else 0
    constraints = StringConstraints(strip_whitespace=True, max_length=longest, min_length=least)
    lead = () if field.required else (BeforeValidator(_none_to_empty),)
    return Annotated[(str, constraints, AfterValidator(_no_controls), *checks, *lead)]  # type: ignore[return-value, unused-ignore]


def _number(field: Field) -> Any:
    bounds = Bounds(
        max_digits=field.digits,
        decimal_places=field.places,
        allow_inf_nan=False,
        ge=field.minimum,
        le=field.maximum,
    )
    return Annotated[Decimal, bounds, BeforeValidator(_not_boolean)]


def _integer(field: Field) -> Any:
    low = int(field.minimum) if field.minimum is not None else -LARGEST_WHOLE
    high = int(field.maximum) if field.maximum is not None else LARGEST_WHOLE
    return Annotated[int, Bounds(ge=low, le=high), BeforeValidator(_not_boolean)]


def _choice(field: Field) -> Any:
    values = [value for value, _label in field.offered]
    return Literal[tuple([*values, ""] if field.clearable and not field.required else values)]


def _currency(field: Field) -> Any:
    may_be_empty = field.clearable and not field.required
    return Annotated[str, AfterValidator(_currency_or_none if may_be_empty else _known_currency)]


def _list(field: Field) -> Any:
    if field.custom:
        known: Any = Literal[tuple(value for value, _label in field.choices)]
        return Annotated[list[known], AfterValidator(_once_each)]
    longest = field.max_length or LONGEST_NAME
    text = Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=longest)
    ]
    return Annotated[
        list[Annotated[text, AfterValidator(_no_controls)]], Bounds(max_length=MOST_ITEMS)
    ]  # type: ignore[valid-type, unused-ignore]


def _once_each(values: list[str]) -> list[str]:
    return list(dict.fromkeys(values))


ONE_LINE = AfterValidator(_one_line)
DAY = Annotated[date, BeforeValidator(_text_or_day), AfterValidator(_near_day)]
MOMENT = Annotated[datetime, BeforeValidator(_text_or_day), AfterValidator(_near_moment)]

ANNOTATIONS: dict[Kind, Callable[[Field], Any]] = {
    Kind.TEXT: lambda field: _text(field, ONE_LINE),
    Kind.PHONE: lambda field: _text(field, ONE_LINE),
    Kind.LONG_TEXT: _text,
    Kind.EMAIL: lambda field: _text(field, ONE_LINE, AfterValidator(_email)),
    Kind.URL: lambda field: _text(field, ONE_LINE, AfterValidator(_web_address)),
    Kind.CURRENCY: _currency,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _number,
    Kind.MONEY: _number,
    Kind.PERCENT: _number,
    Kind.DATE: _day,
    Kind.DATETIME: _moment,
    Kind.BOOLEAN: lambda _field: StrictBool,
    Kind.CHOICE: _choice,
    Kind.LIST: _list,
    Kind.LINK: lambda _field: UUID,
    Kind.ID: lambda _field: UUID,
    Kind.IDS: lambda _field: Annotated[dict[str, UUID], Bounds(max_length=MOST_ITEMS)],
}


def annotation(field: Field) -> Any:
    """The Python type, with its checks, that a field's input must have."""
    return ANNOTATIONS[field.kind](field)


TEXTS = {Kind.TEXT, Kind.LONG_TEXT, Kind.EMAIL, Kind.URL, Kind.PHONE}


def _not_empty(value: Any) -> Any:
    if value is None or (isinstance(value, str) and not value.strip()):
        raise PydanticCustomError("empty", "This cannot be empty.")
    return value


def _definition(field: Field, *, optional: bool) -> tuple[Any, Any]:
    kind = annotation(field)
    if optional and not (field.required or field.clearable):
        kind = Annotated[kind, BeforeValidator(_not_empty)]
    elif not field.required and field.kind not in TEXTS:
        kind = kind | None
    examples = [field.example] if field.example is not None else None
    about = Bounds(
        default=... if field.required and not optional else None,
        title=str(field.label),
        description=str(field.help) or None,
        examples=examples,
    )
    return (kind, about)


def build(
    name: str, fields: Sequence[Field], *, optional: bool = False, chosen: Iterable[str] = ()
) -> type[Shape]:
    """A pydantic model of these fields; with `optional` none need be given, and none that is always filled may be
    emptied. Fields in `chosen` may come empty, which counts as not given.
    """
    definitions: dict[str, Any] = {
        field.name: _definition(field, optional=optional) for field in fields
    }
    shape = create_model(name, __base__=Shape, **definitions)
    shape.chosen = frozenset(chosen)
    return shape


@lru_cache(maxsize=KEPT)
def of(entity: Entity, purpose: Purpose) -> type[Shape]:
    """The input model for creating or changing a record of this kind."""
    shape = _written(entity, purpose)
    shape.known = frozenset(entity.by_name.keys() | SYSTEM) - shape.model_fields.keys()
    shape.restricted = frozenset(field.name for field in entity.fields if field.restricted)
    return shape


def _written(entity: Entity, purpose: Purpose) -> type[Shape]:
    name = f"{entity.model.__name__}{purpose.title()}"
    if purpose == Purpose.UPDATE:
        return build(name, [field for field in entity.fields if field.editable], optional=True)
    fields = [field for field in entity.fields if field.creatable]
    filled = [field.name for field in fields if not (field.required or field.clearable)]
    return build(name, fields, chosen=filled)


@lru_cache(maxsize=KEPT)
def _parameters(entity: Entity, name: str) -> type[Shape]:
    command = entity.command(name)
    left_out = [field.name for field in command.parameters if not field.required]
    return build(f"{entity.model.__name__}{name.title()}", command.parameters, chosen=left_out)


def parameters(entity: Entity, command: Command) -> type[Shape]:
    """The input model of a verb."""
    return _parameters(entity, command.name)


def check(shape: type[Shape], data: Mapping[str, Any]) -> dict[str, Any]:
    """The typed values that were given; InvalidError names each wrong field."""
    try:
        given = shape.model_validate(dict(data)).model_dump(exclude_unset=True)
    except ValidationError as error:
        raise _refusal(shape, errors_of(error.errors())) from error
    return {
        name: value
        for name, value in given.items()
        if value not in (None, "") or name not in shape.chosen
    }


def _refusal(shape: type[Shape], errors: dict[str, Text | list[Text]]) -> InvalidError:
    """Of a field that can be read, it is not said that there is none."""
    known = errors.keys() & shape.known
    said = {
        name: RESTRICTED if name in shape.restricted else _("This can be read, not written.")
        for name in known
    }
    return InvalidError(errors | said, restricted=known & shape.restricted)


SYSTEM = {"id", "version"}  # of every record, and no fields of it
UNKNOWN = _("There is no such field.")
RESTRICTED = _("Your roles let you read this, not change it.")


SENTENCES: dict[str, Text] = {
    "missing": _("This is required."),
    "extra_forbidden": UNKNOWN,
    "string_too_short": _("This is required."),
    "string_type": _("This must be text."),
    "list_type": _("This must be a list."),
    "bool_type": _("This must be true or false."),
    "uuid_parsing": _("This is not an id."),
    "uuid_type": _("This is not an id."),
    "int_parsing": _("This must be a whole number."),
    "int_type": _("This must be a whole number."),
    "int_from_float": _("This must be a whole number."),
    "decimal_parsing": _("This must be a number."),
    "decimal_type": _("This must be a number."),
    "finite_number": _("This must be a number."),
    "date_from_datetime_parsing": _("Write a date as 2026-12-31."),
    "date_parsing": _("Write a date as 2026-12-31."),
    "date_type": _("Write a date as 2026-12-31."),
    "date_from_datetime_inexact": _("Write a date as 2026-12-31."),
    "datetime_from_date_parsing": _("Write a time as 2026-12-31T14:30:00Z."),
    "datetime_parsing": _("Write a time as 2026-12-31T14:30:00Z."),
}
BOUNDED: dict[str, Text] = {
    "too_early": _("This is %(day)s at the earliest."),
    "too_late": _("This is %(day)s at the latest."),
    "string_too_long": _("This has at most %(max_length)s characters."),
    "too_long": _("This has at most %(max_length)s items."),
    "greater_than_equal": _("This is at least %(ge)s."),
    "less_than_equal": _("This is at most %(le)s."),
    "decimal_max_places": _("This has at most %(decimal_places)s decimals."),
    "decimal_max_digits": _("This has at most %(max_digits)s digits."),
    "decimal_whole_digits": _("This has at most %(whole_digits)s digits before the point."),
    "literal_error": _("Choose one of %(expected)s."),
}


def errors_of(found: Sequence[ErrorDetails]) -> dict[str, Text | list[Text]]:
    """Pydantic's findings as sentences by field."""
    errors: dict[str, Text | list[Text]] = {}
    for detail in found:
        name = ".".join(str(part) for part in detail["loc"]) if detail["loc"] else ""
        texts = errors.setdefault(name, [])
        assert isinstance(texts, list)  # noqa: S101  set just above
        texts.append(_sentence(detail))
    return errors


def _sentence(detail: ErrorDetails) -> Text:
    kind = detail["type"]
    if kind in BOUNDED:
        return str(BOUNDED[kind]) % detail.get("ctx", {})
    return SENTENCES.get(kind, detail["msg"])
