"""What goes out: the columns, and the rows that the actor may read and may export."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Actor
from dealwright.core.errors import require
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.records import registry
from dealwright.records.fields import Field, Kind
from dealwright.records.filtering import compiling
from dealwright.records.registry import Entity
from dealwright.records.rest.labels import label_of
from dealwright.ui.cells import capitalised
from dealwright.ui.columns import Bound
from dealwright.ui.listing import Listing

CHUNK = 2000
IDENTITY = "identity"
ID = Field(name="id", label="id", kind=Kind.ID)


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column: its heading, the field it holds, the ORM paths of the value and of its currency. `reads` says what
    those paths are that the query has to be told, of a record behind a link.
    """

    heading: str
    field: Field
    path: str
    currency: str = ""
    reads: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Table:
    """Columns and rows, in the order in which they go out.

    `in_words`: choices are written by their labels, for people; else as they are stored, for an import.
    """

    entity: Entity
    columns: Sequence[Column]
    rows: models.QuerySet[Any]
    in_words: bool = False

    @cached_property
    def _paths(self) -> list[str]:
        """What is read of each row: the columns, then the currencies of those that hold money."""
        currencies = [column.currency for column in self.columns if column.currency]
        return [*(column.path for column in self.columns), *dict.fromkeys(currencies)]

    def place_of(self, path: str) -> int:
        """Where in a line the value of this path stands; of a currency behind the columns."""
        return len(self._paths) - 1 - self._paths[::-1].index(path)

    def lines(self) -> Iterator[Sequence[Any]]:
        """The values of each row, read in chunks."""
        reads = {path: read for column in self.columns for path, read in column.reads.items()}
        rows = self.rows.annotate(**reads) if reads else self.rows
        return rows.values_list(*self._paths).iterator(chunk_size=CHUNK)


def of_kind(entity: Entity, *, by: Actor, at: datetime, where: str = "") -> Table:
    """All rows of a kind, or those of a filter, with every field. FilterError when it cannot be read."""
    entity = entity.seen_by(by)
    rows = entity.rows(by)
    if where:
        rows = rows.filter(compiling.condition(where, entity, actor=by, at=at))
    return of_rows(entity, rows.order_by("pk"), by=by)


def of_rows(entity: Entity, rows: models.QuerySet[Any], *, by: Actor) -> Table:
    """Every field that the actor knows, by its name, as an import takes it again."""
    require_right(entity, by)
    entity = entity.seen_by(by)
    fields = [ID, *entity.fields]
    return Table(
        entity=entity,
        columns=[_own(each, each.name) for each in fields],
        rows=_exportable(rows, entity, by),
    )


def of_list(listing: Listing, rows: models.QuerySet[Any]) -> Table:
    """The columns of a list, as it shows them; left out are those that no stored value stands behind, and those of linked
    kinds whose records the reader may not export.
    """
    require_right(listing.entity, listing.actor)
    shown = [column for column in listing.columns if column.field and _may_leave(column)]
    return Table(
        entity=listing.entity,
        columns=[_shown(column) for column in shown],
        rows=_exportable(rows, listing.entity, listing.actor),
        in_words=True,
    )


def require_right(entity: Entity, by: Actor) -> None:
    """Refuse people without the right to export records of this kind."""
    require(
        access.may(by, Privilege.EXPORT, entity.key),
        _("Your roles do not allow you to export these."),
    )


def _exportable(rows: models.QuerySet[Any], entity: Entity, by: Actor) -> models.QuerySet[Any]:
    """Of what is readable, what is within reach of the right to export."""
    if access.may(by, Privilege.READ, entity.key) and "owner" in entity.by_name:
        condition = access.reach(by, entity.key, Privilege.EXPORT)
        return rows if condition is None else rows.filter(condition)
    return rows


def _own(found: Field, heading: str) -> Column:
    if found.custom and found.kind == Kind.LINK:
        alias = f"title_of_{found.name}"
        return Column(heading=heading, field=found, path=alias, reads={alias: label_of(found)})
    return Column(heading=heading, field=found, path=_path(found), currency=found.currency)


def _may_leave(column: Bound) -> bool:
    """Whether what a column shows may go out: of a linked record as if it were exported itself, but for what it is called,
    which the link itself says to whoever may read it. Everybody knows their colleagues.
    """
    link = column.link
    if link is None or link.target.context == IDENTITY or _is_title(column):
        return True
    return access.may(link.actor, Privilege.EXPORT, link.target.key)


def _is_title(column: Bound) -> bool:
    """Whether a column says what a linked record is called, and nothing else of it."""
    return bool(column.link and column.field and column.field.name == column.link.target.title)


def _shown(column: Bound) -> Column:
    assert column.field is not None  # noqa: S101  left out above
    heading = capitalised(str(column.label))
    return _linked(column, heading) if column.link else _own(column.field, heading)


def _linked(column: Bound, heading: str) -> Column:
    """A field of a record that the rows link to; empty where the reader may not read that record, or not export what is
    more than its title.
    """
    assert column.link is not None  # noqa: S101  asked before
    assert column.field is not None  # noqa: S101  a linked column always shows one
    link = column.link
    records = link.records
    if not _is_title(column):
        records = _exportable(records, link.target, link.actor)
    reads = {column.alias: link.expression(_path(column.field), records)}
    currency = ""
    if column.field.currency:
        currency = f"{column.alias}_currency"
        reads[currency] = link.expression(column.field.currency, records)
    return Column(
        heading=heading, field=column.field, path=column.alias, currency=currency, reads=reads
    )


def _path(found: Field) -> str:
    """Links are exported by the title of the record they lead to, so that a file can be imported elsewhere."""
    if found.kind != Kind.LINK:
        return found.column
    base = found.path.removesuffix("_id") if found.path else found.name
    target = registry.find(found.to)
    return f"{base}__{target.title if target else 'name'}"


def kinds() -> Iterator[str]:
    """The kinds that can be exported, by the name of their route."""
    return (entity.route for entity in registry.entities() if entity.route)


def by_route(route: str) -> Entity | None:
    """The kind with this route: "accounts"."""
    return next((found for found in registry.entities() if found.route == route), None)
