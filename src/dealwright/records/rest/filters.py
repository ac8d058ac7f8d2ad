"""Filters of a list, one for each field and comparison: `?state=open&close_on__lte=2026-12-31&owner__in=…,…`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Annotated, Any

from annotated_types import Len
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from pydantic import StrictBool, TypeAdapter, ValidationError

from dealwright.core.errors import InvalidError, Text
from dealwright.records import shapes
from dealwright.records.fields import Field, Kind
from dealwright.records.filtering import comparing, merged
from dealwright.records.filtering.comparing import IDENTITY, LONGEST_FRAGMENT
from dealwright.records.registry import Entity

type Reader = Callable[[str], Any]

MOST_VALUES = 100

ORDERED = {
    Kind.INTEGER,
    Kind.DECIMAL,
    Kind.MONEY,
    Kind.PERCENT,
    Kind.DATE,
    Kind.DATETIME,
}
LISTED = {
    Kind.TEXT,
    Kind.EMAIL,
    Kind.PHONE,
    Kind.CURRENCY,
    Kind.CHOICE,
    Kind.LINK,
    Kind.ID,
    Kind.INTEGER,
}
NOT_COMPARED = {Kind.LONG_TEXT, Kind.LIST}

ABOUT: Mapping[str, Text] = {
    "": _("equals"),
    "gte": _("is at least"),
    "lte": _("is at most"),
    "in": _("is one of these, parted by commas (at most 100)"),
    "isnull": _("true: has no value; false: has one"),
    "icontains": _("contains, in any case"),
}

BOOLEANS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Filter:
    """One query parameter: the field it compares, how, and the reader of its value."""

    name: str
    field: Field
    comparison: str
    reader: Reader
    missing: Q

    def condition(self, text: str) -> Q:
        """The condition that a value stands for; InvalidError names the parameter."""
        value = read(self.name, text, self.reader)
        if self.comparison == "isnull":
            return self.missing if value else ~self.missing
        if merged.names(self.field):
            value = self._followed(value)
        path = self.field.column
        return Q(**{f"{path}__{self.comparison}" if self.comparison else path: value})

    def _followed(self, value: Any) -> Any:
        """The ids of records, with what was merged as what it has become."""
        ids = value if self.comparison == "in" else [value]
        (found,) = merged.followed([ids], merged.become(ids))
        return found if self.comparison == "in" else next(iter(found))


def read(name: str, text: str, reader: Reader) -> Any:
    """The value of a query parameter; InvalidError names the parameter."""
    try:
        return reader(text)
    except ValidationError as error:
        found = shapes.errors_of(error.errors())
        raise InvalidError({name: next(iter(found.values()))}) from error


@lru_cache(maxsize=512)
def _filters(entity: Entity) -> dict[str, Filter]:
    fields = [
        replace(IDENTITY, to=entity.key),
        *(field for field in entity.fields if field.name != "id"),
    ]
    found = [built for field in fields for built in _of_field(entity.model, field)]
    return {built.name: built for built in found}


def filters(entity: Entity) -> dict[str, Filter]:
    """Every filter of a kind of record, by the name of its query parameter."""
    return _filters(entity)


def _of_field(model: type[models.Model], field: Field) -> list[Filter]:
    one = _reader(field)
    missing = comparing.missing(model, field)
    found: list[tuple[str, Reader]] = []
    if field.kind not in NOT_COMPARED:
        found.append(("", one))
    if field.kind in ORDERED:
        found += [("gte", one), ("lte", one)]
    if field.kind in LISTED:
        found.append(("in", _list_reader(field)))
    if missing:
        found.append(("isnull", _boolean))
    if field.kind in shapes.TEXTS:
        found.append(("icontains", fragment))
    return [
        Filter(f"{field.name}__{how}" if how else field.name, field, how, reader, missing)
        for how, reader in found
    ]


def _reader(field: Field) -> Reader:
    if field.kind == Kind.BOOLEAN:
        return _boolean
    return TypeAdapter(comparing.annotation(field)).validate_python


def _list_reader(field: Field) -> Reader:
    one: Any = comparing.annotation(field)
    several: TypeAdapter[Any] = TypeAdapter(Annotated[list[one], Len(max_length=MOST_VALUES)])
    return lambda text: several.validate_python(text.split(","))


fragment: Reader = TypeAdapter(
    shapes.annotation(Field(name="", label="", required=True, max_length=LONGEST_FRAGMENT))
).validate_python


def _boolean(text: str) -> bool:
    return bool(TypeAdapter(StrictBool).validate_python(BOOLEANS.get(text, text)))
