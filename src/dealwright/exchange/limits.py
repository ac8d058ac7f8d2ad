"""What of a file is not written, or not always, and why: told where columns are chosen, by the dry run and over REST."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from dealwright.core.errors import Text
from dealwright.exchange import fields
from dealwright.exchange.fields import ABOUT
from dealwright.exchange.guessing import headings
from dealwright.exchange.links import EXTERNAL
from dealwright.exchange.mapping import Mode, Step
from dealwright.exchange.plans import Column, Plan
from dealwright.records.fields import Field
from dealwright.records.registry import Entity

GONE = _("There is no such field any more, or you may not see it.")
WORKED_OUT = _("This is worked out here and never written from a file.")
FIXED = _("All rows of this import have the same here.")
READ_ONLY = _("Your roles let you read this field, not write it.")
FINDS_ONLY = _("It only finds the record that a row means: match rows by it, or it does nothing.")
NEW_ONLY = _("Written to new records only; those that are here keep what they have.")
HERE_ONLY = _("Written to records that are here; a new one that has a value for it is refused.")


def of_plan(plan: Plan, entity: Entity) -> dict[str, Text]:
    """{column: why} of the columns of a file that are not written, though they seem to name a field, or not always."""
    found = {column.name: of_column(column, plan, entity) for column in plan.columns}
    return {name: why for name, why in found.items() if why}


def of_step(step: Step, entity: Entity) -> dict[str, Text]:
    """{field: why} of the fields that a step of a mapping names and that are not written, or not always."""
    found = {
        name: of_field(name, entity, mode=step.mode, key=step.key)
        for name, rule in step.rules().items()
        if rule.column
    }
    return {name: why for name, why in found.items() if why}


def of_column(column: Column, plan: Plan, entity: Entity) -> Text:
    """Why a column is not written, or not always; empty when it is, or when it seems to mean nothing that is here."""
    if column.field:
        return of_field(column.field, entity, mode=plan.mode, key=plan.key)
    meant = headings.any_field(column.name, entity)
    if meant in plan.constants:
        return FIXED
    taken = plan.column_of(meant) if meant else None
    if taken is not None:
        return _("Another column goes there: %(name)s.") % {"name": taken.name}
    field = fields.by_name(entity).get(meant)
    return "" if field is None or field in fields.offered(entity) else _why_not(field)


def of_field(name: str, entity: Entity, *, mode: Mode, key: Collection[str]) -> Text:
    """Why a field is not written by an import in this mode, or not always; empty when it is."""
    field = fields.by_name(entity).get(name)
    if field is None or field.hidden:
        return GONE
    if name in key or name == EXTERNAL or name.startswith(ABOUT):
        return ""
    if field not in fields.offered(entity):
        return _why_not(field)
    if not (field.creatable or field.editable):
        return FINDS_ONLY
    return _not_always(field, mode)


def _not_always(field: Field, mode: Mode) -> Text:
    if not field.editable and mode != "create":
        return NEW_ONLY
    return HERE_ONLY if not field.creatable and mode != "update" else ""


def _why_not(field: Field) -> Text:
    """Of a field that the reader sees and cannot write: whether they cannot, or nobody can."""
    return READ_ONLY if field.restricted else WORKED_OUT
