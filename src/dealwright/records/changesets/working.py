"""Working through the rows of a change set, each by a verb: what is refused is said on its row, the others stand."""

from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from dealwright.core.errors import ConflictError, DomainError, sentence
from dealwright.events import bus
from dealwright.records.changesets.models import ChangeSetRow, Outcome

type Act = Callable[[ChangeSetRow], Outcome]


def through(rows: Sequence[ChangeSetRow], act: Act) -> None:
    """Let `act` deal with every row and note what became of it; events are written together.

    First all in one go; when one is refused, again with a savepoint for each, as only then they pay.
    """
    if not _at_once(rows, act):
        _one_by_one(rows, act)


def _at_once(rows: Sequence[ChangeSetRow], act: Act) -> bool:
    try:
        with transaction.atomic(), bus.gathered():
            outcomes = [act(row) for row in rows]
    except DomainError:
        for row in rows:
            row.reason, row.data = "", {}
        return False
    for row, outcome in zip(rows, outcomes, strict=True):
        row.outcome = outcome
    return True


def _one_by_one(rows: Sequence[ChangeSetRow], act: Act) -> None:
    with bus.gathered() as facts:
        for row in rows:
            count = len(facts)
            try:
                with transaction.atomic():
                    row.outcome = act(row)
            except DomainError as error:
                del facts[count:]
                _refuse(row, error)


def _refuse(row: ChangeSetRow, error: DomainError) -> None:
    """What someone changed at this very moment is left, as what they changed before."""
    is_overtaken = isinstance(error, ConflictError)
    row.outcome = Outcome.LEFT if is_overtaken else Outcome.REFUSED
    row.reason = sentence(error) if not is_overtaken else _("Someone changed it meanwhile.")
    row.data = {"code": error.code}
