"""The kinds of change set: what a context that changes many records at once says about how it does and undoes it.

    kinds.register(SetKind(key="exchange.import", label=_("Import"), icon="upload"))

A kind with `run` is worked through in the background; one without is filled by whoever opened it. `put_back` takes
one record back to what it was before such a set; without it the usual way holds (see `undoing`). `take_back` takes all
of them back, at once and in one transaction: for sets of which a part is worth nothing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import Model

from dealwright.core.actor import Actor
from dealwright.core.errors import NotFoundError, Text
from dealwright.records.changesets.models import ChangeSet, ChangeSetRow

if TYPE_CHECKING:
    from dealwright.records.changesets.trails import Trail
    from dealwright.records.changesets.undoing import Standing


class Run(Protocol):
    """Deals with some rows of a change set and says on each what became of it."""

    def __call__(
        self, change_set: ChangeSet, rows: Sequence[ChangeSetRow], *, by: Actor, at: datetime
    ) -> None: ...


class PutBack(Protocol):
    """Takes one record back, by verbs; raises what they refuse. `row` is None when it was deleted."""

    def __call__(self, trail: "Trail", row: Any | None, *, by: Actor, at: datetime) -> None: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Apart:
    """How rows that are no registered records (people, teams) stand to a change set, and go back to what they were."""

    model: type[Model]
    stands: Callable[[ChangeSet, Any], "Standing"]
    put_back: Callable[..., None]


class TakeBack(Protocol):
    """Takes all rows of a change set back in one transaction and says on each what became of it."""

    def __call__(
        self, change_set: ChangeSet, rows: Sequence[ChangeSetRow], *, by: Actor, at: datetime
    ) -> None: ...


def _nothing(_change_set: ChangeSet) -> Text:
    return ""


def _none(_change_set: ChangeSet) -> Iterable[tuple[Text, int]]:
    return ()


@dataclass(frozen=True, kw_only=True, slots=True)
class SetKind:
    """One kind of change set. `describe` says in a few words what it did, beyond its label; `apart` deals with what it
    writes beside records, by label of the model; `against_undoing` says why one of it, or the undo of one, cannot be undone
    now; `further` which rows go back besides records, in words, and how many.
    """

    key: str
    label: Text
    icon: str
    run: Run | None = None
    put_back: PutBack | None = None
    apart: Mapping[str, Apart] = field(default_factory=dict)
    take_back: TakeBack | None = None
    describe: Callable[[ChangeSet], Text] = _nothing
    against_undoing: Callable[[ChangeSet], Text] = _nothing
    further: Callable[[ChangeSet], Iterable[tuple[Text, int]]] = _none


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


def is_whole(change_set: ChangeSet) -> bool:
    """Whether all its rows are dealt with in one transaction."""
    undone = change_set.undoes
    return undone is not None and of(undone).take_back is not None


def against_undoing(change_set: ChangeSet) -> Text:
    """Why a change set, or the one that it is an undo of, cannot be undone now; empty when nothing is against it."""
    first = change_set
    while first.undoes is not None:
        first = first.undoes
    return of(first).against_undoing(change_set)
