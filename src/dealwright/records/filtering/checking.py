"""A filter against the kind as its reader sees it: what exists there, how it may be compared, with what.

A field that is hidden from the reader does not exist, in what is refused and in what is suggested alike.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Actor
from dealwright.core.errors import Text
from dealwright.records import registry
from dealwright.records.fields import Field, Kind
from dealwright.records.filtering import comparing, merged, reading
from dealwright.records.filtering.errors import FilterError, listed
from dealwright.records.filtering.limits import MOST_LINKS
from dealwright.records.filtering.people import PEOPLE
from dealwright.records.filtering.reading import Reader
from dealwright.records.filtering.tree import Condition, Operator, Tree, conditions, each
from dealwright.records.registry import Entity


@dataclass(frozen=True, slots=True)
class Link:
    """A step from a record to the one that its link leads to: the column, and the kind it arrives at; `label` is how the
    link is called.
    """

    column: str
    entity: Entity
    label: Text = field(default="", compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Test:
    """A condition that was understood: the links to the record, its kind, the field, and what it is compared with.

    `linked` is the kind that the field itself leads to, `term` what a term stands for.
    """

    links: tuple[Link, ...]
    entity: Entity
    field: Field
    operator: Operator
    values: tuple[Any, ...] = ()
    linked: Entity | None = None
    term: Q | None = None


def check(tree: Tree[Condition], entity: Entity, reader: Reader) -> Tree[Test]:
    """The tree with its conditions understood. FilterError at the first that cannot be."""
    found = each(tree, partial(_test, entity.seen_by(reader.actor), reader))
    became = merged.become({pk for test in conditions(found) for pk in _ids(test)})
    return each(found, partial(_followed, became)) if became else found


def _ids(test: Test) -> frozenset[UUID]:
    return frozenset[UUID]().union(*test.values) if merged.names(test.field) else frozenset()


def _followed(became: Mapping[UUID, UUID], test: Test) -> Test:
    if not merged.names(test.field):
        return test
    return replace(test, values=merged.followed(test.values, became))


def _test(entity: Entity, reader: Reader, condition: Condition) -> Test:
    links = tuple(_links(entity, reader.actor, condition))
    kind = links[-1].entity if links else entity
    name = condition.path[-1]
    found = _field(kind, name, _shifted(condition, len(condition.path) - 1))
    linked = _target(found, reader.actor)
    _refuse_operator(condition, found, comparing.operators(kind, found, linked))
    return Test(
        links=links,
        entity=kind,
        field=found,
        operator=condition.operator,
        values=tuple(
            reading.read(each, found, reader, condition.operator) for each in condition.values
        ),
        linked=linked,
        term=_term(kind, name, reader.at),
    )


def _term(kind: Entity, name: str, at: datetime) -> Q | None:
    """What a term of the kind stands for at this moment; None for a field."""
    return next((term.holds(at) for term in kind.terms if term.name == name), None)


def _links(entity: Entity, actor: Actor, condition: Condition) -> Iterator[Link]:
    """The links of a path, each from the kind at which the one before arrives."""
    if len(condition.path) > MOST_LINKS + 1:
        told = _("A field is reached through at most %(most)d links.") % {"most": MOST_LINKS}
        raise FilterError(told, condition.place)
    for position, name in enumerate(condition.path[:-1]):
        here = _shifted(condition, position)
        found = _field(entity, name, here)
        target = _target(found, actor) if name != "id" else None
        if target is None:
            told = _("“%(name)s” leads to nothing that has fields.") % {"name": name[:40]}
            raise FilterError(told, here.place)
        yield Link(found.column, target, found.label)
        entity = target


def _target(field: Field, actor: Actor) -> Entity | None:
    """The kind that a link leads to, as the actor sees it."""
    if field.kind != Kind.LINK:
        return None
    found = registry.find(field.to) or PEOPLE.get(field.to)
    return found.seen_by(actor) if found else None


def _field(entity: Entity, name: str, condition: Condition) -> Field:
    known = comparing.fields(entity)
    if name in known:
        return known[name]
    told = _("There is no field “%(name)s” of %(kind)s.%(near)s")
    near = reading.nearest(name, list(known))
    values = {"name": name[:40], "kind": entity.plural, "near": near}
    raise FilterError(told % values, condition.place)


def _shifted(condition: Condition, position: int) -> Condition:
    """The condition with the place of one name of its path."""
    into = sum(len(name) + 1 for name in condition.path[:position])
    start = condition.place
    place = replace(start, offset=start.offset + into, column=start.column + into)
    return replace(condition, place=place)


def _refuse_operator(condition: Condition, field: Field, offered: list[Operator]) -> None:
    if condition.operator in offered:
        return
    told = _("“%(name)s” cannot be compared by “%(operator)s”. Use %(offered)s.")
    values = {
        "name": field.name,
        "operator": condition.operator.value,
        "offered": listed([f"“{operator}”" for operator in offered]),
    }
    raise FilterError(told % values, condition.place)
