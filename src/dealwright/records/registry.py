"""The registry of kinds of record: what the list, the record page, REST, import, search and tests read.

A context declares its kinds in `entities.py`, called from its app's `ready`.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from django.db import models
from django.urls import reverse

from dealwright.core.actor import Actor
from dealwright.core.errors import NotFoundError, Text
from dealwright.core.typed import Values
from dealwright.identity import access
from dealwright.identity.privileges import FieldLevel
from dealwright.records.custom import current, given_away
from dealwright.records.custom.given_away import Through
from dealwright.records.fields import GUARDED, Field, Kind
from dealwright.records.models import OwnedRecord, Record


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """A verb on a record, as offered on its page, in the palette and as `POST /{id}/{name}`.

    `allowed` is the same policy the action asks; `parameters` become the dialog's form and the JSON body.
    `answers` names the entity the action returns when it is not the record's own.
    """

    name: str
    label: Text
    action: Callable[..., Any]
    allowed: Callable[[Actor, Any], bool]
    parameters: Sequence[Field] = ()
    icon: str = "arrow-right"
    tone: str = ""
    answers: str = ""
    help: Text = ""
    shown: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """A word of the filter language for what no comparison of fields can say, such as a deal that is "stalled": it is true
    or false of a row. `holds` gives its condition at a moment, never unknown; `reads` names the fields that decide, such
    as "strategy.stage.usual_days": from whom one of them is hidden, the term is hidden too.
    """

    name: str
    label: Text
    holds: Callable[[datetime], models.Q]
    reads: Sequence[str] = ()

    @property
    def field(self) -> Field:
        """The term as a field that is compared; it always has a value, and is nowhere given."""
        return Field(
            name=self.name,
            label=self.label,
            kind=Kind.BOOLEAN,
            required=True,
            creatable=False,
            editable=False,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Hint:
    """A record, of this kind or another, that a new one may already be, and why we think so."""

    row: models.Model
    reasons: Sequence[Text]


@dataclass(frozen=True, kw_only=True, eq=False)
class Entity:
    """One kind of record.

    `create` takes a list of {field: value} and returns rows; `update` a row and {field: value} (and the
    version the actor read); `delete` a row. Those that are None are not offered anywhere.
    `title` names the field shown as the record's name, `subtitle` an ORM path shown beside it, `search` the
    columns that a fragment is looked up in (each has a trigram index). `hints` finds, among what the actor may
    read, the records that new values may duplicate, the likeliest first. `extra` holds what few kinds have: of a
    kind whose verbs set more fields than they are given, "restore" puts earlier values back as `update` would; of one whose
    rows nobody changes once they are closed, "is_open" says of a row, by its columns alone, whether it can be changed.
    `is_batched`: `update` writes its own row alone and reads no other of its kind (see `batching`). `open_fields` are
    those that no role can restrict, because pages of the kind's own show them or the kind is nothing without them; of
    a document (`is_document`) none can be: what the client is shown is no secret among those who may read it.
    `terms` are words that filters know besides the fields. `hidden` names the fields, columns and terms that the reader must not learn of, in a kind `seen_by` someone.
    """

    model: type[models.Model]
    icon: str
    fields: Sequence[Field]
    title: str = "name"
    subtitle: str = ""
    number: str = ""
    search: Sequence[str] = ("name",)
    order: Sequence[str] = ("-created_at",)
    create: Callable[..., Any] | None = None
    update: Callable[..., Any] | None = None
    delete: Callable[..., Any] | None = None
    may_create: Callable[[Actor], bool] | None = None
    may_update: Callable[[Actor, Any], bool] | None = None
    may_delete: Callable[[Actor, Any], bool] | None = None
    hints: Callable[[Mapping[str, Any], Actor], Sequence[Hint]] | None = None
    commands: Sequence[Command] = ()
    terms: Sequence[Term] = ()
    page: str = ""
    route: str = ""
    related: Sequence[str] = ()
    is_batched: bool = False
    area: Text = ""
    in_palette: bool = True
    open_fields: Sequence[str] = ()
    is_document: bool = False
    hidden: frozenset[str] = frozenset()
    extra: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def key(self) -> str:
        """The label of the model, as in grants and events: "customers.account"."""
        return self.model._meta.label_lower

    @cached_property
    def context(self) -> str:
        return self.key.split(".")[0]

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def plural(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {found.name: found for found in self.fields}

    @cached_property
    def links(self) -> list[Field]:
        return [found for found in self.fields if found.kind == Kind.LINK]

    @cached_property
    def customs(self) -> list[Field]:
        return [found for found in self.fields if found.custom]

    def field(self, name: str) -> Field:
        return self.by_name[name]

    def command(self, name: str) -> Command:
        for found in self.commands:
            if found.name == name:
                return found
        raise NotFoundError(f"{self.label}: {name}?")

    @property
    def takes_custom(self) -> bool:
        """Whether administrators can add fields to it: its rows can hold them, and its forms change them."""
        return issubclass(self.model, Record) and self.update is not None

    @property
    def is_owned(self) -> bool:
        """Whether its rows belong to people and teams, and can be shared."""
        return issubclass(self.model, OwnedRecord)

    def can_restrict(self, name: str) -> bool:
        """Whether a role may hide this field or keep it from being changed."""
        if self.is_document:
            return False
        found = self.by_name.get(name)
        always = {self.title, self.number, "owner", *self.open_fields}
        return found is not None and not found.required and name not in always

    def seen_by(self, actor: Actor) -> "Entity":
        """This kind as the actor knows it: without the fields that are hidden from them, and with those that they may
        only read as such. What pages, routes, forms, imports and exports show goes by it.
        """
        levels = access.field_levels(actor, self.key)
        told = [name for name, reads in self._read_elsewhere if _is_told(reads, actor)]
        levels = {**levels, **dict.fromkeys(told, FieldLevel.HIDDEN)} if told else levels
        guarded = frozenset(self._guarded(actor))
        if not levels and not guarded:
            return self
        return narrowed(self, frozenset(levels.items()), guarded)

    @property
    def _read_elsewhere(self) -> Sequence[tuple[str, Sequence[str]]]:
        """Formulas with the fields of other kinds, such as "customers.account.industry", that they read; terms with all; and what a kind declares so."""
        formulas: Sequence[tuple[str, Sequence[str]]] = self.extra.get("read_elsewhere", ())
        return [*formulas, *((term.name, term.reads) for term in self.terms)]

    def rows(self, actor: Actor) -> models.QuerySet[Any]:
        """The rows the actor may read."""
        return self.visible(self.model._default_manager.all(), actor)

    def visible(self, rows: models.QuerySet[Any, Any], actor: Actor) -> models.QuerySet[Any, Any]:
        """Those of our rows that the actor may read, with what formulas tell them of linked records."""
        return self.told(rows.visible_to(actor), actor)  # type: ignore[attr-defined]  # every registered model's queryset has it; a test asserts so

    def told(self, rows: models.QuerySet[Any, Any], actor: Actor) -> models.QuerySet[Any, Any]:
        """Our rows with what guarded formulas tell the actor of each."""
        known = rows.query.annotations
        guarded = {
            alias: found.expression(actor)
            for name, found in self._guarded(actor).items()
            if (alias := f"{GUARDED}{name}") not in known
        }
        return rows.annotate(**guarded) if guarded else rows

    def _guarded(self, actor: Actor) -> dict[str, Through]:
        """The formulas that read records of which the actor may not open all."""
        through: Mapping[str, Through] = self.extra.get("through", {})
        return {
            name: found
            for name, found in through.items()
            if not all(given_away.opens_all(key, actor) for key, _column in found.links)
        }

    def title_of(self, row: Any) -> str:
        return str(getattr(row, self.title))

    def url(self, row: Any) -> str:
        """The address of a record's page."""
        return reverse(f"{self.page}", args=[row.pk]) if self.page else ""


