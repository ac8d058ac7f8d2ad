"""Changing a plan, however it is said: a column to another field, how it is written, what is still to be answered."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, Text
from dealwright.exchange import fields, links
from dealwright.exchange.guessing import proposing
from dealwright.exchange.guessing.contents import Contents
from dealwright.exchange.kinds import ImportKind
from dealwright.exchange.plans import Column, Plan, Status
from dealwright.records.fields import Kind


def moved(kind: ImportKind, found: Contents, name: str) -> Column:
    """A column on its way to another field, looked at anew; to none when the kind has no such field."""
    offered = {field.name for field in fields.offered(kind.entity)}
    if name not in offered:
        return proposing.column_for(kind.entity, found, "", Status.IGNORED)
    return proposing.column_for(kind.entity, found, name, Status.MAPPED)


def ways(kind: ImportKind, column: Column, by: Actor) -> dict[str, Text]:
    """{field: label} of what may be chosen to find the records that a column names; none where it names none."""
    field = fields.by_name(kind.entity).get(column.field)
    if field is None or field.kind != Kind.LINK:
        return {}
    return {links.ANY: _("whatever names it")} | links.ways(field.to, by)


def refuse_way(kind: ImportKind, column: Column, by: Actor) -> None:
    """Refuse a column that is to be looked up by a field which names no record, or which one does not know."""
    if column.rule.by and column.rule.by not in ways(kind, column, by):
        said = _("Records are not found by %(name)s.") % {"name": column.rule.by}
        raise InvalidError({"columns": said})


def refuse_creating(kind: ImportKind, column: Column, by: Actor) -> None:
    """Refuse to add records that a column names, where it has no name for a new one."""
    field = fields.by_name(kind.entity).get(column.field)
    if field is None or not links.can_be_named(field.to, column.rule.by, by):
        said = _("Records cannot be created by what the column %(name)s holds.")
        raise InvalidError({"columns": said % {"name": column.name}})


def answered(column: Column, told: Mapping[str, Any]) -> Column:
    """The column with parts of its rule as they were told; a question about how it is written is answered then."""
    if not told:
        return column
    is_asked = column.status == Status.ASKS and "create" not in told
    status = Status.MAPPED if is_asked else column.status
    rule = column.rule.model_copy(update=dict(told))
    return column.model_copy(update={"rule": rule, "status": status})


def alone(found: Sequence[Column]) -> list[Column]:
    """Every field has one column: of several the first one has it."""
    taken: set[str] = set()
    kept = []
    for column in found:
        if column.field in taken:
            column = Column(name=column.name, example=column.example)  # noqa: PLW2901  without its field
        taken |= {column.field} - {""}
        kept.append(column)
    return kept


def refuse_open(plan: Plan, kind: ImportKind) -> None:
    """Refuse what must be answered, or is missing, before a check makes sense."""
    asking = [column.name for column in plan.asking]
    if asking:
        said = _("Say how these columns are written: %(names)s.")
        raise InvalidError({"": said % {"names": ", ".join(asking)}})
    offered = {field.name for field in fields.offered(kind.entity)}
    barred = [column.name for column in plan.mapped if column.field not in offered]
    if barred:
        said = _("These columns go to fields that cannot be written: %(names)s. Leave them out.")
        raise InvalidError({"": said % {"names": ", ".join(barred)}})
    if plan.mode != "create" and not plan.key:
        raise InvalidError({"": _("Choose the field that says which record a row means.")})
    given = {column.field for column in plan.mapped} | set(plan.constants)
    missing = [
        str(field.label)
        for field in kind.entity.fields
        if field.required and field.creatable and field.name not in given
    ]
    if missing and plan.mode != "update":
        said = _("A new record needs: %(names)s. Choose a column for it.")
        raise InvalidError({"": said % {"names": ", ".join(missing)}})
