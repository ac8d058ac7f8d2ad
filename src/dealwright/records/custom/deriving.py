"""The values of formula fields, kept beside the others so that lists sort and filter by them.

They are worked out with every write of their record, and in the background when a formula or a linked record changes.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from dealwright.records import registry
from dealwright.records.custom import current
from dealwright.records.custom.formulas import checking, reading, working
from dealwright.records.custom.formulas.tree import FormulaError, Name, Tree, names
from dealwright.records.custom.models import CustomField, Type
from dealwright.records.fields import Field, Kind, put, value
from dealwright.records.registry import Entity

type Linked = Mapping[str, Mapping[UUID, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Formula:
    field: Field
    tree: Tree
    places: int


@dataclass(frozen=True)
class Plan:
    """The formulas of a kind in the order in which they are worked out, and what they read: fields of the record by
    name, and by link those of the records that links lead to.
    """

    formulas: Sequence[Formula]
    own: frozenset[str]
    linked: Mapping[str, frozenset[str]]


@lru_cache(maxsize=256)
def plan(entity: Entity) -> Plan:
    """What there is to work out of a kind; of one that has no formulas nothing."""
    rows = {row.name: row for row in current.state().rows.get(entity.key, ())}
    found = [
        Formula(field, reading.parse(rows[field.name].formula), rows[field.name].places)
        for field in entity.customs
        if field.derived and field.name in rows
    ]
    read = {name for formula in found for name in names(formula.tree)}
    linked: dict[str, set[str]] = {}
    for name in read:
        if len(name.path) > 1:
            linked.setdefault(name.path[0], set()).add(name.path[1])
    return Plan(
        formulas=list(_in_order(found)),
        own=frozenset(name.path[0] for name in read),
        linked={link: frozenset(fields) for link, fields in linked.items()},
    )


def _in_order(found: Sequence[Formula]) -> Iterator[Formula]:
    """Each formula after those that it reads; none reads itself, which was refused when it was defined."""
    waiting = {formula.field.name: formula for formula in found}
    while waiting:
        ready = [
            formula
            for formula in waiting.values()
            if not any(
                name.path[0] in waiting for name in names(formula.tree) if len(name.path) == 1
            )
        ] or list(waiting.values())
        for formula in ready:
            yield waiting.pop(formula.field.name)


def work_out(
    rows: Sequence[Any], entity: Entity, changed: Collection[str] | None = None
) -> list[Any]:
    """Work out the formulas of rows, not yet saved; the rows of which one came to something else. With `changed`, only
    if a formula reads one of these fields.
    """
    found = plan(entity)
    if not found.formulas or (changed is not None and not found.own & set(changed)):
        return []
    linked = _linked(rows, entity, found)
    return [row for row in rows if _moves(row, entity, found, linked)]


def _moves(row: Any, entity: Entity, found: Plan, linked: Linked) -> bool:
    before = dict(row.custom)
    for formula in found.formulas:
        result = working.work_out(formula.tree, lambda name: _read(row, name, entity, linked))
        put(row, {formula.field.column: _stored(formula, result)})
    return bool(row.custom != before)


def _stored(formula: Formula, result: Any) -> Any:
    return (
        working.rounded(result, formula.places)
        if formula.field.is_number and result is not None
        else result
    )


def _read(row: Any, name: Name, entity: Entity, linked: Linked) -> Any:
    field = entity.by_name.get(name.path[0])
    if field is None:
        return None
    found = value(row, field.column)
    if len(name.path) == 1:
        return found
    return linked.get(field.name, {}).get(found, {}).get(name.path[1])


def _linked(rows: Sequence[Any], entity: Entity, found: Plan) -> Linked:
    """What formulas read of linked records: {link: {id: {field: value}}}; one query per link."""
    return {
        link: _values(entity.by_name[link], rows, sorted(fields))
        for link, fields in found.linked.items()
        if link in entity.by_name
    }


def _values(link: Field, rows: Sequence[Any], fields: Sequence[str]) -> dict[UUID, dict[str, Any]]:
    target = registry.entity(link.to)
    known = [name for name in fields if name in target.by_name]
    ids = {pk for row in rows if (pk := value(row, link.column))}
    columns = [target.field(name).column for name in known]
    there = target.model._default_manager.filter(pk__in=ids).values_list("pk", *columns)
    return {pk: dict(zip(known, values, strict=True)) for pk, *values in there}


# definitions


def settle(row: CustomField, entity: Entity) -> None:
    """Check a formula against its kind and note what comes out of it. FormulaError says what is wrong where."""
    tree = reading.parse(row.formula)
    found = checking.check(tree, lambda name: _field(name, entity, row))
    row.result = str(checking.RESULTS[found])


def _field(name: Name, entity: Entity, row: CustomField) -> Field:
    """The field that a name stands for; FormulaError when there is none that a formula can read."""
    link, *rest = name.path
    if len(rest) > 1:
        raise FormulaError(_("a formula reads through one link only."), name.at)
    found = _known(link, entity, name)
    if rest:
        target = registry.find(found.to) if found.kind == Kind.LINK else None
        if target is None:
            told = _("“%(link)s” leads to no record.")
            raise FormulaError(told % {"link": link}, name.at)
        found = _known(rest[0], target, name)
        if found.derived:
            raise FormulaError(_("a formula reads no formula of another record."), name.at)
    elif found.derived:
        _refuse_circle(found.name, row, entity, name)
    return found


def _known(word: str, entity: Entity, name: Name) -> Field:
    found = entity.by_name.get(word)
    if found is None:
        told = _("there is no field “%(name)s” of %(kind)s.")
        raise FormulaError(told % {"name": word, "kind": entity.plural}, name.at)
    if found.path or _is_made(found, entity):
        told = _("“%(name)s” is itself worked out, and no formula reads it.")
        raise FormulaError(told % {"name": word}, name.at)
    return found


def _is_made(field: Field, entity: Entity) -> bool:
    made = {each.attname for each in entity.model._meta.concrete_fields if each.generated}
    return field.column in made


def _refuse_circle(wanted: str, row: CustomField, entity: Entity, name: Name) -> None:
    """Refuse to read a formula that reads this one, at once or by others."""
    rows = {each.name: each for each in current.state().rows.get(entity.key, ())}
    waiting, seen = [wanted], set()
    while waiting:
        now = waiting.pop()
        if now == row.name:
            raise FormulaError(_("it would depend on itself."), name.at)
        if now in rows and now not in seen and rows[now].kind == Type.FORMULA:
            seen.add(now)
            waiting += [each.path[0] for each in names(reading.parse(rows[now].formula))]


def readers(row: CustomField) -> list[CustomField]:
    """The formulas that read a field, of its own kind or through a link to it."""
    return [
        other
        for rows in current.state().rows.values()
        for other in rows
        if other.kind == Type.FORMULA and _reads(other, row)
    ]


def _reads(other: CustomField, row: CustomField) -> bool:
    entity = registry.entity(other.entity)
    for name in names(reading.parse(other.formula)):
        link = entity.by_name.get(name.path[0])
        if len(name.path) == 1 and (other.entity, name.path[0]) == (row.entity, row.name):
            return True
        if link and link.name == row.name and other.entity == row.entity:
            return True
        if link and (link.to, name.path[-1]) == (row.entity, row.name) and len(name.path) > 1:
            return True
    return False


@dataclass(frozen=True, slots=True)
class Reader:
    """Records of a kind whose formulas read fields of what a link of theirs leads to."""

    entity: str
    link: str
    fields: frozenset[str]


def linked_readers(key: str) -> list[Reader]:
    """Whose formulas read fields of records of this kind."""
    return [reader for reader in _all_readers(current.state().token) if _leads(reader, key)]


@lru_cache(maxsize=4)
def _all_readers(_version: UUID | None) -> list[Reader]:
    return [
        Reader(entity.key, link, fields)
        for entity in registry.entities()
        if entity.customs
        for link, fields in plan(entity).linked.items()
    ]


def _leads(reader: Reader, key: str) -> bool:
    entity = registry.find(reader.entity)
    link = entity.by_name.get(reader.link) if entity else None
    return link is not None and link.to == key
