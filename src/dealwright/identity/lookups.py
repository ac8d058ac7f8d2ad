"""`column = ANY(array)`: one parameter whatever the number of values, and an index on the column is used."""

from typing import Any

from django.db.models import CharField, Field, ForeignKey, Lookup
from django.db.models.sql.compiler import SQLCompiler


class AnyOf(Lookup):
    """`owner__any_of=[…]` for columns of ids, foreign keys to them and texts."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, parameters = self.process_lhs(compiler, connection)
        kind = "text" if isinstance(self.lhs.output_field, CharField) else "uuid"
        return f"{left} = ANY(%s::{kind}[])", (*parameters, [str(found) for found in self.rhs])


def register() -> None:
    """Make the lookup known to Django; called when the app is ready."""
    Field.register_lookup(AnyOf)
    ForeignKey.register_lookup(AnyOf)
