"""Values as the field that they are compared with takes them. What it does not take is refused where it stands.

Days and moments become spans: `= 2026-10-01` on a moment is that whole day in the reader's time zone.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from difflib import get_close_matches
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _
from pydantic import TypeAdapter, ValidationError

from dealwright.core.actor import Actor
from dealwright.core.addresses import normal_phone
from dealwright.core.errors import InvalidError, Text
from dealwright.identity import access
from dealwright.identity import queries as identity
from dealwright.organisation import queries as organisation
from dealwright.records import registry, shapes
from dealwright.records.fields import EARLIEST_DAY, Field, Kind
from dealwright.records.filtering import comparing
from dealwright.records.filtering.days import Calendar, Span, day_span, instant, midnights
from dealwright.records.filtering.errors import FilterError, Place, listed
from dealwright.records.filtering.people import PEOPLE
from dealwright.records.filtering.tree import Literal, Mine, Operator, Relative, Value, Who

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?", re.ASCII
)
BOOLEANS = {"true": True, "false": False}
PERSON = _(
    "Write “me”, “my team”, “my teams”, “my unit” or an id; by their name they are found by “%(field)s.name”."
)
RECORD = _("Write the id of a record; by its name it is found by “%(field)s.%(title)s”.")
MOST_NAMED = 6


@dataclass(frozen=True)
class Reader:
    """Who asks, and when. What their words mean is looked up when it is first needed: at most three queries,
    however long the filter.
    """

    actor: Actor
    at: datetime

    @cached_property
    def calendar(self) -> Calendar:
        """The reader's calendar and the organisation's."""
        selling = organisation.current_for(self.actor)
        return Calendar(
            at=self.at,
            zone=ZoneInfo(identity.time_zone(self.actor) or selling.time_zone),
            fiscal_zone=ZoneInfo(selling.time_zone),
            fiscal_year_start=selling.fiscal_year_start,
        )

    def people(self, who: Who) -> frozenset[UUID]:
        """The ids of the reader, of the members of their teams (the reader always is one), of the teams, or of the people
        and teams of their unit and those below it.
        """
        if who == Who.UNIT:
            return self._unit
        mine = access.principals(self.actor)
        teams = {Who.TEAM: mine.mates | {mine.user_id}, Who.TEAMS: mine.teams}
        return teams.get(who, frozenset({mine.user_id}))

    @cached_property
    def _unit(self) -> frozenset[UUID]:
        mine = access.principals(self.actor)
        return identity.principals_of({mine.unit_id, *mine.units_below})

    @property
    def country(self) -> str:
        """The country in which telephone numbers without a country are read."""
        return organisation.current_for(self.actor).country


type Read = Callable[[Value, Field, Reader, Operator], Any]


def read(value: Value, field: Field, reader: Reader, operator: Operator) -> Any:
    """The value as what the field is compared with: text, Decimal, int, bool, a Span, or a set of ids."""
    return READERS[field.kind](value, field, reader, operator)


def nearest(word: str, known: list[str]) -> Text:
    """A sentence with the names most like a word; empty when none is."""
    found = get_close_matches(word.casefold(), known, n=3)
    if not found:
        return ""
    return _(" Did you mean %(names)s?") % {"names": listed([f"“{name}”" for name in found])}


def _plain(value: Value, wanted: Text) -> Literal:
    """A value that is written out. Refuses what is seen from the reader or from today."""
    if isinstance(value, Literal):
        return value
    raise FilterError(
        _("This takes %(wanted)s; words of the language stand for something else unless in quotes.")
        % {"wanted": wanted},
        value.place,
    )


def _checked(adapter: TypeAdapter[Any], value: Literal) -> Any:
    try:
        return adapter.validate_python(value.text)
    except ValidationError as error:
        told = InvalidError(shapes.errors_of(error.errors()))
        raise FilterError(str(told), value.place) from error


@lru_cache(maxsize=1024)
def _number_adapter(kind: Kind, digits: int, places: int, bounds: tuple[Any, Any]) -> Any:
    minimum, maximum = bounds
    field = Field(name="", label="", kind=kind, digits=digits, places=places)
    return TypeAdapter(comparing.annotation(replace(field, minimum=minimum, maximum=maximum)))


def _number(value: Value, field: Field, _reader: Reader, _operator: Operator) -> Decimal | int:
    plain = _plain(value, _("a number"))
    bounds = (field.minimum, field.maximum)
    adapter = _number_adapter(field.kind, field.digits, field.places, bounds)
    number: Decimal | int = _checked(adapter, plain)
    return number


_texts: TypeAdapter[str] = TypeAdapter(
    comparing.annotation(Field(name="", label="", kind=Kind.TEXT))
)


def _text(value: Value, field: Field, reader: Reader, operator: Operator) -> str:
    plain = _plain(value, _("a text"))
    text: str = _checked(_texts, plain)
    if not text:
        raise FilterError(
            _("Write what to look for. What has no value is found by “is empty”."), plain.place
        )
    is_fragment = operator in comparing.FRAGMENTS
    return text if is_fragment or field.kind != Kind.PHONE else _phone(text, plain.place, reader)


def _phone(text: str, place: Place, reader: Reader) -> str:
    try:
        return normal_phone(text, country=reader.country)
    except InvalidError as error:
        raise FilterError(error.message, place) from error


_currencies: TypeAdapter[str] = TypeAdapter(
    shapes.annotation(Field(name="", label="", kind=Kind.CURRENCY, required=True))
)


def _currency(value: Value, _field: Field, _reader: Reader, _operator: Operator) -> str:
    plain = _plain(value, _("a currency"))
    code: str = _checked(_currencies, replace(plain, text=plain.text.upper()))
    return code


def _choice(value: Value, field: Field, _reader: Reader, _operator: Operator) -> str:
    """The stored value of a choice that is named by it, or by its label."""
    plain = _plain(value, _("one of its choices"))
    wanted = plain.text.casefold()
    by_label = {str(label).casefold(): stored for stored, label in field.choices}
    by_value = {stored.casefold(): stored for stored, _label in field.choices}
    known = by_label | by_value
    if wanted in known:
        return known[wanted]
    near = nearest(plain.text, list(known))
    told = _("“%(value)s” is no choice here.%(near)s")
    if not near and len(by_value) <= MOST_NAMED:
        near = _(" Choose %(choices)s.") % {"choices": listed([f"“{one}”" for one in by_value])}
    raise FilterError(told % {"value": plain.text[:40], "near": near}, plain.place)


def _item(value: Value, field: Field, reader: Reader, operator: Operator) -> str:
    """One of several: of choices, or any text."""
    return (_choice if field.choices else _text)(value, field, reader, operator)


def _boolean(value: Value, _field: Field, _reader: Reader, _operator: Operator) -> bool:
    plain = _plain(value, _("true or false"))
    found = BOOLEANS.get(plain.text.casefold())
    if found is None:
        raise FilterError(_("This is true or false."), plain.place)
    return found


def _days(value: Value, _field: Field, reader: Reader, _operator: Operator) -> Span[date]:
    if isinstance(value, Relative):
        return reader.calendar.days(value)
    plain = _plain(value, _("a day"))
    day = _day(plain) if DAY.fullmatch(plain.text) else None
    if day is None:
        raise FilterError(
            _("Write a day as 2026-12-31, or one seen from today, such as “this quarter”."),
            plain.place,
        )
    return day_span(day)


def _moments(value: Value, field: Field, reader: Reader, operator: Operator) -> Span[datetime]:
    if isinstance(value, Relative):
        return reader.calendar.moments(value)
    plain = _plain(value, _("a moment or a day"))
    if MOMENT.fullmatch(plain.text):
        return instant(_moment(plain, reader))
    return midnights(_days(value, field, reader, operator), reader.calendar.zone)


def _moment(plain: Literal, reader: Reader) -> datetime:
    """A moment; without an offset it is one of the reader's time zone."""
    _near(plain, _parsed(date.fromisoformat, plain, plain.text[:10]))
    moment = _parsed(datetime.fromisoformat, plain, plain.text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=reader.calendar.zone)).astimezone(
        UTC
    )


