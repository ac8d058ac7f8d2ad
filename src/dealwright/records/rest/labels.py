"""The name of the record that a link leads to.

It is read by a subselect in the list of columns rather than by a join: eight joins take PostgreSQL longer to plan than
to run, and a subselect is asked for the rows of the page alone.
"""

from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models
from django.db.models import F, Func

from dealwright.core import paging
from dealwright.records import registry
from dealwright.records.fields import Field

NAMING = ("name", "title", "subject", "number", "description")


def label_path(field: Field) -> str:
    """The ORM path of the label of the record that a link leads to, for those who must join: orders."""
    return f"{field.path or field.name}__{naming_path(field.to)}"


def label_of(field: Field) -> Func:
    """The label of the record that a link leads to, as a column to select."""
    model, path = _model(field.to), naming_path(field.to)
    return Func(
        F(field.column),
        template=_subselect(model, path, "%(expressions)s", depth=0),
        output_field=paging.column_at(model, path),
    )


def naming_path(key: str) -> str:
    """What names a record of this kind; where its title is a link, the name of what that leads to."""
    entity = registry.find(key)
    columns = {column.name: column for column in _model(key)._meta.concrete_fields}
    for name in ((entity.title,) if entity else ()) + NAMING:
        if name not in columns:
            continue
        model = columns[name].related_model
        return name if model is None else f"{name}__{naming_path(model._meta.label_lower)}"
    raise ImproperlyConfigured(f"{key} has no column to name its records by")


def _model(key: str) -> type[models.Model]:
    entity = registry.find(key)
    return entity.model if entity else apps.get_model(key)


def _subselect(model: type[models.Model], path: str, place: str, *, depth: int) -> str:
    """`(SELECT name FROM … WHERE id = place)`; a path through a link nests another. Aliases keep the tables apart."""
    name, _dunder, further = path.partition("__")
    alias, table = f"named_{depth}", _quoted(model._meta.db_table)
    column: Any = model._meta.get_field(name)
    read = f"{alias}.{_quoted(column.column)}"
    if further:
        read = _subselect(column.related_model, further, read, depth=depth + 1)
    return f"(SELECT {read} FROM {table} {alias} WHERE {alias}.id = {place})"  # noqa: S608  names of our own models


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
