"""Verbs on the rows of a batch, inside one transaction: what is refused is taken back alone, the others stand."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from uuid import UUID

from django.db import IntegrityError, models, transaction

from dealwright.core.actor import Actor
from dealwright.core.errors import DomainError, InvalidRowsError
from dealwright.events import bus
from dealwright.records import batching
from dealwright.records.explaining import explained

type Held = Mapping[type[models.Model], Collection[UUID]]
type Refuse[T] = Callable[[T, DomainError], None]


def each[T, R](
    items: Sequence[T], act: Callable[[T], R], *, by: Actor, held: Held | None = None
) -> list[R | DomainError]:
    """Let `act` deal with every item; its answer, or what refused it.

    First all in one go. When one is refused, again with a savepoint for each, as only then they pay. The rows in
    `held` are locked and written together, unless the database refuses one of them: then each by itself.
    """
    one_by_one = partial(_one_by_one, by=by)
    for way in (_at_once, one_by_one):
        try:
            with transaction.atomic():
                return way(items, act, held)
        except (DomainError, IntegrityError):
            continue
    return one_by_one(items, act, None)


def _batch(held: Held | None) -> AbstractContextManager[None]:
    return batching.batch(held) if held else nullcontext()


def _at_once[T, R](
    items: Sequence[T], act: Callable[[T], R], held: Held | None
) -> list[R | DomainError]:
    with bus.gathered(), _batch(held):
        return [act(item) for item in items]


def _one_by_one[T, R](
    items: Sequence[T], act: Callable[[T], R], held: Held | None, *, by: Actor
) -> list[R | DomainError]:
    found: list[R | DomainError] = []
    with bus.gathered() as facts, _batch(held):
        for item in items:
            count = len(facts)
            try:
                with explained(by), transaction.atomic():
                    found.append(act(item))
            except DomainError as error:
                del facts[count:]
                found.append(error)
    return found


def together[T, R](
    items: Sequence[T], make: Callable[[Sequence[T]], Sequence[R]], refuse: Refuse[T]
) -> list[tuple[T, R]]:
    """Make records of all items in one call. What is refused by position is left out and the rest tried again; what is
    refused as a whole (a constraint of the database) is halved until the item is found.
    """
    if not items:
        return []
    try:
        with transaction.atomic():
            return list(zip(items, make(items), strict=True))
    except InvalidRowsError as error:
        for position, found in error.rows.items():
            refuse(items[position], found)
        rest = [item for position, item in enumerate(items) if position not in error.rows]
        return together(rest, make, refuse)
    except DomainError as error:
        if len(items) == 1:
            refuse(items[0], error)
            return []
    half = len(items) // 2
    return [*together(items[:half], make, refuse), *together(items[half:], make, refuse)]