def _day(plain: Literal) -> date:
    return _near(plain, _parsed(date.fromisoformat, plain, plain.text))


def _parsed[T](parse: Callable[[str], T], plain: Literal, text: str) -> T:
    try:
        return parse(text)
    except ValueError as error:
        raise FilterError(_("There is no such day or time."), plain.place) from error


def _near(plain: Literal, day: date) -> date:
    if EARLIEST_DAY <= day <= shapes.LATEST_DAY:
        return day
    raise FilterError(_("Choose a day between 1900 and 2200."), plain.place)


def _ids(value: Value, field: Field, reader: Reader, _operator: Operator) -> frozenset[UUID]:
    """The ids that are meant: one, or those of the reader and those near."""
    if isinstance(value, Mine) and field.to in PEOPLE:
        return reader.people(value.who)
    plain = _plain(value, _("an id"))
    try:
        return frozenset({UUID(plain.text)})
    except ValueError as error:
        raise FilterError(_no_id(field), plain.place) from error


def _no_id(field: Field) -> Text:
    kind = registry.find(field.to)
    if field.to in PEOPLE:
        return PERSON % {"field": field.name}
    if kind is None or field.name == "id":
        return _("This is not an id.")
    return RECORD % {"field": field.name, "title": kind.title}


READERS: dict[Kind, Read] = {
    **dict.fromkeys(shapes.TEXTS, _text),
    Kind.LIST: _item,
    **dict.fromkeys((Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT), _number),
    Kind.CURRENCY: _currency,
    Kind.CHOICE: _choice,
    Kind.BOOLEAN: _boolean,
    Kind.DATE: _days,
    Kind.DATETIME: _moments,
    Kind.LINK: _ids,
    Kind.ID: _ids,
}
