"""The menu of what the rows of a list can be grouped by."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from dealwright.core.actor import Actor
from dealwright.records.registry import Entity
from dealwright.ui import asking, grouping
from dealwright.ui.cells import capitalised
from dealwright.ui.dated import UNITS
from dealwright.ui.grouping import Grouping


@dataclass(frozen=True, slots=True)
class GroupChoice:
    """Something to group by, and the address of the list in such groups. Days that the list is grouped by come with their
    `units`.
    """

    label: str
    url: str
    is_current: bool
    units: Sequence["GroupChoice"] = ()


def choices(
    entity: Entity, actor: Actor, *, asked: QueryDict, by: Grouping | None, usual: str
) -> list[GroupChoice]:
    """What the rows can be grouped by, "none" first; `usual` is what the open view groups by."""
    none = asking.changed(asked, group="" if usual else None)
    return [
        GroupChoice(_("No groups"), none, by is None),
        *(
            _choice(name, label, asked, by if by and by.name == name else None)
            for name, label in grouping.offered(entity, actor)
        ),
    ]


def _choice(name: str, label: str, asked: QueryDict, by: Grouping | None) -> GroupChoice:
    url = asking.changed(asked, group=name)
    return GroupChoice(label, url, by is not None, _units(by, asked) if by else ())


def _units(by: Grouping, asked: QueryDict) -> list[GroupChoice]:
    """The lengths of time by which these days make groups."""
    return [
        GroupChoice(
            capitalised(str(unit.label)),
            asking.changed(asked, group=f"{by.name}:{key}"),
            key == by.unit,
        )
        for key, unit in (UNITS.items() if by.unit else ())
    ]
