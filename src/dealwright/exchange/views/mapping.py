"""What goes where: the columns with their status, how rows are matched, mappings to use again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, Text
from dealwright.exchange import (
    actions,
    dates,
    fields,
    keys,
    kinds,
    known,
    limits,
    links,
    opening,
    policies,
    queries,
    replanning,
)
from dealwright.exchange.guessing import proposing
from dealwright.exchange.guessing.contents import Contents
from dealwright.exchange.kinds import ImportKind
from dealwright.exchange.links import EXTERNAL
from dealwright.exchange.models import Import
from dealwright.exchange.plans import Column, Plan, Status
from dealwright.exchange.plans import read as read_plan
from dealwright.exchange.values import NUMBERS
from dealwright.exchange.views import steps
from dealwright.identity import requests
from dealwright.records.fields import Field, Kind
from dealwright.records.naming import as_id
from dealwright.ui import answers
from dealwright.ui.cells import capitalised
from dealwright.ui.formats import active_locale, day

TONES = {Status.MAPPED: "ok", Status.GUESSED: "info", Status.IGNORED: "", Status.ASKS: "warn"}
ICONS = {
    Status.MAPPED: "check",
    Status.GUESSED: "sparkles",
    Status.IGNORED: "minus",
    Status.ASKS: "circle-help",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One column as the page shows it. `note` says why it is not written, or not always; `choices` are the ways its days or numbers may be written, `ways` the fields that
    may find the records which it names.
    """

    place: int
    column: Column
    status: Text
    tone: str
    icon: str
    note: Text = ""
    part: str = ""
    chosen: str = ""
    choices: tuple[tuple[str, Text], ...] = ()
    can_create: bool = False
    to: str = ""
    ways: tuple[tuple[str, Text], ...] = ()


