"""What was changed of a person, unit, team or role, by whom, in words.

Three queries, whatever the number of changes: the events, and the names of the units and people in them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dealwright.administration import matrix
from dealwright.core.errors import Text
from dealwright.events.bus import Event, kind_of
from dealwright.events.models import EventRecord
from dealwright.identity import events
from dealwright.identity.models import BusinessUnit, Role, User
from dealwright.identity.privileges import Depth, FieldLevel
from dealwright.records import registry
from dealwright.records.custom import events as fields
from dealwright.ui import formats, shown
from dealwright.ui.cells import NO, YES, capitalised

SHOWN = 12
NONE = formats.NONE

WORDS: Mapping[type[Event], Text] = {
    events.UserCreated: gettext_lazy("added %(subject)s"),
    events.UserChanged: gettext_lazy("changed %(subject)s"),
    events.PasswordSet: gettext_lazy("set a password"),
    events.TokenCreated: gettext_lazy("made an API token"),
    events.TokenRevoked: gettext_lazy("revoked an API token"),
    events.UnitCreated: gettext_lazy("added the unit %(subject)s"),
    events.UnitChanged: gettext_lazy("changed the unit %(subject)s"),
    events.UnitDeleted: gettext_lazy("deleted the unit %(subject)s"),
    events.TeamCreated: gettext_lazy("added the team %(subject)s"),
    events.TeamChanged: gettext_lazy("changed the team %(subject)s"),
    events.TeamDeleted: gettext_lazy("deleted the team %(subject)s"),
    events.RoleCreated: gettext_lazy("created the role %(subject)s"),
    events.RoleRenamed: gettext_lazy("renamed the role %(subject)s"),
    events.DiscountLimitSet: gettext_lazy("set how much %(subject)s may take off"),
    events.RoleDeleted: gettext_lazy("deleted the role %(subject)s"),
    events.GrantsChanged: gettext_lazy("changed the rights of %(subject)s"),
    events.FieldRightsChanged: gettext_lazy("changed the field rights of %(subject)s"),
    events.AccessSettingsChanged: gettext_lazy("changed what managers see"),
    fields.CustomFieldAdded: gettext_lazy("added the field %(subject)s"),
    fields.CustomFieldChanged: gettext_lazy("changed the field %(subject)s"),
    fields.CustomFieldRetired: gettext_lazy("retired the field %(subject)s"),
    fields.CustomFieldBroughtBack: gettext_lazy("brought the field %(subject)s back"),
    fields.CustomFieldPurged: gettext_lazy("purged the field %(subject)s"),
    events.AbsenceSet: gettext_lazy("noted an absence of %(subject)s"),
    events.AbsenceEnded: gettext_lazy("took an absence of %(subject)s out"),
}
SENTENCES = {kind_of(event): words for event, words in WORDS.items()}
GRANTS, FIELDS = kind_of(events.GrantsChanged), kind_of(events.FieldRightsChanged)

LABELS: Mapping[str, Text] = {
    "name": gettext_lazy("Name"),
    "job_title": gettext_lazy("Job title"),
    "locale": gettext_lazy("Language and formats"),
    "time_zone": gettext_lazy("Time zone"),
    "unit": gettext_lazy("Business unit"),
    "manager": gettext_lazy("Manager"),
    "is_active": gettext_lazy("May log in"),
    "roles": gettext_lazy("Roles"),
    "parent": gettext_lazy("Part of"),
    "members": gettext_lazy("Members"),
    "manager_depth": gettext_lazy("Levels of reports"),
    "discount_limit": gettext_lazy("Most discount by hand, %"),
    "label": gettext_lazy("Label"),
    "kind": gettext_lazy("Kind"),
    "to": gettext_lazy("Leads to"),
    "help": gettext_lazy("Help"),
    "section": gettext_lazy("Section"),
    "required": gettext_lazy("Required"),
    "is_unique": gettext_lazy("Unique"),
    "is_searchable": gettext_lazy("Indexed"),
    "default": gettext_lazy("Default"),
    "minimum": gettext_lazy("Smallest"),
    "maximum": gettext_lazy("Largest"),
    "earliest": gettext_lazy("First day"),
    "latest": gettext_lazy("Last day"),
    "places": gettext_lazy("Decimals"),
    "max_length": gettext_lazy("Longest"),
    "formula": gettext_lazy("Formula"),
    "choices": gettext_lazy("Choices"),
    "is_retired": gettext_lazy("Retired"),
}
LINKS = {"unit", "manager", "parent"}
NAMED = {*LINKS, "roles"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One thing that became different, as a reader knows it."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One act: who did what, when, and what became different."""

    at: datetime
    who: str
    text: str
    changes: Sequence[Change]


