"""The rows that a merge keeps of what it did, and those that its undo brings back. Called inside actions only."""

from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, connection, models, transaction

from dealwright.records.custom.models import CustomLink
from dealwright.records.merging.models import MovedRow

BATCH = 5000


def keep(traces: Sequence[MovedRow]) -> None:
    """Save the traces of rows that were moved, left out or widened."""
    MovedRow.objects.bulk_create(traces, batch_size=BATCH)


def link_again(trace: MovedRow) -> CustomLink:
    """Insert the link of a custom field that a merge has left out."""
    assert trace.loser_id is not None  # noqa: S101  it led to one
    ids = {name: UUID(text) for name, text in trace.data.items()}
    return CustomLink.objects.create(target_id=trace.loser_id, **ids)


def insert_again(rows: Sequence[models.Model]) -> bool:
    """Insert rows of one kind as they were; False, and none of them, when what they belong to is gone or their place was
    taken.
    """
    try:
        with transaction.atomic():
            type(rows[0])._default_manager.bulk_create(rows)
            connection.check_constraints()
    except IntegrityError:
        return False
    return True
