"""From a checked filter to the condition of a queryset.

Every condition holds or does not: what has no value equals nothing, is unequal to everything, and "not" turns exactly
that around. PostgreSQL's third answer is kept out by carrying "not" down to the conditions, where it also takes
what has no value. A condition on a linked record asks whether a record is there that the reader may see and of
which it holds: `EXISTS`, which is planned as a join, and never unknown.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Lower
from django.db.models.lookups import Exact

from dealwright.core import paging
from dealwright.core.actor import Actor
from dealwright.records.fields import Field, Kind
from dealwright.records.filtering import comparing
from dealwright.records.filtering.checking import Test, check
from dealwright.records.filtering.days import Span
from dealwright.records.filtering.gathering import Gathered, Linked, gathered
from dealwright.records.filtering.hierarchy import Below, Under
from dealwright.records.filtering.parsing import parse
from dealwright.records.filtering.reading import Reader
from dealwright.records.filtering.tree import OPPOSITES, And, Condition, Not, Operator, Or, Tree
from dealwright.records.registry import Entity

LOOKUPS = {
    Operator.LESS: "lt",
    Operator.AT_MOST: "lte",
    Operator.GREATER: "gt",
    Operator.AT_LEAST: "gte",
    Operator.IN: "in",
    Operator.BETWEEN: "range",
}


def condition(text: str, entity: Entity, *, actor: Actor, at: datetime) -> Q:
    """The condition that a text stands for among the rows of a kind; to be asked of rows the actor may read.

    FilterError when it cannot be read, asks for what does not exist for the actor, or is too large.
    """
    return condition_of(parse(text), entity, actor=actor, at=at)


def condition_of(tree: Tree[Condition], entity: Entity, *, actor: Actor, at: datetime) -> Q:
    """The condition that a tree stands for. How large it may be, only `parse` asks: a tree made otherwise is printed first."""
    return condition_for(tree, entity, Reader(actor, at))


def condition_for(tree: Tree[Condition], entity: Entity, reader: Reader) -> Q:
    """The same for a reader who has looked up already what some of their words mean."""
    return compiled(gathered(check(tree, entity, reader)), reader.actor)


def compiled(tree: Gathered, actor: Actor, *, holds: bool = True) -> Q:
    """The condition that a checked tree holds, or that it does not."""
    match tree:
        case Not(operand):
            return compiled(operand, actor, holds=not holds)
        case And(operands):
            parts = [compiled(operand, actor, holds=holds) for operand in operands]
            return _all(parts) if holds else _any(parts)
        case Or(operands):
            parts = [compiled(operand, actor, holds=holds) for operand in operands]
            return _any(parts) if holds else _all(parts)
        case Linked():
            found = _linked(tree, actor)
            return Q(found) if holds else Q(~found)
        case Test():
            return _own(tree, actor, holds=holds)


def _all(parts: Iterable[Q]) -> Q:
    return reduce(and_, parts)


def _any(parts: Iterable[Q]) -> Q:
    return reduce(or_, parts)


def _linked(found: Linked, actor: Actor) -> Exists:
    """Whether the link leads to a record that the actor may read, and of which the rest holds."""
    rows = found.link.entity.rows(actor).order_by().filter(pk=OuterRef(found.link.column))
    return Exists(rows.filter(compiled(found.tree, actor)))


def _own(test: Test, actor: Actor, *, holds: bool) -> Q:
    """The condition on a field of the record itself."""
    operator = OPPOSITES.get(test.operator, test.operator)
    wanted = holds == (operator == test.operator)
    if test.term is not None:
        return test.term if wanted == test.values[0] else ~test.term
    if operator == Operator.EMPTY:
        empty = comparing.missing(test.entity.model, test.field)
        return empty if wanted else ~empty
    found = _compared(test, operator, actor)
    return found if wanted else _opposite(found, test)


def _opposite(found: Q, test: Test) -> Q:
    """Where a comparison does not hold, having no value included."""
    column = test.field.column
    if not (test.field.custom or paging.may_be_null(test.entity.model, column)):
        return ~found
    return Q(**{f"{column}__isnull": True}) | ~found


def _compared(test: Test, operator: Operator, actor: Actor) -> Q:
    column, kind = test.field.column, test.field.kind
    if operator == Operator.UNDER:
        return _under(test, actor)
    if kind in {Kind.LINK, Kind.ID}:
        return _among(column, frozenset[Any]().union(*test.values))
    if kind in {Kind.DATE, Kind.DATETIME}:
        return _dated(column, operator, test.values)
    if operator in {Operator.CONTAINS, Operator.STARTS}:
        return _fragment(test, operator, test.values[0])
    if kind in {Kind.TEXT, Kind.EMAIL, Kind.PHONE, Kind.URL}:
        return _any(_same_text(test.entity, test.field, each) for each in test.values)
    return _plain(column, operator, test.values)


def _among(column: str, ids: frozenset[Any]) -> Q:
    """One id is compared plainly: then an index on it and on the order of a list gives the rows in that order."""
    if len(ids) == 1:
        return Q(**{column: next(iter(ids))})
    return Q(**{f"{column}__any_of": ids})


def _plain(column: str, operator: Operator, values: Sequence[Any]) -> Q:
    if operator == Operator.EQUAL:
        return Q(**{column: values[0]})
    several = operator in {Operator.IN, Operator.BETWEEN}
    return Q(**{f"{column}__{LOOKUPS[operator]}": values if several else values[0]})


def _dated(column: str, operator: Operator, spans: Sequence[Span[Any]]) -> Q:
    first, last = spans[0], spans[-1]
    from_start = Q(**{f"{column}__gte": first.start})
    match operator:
        case Operator.LESS:
            return Q(**{f"{column}__lt": first.start})
        case Operator.AT_MOST:
            return Q(**{f"{column}__lt": first.end})
        case Operator.GREATER:
            return Q(**{f"{column}__gte": first.end})
        case Operator.AT_LEAST:
            return from_start
        case Operator.BETWEEN:
            return from_start & Q(**{f"{column}__lt": last.end})
        case _:
            return _any(_within(column, span) for span in spans)


def _within(column: str, span: Span[Any]) -> Q:
    return Q(**{f"{column}__gte": span.start, f"{column}__lt": span.end})


def _same_text(entity: Entity, field: Field, text: str) -> Q:
    """The same text in any case, spelled as the indexes hold it: emails in lower case, names in upper."""
    if field.name == entity.number:
        return Q(**{field.column: text.upper()})
    if field.kind == Kind.EMAIL:
        return Q(Exact(Lower(F(field.column)), Lower(Value(text))))
    if field.kind == Kind.PHONE:
        return Q(**{field.column: text})
    return Q(**{f"{field.column}__iexact": text})


def _fragment(test: Test, operator: Operator, text: str) -> Q:
    column = test.field.column
    if test.field.kind == Kind.LIST:
        return Q(**{f"{column}__contains": [text]})
    if operator == Operator.CONTAINS:
        return Q(**{f"{column}__icontains": text})
    if test.field.name == test.entity.number:
        return Q(**{f"{column}__startswith": text.upper()})
    return Q(**{f"{column}__istartswith": text})


def _under(test: Test, actor: Actor) -> Q:
    """At or below a record, among those of its kind that the actor may read."""
    assert test.linked  # noqa: S101  the operator is offered for such links only
    parent = comparing.parent_of(test.linked)
    assert parent  # noqa: S101  likewise
    (root,) = test.values[0]
    below = Below(root, test.linked.rows(actor), parent.column)
    return Q(Under(F(test.field.column), below))
