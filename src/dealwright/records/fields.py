"""A field as the rest of the house sees it: its kind, its bounds, where it is read. Derived from the model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import Promise

from dealwright.core import typed
from dealwright.core.errors import Text

EARLIEST_DAY = date(1900, 1, 1)
CUSTOM = "custom__"  # begins the paths of custom fields
GUARDED = "guarded_"  # begins the names of values that a query gives to those alone who may read what they come from


class Kind(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    EMAIL = "email"
    PHONE = "phone"
    URL = "url"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    PERCENT = "percent"
    CURRENCY = "currency"
    DATE = "date"
    DATETIME = "datetime"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    LINK = "link"
    ID = "id"  # of a record whose kind another field names
    LIST = "list"  # several short texts
    IDS = "ids"  # {name: id of a record}


# How the values of a custom field are stored, by its kind: the forms of `core.typed`.
STORED: Mapping[Kind, str] = {
    **dict.fromkeys((Kind.TEXT, Kind.LONG_TEXT, Kind.EMAIL, Kind.PHONE, Kind.URL), "text"),
    Kind.CHOICE: "text",
    Kind.LIST: "list",
    Kind.INTEGER: "whole",
    **dict.fromkeys((Kind.DECIMAL, Kind.MONEY, Kind.PERCENT), "number"),
    Kind.DATE: "day",
    Kind.DATETIME: "moment",
    Kind.BOOLEAN: "flag",
    Kind.LINK: "link",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One field of a kind of record, or one parameter of a verb.

    `to` is the entity a link leads to; `path` the ORM path that reads it when it is not a column of the row;
    `currency` the path of the currency a money field is in; `creatable` and `editable` say when it may be
    given; `quick` puts it into the short form; `group` is the heading under which forms and the record page
    show it. A `hidden` field is carried by forms that are opened with it and never shown. A field that is not
    required and not `clearable` always has a value: the verb chooses one when none is given. `shadows` names the
    columns that give the field away: whoever may not know it may not know those. A `searchable` field is one whose
    words find the record; the `of_register` is a number that a register gave, found however it is written. No two records have the same
    in a field that is `unique`. A field is `custom` whose values stand in the record's column of that name; `searched` ones are looked
    through for a record's name; what is `derived` of them follows from a formula; `retired` are choices that are shown where
    they were chosen and not offered. A `restricted` field is one that the reader's roles let them read, not change. A
    `guarded` one is empty on rows whose linked record its reader may not open (`Entity.seen_by`): `Entity.visible` works
    it out. A lookup for a link offers the records alone that the filter `offers` finds, all without one; what can be linked the
    verb decides.
    """

    name: str
    label: Text
    kind: Kind = Kind.TEXT
    required: bool = False
    help: Text = ""
    group: Text = ""
    max_length: int | None = None
    choices: Sequence[tuple[str, Text]] = ()
    to: str = ""
    path: str = ""
    currency: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    earliest: date | None = None
    latest: date | None = None
    digits: int = 16
    places: int = 2
    creatable: bool = True
    editable: bool = True
    quick: bool = False
    hidden: bool = False
    clearable: bool = True
    shadows: Sequence[str] = ()
    searchable: bool = False
    of_register: bool = False
    example: Any = None
    unique: bool = False
    custom: bool = False
    derived: bool = False
    searched: bool = False
    default: Any = None
    retired: frozenset[str] = frozenset()
    restricted: bool = False
    guarded: bool = False
    offers: str = ""

    @property
    def column(self) -> str:
        """The path that yields the stored value: in the ORM, and on a row."""
        if self.guarded:
            return f"{GUARDED}{self.name}"
        if self.custom:
            return f"{CUSTOM}{STORED[self.kind]}_{self.name}"
        return self.path or (f"{self.name}_id" if self.kind == Kind.LINK else self.name)

    @property
    def is_number(self) -> bool:
        return self.kind in {Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT}

    @property
    def offered(self) -> Sequence[tuple[str, Text]]:
        """The choices that can be chosen."""
        return [pair for pair in self.choices if pair[0] not in self.retired]

    def choice_label(self, value: str) -> Text:
        return dict(self.choices).get(value, value)


def value(row: Any, column: str) -> Any:
    """The value that a column, or the path of a custom field, has on a row or on a copy of it."""
    if column.startswith(CUSTOM):
        return typed.read(row.custom, column.removeprefix(CUSTOM))
    if column.startswith(GUARDED):  # of a row read otherwise nobody knows whether it may be told
        return getattr(row, column, None)
    return getattr(row, column)


def put(row: Any, values: Mapping[str, Any]) -> None:
    """Set values of a row by column, or by the path of a custom field."""
    further = {
        column.removeprefix(CUSTOM): found
        for column, found in values.items()
        if column.startswith(CUSTOM)
    }
    for column, found in values.items():
        if not column.startswith(CUSTOM):
            setattr(row, column, found)
    if further:
        row.custom = typed.Values(row.custom).having(further)


def derive(model: type[models.Model], name: str, **changes: Any) -> Field:
    """The field of a model's column; `changes` override what the column does not know.

    Kind, label, length, digits, choices, target and whether it is required come from the column.
    """
    column = model._meta.get_field(name)
    assert isinstance(column, models.Field)  # noqa: S101  reverse relations are no fields
    found = Field(
        name=name,
        label=_label(column),
        kind=_kind(column),
        required=_required(column),
        help=column.help_text,
        max_length=column.max_length,
        choices=tuple((str(value), label) for value, label in column.flatchoices),
        to=_target(column),
        clearable=column.null or column.blank,
    )
    if isinstance(column, models.DecimalField):
        found = replace(found, digits=column.max_digits or 16, places=column.decimal_places or 0)
    if isinstance(column, models.IntegerField):
        low, high = _integer_bounds(column)
        found = replace(found, places=0, minimum=Decimal(low), maximum=Decimal(high))
    return replace(found, **changes)


def _label(column: "models.Field[Any, Any]") -> Text:
    name = column.verbose_name
    return name if isinstance(name, Promise) else str(name)


def _required(column: "models.Field[Any, Any]") -> bool:
    return not (column.blank or column.null or column.has_default())


def _target(column: "models.Field[Any, Any]") -> str:
    model = column.related_model
    return model._meta.label_lower if isinstance(model, type) else ""


def _integer_bounds(column: "models.Field[Any, Any]") -> tuple[int, int]:
    limits = {
        "PositiveSmallIntegerField": (0, 32767),
        "SmallIntegerField": (-32768, 32767),
        "PositiveBigIntegerField": (0, 2**63 - 1),
        "BigIntegerField": (-(2**63), 2**63 - 1),
        "PositiveIntegerField": (0, 2**31 - 1),
    }
    return limits.get(column.get_internal_type(), (-(2**31), 2**31 - 1))


KINDS: tuple[tuple[type[Any], Kind], ...] = (
    (models.ForeignKey, Kind.LINK),
    (ArrayField, Kind.LIST),
    (models.EmailField, Kind.EMAIL),
    (models.URLField, Kind.URL),
    (models.TextField, Kind.LONG_TEXT),
    (models.BooleanField, Kind.BOOLEAN),
    (models.DateTimeField, Kind.DATETIME),
    (models.DateField, Kind.DATE),
    (models.DecimalField, Kind.DECIMAL),
    (models.IntegerField, Kind.INTEGER),
)


def _kind(column: "models.Field[Any, Any]") -> Kind:
    if column.choices:
        return Kind.CHOICE
    return next((kind for type_, kind in KINDS if isinstance(column, type_)), Kind.TEXT)
