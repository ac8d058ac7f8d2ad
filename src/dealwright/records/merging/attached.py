"""What hangs on records: foreign keys, read from the models, and rows that name records in another way.

    attached.also(Attached(model=Activity, column="about_id", kind="about_type"))

A context whose rows name records without a foreign key says so once, and its rows move when records are merged. An
architecture test fails for a column of ids that nobody spoke for.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import UniqueConstraint

from dealwright.identity.models import Share
from dealwright.records import registry
from dealwright.records.models import File, Follow, Notification, RecentView
from dealwright.records.registry import Entity

type Copies = Callable[[Any], Mapping[str, Any]]


def _nothing(_record: Any) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, kw_only=True, slots=True)
class Attached:
    """Rows of one model that name a record in `column`; `kind` is the column that says of which kind it is, empty for a
    foreign key.

    Of rows that agree in the columns of one of `once`, a record has one: of two, the first stays and the second is left
    out, and what either allowed (`joined`) the first allows. `copied` are columns that repeat something of the
    record, which `copies` answers.
    """

    model: type[models.Model]
    column: str
    kind: str = ""
    once: tuple[tuple[str, ...], ...] = ()
    joined: tuple[str, ...] = ()
    copied: tuple[str, ...] = ()
    copies: Copies = field(default=_nothing)

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    @property
    def key(self) -> str:
        return self.model._meta.label_lower

    @property
    def entity(self) -> Entity | None:
        """The kind of the rows, when they are records whose change is told by events: not of those that copy."""
        return registry.find(self.key) if not self.kind else None

    @property
    def link(self) -> str:
        """The name of the foreign key, as events tell of it."""
        return self.column.removesuffix("_id")

    def of(self, kind: str, ids: Any) -> models.QuerySet[Any]:
        """The rows that name these records."""
        named = {f"{self.column}__in": ids} | ({self.kind: kind} if self.kind else {})
        rows: models.QuerySet[Any] = self.model._default_manager.filter(**named)
        return rows


_further: dict[tuple[type[models.Model], str], Attached] = {}


def also(found: Attached) -> None:
    """Make known rows that name records otherwise than by foreign key; a second time replaces the first."""
    _further[found.model, found.column] = found


def further() -> list[Attached]:
    """What the contexts made known."""
    return list(_further.values())


def to(model: type[models.Model]) -> list[Attached]:
    """Everything that may hang on a record of this kind, from the root down, in the order in which rows are locked."""
    return [*_by_key(model), *_further.values()]


@cache
def _by_key(model: type[models.Model]) -> list[Attached]:
    links = [
        Attached(model=other, column=link.attname, once=tuple(_once(other, link)))
        for other, link in _links(model)
    ]
    order = {other: place for place, other in enumerate(_from_the_root_down())}
    return sorted(links, key=lambda each: (order[each.model], each.column))


def _links(model: type[models.Model]) -> Iterator[tuple[type[models.Model], Any]]:
    """The foreign keys that lead to a kind; those of the copies of history are no rows of their own."""
    for relation in model._meta.get_fields(include_hidden=True):
        other: Any = relation.related_model
        leads_here = relation.auto_created and not relation.concrete and other is not None
        if leads_here and not hasattr(other, "pgh_tracked_model"):
            yield other, relation.field  # type: ignore[union-attr]  # reverse relations have one


def _once(other: type[models.Model], link: Any) -> Iterator[tuple[str, ...]]:
    """The other columns with which a link is unique."""
    if link.unique:
        yield ()
    for constraint in other._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and link.name in constraint.fields:
            names = [name for name in constraint.fields if name != link.name]
            yield tuple(other._meta.get_field(name).attname for name in names)  # type: ignore[union-attr]  # constraints name columns


@cache
def _from_the_root_down() -> list[type[models.Model]]:
    """The models, each after those it refers to."""
    found: dict[type[models.Model], None] = {}

    def visit(model: type[models.Model], above: frozenset[type[models.Model]]) -> None:
        for column in model._meta.concrete_fields:
            target: Any = column.related_model
            if column.is_relation and target not in above and target not in found:
                visit(target, above | {target})
        found[model] = None

    for model in apps.get_models():
        visit(model, frozenset({model}))
    return list(found)


also(
    Attached(
        model=Share,
        column="record_id",
        kind="entity",
        once=(("principal_id", "source"),),
        joined=("can_write", "can_assign", "can_share"),
    )
)
also(Attached(model=RecentView, column="record_id", kind="entity", once=(("user_id",),)))
also(Attached(model=File, column="record_id", kind="entity"))
also(Attached(model=Follow, column="record_id", kind="entity", once=(("user_id",),)))
also(Attached(model=Notification, column="record_id", kind="entity"))
