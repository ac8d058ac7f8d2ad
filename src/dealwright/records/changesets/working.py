"""Working through the rows of a change set, each by a verb: what is refused is said on its row, the others stand."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from dealwright.core import constraints
from dealwright.core.actor import Actor
from dealwright.core.errors import ConflictError, DomainError, sentence
from dealwright.events import bus
from dealwright.records import batching
from dealwright.records.changesets.models import ChangeSetRow, Outcome
from dealwright.records.explaining import explained
from dealwright.records.fields import Kind
from dealwright.records.registry import Entity

type Act = Callable[[ChangeSetRow], Outcome]
type Held = Mapping[type[models.Model], Collection[UUID]]


def through(rows: Sequence[ChangeSetRow], act: Act, *, by: Actor, held: Held | None = None) -> None:
    """Let `act` deal with every row and note what became of it; events are written together.

    First all in one go. When one is refused, again with a savepoint for each, as only then they pay. The rows in
    `held` are locked and written together, unless the database refuses one of them: then each by itself.
    """
    with_savepoints = partial(_with_savepoints, by=by)
    for way in (_at_once, with_savepoints):
        if _tried(way, rows, act, held):
            return
    with_savepoints(rows, act, None)


def together(rows: Sequence[ChangeSetRow], act: Callable[[], None], *, by: Actor) -> None:
    """Deal with all rows or with none: what is refused of one, or by the database at last, is said on every row."""
    try:
        with explained(by), transaction.atomic(), bus.gathered():
            act()
    except DomainError as error:
        refuse_all(rows, error)
    except IntegrityError as error:
        refuse_all(rows, constraints.explain(error))


def refuse_all(rows: Sequence[ChangeSetRow], error: DomainError) -> None:
    """Say on every row of a batch what stands against all of them."""
    for row in rows:
        _refuse(row, error)


def fits(entity: Entity, names: Collection[str]) -> bool:
    """Whether the verb of change may run on a batch of rows of this kind: not with links among themselves, as then
    one row decides what another may be.
    """
    own = {
        field.name for field in entity.fields if field.kind == Kind.LINK and field.to == entity.key
    }
    return entity.is_batched and not own & set(names)


type Way = Callable[[Sequence[ChangeSetRow], Act, Held | None], None]


def _tried(way: Way, rows: Sequence[ChangeSetRow], act: Act, held: Held | None) -> bool:
    try:
        with transaction.atomic():
            way(rows, act, held)
    except (DomainError, IntegrityError):
        for row in rows:
            row.outcome, row.reason, row.data = Outcome.WAITING, "", {}
        return False
    return True


def _batch(held: Held | None) -> AbstractContextManager[None]:
    return batching.batch(held) if held else nullcontext()


def _at_once(rows: Sequence[ChangeSetRow], act: Act, held: Held | None) -> None:
    with bus.gathered(), _batch(held):
        for row in rows:
            row.outcome = act(row)


def _with_savepoints(
    rows: Sequence[ChangeSetRow], act: Act, held: Held | None, *, by: Actor
) -> None:
    with bus.gathered() as facts, _batch(held):
        for row in rows:
            count = len(facts)
            try:
                with explained(by), transaction.atomic():
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
