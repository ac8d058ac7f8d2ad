"""Simple filters of a list: one per field, all in the address, each shown as a chip."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Actor
from dealwright.records.fields import Field, Kind
from dealwright.records.registry import Entity
from dealwright.records.search import matching
from dealwright.ui import cells, formats, inputs, shown
from dealwright.ui.forms import Control, linked

type Text = str | Promise

ME = "me"
WEEK = 7
MONTHS = 12
QUARTER = 3
PERIODS: Mapping[str, Text] = {
    "month": _("this month"),
    "quarter": _("this quarter"),
    "year": _("this year"),
}
DAYS: Mapping[str, Text] = {
    "past": _("in the past"),
    "today": _("today"),
    "next_week": _("in the next 7 days"),
    **PERIODS,
    "none": _("no date"),
}
MOMENTS: Mapping[str, Text] = {
    "today": _("today"),
    "last_week": _("in the last 7 days"),
    **PERIODS,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Chip:
    """An active filter in words, and the address of the list without it."""

    label: str
    value: str
    remove: str


@dataclass(frozen=True, kw_only=True)
class Active:
    """One filter with the value it has in the address."""

    field: Field
    value: str
    condition: Q
    words: str


def parse(entity: Entity, names: Sequence[str], asked: QueryDict, actor: Actor) -> list[Active]:
    """The filters of the address; a value that cannot be read filters nothing."""
    found = []
    for name in names:
        field = entity.field(name)
        value = clean(asked.get(name, ""))
        active = _active(field, value, actor) if value else None
        if active:
            found.append(active)
    return found


def _active(field: Field, value: str, actor: Actor) -> Active | None:
    read = READERS.get(field.kind, _text)
    result = read(field, value, actor)
    if result is None:
        return None
    condition, words = result
    return Active(field=field, value=value, condition=condition, words=words)


def chips(active: Sequence[Active], asked: QueryDict) -> list[Chip]:
    """What filters the list now, each with a way to drop it."""
    return [
        Chip(
            label=cells.capitalised(str(found.field.label)),
            value=found.words,
            remove=without(asked, found.field.name),
        )
        for found in active
    ]


def without(asked: QueryDict, *names: str) -> str:
    """The address of the list without these parameters, back on the first page."""
    rest = asked.copy()
    for name in (*names, "after"):
        rest.pop(name, None)
    return f"?{rest.urlencode()}"


def controls(entity: Entity, names: Sequence[str], active: Sequence[Active]) -> list[Control]:
    """The controls of the filter menu, holding what is active."""
    values = {found.field.name: found for found in active}
    return [_control(entity.field(name), values.get(name)) for name in names]


def _control(field: Field, active: Active | None) -> Control:
    value = active.value if active else ""
    if field.kind in {Kind.DATE, Kind.DATETIME}:
        field = _as_choice(field, _spans(field))
    if field.is_number:
        field = replace(field, label=_("%(field)s, at least") % {"field": field.label})
    if field.kind == Kind.BOOLEAN:
        field = _as_choice(field, {"yes": cells.YES, "no": cells.NO})
    text = active.words if active and field.kind == Kind.LINK else ""
    return Control(field=field, id=f"filter-{field.name}", value=value, text=text)


def _as_choice(field: Field, choices: Mapping[str, Text]) -> Field:
    return Field(
        name=field.name, label=field.label, kind=Kind.CHOICE, choices=tuple(choices.items())
    )


type Reading = tuple[Q, str] | None


def _choice(field: Field, value: str, _actor: Actor) -> Reading:
    labels = dict(field.choices)
    if value not in labels:
        return None
    return Q(**{field.name: value}), cells.capitalised(str(labels[value]))


def _yes_no(field: Field, value: str, _actor: Actor) -> Reading:
    if value not in {"yes", "no"}:
        return None
    return Q(**{field.name: value == "yes"}), str(cells.YES if value == "yes" else cells.NO)


def _link(field: Field, value: str, actor: Actor) -> Reading:
    column = f"{cells.path_of(field)}_id"
    if value == ME:
        return Q(**{column: actor.id}), actor.name
    row = linked(field.to, value, actor)
    return (Q(**{column: row.pk}), str(row)) if row else None


def _text(field: Field, value: str, _actor: Actor) -> Reading:
    return Q(**{f"{field.path or field.name}__icontains": value}), value


def _number(field: Field, value: str, _actor: Actor) -> Reading:
    """At least so much."""
    number = inputs.read(field, {field.name: value}, formats.active_locale())
    if not isinstance(number, int | Decimal):
        return None
    return Q(**{f"{field.path or field.name}__gte": number}), f"≥ {shown.number(number)}"


def _span(field: Field, value: str, _actor: Actor) -> Reading:
    words = _spans(field).get(value)
    if words is None:
        return None
    path = field.path or field.name
    if value == "none":
        return Q(**{f"{path}__isnull": True}), str(words)
    day = f"{path}__date" if field.kind == Kind.DATETIME else path
    start, end = span(value, shown.today())
    condition = Q(**{f"{day}__lt": end})
    if start:
        condition &= Q(**{f"{day}__gte": start})
    return condition, str(words)


def _spans(field: Field) -> Mapping[str, Text]:
    return DAYS if field.kind == Kind.DATE else MOMENTS


def span(name: str, today: date) -> tuple[date | None, date]:
    """First day and the day after the last of a span; the past has no first day."""
    month = today.replace(day=1)
    quarter = month.replace(month=(today.month - 1) // QUARTER * QUARTER + 1)
    year = month.replace(month=1)
    spans: dict[str, tuple[date | None, date]] = {
        "past": (None, today),
        "today": (today, today + timedelta(days=1)),
        "next_week": (today, today + timedelta(days=WEEK)),
        "last_week": (today - timedelta(days=WEEK - 1), today + timedelta(days=1)),
        "month": (month, _months_later(month, 1)),
        "quarter": (quarter, _months_later(quarter, QUARTER)),
        "year": (year, _months_later(year, MONTHS)),
    }
    return spans[name]


def _months_later(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, MONTHS)
    return first.replace(year=first.year + years, month=month + 1)


READERS: Mapping[Kind, Callable[[Field, str, Actor], Reading]] = {
    Kind.CHOICE: _choice,
    Kind.BOOLEAN: _yes_no,
    Kind.LINK: _link,
    Kind.INTEGER: _number,
    Kind.DECIMAL: _number,
    Kind.MONEY: _number,
    Kind.PERCENT: _number,
    Kind.DATE: _span,
    Kind.DATETIME: _span,
}


def apply[M: models.Model](
    rows: models.QuerySet[M], active: Sequence[Active]
) -> models.QuerySet[M]:
    """The rows that pass every active filter."""
    for found in active:
        rows = rows.filter(found.condition)
    return rows


def search[M: models.Model](
    rows: models.QuerySet[M], entity: Entity, fragment: str
) -> models.QuerySet[M]:
    """The rows that a fragment finds, as everywhere in the house."""
    return rows.filter(matching(entity, fragment)) if fragment else rows


def clean(text: str) -> str:
    """What was typed without what cannot be searched for: control characters, space at the ends."""
    return "".join(letter for letter in text if letter.isprintable()).strip()
