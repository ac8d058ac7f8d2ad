"""Which value the merged record has: what a person picked, else its own, else the first of the others."""

from collections.abc import Mapping, Sequence
from typing import Any

from dealwright.records import fields
from dealwright.records.fields import Field
from dealwright.records.merging.declared import Mergeable
from dealwright.records.writing import EMPTY

type Picks = Mapping[str, Any]


def by_rule(kind: Mergeable, winner: Any, losers: Sequence[Any]) -> dict[str, Any]:
    """{field: the record whose value it takes}, for fields that are filled from another record: of those that belong
    together none is filled unless all are empty.
    """
    found: dict[str, Any] = {}
    known = {field.name: field for field in kind.fields()}
    for name, field in known.items():
        group = [known[each] for each in kind.group(name) if each in known]
        giver = None if _has_any(winner, group) else _first_with(losers, group)
        if giver is not None and value(giver, field) not in EMPTY:
            found[name] = giver
    return found


def values(kind: Mergeable, winner: Any, losers: Sequence[Any], picks: Picks) -> dict[str, Any]:
    """{field: value} that the winner is given. `picks` is {field: the id of the record whose value was picked}; what
    nobody picked goes by the rule.
    """
    rows = {row.pk: row for row in (winner, *losers)}
    givers = by_rule(kind, winner, losers) | {name: rows[pk] for name, pk in picks.items()}
    known = {field.name: field for field in kind.fields()}
    given = {name: value(giver, known[name]) for name, giver in givers.items()}
    return {name: new for name, new in given.items() if new != value(winner, known[name])}


def value(row: Any, field: Field) -> Any:
    """The value of a field, a link by its id."""
    return fields.value(row, field.column)


def _has_any(row: Any, group: Sequence[Field]) -> bool:
    return any(value(row, field) not in EMPTY for field in group)


def _first_with(rows: Sequence[Any], group: Sequence[Field]) -> Any | None:
    return next((row for row in rows if _has_any(row, group)), None)
