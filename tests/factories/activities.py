"""Tasks, calls, meetings and notes for tests, made by the verbs of activities."""

from typing import Any

from dealwright.activities import actions as activities
from dealwright.activities.models import Activity
from dealwright.core.actor import Actor
from dealwright.records.models import Record
from tests.people import AT


def activity_of(
    owner: Actor, title: str = "Call back", *, about: Record | None = None, **values: Any
) -> Activity:
    """A task of this person, about a record if one is named."""
    named = {"about_type": about._meta.label_lower, "about_id": about.pk} if about else {}
    row = {"kind": "task", "title": title, **named, **values}
    return activities.create(row, by=owner, at=AT)


def note_of(owner: Actor, text: str, *, about: Record, **values: Any) -> Activity:
    """A note on a record."""
    return activity_of(owner, "", about=about, kind="note", body=text, **values)
