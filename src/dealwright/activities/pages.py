"""The pages of activities, and the panels that stand on the page of every record."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dealwright.activities import lines, policies, queries, wording
from dealwright.activities.events import ActivityCompleted, ActivityReopened
from dealwright.activities.models import KEY, Activity
from dealwright.activities.wording import Wording
from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.core.errors import Text
from dealwright.records.events import FieldRestored, RecordBroughtBack
from dealwright.records.files.events import (
    FileAttached,
    FileFoundHarmful,
    FilePutBack,
    FileRemoved,
    FileRenamed,
    FileReplaced,
    FileVersionRestored,
)
from dealwright.ui import navigation, shown, slots
from dealwright.ui.lists import Card, Column, ListPage, View
from dealwright.ui.navigation import Area, Item
from dealwright.ui.record import Badge, Figure, RecordPage
from dealwright.ui.slots import Panel

ACTIVITIES = ListPage(
    entity=KEY,
    columns=(
        Column(template="activities/cells.html#tick", label=_("done")),
        "title",
        "kind",
        Column(template="activities/cells.html#about", label=_("about"), sort="about_label"),
        Column(template="activities/cells.html#due", label=_("when"), sort="due_at"),
        "owner",
    ),
    views=(
        View(
            key="mine",
            label=_("My open"),
            filter="done_at is empty and owner = me",
            order=("due_at",),
        ),
        View(
            key="overdue",
            label=_("Overdue"),
            filter="done_at is empty and due_at before today",
            order=("due_at",),
        ),
        View(key="done", label=_("Done"), filter="done_at is not empty", order=("-done_at",)),
    ),
    default_view="mine",
    sums=("duration",),
    card=Card(second="about", right="tick", foot=("due", "owner")),
    empty=_(
        "An activity is what you did or mean to do: a task, a call, a meeting, a note, on any record."
    ),
)


def _figures(activity: Activity, actor: Actor) -> list[Figure]:
    found = {
        _("About"): _about(activity, actor),
        _("Due"): activity.due_at and shown.moment(activity.due_at),
        _("Done"): activity.done_at and shown.moment(activity.done_at),
        _("Minutes"): activity.duration and shown.number(activity.duration),
    }
    return [Figure(label=label, value=value) for label, value in found.items() if value]


def _about(activity: Activity, actor: Actor) -> Text:
    """The record an activity is about, as a link for those who may read it."""
    url = lines.about_url(activity, actor)
    if not url:
        return activity.about_label
    return format_html('<a class="dw-link" href="{}">{}</a>', url, activity.about_label)


def _badge(activity: Activity) -> Badge:
    if not activity.is_open:
        return Badge(label=_("Done"), tone="ok", icon="check")
    if queries.due(activity.due_at, clock.now()) == queries.Due.LATE:
        return Badge(label=_("Overdue"), tone="danger", icon="circle-alert")
    return Badge(label=_("Open"))


ACTIVITY = RecordPage(
    entity=KEY,
    facts=("kind", "owner"),
    figures=_figures,
    badge=_badge,
    hidden=("about_type", "about_id", "kind", "owner", "due_at", "done_at", "duration"),
)


def _restored(data: Mapping[str, Any]) -> str:
    when = shown.moment(datetime.fromisoformat(data["as_of"]))
    return gettext("%(field)s as it was on %(when)s") % {"field": data["field"], "when": when}


def _named(data: Mapping[str, Any]) -> str:
    return str(data["name"])


def _version(data: Mapping[str, Any]) -> str:
    told = gettext("%(name)s, version %(number)d") % data
    return f"{told}: {data['note']}" if data["note"] else told


def _restored_version(data: Mapping[str, Any]) -> str:
    return gettext("%(name)s, version %(restored)d") % data


def _renamed(data: Mapping[str, Any]) -> str:
    return gettext("%(was)s → %(name)s") % data


def _removed(data: Mapping[str, Any]) -> str:
    until = shown.day(datetime.fromisoformat(data["until"]))
    return gettext("%(name)s; it can be put back until %(until)s") % {**data, "until": until}


def _harmful(data: Mapping[str, Any]) -> str:
    return gettext("%(name)s: %(finding)s") % data


wording.say(
    {
        ActivityCompleted: Wording(text=_("completed it"), icon="check", tone="ok"),
        ActivityReopened: Wording(text=_("opened it again"), icon="rotate-ccw"),
        FieldRestored: Wording(text=_("restored"), icon="history", detail=_restored),
        RecordBroughtBack: Wording(text=_("brought it back"), icon="undo-2"),
        FileAttached: Wording(text=_("added a file"), icon="paperclip", detail=_named),
        FileReplaced: Wording(text=_("added a version of a file"), icon="file-up", detail=_version),
        FileVersionRestored: Wording(
            text=_("made an earlier version of a file the newest again"),
            icon="undo-2",
            detail=_restored_version,
        ),
        FileRenamed: Wording(text=_("renamed a file"), icon="pencil", detail=_renamed),
        FileRemoved: Wording(text=_("removed a file"), icon="trash-2", detail=_removed),
        FilePutBack: Wording(text=_("put a file back"), icon="undo-2", detail=_named),
        FileFoundHarmful: Wording(
            text=_("found a file harmful"), icon="shield-alert", tone="danger", detail=_harmful
        ),
    }
)

slots.fill(
    "*.tabs",
    Panel(title=_("Timeline"), url_name="activities:timeline", order=0, is_for_any_kind=True),
)
slots.fill(
    "*.tabs",
    Panel(title=_("History"), url_name="activities:history", order=1000, is_for_any_kind=True),
)
slots.fill(
    "*.quick",
    Panel(title=_("Next and latest"), url_name="activities:quick", order=0, is_for_any_kind=True),
)
slots.fill(
    "home.main",
    Panel(
        title=_("My next steps"),
        url_name="activities:next_steps",
        order=10,
        may_see=lambda actor, _row: policies.can_read_any(actor),
    ),
)

navigation.register(
    Item(
        label=_("Activities"),
        url_name="activities:activities",
        icon="calendar-check",
        area=Area.CUSTOMERS,
        order=30,
        key="t",
        may_see=policies.can_read_any,
        count=lambda actor: queries.waiting(actor, clock.now()),
    ),
)
