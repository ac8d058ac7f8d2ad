"""The kinds of change set: what a context that changes many records at once says about how it does and undoes it.

    kinds.register(SetKind(key="exchange.import", label=_("Import"), icon="upload"))

A kind with `run` is worked through in the background; one without is filled by whoever opened it. `put_back` takes
one record back to what it was before such a set; without it the usual way holds (see `undoing`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from dealwright.core.actor import Actor
from dealwright.core.errors import NotFoundError, Text
from dealwright.records.changesets.models import ChangeSet, ChangeSetRow

if TYPE_CHECKING:
    from dealwright.records.changesets.trails import Trail


class Run(Protocol):
    """Deals with some rows of a change set and says on each what became of it."""

    def __call__(
        self, change_set: ChangeSet, rows: Sequence[ChangeSetRow], *, by: Actor, at: datetime
    ) -> None: ...


class PutBack(Protocol):
    """Takes one record back, by verbs; raises what they refuse. `row` is None when it was deleted."""

    def __call__(self, trail: "Trail", row: Any | None, *, by: Actor, at: datetime) -> None: ...


def _nothing(_change_set: ChangeSet) -> Text:
    return ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SetKind:
    """One kind of change set. `describe` says in a few words what it did, beyond its label."""

    key: str
    label: Text
    icon: str
    run: Run | None = None
    put_back: PutBack | None = None
    describe: Callable[[ChangeSet], Text] = _nothing


_kinds: dict[str, SetKind] = {}


def register(kind: SetKind) -> SetKind:
    """Make a kind known; a second time replaces the first."""
    _kinds[kind.key] = kind
    return kind


def of(change_set: ChangeSet) -> SetKind:
    """The kind of a change set; NotFoundError when no context knows it any more."""
    try:
        return _kinds[change_set.kind]
    except KeyError:
        raise NotFoundError(f"{change_set.kind}?") from None
