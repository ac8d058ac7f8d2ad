"""Conditions on the same linked record, gathered so that it is looked up once for all of them.

A link leads to one record at most. So "one of which A holds and one of which B holds" is "one of which A and B hold", the same
goes for "or", and "none of which A holds and none of which B holds" is "none of which A or B holds". Without this a
hundred conditions on an account are a hundred joins, which take PostgreSQL seconds to plan.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from dealwright.records.filtering.checking import Link, Test
from dealwright.records.filtering.tree import And, Not, Or, Tree


@dataclass(frozen=True, slots=True)
class Linked:
    """There is a record at the end of this link that the reader may read, and of which the tree holds."""

    link: Link
    tree: "Tree[Test | Linked]"


type Gathered = Tree[Test | Linked]
type Group = type[And[Test | Linked] | Or[Test | Linked]]

OTHER: dict[Group, Group] = {And: Or, Or: And}


def gathered(tree: Tree[Test]) -> Gathered:
    """The same filter with its links in front of what is asked of the records they lead to."""
    match tree:
        case Not(operand):
            return Not(gathered(operand))
        case And(operands):
            return _joined(And, [gathered(operand) for operand in operands])
        case Or(operands):
            return _joined(Or, [gathered(operand) for operand in operands])
        case Test():
            return _unfolded(tree)


def _unfolded(test: Test) -> Gathered:
    found: Gathered = test
    for link in reversed(test.links):
        found = Linked(link, found)
    return found


def _joined(group: Group, parts: Sequence[Gathered]) -> Gathered:
    """Parts as a group; those behind the same link become one, and so do those that ask that there be none."""
    there: dict[Link, list[Gathered]] = defaultdict(list)
    nowhere: dict[Link, list[Gathered]] = defaultdict(list)
    kept: list[Gathered] = []
    for part in parts:
        match part:
            case Linked(link, tree):
                there[link].append(tree)
            case Not(Linked(link, tree)):
                nowhere[link].append(tree)
            case _:
                kept.append(part)
    kept += [Linked(link, _joined(group, trees)) for link, trees in there.items()]
    kept += [Not(Linked(link, _joined(OTHER[group], trees))) for link, trees in nowhere.items()]
    return kept[0] if len(kept) == 1 else group(tuple(kept))
