"""Bringing the indexes of a field to what it asks for, and noting how that went: the work of a job."""

from datetime import datetime
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, OperationalError
from django.utils.translation import gettext as _

from dealwright.core import actor as actors
from dealwright.records.custom import actions, indexing
from dealwright.records.custom.models import CustomField, IndexState

TOO_LONG = "54000"  # PostgreSQL's program_limit_exceeded


def bring_up_to_date(pk: UUID, *, at: datetime) -> None:
    """Build and drop. Values that stand twice where they may not are named on the field; nothing is changed then."""
    row = CustomField.objects.filter(pk=pk).first()
    if row is None:
        indexing.drop(pk)
        return
    table = apps.get_model(row.entity)._meta.db_table
    state, note = _build(row, table)
    actions.note_index(pk, state, note=note, by=actors.system(), at=at)


def _build(row: CustomField, table: str) -> tuple[IndexState, str]:
    found = indexing.doubles(row, table) if row.is_unique else []
    if found:
        return IndexState.FAILED, _said(found)
    try:
        indexing.build(row, table)
    except IntegrityError:  # two of the same came in while it was being built
        indexing.drop(row.pk)
        return IndexState.FAILED, _said(indexing.doubles(row, table))
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != TOO_LONG:
            raise
        indexing.drop(row.pk)  # half-made, it would stop records from being written
        return IndexState.FAILED, _(
            "Some values are too long to be searched or unique. Shorten these, then try again."
        )
    return (IndexState.READY if any(indexing.of(row)) else IndexState.NONE), ""


def _said(found: list[tuple[str, int]]) -> str:
    values = ", ".join(f"“{value}” ({count})" for value, count in found)
    return _("Several records have the same value: %(values)s. Change these, then try again.") % {
        "values": values
    }
