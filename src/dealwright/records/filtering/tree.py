"""A filter as a tree, as it was written: groups, conditions, values. It knows no kinds of record.

Equal trees mean the same filter; where something stood in the text is kept for errors and does not count.
`printing.text` writes any tree, and `parsing.parse` reads the same tree from it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from dealwright.records.filtering.errors import START, Place


class Operator(StrEnum):
    """How a field is compared, spelled as it is printed."""

    EQUAL = "="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    GREATER = ">"
    AT_LEAST = ">="
    IN = "in"
    NOT_IN = "not in"
    BETWEEN = "between"
    NOT_BETWEEN = "not between"
    CONTAINS = "contains"
    NOT_CONTAINS = "not contains"
    STARTS = "starts with"
    NOT_STARTS = "not starts with"
    UNDER = "under"
    NOT_UNDER = "not under"
    EMPTY = "is empty"
    NOT_EMPTY = "is not empty"


OPPOSITES = {
    Operator.UNEQUAL: Operator.EQUAL,
    Operator.NOT_IN: Operator.IN,
    Operator.NOT_BETWEEN: Operator.BETWEEN,
    Operator.NOT_CONTAINS: Operator.CONTAINS,
    Operator.NOT_STARTS: Operator.STARTS,
    Operator.NOT_UNDER: Operator.UNDER,
    Operator.NOT_EMPTY: Operator.EMPTY,
}
BARE = {Operator.EMPTY, Operator.NOT_EMPTY}  # without a value
LISTS = {Operator.IN, Operator.NOT_IN}
PAIRS = {Operator.BETWEEN, Operator.NOT_BETWEEN}


@dataclass(frozen=True, slots=True)
class Literal:
    """A text, number, day, id or choice. Which of them it is, the field decides that it is compared with."""

    text: str
    place: Place = field(default=START, compare=False, repr=False)


class Who(StrEnum):
    """People as seen from the reader: oneself, the members of one's teams, the teams themselves, whoever belongs to
    one's business unit or to one below it.
    """

    ME = "me"
    TEAM = "my team"
    TEAMS = "my teams"
    UNIT = "my unit"


@dataclass(frozen=True, slots=True)
class Mine:
    """The reader, or those near."""

    who: Who
    place: Place = field(default=START, compare=False, repr=False)


class Which(StrEnum):
    LAST = "last"
    THIS = "this"
    NEXT = "next"


class Unit(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


FISCAL = {Unit.QUARTER, Unit.YEAR}


@dataclass(frozen=True, slots=True)
class Relative:
    """Days as seen from today: this quarter, tomorrow (the next day), or with a `count` the next 30 days.

    `fiscal` quarters and years begin with the organisation's fiscal year; only the LAST and NEXT are counted.
    """

    which: Which
    unit: Unit
    count: int | None = None
    fiscal: bool = False
    place: Place = field(default=START, compare=False, repr=False)


type Value = Literal | Mine | Relative


@dataclass(frozen=True, slots=True)
class Condition:
    """A field, reached through links, compared with values: none, one, two for BETWEEN, any number for IN."""

    path: tuple[str, ...]
    operator: Operator
    values: tuple[Value, ...] = ()
    place: Place = field(default=START, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Not[C]:
    operand: "Tree[C]"


@dataclass(frozen=True, slots=True)
class And[C]:
    """Two or more, all of which hold."""

    operands: "tuple[Tree[C], ...]"


@dataclass(frozen=True, slots=True)
class Or[C]:
    """Two or more, one of which holds."""

    operands: "tuple[Tree[C], ...]"


type Tree[C] = C | Not[C] | And[C] | Or[C]


def conditions[C](tree: Tree[C]) -> Iterator[C]:
    """The conditions of a tree, from left to right."""
    match tree:
        case Not(operand):
            yield from conditions(operand)
        case And(operands) | Or(operands):
            for operand in operands:
                yield from conditions(operand)
        case condition:
            yield condition


def each[C, D](tree: Tree[C], change: Callable[[C], D]) -> Tree[D]:
    """The same tree with its conditions changed."""
    match tree:
        case Not(operand):
            return Not(each(operand, change))
        case And(operands):
            return And(tuple(each(operand, change) for operand in operands))
        case Or(operands):
            return Or(tuple(each(operand, change) for operand in operands))
        case condition:
            return change(condition)