def columns(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Look at the plan, change it, and let it be checked."""
    actor = requests.actor(request)
    found = queries.get(pk, actor)
    kind = kinds.get(found.kind, actor)
    error: InvalidError | None = None
    if request.method == "POST":
        plan = _posted(request.POST, found, kind, actor)
        found = actions.set_plan(found, plan.model_dump(mode="json"), by=actor, at=clock.now())
        try:
            if "check" in request.POST:
                replanning.refuse_open(plan, kind)
                actions.start_check(found, by=actor, at=clock.now())
                return redirect("exchange:check", pk=pk)
        except InvalidError as refused:
            error = refused
    part = "#plan" if answers.target_id(request) == "plan" else ""
    return render(
        request,
        f"exchange/columns.html{part}",
        _shown(found, kind, actor, error),
        status=error.status if error else 200,
    )


def _posted(posted: QueryDict, found: Import, kind: ImportKind, by: Actor) -> Plan:
    """The plan as the form says. A column that goes somewhere else is looked at anew."""
    before = read_plan(found.plan)
    looked_at: dict[str, Contents] = {}
    lines = []
    for place, column in enumerate(before.columns):
        wanted = posted.get(f"field.{place}", column.field)
        if wanted != column.field:
            looked_at = looked_at or opening.contents_of(found)
            column = replanning.moved(kind, looked_at[column.name], wanted)  # noqa: PLW2901  the column in its new place
        way = posted.get(f"by.{place}", "")
        if way in replanning.ways(kind, column, by):
            column = replanning.answered(column, {"by": way})  # noqa: PLW2901  found by the field that is chosen
        lines.append(_answered(column, posted, place))
    changed = replanning.alone(lines)
    here = {column.field for column in changed if column.field}
    given = {
        "columns": [column.model_dump() for column in changed],
        "mode": posted.get("mode", before.mode),
        "key": [name for name in posted.getlist("key") if name in here],
        "duplicates": posted.get("duplicates", before.duplicates),
    }
    return read_plan({**before.model_dump(), **given})


def _answered(column: Column, posted: QueryDict, place: int) -> Column:
    """The column with its format, if one was chosen, and whether missing records are made."""
    changed: dict[str, Any] = {}
    for part in ("format", "decimal"):
        if answer := posted.get(f"{part}.{place}"):
            changed[part] = answer
    if column.rule.by and f"has_create.{place}" in posted:
        changed["create"] = f"create.{place}" in posted
    return replanning.answered(column, changed)


def _shown(
    found: Import, kind: ImportKind, actor: Any, error: InvalidError | None
) -> dict[str, object]:
    plan = read_plan(found.plan)
    offered = [field for field in fields.offered(kind.entity) if field.name not in kind.constants]
    return steps.context(
        "columns",
        found,
        kind=kind,
        plan=plan,
        error=error,
        lines=[_line(place, plan, kind, actor) for place in range(len(plan.columns))],
        fields=[(field.name, capitalised(str(field.label))) for field in offered],
        modes=_modes(),
        key_fields=_key_fields(plan, kind),
        looks=_looks() if known.can_look(kind.entity) else [],
        may_share=policies.can_share_mapping(actor, found.kind),
        mappings=[(str(each.pk), each.name) for each in queries.mappings(found.kind, actor)],
    )


def _line(place: int, plan: Plan, kind: ImportKind, actor: Any) -> Line:
    column = plan.columns[place]
    words = {
        Status.MAPPED: _("mapped"),
        Status.GUESSED: _("guessed"),
        Status.IGNORED: _("left out"),
        Status.ASKS: _("needs an answer"),
    }
    field = fields.by_name(kind.entity).get(column.field)
    part = _part(field)
    current = getattr(column.rule, part) if part else ""
    to = field.to if field and field.kind == Kind.LINK else ""
    return Line(
        place=place,
        column=column,
        status=words[column.status],
        tone=TONES[column.status],
        icon=ICONS[column.status],
        note=limits.of_column(column, plan, kind.entity),
        part=part,
        chosen=current if column.status != Status.ASKS else "",
        choices=_choices(part, column, current),
        can_create=bool(to) and links.can_be_named(to, column.rule.by, actor),
        to=to,
        ways=tuple(
            (name, capitalised(str(label)))
            for name, label in replanning.ways(kind, column, actor).items()
        ),
    )


def _part(field: Field | None) -> str:
    if field is None:
        return ""
    if field.kind in proposing.DAYS:
        return "format"
    return "decimal" if field.kind in NUMBERS else ""


def _choices(part: str, column: Column, current: str) -> tuple[tuple[str, Text], ...]:
    if part == "format":
        offered = dict.fromkeys(filter(None, (*column.options, current)))
        return tuple((written, _as_day(column.example, written)) for written in offered)
    is_plain = not set(",.") & set(column.example.replace(", ", ""))
    if part == "decimal" and (column.options or current) and not (is_plain and not column.options):
        words = {".": _("1,234.50 (point)"), ",": _("1.234,50 (comma)")}
        return tuple((sign, words[sign]) for sign in (column.options or words))
    return ()


def _as_day(example: str, written: str) -> str:
    """A way of writing days, shown by what it makes of a cell: 03/04/2026 is 3 Apr 2026."""
    plain = (
        written.replace("%d", "DD").replace("%m", "MM").replace("%Y", "YYYY").replace("%y", "YY")
    )
    plain = plain.replace("%b", "Mon").replace("%B", "Month")
    first = example.partition(", ")[0]
    if not dates.can_read(first, written):
        return plain
    return f"{plain}: {day(dates.read(first, written), active_locale(), clock.now().tzinfo)}"  # type: ignore[arg-type]  # always aware


def _modes() -> list[tuple[str, str, str]]:
    return [
        ("upsert", _("Create and update"), _("Rows that are here are changed, the others added.")),
        ("create", _("Create only"), _("Rows that are here already are refused.")),
        ("update", _("Update only"), _("Rows that are not here are refused.")),
    ]


def _looks() -> list[tuple[str, str]]:
    return [
        ("review", _("leave them out and show them")),
        ("refuse", _("leave them out")),
        ("update", _("change the record they look like")),
        ("create", _("create them all the same")),
    ]


def _key_fields(plan: Plan, kind: ImportKind) -> list[tuple[str, str, bool]]:
    """(field, label, chosen) of the mapped fields that can say which record a row means."""
    known_fields: Mapping[str, Field] = fields.by_name(kind.entity)
    found = []
    for column in plan.mapped:
        field = known_fields.get(column.field)
        own = column.field in kind.entity.by_name and field is not None and keys.is_usable(field)
        if field is not None and (own or column.field == EXTERNAL):
            found.append((field.name, capitalised(str(field.label)), field.name in plan.key))
    return found


@require_POST
def use(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take over a saved mapping, or drop it."""
    actor = requests.actor(request)
    found = queries.get(pk, actor)
    saved = queries.mapping(as_id(request.POST.get("mapping")), found.kind, actor)
    if "forget" in request.POST:
        actions.forget_mapping(saved, by=actor, at=clock.now())
        messages.success(request, _("Dropped: %(name)s") % {"name": saved.name})
        return redirect("exchange:columns", pk=pk)
    plan = read_plan(saved.plan).fitted(found.written.columns)
    actions.set_plan(found, plan.model_dump(mode="json"), by=actor, at=clock.now())
    messages.success(request, _("Taken over: %(name)s") % {"name": saved.name})
    return redirect("exchange:columns", pk=pk)


@require_POST
def save(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep the mapping for the next file of this sort."""
    actor = requests.actor(request)
    found = queries.get(pk, actor)
    saved = actions.save_mapping(
        request.POST.get("name", ""),
        found.kind,
        found.plan,
        is_shared="is_shared" in request.POST,
        by=actor,
        at=clock.now(),
    )
    messages.success(request, _("Kept: %(name)s") % {"name": saved.name})
    return redirect("exchange:columns", pk=pk)