@lru_cache(maxsize=512)
def narrowed(
    entity: Entity,
    levels: frozenset[tuple[str, FieldLevel]],
    guarded: frozenset[str] = frozenset(),
) -> Entity:
    """A kind with some fields at a lower level than usual, and formulas that are `guarded` under these names."""
    known = dict(levels)
    hidden = {name for name, level in known.items() if level == FieldLevel.HIDDEN}
    columns = {each for name in hidden & entity.by_name.keys() for each in _columns(entity, name)}
    terms = {term.name for term in entity.terms} & hidden
    unsearched = columns | {entity.field(name).column for name in guarded}
    fields = [
        _guard(_at(found, known.get(found.name)), guarded)
        for found in entity.fields
        if found.name not in columns
    ]
    return replace(
        entity,
        fields=fields,
        terms=[term for term in entity.terms if term.name not in terms],
        hidden=entity.hidden | columns | terms,
        search=[column for column in entity.search if column not in unsearched],
        order=[column for column in entity.order if column.removeprefix("-") not in columns],
        subtitle="" if entity.subtitle.partition("__")[0] in columns else entity.subtitle,
        commands=[kept for each in entity.commands for kept in _without(each, known)],
    )


def _columns(entity: Entity, name: str) -> set[str]:
    field = entity.field(name)
    return {name, field.column, *field.shadows}


def _at(found: Field, level: FieldLevel | None) -> Field:
    if level is None or level >= FieldLevel.WRITE:
        return found
    restricted = found.creatable or found.editable
    return replace(found, creatable=False, editable=False, quick=False, restricted=restricted)


