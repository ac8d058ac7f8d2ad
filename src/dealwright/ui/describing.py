"""Conditions of a filter in the words of a chip: "Close date", "this quarter"."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dealwright.records.fields import Kind
from dealwright.records.filtering import checking
from dealwright.records.filtering.checking import Link, Test
from dealwright.records.filtering.reading import MOMENT, Reader
from dealwright.records.filtering.tree import (
    PAIRS,
    And,
    Condition,
    Literal,
    Mine,
    Not,
    Operator,
    Or,
    Relative,
    Tree,
    Value,
    Who,
    conditions,
)
from dealwright.records.registry import Entity
from dealwright.ui import cells, formats, periods, shown
from dealwright.ui.cells import capitalised

type Text = str | Promise

PEOPLE: Mapping[Who, Text] = {
    Who.ME: _("me"),
    Who.TEAM: _("my team"),
    Who.TEAMS: _("my teams"),
    Who.UNIT: _("my unit"),
}
# before the value; in the order in which a form offers them
SIGNS: Mapping[Operator, Text] = {
    Operator.EQUAL: "",
    Operator.IN: "",
    Operator.UNEQUAL: _("not"),
    Operator.NOT_IN: _("not"),
    Operator.LESS: "<",
    Operator.AT_MOST: "≤",
    Operator.GREATER: ">",
    Operator.AT_LEAST: "≥",
    Operator.BETWEEN: "",
    Operator.NOT_BETWEEN: _("not"),
    Operator.CONTAINS: _("contains"),
    Operator.NOT_CONTAINS: _("does not contain"),
    Operator.STARTS: _("starts with"),
    Operator.NOT_STARTS: _("does not start with"),
    Operator.UNDER: _("under"),
    Operator.NOT_UNDER: _("not under"),
    Operator.EMPTY: _("is empty"),
    Operator.NOT_EMPTY: _("is not empty"),
}
DATED: Mapping[Operator, Text] = {
    Operator.LESS: _("before"),
    Operator.AT_MOST: _("until"),
    Operator.GREATER: _("after"),
    Operator.AT_LEAST: _("from"),
}
DAYS = {Kind.DATE, Kind.DATETIME}


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a chip: the name of a field, a value, or a word that joins them."""

    text: str
    is_value: bool = False


@dataclass(frozen=True)
class Describer:
    """Tells conditions on a kind as their reader knows it. The names of linked records are read together, one query for
    each kind of record.
    """

    entity: Entity
    reader: Reader
    tree: Tree[Condition]

    def pieces(self, tree: Tree[Condition]) -> list[Piece]:
        """The parts of what a filter or a part of it says."""
        match tree:
            case Not(operand):
                return [Piece(gettext("not")), *self.pieces(operand)]
            case And(operands):
                return self._joined(operands, gettext("and"))
            case Or(operands):
                return self._joined(operands, gettext("or"))
            case Condition():
                return self._condition(tree)

    def _joined(self, operands: Iterable[Tree[Condition]], word: str) -> list[Piece]:
        found: list[Piece] = []
        for operand in operands:
            found += [Piece(word), *self.pieces(operand)] if found else self.pieces(operand)
        return found

    def _condition(self, condition: Condition) -> list[Piece]:
        test = self._test(condition)
        name = Piece(label(test.links, test.field.label))
        return [name, Piece(self._compared(condition, test), is_value=True)]

    def _test(self, condition: Condition) -> Test:
        found = checking.check(condition, self.entity, self.reader)
        assert isinstance(found, Test)  # noqa: S101  of a condition
        return found

    def _compared(self, condition: Condition, test: Test) -> str:
        operator = condition.operator
        dated = DATED if test.field.kind in DAYS else {}
        sign = str(dated.get(operator) or SIGNS[operator])
        values = [
            self._value(given, read, test)
            for given, read in zip(condition.values, test.values, strict=True)
        ]
        joint = formats.RANGE if operator in PAIRS else gettext(" or ")
        told = joint.join(values)
        return f"{sign} {told}".strip() if sign else capitalised(told)

    def _value(self, given: Value, read: Any, test: Test) -> str:
        match given:
            case Mine(who):
                return str(PEOPLE[who])
            case Relative():
                return periods.told(given)
            case Literal():
                return self._literal(given, read, test)

    def _literal(self, given: Literal, read: Any, test: Test) -> str:
        match test.field.kind:
            case Kind.CHOICE:
                return capitalised(str(test.field.choice_label(read)))
            case Kind.BOOLEAN:
                return str(cells.YES if read else cells.NO)
            case Kind.INTEGER | Kind.DECIMAL | Kind.MONEY | Kind.PERCENT:
                return shown.number(read)
            case Kind.DATE | Kind.DATETIME:
                return (
                    shown.moment(read.start)
                    if MOMENT.fullmatch(given.text)
                    else shown.day(read.start)
                )
            case Kind.LINK:
                return self._names.get(next(iter(read)), gettext("a record that is not there"))
            case _:
                return str(read)

    @cached_property
    def _names(self) -> Mapping[UUID, str]:
        """The titles of the records that the filter names, as far as the reader may know them."""
        wanted: dict[str, set[UUID]] = defaultdict(set)
        kinds: dict[str, Entity] = {}
        for condition in conditions(self.tree):
            test = self._test(condition)
            if test.linked:
                kinds[test.linked.key] = test.linked
                literals = zip(condition.values, test.values, strict=True)
                wanted[test.linked.key] |= {
                    pk for given, ids in literals if isinstance(given, Literal) for pk in ids
                }
        found: dict[UUID, str] = {}
        for key, ids in wanted.items():
            found |= titles(kinds[key], ids, self.reader)
        return found


def titles(entity: Entity, ids: set[UUID], reader: Reader) -> dict[UUID, str]:
    """What records of a kind are called, of those that the reader may see."""
    if not ids:
        return {}
    rows = entity.rows(reader.actor).filter(pk__in=ids).order_by()
    return {pk: str(title) for pk, title in rows.values_list("pk", entity.title)}


def label(links: Iterable[Link], name: Text) -> str:
    """The name of a field behind its links: "Account: industry"."""
    steps = [*(str(link.label) for link in links), str(name)]
    return capitalised(": ".join(steps))
