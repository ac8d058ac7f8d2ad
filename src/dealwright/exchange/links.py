"""Links to records that stand in a file as a name, a number or an id: looked up once per batch and field.

`by` a field finds by that field alone; `any` tries the id elsewhere, the number, the address and the name, in this
order, and takes the first that is known.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dealwright.core.actor import Actor
from dealwright.core.errors import NotFoundError, Text
from dealwright.exchange import queries, spelling
from dealwright.exchange.mapping import Rule
from dealwright.exchange.reading import Row
from dealwright.exchange.report import CellError
from dealwright.identity.queries import people
from dealwright.records import registry
from dealwright.records.fields import Field, Kind
from dealwright.records.naming import as_id
from dealwright.records.registry import Entity

ANY = "any"
NAMING = {Kind.TEXT, Kind.EMAIL, Kind.URL, Kind.INTEGER}
EXTERNAL = "external_id"

type Ids = list[UUID]


class Links:
    """The ids behind the names in a file; `fields` are those that link, `rules` says how they are looked up."""

    def __init__(self, fields: Iterable[Field], rules: Mapping[str, Rule], *, by: Actor) -> None:
        known = {field.name: field for field in fields}
        self.fields = {name: known[name] for name, rule in rules.items() if rule.by}
        self.rules = {name: rules[name] for name in self.fields}
        self.by = by
        self.known: dict[tuple[str, str], Ids] = {}

    def load(self, rows: Sequence[Row], names: Iterable[str]) -> None:
        """Look up what these rows name and is not known yet; one query per field, or per way."""
        for name in names:
            if name in self.rules:
                self._load(name, rows)

    def _load(self, name: str, rows: Sequence[Row]) -> None:
        wanted = {
            text for text in self.texts(name, rows) if (name, text.casefold()) not in self.known
        }
        if wanted:
            found = lookup(self.fields[name].to, self.rules[name].by, wanted, by=self.by)
            for text in wanted:
                self.known[name, text.casefold()] = found.get(text.casefold(), [])

    def texts(self, name: str, rows: Sequence[Row]) -> set[str]:
        """What the rows say at a link, after the rules."""
        rule = self.rules[name]
        cells = (rule.constant or row.cells.get(rule.column, "").strip() for row in rows)
        return {str(rule.values.get(text, text)) for text in cells if text and "\0" not in text}

    def missing(self, name: str, rows: Sequence[Row]) -> list[str]:
        """What of it is not known; of several spellings of one text the first."""
        texts = {text.casefold(): text for text in sorted(self.texts(name, rows), reverse=True)}
        return [text for same, text in texts.items() if not self.known.get((name, same))]

    def learn(self, name: str, text: str, pk: UUID) -> None:
        """A record of this name was added."""
        self.known[name, text.casefold()] = [pk]

    def forget(self) -> None:
        """What is known may have been taken back."""
        self.known.clear()

    def id_of(self, name: str, text: str) -> UUID:
        """The one record of this name. InvalidError when there is none, or more than one."""
        found = self.known.get((name, text.casefold()), [])
        if len(found) == 1:
            return found[0]
        said = (
            _("“%(text)s” is not known.") if not found else _("“%(text)s” names several records.")
        )
        fault = "several" if found else "unknown"
        raise CellError(name, said % {"text": text}, fault=fault, text=text)


def lookup(key: str, by_field: str, wanted: set[str], *, by: Actor) -> Mapping[str, Ids]:
    """{name in lower case: ids} of the readable records that these texts name."""
    if by_field != ANY:
        return _by_field(key, by_field, wanted, by=by)
    found: dict[str, Ids] = {}
    for way in _ways(key, by):
        left = {text for text in wanted if text.casefold() not in found}
        if left:
            found |= _by_field(key, way, left, by=by)
    return found


def _ways(key: str, by: Actor) -> Iterator[str]:
    """The fields by which the actor may name a record of this kind, the surest first."""
    if people(key) is not None:
        yield from ("email", "name")
        return
    entity = registry.entity(key).seen_by(by)
    yield from (EXTERNAL, "pk")
    named = (entity.number, "code", "email", entity.title)
    yield from dict.fromkeys(name for name in named if name and _is_text(entity, name))


def ways(key: str, by: Actor) -> dict[str, Text]:
    """{field: label} of what may be chosen to name a record of this kind, besides anything that does: its id elsewhere,
    its number, code, address and name, numbers of registers, and the unique fields that administrators added.
    """
    if people(key) is not None:
        return {"email": _("email address"), "name": _("name")}
    entity = registry.entity(key).seen_by(by)
    telling = {entity.number, "code", "email", entity.title}
    return {EXTERNAL: _("id in the other system")} | {
        field.name: field.label
        for field in entity.fields
        if field.kind in NAMING
        and not field.path
        and (field.name in telling or field.of_register or field.unique)
    }


def _is_text(entity: Entity, name: str) -> bool:
    field = entity.by_name.get(name)
    return field is not None and not field.path and field.kind != "link"


def _by_field(key: str, by_field: str, wanted: set[str], *, by: Actor) -> dict[str, Ids]:
    if by_field == EXTERNAL:
        return _by_external_id(key, wanted, by=by)
    if by_field == "pk":
        return _by_id(key, wanted, by=by)
    if _is_hidden(key, by_field, by):
        return {}
    field, number = _named(key, by_field)
    rows = spelling.among(readable(key, by), field, wanted, number=number)
    under: dict[str, Ids] = defaultdict(list)
    for value, pk in rows.values_list(field.column, "pk"):
        under[spelling.same(field, value)].append(pk)
    shared = {text.casefold(): under.get(spelling.same(field, text), []) for text in wanted}
    return {text: ids for text, ids in shared.items() if ids}


def _named(key: str, name: str) -> tuple[Field, str]:
    """The field by which records, or people, are named, and that of the numbers of their kind."""
    if people(key) is None:
        entity = registry.entity(key)
        return entity.by_name.get(name) or Field(name=name, label=name), entity.number
    return Field(name=name, label=name, kind=Kind.EMAIL if name == "email" else Kind.TEXT), ""


def _is_hidden(key: str, name: str, by: Actor) -> bool:
    """Whether a field must not even be asked for: that a value is found would tell it."""
    return people(key) is None and name in registry.entity(key).seen_by(by).hidden


def readable(key: str, by: Actor) -> Any:
    """The rows of a kind, or the people, that a link may lead to."""
    rows: Any = people(key)
    return registry.entity(key).rows(by) if rows is None else rows


def _by_external_id(key: str, wanted: set[str], *, by: Actor) -> dict[str, Ids]:
    named = queries.by_external_id(key, wanted)
    there = set(readable(key, by).filter(pk__in=named.values()).values_list("pk", flat=True))
    return {text.casefold(): [pk] for text, pk in named.items() if pk in there}


def _by_id(key: str, wanted: set[str], *, by: Actor) -> dict[str, Ids]:
    named = {text: pk for text in wanted if (pk := as_id(text))}
    if not named:
        return {}
    there = set(readable(key, by).filter(pk__in=named.values()).values_list("pk", flat=True))
    return {text.casefold(): [pk] for text, pk in named.items() if pk in there}


def can_be_named(key: str, way: str, by: Actor) -> bool:
    """Whether records of this kind that are missing can be added by what a file has to find them: by their names alone, and
    by the actor.
    """
    if people(key) is not None:
        return False
    try:
        entity = registry.entity(key).seen_by(by)
    except NotFoundError:
        return False
    needed = {field.name for field in entity.fields if field.required and field.creatable}
    may = entity.create is not None and entity.may_create is not None and entity.may_create(by)
    is_name = way in {ANY, entity.title} and entity.field(entity.title).creatable
    return may and is_name and needed <= {entity.title}
