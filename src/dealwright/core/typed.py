"""Typed values in one JSON column: the same path reads them in SQL and in Python, whatever the JSON holds.

    rows.filter(custom__number_cf_budget__gte=Decimal(500)).order_by("custom__day_cf_renewal")
    row.custom.number_cf_budget

A path names the form of the value and its key. What is stored is canonical: numbers as numbers of at most 15 digits (so
that they come back exactly), days and moments as ISO text of one length, which sorts as time does, links as ids. What
is stored otherwise, by hand, is no value: each form is guarded in SQL, so that no query fails on it.
"""

import math
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Func, Transform
from django.db.models.sql.compiler import SQLCompiler

MOST_DIGITS = 15  # of a number: what a JSON number keeps exactly everywhere
KEY = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", re.ASCII)
EMPTY: tuple[Any, ...] = (None, "", [], {})

type Column = "models.Field[Any, Any]"


def _text(stored: Any) -> str | None:
    return stored if isinstance(stored, str) else None


def _texts(stored: Any) -> list[Any] | None:
    return stored if isinstance(stored, list) else None


def _number(stored: Any) -> Decimal | None:
    if isinstance(stored, bool) or not isinstance(stored, int | float):
        return None
    return Decimal(repr(stored)) if math.isfinite(stored) else None


def _whole(stored: Any) -> int | None:
    number = _number(stored)
    return None if number is None else math.floor(number)


def _day(stored: Any) -> date | None:
    with suppress(ValueError, TypeError):
        return date.fromisoformat(stored)
    return None


def _moment(stored: Any) -> datetime | None:
    with suppress(ValueError, TypeError, OverflowError):
        found = datetime.fromisoformat(stored)
        return found.astimezone(UTC) if found.tzinfo else None
    return None


def _flag(stored: Any) -> bool | None:
    return stored if isinstance(stored, bool) else None


def _link(stored: Any) -> UUID | None:
    if not isinstance(stored, str):
        return None
    with suppress(ValueError):
        return UUID(stored)
    return None


def _as_number(value: Decimal | int) -> int | float:
    return int(value) if value == int(value) else float(value)