def _guard(found: Field, guarded: Collection[str]) -> Field:
    """A guarded field is not searched either: the words of a record are one for all who find it."""
    if found.name not in guarded:
        return found
    return replace(found, guarded=True, searchable=False, searched=False)


def _without(command: Command, levels: Mapping[str, FieldLevel]) -> Iterator[Command]:
    """The verb without the parameters that set restricted fields; none when it cannot do without."""
    restricted = [found for found in command.parameters if found.name in levels]
    if any(found.required for found in restricted):
        return
    kept = [found for found in command.parameters if found.name not in levels]
    yield replace(command, parameters=kept) if restricted else command


_entities: dict[str, Entity] = {}
_common: list[Command] = []
_paged: list[Command] = []


def register(entity: Entity) -> Entity:
    """Make a kind known to the house, with the verbs that all such kinds have; a second time replaces the first."""
    present = {command.name for command in entity.commands}
    common = [*(_common if entity.is_owned else ()), *(_paged if entity.page else ())]
    more = [command for command in common if command.name not in present]
    if more:
        entity = replace(entity, commands=(*more, *entity.commands))
    _entities[entity.key] = entity
    return entity


def register_for_owned(*commands: Command) -> None:
    """Verbs of every owned kind that is registered from now on."""
    _common.extend(command for command in commands if command not in _common)


def register_for_paged(*commands: Command) -> None:
    """Verbs of every kind with a page that is registered from now on."""
    _paged.extend(command for command in commands if command not in _paged)


def entity(key: str) -> Entity:
    """The kind of this label, with the custom fields that it has now; NotFoundError when there is none."""
    found = find(key)
    if found is None:
        raise NotFoundError(f"{key}?")
    return found


def find(key: str) -> Entity | None:
    found = _entities.get(key)
    return _customised(found) if found else None


def _customised(declared: Entity) -> Entity:
    """The kind with its custom fields; the same object as long as nothing about them changes."""
    state = current.state()
    if declared.key not in state.rows or not declared.takes_custom:
        return declared
    known = state.kinds.get(declared.key)
    if known is None or known.extra["declared"] is not declared:
        known = state.kinds[declared.key] = _with_custom(declared, state.fields(declared.key))
    found: Entity = known
    return found


def _with_custom(declared: Entity, added: Sequence[Field]) -> Entity:
    currency = "currency" if "currency" in declared.by_name else ""
    fields = [
        replace(found, currency=currency) if found.kind == Kind.MONEY else found for found in added
    ]
    every = {found.name: found for found in (*declared.fields, *fields)}
    reads = current.state().reads(declared.key)
    told = declared.extra.get("read_elsewhere", ())
    return replace(
        declared,
        fields=[given_away.shadowed(found, reads, every) for found in every.values()],
        search=[*declared.search, *(found.column for found in fields if found.searched)],
        extra={
            **declared.extra,
            "declared": declared,
            "read_elsewhere": [*told, *given_away.elsewhere(reads, every)],
            "through": dict(given_away.through(reads, every)),
        },
    )


def _is_told(labels: Sequence[str], actor: Actor) -> bool:
    """Whether one of these fields of other kinds is hidden from the actor."""
    parted = (label.rpartition(".") for label in labels)
    return any(name in access.hidden_fields(actor, key) for key, _dot, name in parted)


def of(row: models.Model | type[models.Model]) -> Entity:
    return entity(row._meta.label_lower)


def conceal[M: models.Model](rows: Iterable[M], actor: Actor) -> list[M]:
    """Rows of registered kinds, to be shown and not to be saved: what is hidden from the actor is emptied in them."""
    for row in (found := list(rows)):
        hidden = of(row).seen_by(actor).hidden
        for column in row._meta.concrete_fields if hidden else ():
            if column.name in hidden or column.attname in hidden:
                row.__dict__[column.attname] = None if column.null else column.get_default()
                if isinstance(column, models.ForeignKey) and column.is_cached(row):
                    column.delete_cached_value(row)
        if hidden and isinstance(row, Record):
            row.custom = Values({k: v for k, v in row.custom.items() if k not in hidden})
    return found


def is_hidden(label: str, actor: Actor) -> bool:
    """Whether a field, such as "customers.account.annual_revenue", must not be shown to the actor in any form."""
    key, _dot, name = label.rpartition(".")
    return name in entity(key).seen_by(actor).hidden


def entities() -> Iterable[Entity]:
    return [_customised(found) for found in _entities.values()]


def extend(key: str, *commands: Command) -> None:
    """Add verbs of an upper context to a lower kind: qualifying a lead makes an opportunity."""
    found = _entities[key]
    kept = [command for command in found.commands if command.name not in {c.name for c in commands}]
    register(replace(found, commands=(*kept, *commands)))
