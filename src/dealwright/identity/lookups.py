"""`column = ANY(array)`: one parameter whatever the number of values, and an index on the column is used."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import CharField, Field, ForeignKey, Lookup, TextField
from django.db.models.sql.compiler import SQLCompiler


class AnyOf(Lookup):
    """`owner__any_of=[…]` for columns of ids, foreign keys to them and texts."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, parameters = self.process_lhs(compiler, connection)
        kind = "text" if isinstance(self.lhs.output_field, CharField | TextField) else "uuid"
        return f"{left} = ANY(%s::{kind}[])", (*parameters, [str(found) for found in self.rhs])


@dataclass(frozen=True, slots=True)
class SharedWith:
    """Which shares count: those of these principals, on these kinds, whose column `right` is true, if named."""

    principals: Collection[UUID]
    entities: Sequence[str]
    right: str


SHARED = "SELECT record_id FROM identity_share WHERE principal_id = ANY(%s::uuid[]) AND entity = ANY(%s::text[])"


class Shared(Lookup):
    """`id__shared=SharedWith(…)`: the ids are read once per statement, and an index on the column is used.

    Within an OR, `IN (subquery)` or `EXISTS` would be asked of every row.
    """

    lookup_name = "shared"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, parameters = self.process_lhs(compiler, connection)
        wanted: SharedWith = self.rhs
        ids = f"{SHARED} AND {wanted.right}" if wanted.right else SHARED
        principals = [str(found) for found in wanted.principals]
        return f"{left} = ANY(ARRAY({ids}))", (*parameters, principals, list(wanted.entities))


def register() -> None:
    """Make the lookup known to Django; called when the app is ready."""
    Field.register_lookup(AnyOf)
    ForeignKey.register_lookup(AnyOf)
    Field.register_lookup(Shared)
    ForeignKey.register_lookup(Shared)
