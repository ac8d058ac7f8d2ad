"""From tree to text: the one spelling of a filter, which `parsing.parse` reads back as the same tree."""

import re

from dealwright.records.filtering.grammar import DAYS, RESERVED
from dealwright.records.filtering.tree import (
    BARE,
    LISTS,
    PAIRS,
    And,
    Condition,
    Literal,
    Mine,
    Not,
    Or,
    Relative,
    Tree,
    Value,
)

WORD = re.compile(r"[\w.:@+\-]+")


def text(tree: Tree[Condition]) -> str:
    """The filter as it would be written."""
    match tree:
        case Not(operand):
            return f"not {_within(operand)}"
        case And(operands):
            return " and ".join(map(_within, operands))
        case Or(operands):
            return " or ".join(
                _within(each) if isinstance(each, Or) else text(each) for each in operands
            )
        case Condition():
            return _condition(tree)


def _within(tree: Tree[Condition]) -> str:
    return f"({text(tree)})" if isinstance(tree, And | Or) else text(tree)


def _condition(condition: Condition) -> str:
    told = f"{'.'.join(condition.path)} {condition.operator}"
    if condition.operator in BARE:
        return told
    values = [value(each) for each in condition.values]
    if condition.operator in PAIRS:
        return f"{told} {' and '.join(values)}"
    alone = len(values) == 1 and not isinstance(condition.values[0], Literal)
    if condition.operator in LISTS and not alone:
        return f"{told} ({', '.join(values)})"
    return f"{told} {values[0]}"


def value(found: Value) -> str:
    """A value as it would be written; texts in quotes where they need them."""
    match found:
        case Literal():
            return _literal(found.text)
        case Mine():
            return found.who.value
        case Relative():
            return _relative(found)


def _literal(content: str) -> str:
    if WORD.fullmatch(content) and content.casefold() not in RESERVED:
        return content
    escaped = content.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _relative(found: Relative) -> str:
    if found.count is not None:
        return f"the {found.which} {found.count} {found.unit}{'' if found.count == 1 else 's'}"
    by_name = {day: word for word, day in DAYS.items()}
    return by_name.get(found) or f"{found.which} {'fiscal ' if found.fiscal else ''}{found.unit}"
