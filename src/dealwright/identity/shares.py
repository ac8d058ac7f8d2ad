"""What single shares add to the reach of an actor's rights.

A share counts for reading, and for what else it says; how a right on the whole kind is held is not asked here.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol
from uuid import UUID

from django.db.models import Q

from dealwright.core.actor import Actor
from dealwright.identity.lookups import SharedWith
from dealwright.identity.models import Share, ShareSource
from dealwright.identity.principals import Principals, principals
from dealwright.identity.privileges import Ground, Privilege

COLUMNS = {
    Privilege.READ: "",
    Privilege.WRITE: "can_write",
    Privilege.ASSIGN: "can_assign",
    Privilege.SHARE: "can_share",
}
GROUNDS = {ShareSource.SHARE: Ground.SHARE, ShareSource.TEAM: Ground.RECORD_TEAM}

type Found = dict[Privilege, set[Ground]]


class OwnedRow(Protocol):
    """What a row must tell so that rights can be decided."""

    @property
    def pk(self) -> UUID: ...
    @property
    def owner_id(self) -> UUID: ...
    @property
    def unit_id(self) -> UUID: ...


def within(mine: Principals, entities: Sequence[str], privilege: Privilege, *, pk: str) -> Q:
    """The condition that a row of these kinds is shared for this; empty for someone with whom nothing is."""
    if not mine.has_shares or privilege not in COLUMNS:
        return Q()
    return Q(**{f"{pk}__shared": SharedWith(mine.own, entities, COLUMNS[privilege])})


def ground(actor: Actor, mine: Principals, privilege: Privilege, pk: UUID) -> Ground | None:
    """Whether a row is shared for this, and how."""
    return next(grounds(actor, mine, privilege, pk), None)


def grounds(actor: Actor, mine: Principals, privilege: Privilege, pk: UUID) -> Iterator[Ground]:
    """The ways in which a row is shared for this. One query for each row that `foresee` was not told of."""
    if not mine.has_shares or privilege not in COLUMNS:
        return
    foresee(actor, [pk])
    yield from sorted(_known(actor)[pk].get(privilege, ()))


def foresee(actor: Actor, ids: Iterable[UUID]) -> None:
    """Look up in one query what is shared of these records; for those who go through many rows."""
    mine, known = principals(actor), _known(actor)
    wanted = [pk for pk in ids if pk not in known]
    if not wanted or not mine.has_shares:
        return
    known.update((pk, {}) for pk in wanted)
    for share in Share.objects.filter(record_id__any_of=wanted, principal__any_of=mine.own):
        for privilege in _given(share):
            known[share.record_id].setdefault(privilege, set()).add(
                GROUNDS[ShareSource(share.source)]
            )


def forget(actor: Actor) -> None:
    """Look up anew what follows: the actor has just changed a share."""
    actor.memo.pop("shares", None)
    actor.memo.pop("principals", None)


def _known(actor: Actor) -> dict[UUID, Found]:
    known: dict[UUID, Found] = actor.memo.setdefault("shares", {})
    return known


def _given(share: Share) -> list[Privilege]:
    return [
        privilege
        for privilege, column in COLUMNS.items()
        if privilege == Privilege.READ or getattr(share, column)
    ]
