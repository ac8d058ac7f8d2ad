"""The stages that a deal was in before it was here, as another system tells them: pure.

They are kept as they were told, so that the order in which they come does not matter, and the spans of the deal are made
of them: a stage lasts until the next one begins, the last of them until the deal's first day here. Time that nobody
tells of between two stages counts to the first of them, as the past of a deal has no gap.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dealwright.core.errors import InvalidError
from dealwright.opportunities import spans
from dealwright.opportunities.spans import Reading, Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """The time in a stage, up to, not including, `left`, where that is told. `owner_id` is whose the deal was then."""

    stage_id: UUID
    name: str
    entered: datetime
    left: datetime | None = None
    owner_id: UUID | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "stage": str(self.stage_id),
            "name": self.name,
            "entered": self.entered.isoformat(),
            "left": self.left and self.left.isoformat(),
            "owner": self.owner_id and str(self.owner_id),
        }


def from_json(kept: Mapping[str, Any]) -> Stretch:
    return Stretch(
        stage_id=UUID(kept["stage"]),
        name=kept["name"],
        entered=datetime.fromisoformat(kept["entered"]),
        left=datetime.fromisoformat(kept["left"]) if kept["left"] else None,
        owner_id=UUID(kept["owner"]) if kept["owner"] else None,
    )


def read(kept: Sequence[Mapping[str, Any]]) -> list[Stretch]:
    """The stretches that a deal's row keeps, by time."""
    return [from_json(each) for each in kept]


def add(known: Sequence[Stretch], told: Stretch) -> list[Stretch]:
    """The stretches with one more, by time; the same ones when it is known. InvalidError when it overlaps another."""
    before = [each for each in known if each.entered <= told.entered]
    after = [each for each in known if each.entered > told.entered]
    if before and _says(before[-1], told):
        return list(known)
    if before and (before[-1].entered == told.entered or _reaches(before[-1], told)):
        raise _overlap(before[-1])
    if after and _reaches(told, after[0]):
        raise _overlap(after[0])
    return [*before, told, *after]


def _says(known: Stretch, told: Stretch) -> bool:
    """Whether a row is a known stretch once more, with no other end than that has."""
    is_same = (known.stage_id, known.entered) == (told.stage_id, told.entered)
    return is_same and told.left in {None, known.left}


def _reaches(first: Stretch, second: Stretch) -> bool:
    """Whether the first is told to last beyond the beginning of the second."""
    return first.left is not None and first.left > second.entered


def _overlap(other: Stretch) -> InvalidError:
    said = _("This overlaps its time in %(stage)s, from %(day)s on.")
    return InvalidError(
        {"entered": said % {"stage": other.name, "day": other.entered.date().isoformat()}}
    )


def own(past: Sequence[Span], kept: Sequence[Stretch]) -> list[Span]:
    """Of the past of a deal what its kept stretches did not make: from its first day here on."""
    made = {each.entered for each in kept}
    return [span for span in past if span.valid_from not in made]


def spanned(
    kept: Sequence[Stretch], first: Span, reading: Callable[[Stretch, Reading], Reading]
) -> list[Span]:
    """The spans that the stretches make up to the first one here, which `reading` takes the rest from."""
    found = spans.follow((each.entered, reading(each, first.reading)) for each in kept)
    return [*found[:-1], *(replace(last, valid_to=first.valid_from) for last in found[-1:])]


def is_throughout(past: Sequence[Span], told: Stretch) -> bool:
    """Whether a deal, as far as its past is known here, was in a stage all the time that is told."""
    if told.left is None:
        found = spans.at(past, max(told.entered, past[0].valid_from))
        return found is not None and found.stage_id == told.stage_id
    met = [
        span
        for span in past
        if span.valid_from < told.left and (span.valid_to is None or span.valid_to > told.entered)
    ]
    return all(span.reading.stage_id == told.stage_id for span in met)
