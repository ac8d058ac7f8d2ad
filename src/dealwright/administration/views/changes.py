"""Recent changes: bulk edits, imports and undos, how far each has come, and taking it back."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dealwright.activities import changes as telling
from dealwright.activities.changes import Change
from dealwright.activities.past import CHANNELS
from dealwright.administration.views.audit import csv_file
from dealwright.core import clock, digits, paging
from dealwright.core.actor import Actor
from dealwright.core.errors import Text
from dealwright.events.plain import plain
from dealwright.exchange.exporting import harmless
from dealwright.identity import requests
from dealwright.records import naming, registry, seeing
from dealwright.records.changesets import actions, kinds, policies, queries
from dealwright.records.changesets.kinds import SetKind
from dealwright.records.changesets.models import ChangeSet, State
from dealwright.records.changesets.queries import Preview
from dealwright.records.changesets.undoing import Finding, Standing
from dealwright.records.naming import Names
from dealwright.ui import answers
from dealwright.ui.cells import capitalised

SIZE, SHOWN = 50, 100
AT_ONCE = 20  # records that are put back while whoever asked waits
ORDER = paging.order("-started_at", "-id")
TONES = {
    State.RUNNING: "info",
    State.DONE: "ok",
    State.STOPPED: "warn",
    State.PARTLY: "warn",
    State.UNDONE: "",
}
NO_RECORD = UUID(int=0)  # of a line of a file
COLUMNS = ("id", "record", "outcome", "reason", "cells")


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A change set as the pages show it."""

    change_set: ChangeSet
    kind: SetKind
    of: str
    about: Text
    tone: str
    way: Text
    can_undo: bool
    is_silent: bool

    @property
    def share(self) -> int:
        """How much of it is done, in percent; 0 while its size is not known."""
        total = self.change_set.total or 0
        return 100 * self.change_set.dealt_with // total if total else 0


def _shown(found: ChangeSet, actor: Actor) -> Shown:
    entity = registry.find(found.entity)
    kind = kinds.of(found)
    at = clock.now()
    is_young = found.started_at > at - queries.UNDOABLE_FOR
    is_open = is_young and policies.is_undoable(found, at) and not kinds.against_undoing(found)
    return Shown(
        change_set=found,
        kind=kind,
        of=entity.plural if entity else "",
        about=_about(found),
        tone=TONES[State(found.state)],
        way=CHANNELS.get(found.channel, ""),
        can_undo=is_open and policies.can_undo(actor, found),
        is_silent=found.is_silent(at) and kind.run is not None,
    )


def _about(found: ChangeSet) -> Text:
    """What it did beyond its kind; of an undo, what it took back."""
    if found.undoes is None:
        return kinds.of(found).describe(found)
    label, about = kinds.of(found.undoes).label, kinds.of(found.undoes).describe(found.undoes)
    return f"{label}: {about}" if about else label


def recent(request: HttpRequest) -> HttpResponse:
    """One's own change sets, the last first; those of everyone for administrators."""
    actor = requests.actor(request)
    found = paging.page(
        queries.recent(actor), ORDER, size=SIZE, cursor=request.GET.get("after") or None
    )
    context = {
        "rows": [_shown(row, actor) for row in found.rows],
        "cursor": found.next_cursor,
        "is_later": "after" in request.GET,
    }
    return render(request, "administration/changes.html", context)


def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One change set: progress while it runs, then what came of it and what was not taken."""
    actor = requests.actor(request)
    found = queries.get(pk, actor)
    rows = list(queries.not_taken(found)[: SHOWN + 1])
    refs = [(row.entity, row.record_id) for row in rows if row.record_id]
    names = naming.look_up(refs, actor=actor)
    lines = [(row, names.get((row.entity, row.record_id or NO_RECORD))) for row in rows[:SHOWN]]
    context = {
        "shown": _shown(found, actor),
        "found": found,
        "lines": lines,
        "has_more": len(rows) > SHOWN,
    }
    part = "#live" if answers.target_id(request) == "change-set" else ""
    return render(request, f"administration/change_set.html{part}", context)


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A record as the preview of an undo shows it."""

    pk: UUID
    kind: str
    label: str
    url: str
    standing: Text
    reason: Text
    changes: Sequence[Change]
    can_choose: bool


def undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What an undo would put back and what was changed since; and setting it to work."""
    actor = requests.actor(request)
    found = queries.get(pk, actor)
    if request.method == "POST":
        ticked = map(naming.as_id, request.POST.getlist("also"))
        chosen = [each for each in ticked if each]
        every = actions.EVERY in request.POST.getlist("also")
        made = actions.undo(found, chosen=chosen, also_changed=every, by=actor, at=clock.now())
        return redirect("administration:change_set", pk=made.pk)
    start = digits.whole(request.GET.get("from", ""))
    if start is not None and answers.is_part(request):
        return _more(request, found, start, actor)
    preview = queries.preview(found, actor=actor)
    names = _names([*preview.ready, *preview.others], actor)
    context = {
        "shown": _shown(found, actor),
        "found": found,
        "preview": preview,
        "fields": _fields(preview),
        "ready": [_row(each, names, actor) for each in preview.ready],
        "others": [_row(each, names, actor) for each in preview.others],
        "updates": preview.counts[Standing.READY] - preview.created - preview.deleted,
        "changed": preview.counts[Standing.CHANGED],
        "left": sum(preview.counts[each] for each in queries.LEFT),
        "every": actions.EVERY,
        "following": preview.following,
        "already": preview.counts[Standing.DONE],
        "unseen": preview.counts[Standing.HIDDEN],
        "further": list(kinds.of(found).further(found)),
        "against": kinds.against_undoing(found),
        "is_whole": kinds.of(found).take_back is not None,
    }
    return render(request, "administration/undo.html", context)


@require_POST
def undo_now(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What a toast undoes is back before the answer; more than a few records are left to the background."""
    actor = requests.actor(request)
    made = actions.undo(queries.get(pk, actor), is_watched=True, by=actor, at=clock.now())
    if (made.total or 0) > AT_ONCE:
        return answers.done(_("It is being undone; Recent changes shows how far it is."))
    while actions.advance(made.pk, at=clock.now()):
        pass
    left = queries.not_taken(queries.get(made.pk, actor)).first()
    if left is not None:
        said = _("%(name)s was not put back: %(reason)s") % {
            "name": left.label,
            "reason": left.reason,
        }
        return answers.refusal(said, status=HTTPStatus.CONFLICT)
    return answers.done(_("Undone: %(name)s") % {"name": made.name})


def _fields(preview: Preview) -> list[tuple[str, str, int]]:
    """(kind, field, how many records) of what goes back, the most frequent first."""
    return [
        (_kind(key), _label(key, name), count)
        for (key, name), count in preview.fields.most_common()
    ]


def _kind(key: str) -> str:
    entity = registry.find(key)
    return capitalised(entity.plural) if entity else key


def _apart(key: str) -> str:
    """What is no registered kind of record, such as a person, in words."""
    try:
        return str(apps.get_model(key)._meta.verbose_name)
    except LookupError:
        return key


def _label(key: str, name: str) -> str:
    entity = registry.find(key)
    field = entity.by_name.get(name) if entity else None
    return capitalised(str(field.label) if field else name.replace("_", " "))


def _more(request: HttpRequest, found: ChangeSet, start: int, actor: Actor) -> HttpResponse:
    """The next rows that were changed since, for the table of the preview; what is ticked there stays ticked."""
    others, following = queries.changed_since(found, actor=actor, start=start)
    names = _names(others, actor)
    rows = [_row(each, names, actor) for each in others]
    context = {"found": found, "others": rows, "following": following}
    return render(request, "administration/undo.html#others", context)


def _names(found: Sequence[Finding], actor: Actor) -> Names:
    refs = []
    for each in found:
        refs.append((each.trail.key, each.trail.pk))
        refs += naming.linked(each.trail.entity, _pairs(each))
    return naming.look_up(refs, actor=actor, with_gone=True)


def _pairs(found: Finding) -> dict[str, list[Any]]:
    """{field: [now, then]} in plain values."""
    return {name: [plain(now), plain(then)] for name, (now, then) in found.back.items()}


def _row(found: Finding, names: Names, actor: Actor) -> Row:
    trail = found.trail
    named = names.get((trail.key, trail.pk))
    pairs = seeing.shown(trail.entity, _pairs(found), actor)
    return Row(
        pk=trail.pk,
        kind=trail.entity.label if trail.entity else _apart(trail.key),
        label=trail.label,
        url=named.url if named else "",
        standing=_act(found),
        reason=found.reason,
        changes=telling.told(trail.entity, pairs, names=names, of=named),
        can_choose=found.standing == Standing.CHANGED,
    )


def _act(found: Finding) -> Text:
    """What would happen to it, or why nothing."""
    if found.standing != Standing.READY:
        return found.standing.label
    if found.row is None:
        return _("will be brought back")
    return _("will be deleted") if found.trail.was_created else found.standing.label


@require_POST
def go_on(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Set a change set going again whose worker is gone."""
    actor = requests.actor(request)
    actions.go_on(queries.get(pk, actor), by=actor, at=clock.now())
    messages.success(request, _("It goes on"))
    return redirect("administration:change_set", pk=pk)


def not_taken(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was refused or left, as CSV."""
    found = queries.get(pk, requests.actor(request))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for line in queries.refused_lines(found):
        writer.writerow([harmless(cell) for cell in line])
    return csv_file(out.getvalue(), "not-taken.csv")
