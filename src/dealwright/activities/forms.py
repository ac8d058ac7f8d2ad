"""The composer of a timeline: a few words become a note, a call, a meeting or a task."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dealwright.activities.models import KEY, ActivityKind
from dealwright.core.errors import InvalidError, Text
from dealwright.records import registry, shapes
from dealwright.records.models import Record
from dealwright.records.shapes import Purpose
from dealwright.ui import formats, inputs

SHOWN_BY = {"title": "text", "body": "text", "due_at": "when", "done_at": "when"}


@dataclass(kw_only=True)
class Composer:
    """What was typed, and what is wrong with it. The first line of the text is the subject."""

    kind: str = ActivityKind.NOTE
    text: str = ""
    when: str = ""
    duration: str = ""
    errors: dict[str, Text] = field(default_factory=dict)

    @classmethod
    def of(cls, typed: Mapping[str, str]) -> "Composer":
        return cls(
            kind=typed.get("kind", ActivityKind.NOTE),
            text=typed.get("text", "").strip(),
            when=typed.get("when", "").strip(),
            duration=typed.get("duration", "").strip(),
        )

    def checked(self, record: Record, *, at: datetime) -> dict[str, Any]:
        """The values of the activity about a record. Refuses what no activity can be, field by field.

        A task is due `when` it says. A call or meeting in the future is planned; one that is over, or has no
        time, is done.
        """
        title, _newline, rest = self.text.partition("\n")
        is_note = self.kind == ActivityKind.NOTE
        values = {
            "kind": self.kind,
            "title": "" if is_note else title.strip(),
            "body": self.text if is_note else rest.strip(),
            "about_type": record._meta.label_lower,
            "about_id": str(record.pk),
        }
        if self.kind in {ActivityKind.CALL, ActivityKind.MEETING} and self.duration:
            values["duration"] = self._read("duration", self.duration)
        if not is_note and self.when:
            values["due_at"] = self._read("due_at", self.when)
        checked = shapes.check(shapes.of(registry.entity(KEY), Purpose.CREATE), values)
        return checked if is_note or self.kind == ActivityKind.TASK else _over(checked, at)

    def refuse(self, error: InvalidError) -> None:
        """Keep what was refused, for the form to show again."""
        for name, texts in error.errors.items():
            self.errors[SHOWN_BY.get(name, name)] = " ".join(str(text) for text in texts)

    @property
    def status(self) -> int:
        return InvalidError.status if self.errors else 200

    def _read(self, name: str, text: str) -> Any:
        field = registry.entity(KEY).field(name)
        return inputs.read(field, {name: text}, formats.active_locale())


def _over(values: dict[str, Any], at: datetime) -> dict[str, Any]:
    """A call or meeting that lies in the past is done; without a time it has just ended."""
    when = values.get("due_at")
    if when is not None and when > at:
        return values
    return {**values, "due_at": None, "done_at": when or at}
