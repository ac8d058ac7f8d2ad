"""The dry run: what would become of every row, and what would mend many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dealwright.activities import changes as telling
from dealwright.activities.changes import Change
from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.exchange import actions, kinds, limits, queries, remedies
from dealwright.exchange.models import CheckedRow, Import
from dealwright.exchange.plans import read as read_plan
from dealwright.exchange.report import Result
from dealwright.exchange.views import bars, steps
from dealwright.identity import requests
from dealwright.records import naming, registry
from dealwright.records.naming import Names
from dealwright.records.registry import Entity
from dealwright.ui import answers

SHOWN, SECONDS_PER_ROW, LEAST_SECONDS = 100, 1 / 1000, 5
FIELDS_SHOWN = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A row as the check shows it: a few of its changes, and how many more there are."""

    row: CheckedRow
    changes: Sequence[Change]
    more: int


def check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the dry run has found, or how far it has come."""
    actor = requests.actor(request)
    found = queries.get(pk, actor)
    if found.change_set_id:
        return redirect("exchange:import", pk=pk)
    kind = kinds.get(found.kind, actor)
    asked = request.GET.get("result", "")
    chosen = asked if asked in [*Result, "duplicate"] else ""
    rows = _rows(found, chosen)
    plan = read_plan(found.plan)
    context = steps.context(
        "check",
        found,
        kind=kind,
        plan=plan,
        limits=list(limits.of_plan(plan, kind.entity).items()),
        unused=[column.name for column in plan.columns if not column.field],
        bar=bars.bar(found),
        tabs=bars.tabs(found, chosen),
        lines=_lines(rows, kind.entity, actor),
        has_more=len(rows) > SHOWN,
        remedies=remedies.of(found, kind.entity, actor) if not found.is_at_work else [],
        also=_also(found),
        taken=found.read - found.refused,
        duration=_duration(found.read),
    )
    part = "#live" if answers.target_id(request) == "check" else ""
    return render(request, f"exchange/check.html{part}", context)


def _rows(found: Import, chosen: str) -> list[CheckedRow]:
    """The first rows of a result, and one more; without one the refused ones first."""
    rows = found.checked.all()
    if chosen == "duplicate":
        rows = rows.filter(fault="duplicate")
    elif chosen:
        rows = rows.filter(result=chosen)
    return list(rows.order_by("line", "pk")[: SHOWN + 1])


def _lines(rows: Sequence[CheckedRow], entity: Entity, actor: Actor) -> list[Line]:
    shown = rows[:SHOWN]
    refs = [ref for row in shown for ref in naming.linked(entity, row.changes)]
    names = naming.look_up(refs, actor=actor)
    return [
        _line(row, telling.told(entity, _known(row, entity, names), names=names)) for row in shown
    ]


def _known(row: CheckedRow, entity: Entity, names: Names) -> dict[str, Any]:
    """The changes of a row without links to what the import itself would add: there is no such record yet."""
    lost = {
        name
        for name, values in row.changes.items()
        for ref in naming.linked(entity, {name: values[1:]})
        if ref not in names
    }
    return {name: values for name, values in row.changes.items() if name not in lost}


def _line(row: CheckedRow, changes: Sequence[Change]) -> Line:
    told = [change for change in changes if change.new or change.old]
    most = FIELDS_SHOWN if row.result == Result.UPDATED else 0
    return Line(row=row, changes=told[:most] if most else told, more=max(0, len(told) - most))


def _also(found: Import) -> list[str]:
    """What would be added because rows name it, in words."""
    return [
        _("%(count)d %(kinds)s") % {"count": len(named), "kinds": registry.entity(key).plural}
        for key, named in found.also.items()
    ]


def _duration(rows: int) -> str:
    seconds = max(LEAST_SECONDS, round(rows * SECONDS_PER_ROW))
    minutes = seconds // 60
    if minutes:
        return _("about %(count)d min") % {"count": minutes + 1}
    return _("about %(count)d seconds") % {"count": seconds}


@require_POST
def again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Check once more, as records have changed meanwhile."""
    actor = requests.actor(request)
    actions.start_check(queries.get(pk, actor), by=actor, at=clock.now())
    return redirect("exchange:check", pk=pk)


@require_POST
def mend(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Apply a remedy to all rows that it concerns, and check again."""
    actor = requests.actor(request)
    found = queries.get(pk, actor)
    posted: Any = request.POST
    plan = remedies.applied(
        read_plan(found.plan),
        posted.get("act", ""),
        posted.get("field", ""),
        text=posted.get("text", ""),
        choice=posted.get("choice", ""),
    )
    found = actions.set_plan(found, plan.model_dump(mode="json"), by=actor, at=clock.now())
    actions.start_check(found, by=actor, at=clock.now())
    return redirect("exchange:check", pk=pk)