def of(*subjects: UUID, limit: int = SHOWN) -> list[Line]:
    """The last acts on these rows, newest first."""
    rows = EventRecord.objects.filter(subject_id__in=subjects, kind__in=SENTENCES)
    return _told(list(rows.order_by("-at", "-pk")[:limit]))


def of_everything(types: Sequence[str], limit: int = SHOWN) -> list[Line]:
    """The last acts on rows of these kinds, those that are gone included."""
    rows = EventRecord.objects.filter(subject_type__in=types, kind__in=SENTENCES)
    return _told(list(rows.order_by("-at", "-pk")[:limit]))


def _told(rows: Sequence[EventRecord]) -> list[Line]:
    names = _names(rows)
    return [
        Line(
            at=row.at,
            who=row.actor_name,
            text=str(SENTENCES[row.kind]) % {"subject": row.subject_label},
            changes=[_change(row.kind, name, pair, names) for name, pair in row.changes.items()],
        )
        for row in rows
    ]


def _names(rows: Iterable[EventRecord]) -> dict[str, str]:
    """The names of units, people and roles that changes mention, by what stands in the event."""
    ids = {
        value
        for row in rows
        for name in LINKS & row.changes.keys()
        for value in row.changes[name]
        if value
    }
    units = BusinessUnit.objects.filter(pk__in=ids).values_list("pk", "name")
    people = User.objects.filter(pk__in=ids).values_list("pk", "name")
    roles = Role.objects.values_list("key", "name")
    return {str(key): name for key, name in (*units, *people, *roles)}


def _change(kind: str, name: str, pair: Sequence[Any], names: Mapping[str, str]) -> Change:
    label, show = _reader(kind, name, names)
    before, after = pair
    return Change(label=label, before=show(before), after=show(after))


def _reader(kind: str, name: str, names: Mapping[str, str]) -> tuple[str, Callable[[Any], str]]:
    """What a change is called, and how its values read."""
    if kind == GRANTS:
        return capitalised(matrix.named(*name.split(" "))), lambda depth: Depth[depth.upper()].label
    if kind == FIELDS:
        return _field(name), lambda level: FieldLevel[level.upper()].label
    known = names if name in NAMED else {}
    return str(LABELS.get(name, name)), lambda value: _value(value, known)


def _field(name: str) -> str:
    """ "customers.account.annual_revenue" as "Accounts: annual revenue"."""
    key, _dot, field = name.rpartition(".")
    kind = registry.find(key)
    if kind is None or field not in kind.by_name:
        return name
    label = str(kind.field(field).label)
    return _("%(kinds)s: %(field)s") % {"kinds": capitalised(kind.plural), "field": label}


def _value(value: Any, names: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return str(YES if value else NO)
    if isinstance(value, list):
        return ", ".join(_item(each, names) for each in value) or NONE
    if isinstance(value, int):
        return shown.number(value)
    return names.get(value, value) if value else NONE


def _item(each: Any, names: Mapping[str, str]) -> str:
    """One of several: a choice of a field by its label."""
    if isinstance(each, dict):
        retired = _("%(label)s (retired)") if each.get("is_retired") else "%(label)s"
        return str(retired % {"label": each.get("label", "")})
    return names.get(each, each)
