"""The form for one condition of a filter: a field, how it is compared, with what.

It is drawn anew whenever the field or the comparison changes, by the address of the list that it belongs to, with
`form=condition` and the spot `at`. What it makes is a tree of the filter language, checked as any other.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dealwright.records.fields import Field, Kind
from dealwright.records.filtering import comparing
from dealwright.records.filtering.errors import FilterError
from dealwright.records.filtering.tree import Condition, Operator
from dealwright.records.registry import Entity
from dealwright.ui import describing, linked, operands
from dealwright.ui.cells import capitalised
from dealwright.ui.controls import ValueControl, class_for
from dealwright.ui.narrowing import Narrowing, written
from dealwright.ui.operands import Spot

type Text = str | Promise
type Options = list[tuple[str, str]]

NAMES: Mapping[Operator, Text] = {
    Operator.EQUAL: _("is"),
    Operator.UNEQUAL: _("is not"),
    Operator.IN: _("is"),
    Operator.NOT_IN: _("is not"),
    Operator.LESS: _("less than"),
    Operator.AT_MOST: _("at most"),
    Operator.GREATER: _("more than"),
    Operator.AT_LEAST: _("at least"),
    Operator.BETWEEN: _("between"),
    Operator.NOT_BETWEEN: _("not between"),
}
LISTED = {Operator.IN, Operator.NOT_IN}
SINGLE = {Operator.IN: Operator.EQUAL, Operator.NOT_IN: Operator.UNEQUAL}
SEVERAL = {single: several for several, single in SINGLE.items()}
FIRST_OF_TEXTS = Operator.CONTAINS


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """A field that can be compared: its path in the language, the kind it belongs to, the kind it leads to."""

    path: str
    field: Field
    entity: Entity
    linked: Entity | None

    @property
    def operators(self) -> list[Operator]:
        """How it may be compared here: several values are ticked where there are choices, and given one by one elsewhere."""
        found = comparing.operators(self.entity, self.field, self.linked)
        if self.field.kind == Kind.CHOICE:
            return [each for each in found if each not in SEVERAL]
        left = LISTED | ({Operator.UNEQUAL} if self.field.kind == Kind.BOOLEAN else set())
        return [each for each in found if each not in left]

    @property
    def usual(self) -> Operator:
        known = self.operators
        return FIRST_OF_TEXTS if FIRST_OF_TEXTS in known else known[0]


class ConditionForm:
    """The form for what stands at a spot of a filter, holding what was sent or else what the filter says there."""

    def __init__(self, narrowing: Narrowing, asked: QueryDict) -> None:
        self.narrowing = narrowing
        self.asked = _of_this_field(asked)
        self.spot = Spot.read(asked.get("at", ""))
        self.error: Text = ""

    @cached_property
    def present(self) -> Condition | None:
        """The condition that stands there, if it is one that a form can show."""
        if self.narrowing.error:
            return None
        found = operands.at(self.narrowing.tree, self.spot)
        return found if isinstance(found, Condition) else None

    @property
    def is_new(self) -> bool:
        return (
            self.narrowing.error is not None or operands.at(self.narrowing.tree, self.spot) is None
        )

    # its field

    @cached_property
    def target(self) -> Target | None:
        path = self.asked.get("path", "") or (".".join(self.present.path) if self.present else "")
        return target(self.narrowing, path) if path else None

    @property
    def fields(self) -> list[tuple[str, Options]]:
        """(heading, fields) to choose from; the second step of a link stands under the link's name."""
        actor = self.narrowing.reader.actor
        entity = self.narrowing.entity
        groups = [(capitalised(entity.label), _options(entity))]
        for link, kind in linked.offered(entity, actor):
            groups.append(
                (capitalised(str(link.label)), _options(kind, f"{link.name}{linked.STEP}"))
            )
        return groups

    # its comparison

    @cached_property
    def operator(self) -> Operator:
        assert self.target  # noqa: S101  nothing is compared before a field is chosen
        known = self.target.operators
        asked = self.asked.get("op", "")
        if asked in known:
            return Operator(asked)
        if self.present and not self.asked.get("path"):
            given = self.present.operator
            return (
                SEVERAL.get(given, given)
                if SEVERAL.get(given) in known
                else SINGLE.get(given, given)
            )
        return self.target.usual

    @property
    def operators(self) -> Options:
        assert self.target  # noqa: S101  likewise
        dated = describing.DATED if self.target.field.kind in describing.DAYS else {}
        signs = {**describing.SIGNS, **NAMES, **dated}
        return [(each.value, str(signs[each])) for each in self.target.operators]

    @cached_property
    def control(self) -> ValueControl:
        """What the value is given in."""
        assert self.target  # noqa: S101  likewise
        made = class_for(self.target.field, self.operator)
        return made(
            field=self.target.field,
            operator=self.operator,
            asked=self.asked,
            present=self.present,
            actor=self.narrowing.reader.actor,
        )

    # what it makes

    def filter(self) -> str | None:
        """The filter with the condition in its place; None, with `error` set, when it is none."""
        if self.target is None:
            self.error = _("Choose a field.")
            return None
        try:
            text = written(operands.put(self._tree, self.spot, self._condition()))
        except FilterError as error:
            self.error = error.sentence
            return None
        refused = self.narrowing.with_text(text).error
        self.error = refused.sentence if refused else ""
        return None if refused else text

    def without(self) -> str:
        """The filter without what stands there."""
        return written(operands.taken(self._tree, self.spot))

    @property
    def _tree(self) -> operands.Filter | None:
        return None if self.narrowing.error else self.narrowing.tree

    def _condition(self) -> Condition:
        assert self.target  # noqa: S101  asked before
        values = self.control.values()
        operator = self.operator
        if operator in SINGLE and len(values) == 1:
            operator = SINGLE[operator]
        if operator in SEVERAL and len(values) > 1:
            operator = SEVERAL[operator]
        if operator == Operator.EQUAL and self.control.is_period:
            operator = Operator.IN
        if operator == Operator.UNEQUAL and self.control.is_period:
            operator = Operator.NOT_IN
        path = tuple(self.target.path.split(linked.STEP))
        return Condition(path, operator, values)


def _of_this_field(asked: QueryDict) -> QueryDict:
    """What was sent, without what was given for the field that was chosen before."""
    if asked.get("was", "") == asked.get("path", ""):
        return asked
    rest = asked.copy()
    for name in ("op", "value", "who", "period", "count"):
        rest.pop(name, None)
    return rest


def target(narrowing: Narrowing, path: str) -> Target | None:
    """The field at a path, if the reader knows it; at most one link away."""
    actor = narrowing.reader.actor
    entity: Entity | None = narrowing.entity
    link, step, name = path.rpartition(linked.STEP)
    if step and entity:
        field = entity.by_name.get(link)
        entity = linked.target(field, actor) if field else None
    found = comparing.fields(entity).get(name) if entity else None
    if entity is None or found is None:
        return None
    return Target(path=path, field=found, entity=entity, linked=linked.target(found, actor))


def _options(entity: Entity, prefix: str = "") -> Options:
    named = [(f"{prefix}{name}", capitalised(str(field.label))) for name, field in _offered(entity)]
    return sorted(named, key=lambda pair: pair[1].casefold())


def _offered(entity: Entity) -> Iterator[tuple[str, Field]]:
    """The fields that a condition can ask for; a record itself only where records stand below one another."""
    for name, field in comparing.fields(entity).items():
        if not field.hidden and (name != "id" or comparing.parent_of(entity)):
            yield name, field