def _as_moment(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class _WholeColumn(models.BigIntegerField):  # type: ignore[type-arg]  # Django's takes none when it runs
    """A whole number that stands as numeric in SQL: one that was written by hand may be of any length."""

    @property
    def validators(self) -> list[Any]:
        """None: what a page ends with is what the next one begins after."""
        return []

    def get_db_prep_value(self, value: Any, *_args: Any, **_further: Any) -> Any:
        found = self.to_python(value)
        return None if found is None else Decimal(found)


class _DayColumn(models.DateField):  # type: ignore[type-arg]  # Django's takes none when it runs
    """A day that stands as ISO text in SQL."""

    def get_db_prep_value(self, value: Any, *_args: Any, **_further: Any) -> Any:
        found = self.to_python(value)
        return None if found is None else found.isoformat()

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> date | None:
        return _day(value)


class _MomentColumn(models.DateTimeField):  # type: ignore[type-arg]  # the same
    """A moment that stands as ISO text in SQL, in UTC and always of the same length."""

    def get_db_prep_value(self, value: Any, *_args: Any, **_further: Any) -> Any:
        found = self.to_python(value)
        return None if found is None else _as_moment(found)

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> datetime | None:
        return _moment(value)


@dataclass(frozen=True, kw_only=True)
class Form:
    """One form of value: its SQL over a JSON column, its column type, how it is read and how it is stored."""

    sql: str
    column: Column
    read: Callable[[Any], Any]
    store: Callable[[Any], Any]


def _when(kind: str, value: str) -> str:
    """The value, where the JSON is of this type."""
    return f"CASE WHEN jsonb_typeof({{json}} -> '{{key}}') = '{kind}' THEN {value} END"


SIMPLE_TEXT = "({json} ->> '{key}') COLLATE \"C\""
UUID_TEXT = "^[0-9a-f]{{8}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{12}}$"
FORMS: Mapping[str, Form] = {
    "text": Form(
        sql=_when("string", "{json} ->> '{key}'"),
        column=models.TextField(null=True),
        read=_text,
        store=str,
    ),
    "list": Form(
        sql=_when("array", "{json} -> '{key}'"),
        column=models.JSONField(null=True),
        read=_texts,
        store=list,
    ),
    "number": Form(
        sql=_when("number", "({json} ->> '{key}')::numeric"),
        column=models.DecimalField(max_digits=40, decimal_places=20, null=True),
        read=_number,
        store=_as_number,
    ),
    "whole": Form(
        sql=_when("number", "floor(({json} ->> '{key}')::numeric)"),
        column=_WholeColumn(null=True),
        read=_whole,
        store=int,
    ),
    "day": Form(
        sql=_when("string", SIMPLE_TEXT),
        column=_DayColumn(null=True),
        read=_day,
        store=date.isoformat,
    ),
    "moment": Form(
        sql=_when("string", SIMPLE_TEXT),
        column=_MomentColumn(null=True),
        read=_moment,
        store=_as_moment,
    ),
    "flag": Form(
        sql=_when("boolean", "({json} ->> '{key}')::boolean"),
        column=models.BooleanField(null=True),
        read=_flag,
        store=bool,
    ),
    "link": Form(
        sql=f"CASE WHEN {{json}} ->> '{{key}}' ~ '{UUID_TEXT}' THEN ({{json}} ->> '{{key}}')::uuid END",
        column=models.UUIDField(null=True),
        read=_link,
        store=str,
    ),
}
LINKED = "row"  # the path of the record that a link leads to, once it was fetched


def parted(path: str) -> tuple[str, str]:
    """The form and the key of a path such as "number_cf_budget"; two empty texts when it is none."""
    form, _line, key = path.partition("_")
    return (form, key) if form in FORMS and KEY.fullmatch(key) else ("", "")


def read(stored: Mapping[str, Any], path: str) -> Any:
    """The value at a path of what a JSON column holds; None when there is none."""
    form, key = parted(path)
    return FORMS[form].read(stored.get(key)) if form else None


def expression(path: str, column: str) -> str:
    """The SQL of a path over a JSON column: what indexes are made of, and what every query uses."""
    form, key = parted(path)
    return FORMS[form].sql.format(json=column, key=key)


def from_plain(form: str, value: Any) -> Any:
    """A value as it was, from what events keep of it. ValueError when it is none of this form."""
    if value in EMPTY:
        return None
    if form in {"number", "whole"} and isinstance(value, str):
        try:
            value = _as_number(Decimal(value))
        except (InvalidOperation, OverflowError) as error:
            raise ValueError(value) from error
    return FORMS[form].read(value)


class Values(dict[str, Any]):
    """What a JSON column holds of one row. A path such as `number_cf_budget` reads a value, `row_cf_partner` the record
    that a link leads to, if it was fetched into `linked`.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.linked: dict[str, Any] = {}

    def __getattr__(self, path: str) -> Any:
        if path.startswith(f"{LINKED}_"):
            return self.linked.get(path.removeprefix(f"{LINKED}_"))
        if not parted(path)[0]:
            raise AttributeError(path)
        return read(self, path)

    def having(self, given: Mapping[str, Any]) -> "Values":
        """These values with others in their place, by path; empty ones are taken out."""
        found = Values(self)
        for path, value in given.items():
            form, key = parted(path)
            found.pop(key, None)
            if value not in EMPTY:
                found[key] = FORMS[form].store(value)
        return found


class _At(Transform):
    """The value at a path, as an expression of its own type."""

    def __init__(self, path: str, *expressions: Any, **extra: Any) -> None:
        super().__init__(*expressions, **extra)
        self.path = path
        self.output_field = FORMS[parted(path)[0]].column

    def as_sql(  # type: ignore[override]  # narrower than the library's
        self, compiler: SQLCompiler, _connection: Any, **_extra: Any
    ) -> tuple[str, tuple[Any, ...]]:
        column, parameters = compiler.compile(self.lhs)
        assert not parameters  # noqa: S101  the left side is a column
        return expression(self.path, column), ()


LEAP = (
    "(?:0[48]|[2468][048]|[13579][26])"  # two digits of a year, that of a century for one like 2000
)
DAYS_OF_MONTHS = (
    "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    "|02-(?:0[1-9]|1[0-9]|2[0-8]))"
)
A_DAY = f"(?:(?!0000)[0-9]{{4}}-{DAYS_OF_MONTHS}|(?:[0-9]{{2}}{LEAP}|{LEAP}00)-02-29)"
A_TIME = "T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9][.][0-9]{6}Z"


class AsDay(Func):
    """The day that stands as text, as one that the database reckons with; nothing for what is none."""

    template = f"substring(%(expressions)s from '^{A_DAY}$')::date"
    output_field = models.DateField()


class AsMoment(Func):
    """The same of a moment."""

    template = f"substring(%(expressions)s from '^{A_DAY}{A_TIME}$')::timestamptz"
    output_field = models.DateTimeField()


class TypedColumn(models.JSONField):
    """A JSON column whose values have types. In migrations it is a plain JSONField, as it is in the database."""

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def get_default(self) -> Values:
        return Values(super().get_default())

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        try:
            found = super().from_db_value(value, expression, connection)
        except ValueError:  # a number of thousands of digits
            found = None
        return Values(found) if isinstance(found, dict) else Values()

    def get_transform(self, name: str) -> Any:
        return partial(_At, name) if parted(name)[0] else super().get_transform(name)

    def column_at(self, path: str) -> Column:
        """The type of what a path reads."""
        return FORMS[parted(path)[0]].column
