"""A first plan for a file: by its headings, by the export it comes from, by what its columns hold."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dealwright.core.actor import Actor
from dealwright.exchange import dates, fields, figures, keys, known, links
from dealwright.exchange.guessing import headings
from dealwright.exchange.guessing.contents import EMAIL, PHONE, WEB, Contents
from dealwright.exchange.kinds import ImportKind
from dealwright.exchange.links import EXTERNAL
from dealwright.exchange.mapping import Rule
from dealwright.exchange.plans import Column, Plan, Status
from dealwright.exchange.values import NUMBERS
from dealwright.identity.queries import people
from dealwright.records.fields import Field, Kind
from dealwright.records.registry import Entity

DAYS = {Kind.DATE, Kind.DATETIME}
CONTENT = ((Kind.EMAIL, EMAIL), (Kind.PHONE, PHONE), (Kind.URL, WEB))
MOST = 0.6  # of the texts must be days or numbers, or the column is no such field
TRIED = 20  # names that are looked up to see whether a column names people who are here


def propose(kind: ImportKind, found: Mapping[str, Contents], *, by: Actor) -> Plan:
    """A plan for a file with these columns."""
    system = headings.system_of(list(found))
    chosen = _chosen(kind, found, system, by)
    columns = [
        column_for(kind.entity, contents_of, *chosen.get(name, ("", Status.IGNORED)))
        for name, contents_of in found.items()
    ]
    plan = Plan(
        columns=columns,
        constants=kind.constants,
        own_links=own_links(kind.entity),
        source=system,
    )
    return _matched(plan, kind.entity, found)


def own_links(entity: Entity) -> list[str]:
    """The fields that link records of a kind to one another."""
    return [field.name for field in entity.links if field.to == entity.key]


def _chosen(
    kind: ImportKind, found: Mapping[str, Contents], system: str, by: Actor
) -> dict[str, tuple[str, Status]]:
    """{column: (field, status)}; each field once, the surest guess first."""
    offered = {field.name: field for field in fields.offered(kind.entity)}
    chosen: dict[str, tuple[str, Status]] = {}
    taken = set(kind.constants)
    for column, name, status in _guesses(kind, found, system):
        field = offered.get(name)
        if field is None or column in chosen or name in taken:
            continue
        if _names_nobody(field, found[column], by):
            chosen[column] = ("", Status.IGNORED)
            continue
        chosen[column] = (name, status)
        taken.add(name)
    return chosen


def _guesses(
    kind: ImportKind, found: Mapping[str, Contents], system: str
) -> Iterator[tuple[str, str, Status]]:
    entity, export = kind.entity, headings.in_export(system, kind.key)
    filled = {
        name: each
        for name, each in found.items()
        if (each.filled or not each.rows) and not headings.is_of_another(name, system)
    }
    for heading, field in export.items():
        yield from (
            (name, field, Status.MAPPED) for name in filled if headings.bare(name) == heading
        )
    for name in filled:
        yield name, headings.by_words(name, entity), Status.MAPPED
    for sort, pattern in CONTENT:
        of_sort = [field.name for field in fields.offered(entity) if field.kind == sort]
        for name, each in filled.items():
            if each.looks_like(pattern):
                yield from ((name, field, Status.GUESSED) for field in of_sort)


def _names_nobody(field: Field, found: Contents, by: Actor) -> bool:
    """Whether a column that should name people names none who is here: ids of another system, say."""
    if field.kind != Kind.LINK or people(field.to) is None or not found.texts:
        return False
    some = set(list(found.texts)[:TRIED])
    return not any(links.lookup(field.to, links.ANY, some, by=by).values())


def column_for(entity: Entity, found: Contents, name: str, status: Status) -> Column:
    """A column on its way to a field, with its format, or the question how it is written."""
    column = Column(name=found.name, field=name, status=status, example=_example(found))
    field = fields.by_name(entity).get(name)
    if field is None:
        return column
    texts = list(found.texts)
    if field.kind in DAYS:
        return _asked(column, "format", texts, dates.formats(texts), _days(texts))
    if field.kind in NUMBERS:
        return _asked(column, "decimal", texts, figures.signs(texts), [".", ","])
    if field.kind == Kind.LINK:
        return column.model_copy(update={"rule": Rule(by=links.ANY)})
    return column


def _example(found: Contents) -> str:
    return ", ".join(found.examples)[:120]


def _days(texts: Sequence[str]) -> list[str]:
    best = dates.best(texts, MOST)
    return [best] if best else list(dates.FORMATS[:8])


def _asked(
    column: Column,
    part: str,
    texts: Sequence[str],
    fitting: Sequence[str],
    otherwise: Sequence[str],
) -> Column:
    """The column with its format when one fits; when several do, or none, people are asked."""
    options = list(fitting or otherwise) if texts else []
    if len(options) <= 1:
        rule = Rule(**{part: options[0]}) if options else Rule()
        return column.model_copy(update={"rule": rule})
    told = next((text for text in texts if part == "format"), texts[0])
    changed: dict[str, Any] = {"status": Status.ASKS, "options": options, "example": told}
    return column.model_copy(update=changed)


def _matched(plan: Plan, entity: Entity, found: Mapping[str, Contents]) -> Plan:
    """How rows are matched: by the surest field that every row fills; rows without one are all new."""
    duplicates = "review" if known.can_look(entity) else "create"
    for name in (EXTERNAL, entity.number, "code", "email", entity.title):
        column = plan.column_of(name) if name else None
        if column and found[column.name].is_full and _tells(entity, name):
            return plan.model_copy(
                update={"key": [name], "mode": "upsert", "duplicates": duplicates}
            )
    return plan.model_copy(update={"duplicates": duplicates})


def _tells(entity: Entity, name: str) -> bool:
    """Whether a field can tell which record is meant."""
    return name == EXTERNAL or (name in entity.by_name and keys.is_usable(entity.field(name)))
