"""REST routes of imports: the steps of the wizard, by the same verbs. The file is the body itself, not a form.

An import is undone as its change set is, under `/changes`.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import ValidationError

from dealwright.core import clock, paging
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotFoundError
from dealwright.exchange import (
    actions,
    contract,
    fields,
    kinds,
    limits,
    opening,
    queries,
    replanning,
)
from dealwright.exchange import refused as refusals
from dealwright.exchange.contract import Replanned, Told, Way
from dealwright.exchange.kinds import ImportKind
from dealwright.exchange.mapping import Part, first_fault
from dealwright.exchange.models import CheckedRow, Import, counts_of
from dealwright.exchange.plans import Column, Plan
from dealwright.exchange.plans import read as read_plan
from dealwright.exchange.reading.limits import LARGEST_FILE
from dealwright.exchange.report import Result
from dealwright.identity.privileges import Privilege
from dealwright.records import seeing
from dealwright.records.registry import Entity
from dealwright.records.rest import ROOT, bodies, listing
from dealwright.records.rest.answers import answer
from dealwright.records.rest.asking import mapping
from dealwright.records.rest.auth import actor_of, require_scope
from dealwright.records.rest.idempotency import once

ORDER = paging.order("-created_at", "-id")
ROW_ORDER = paging.order("line", "id")
DUPLICATE = "duplicate"  # rows that look like a record, among the refused
ONE = "/imports/{uuid:id}"

router = Router(tags=["Imports"])


@dataclass(frozen=True, slots=True)
class Named:
    """The import that a request names, its kind as the caller knows it, and the caller."""

    imported: Import
    kind: ImportKind
    actor: Actor


@router.get("/imports/kinds", **contract.KINDS)
def list_kinds(request: HttpRequest) -> HttpResponse:
    """What the caller may import, and the fields that columns may go to."""
    listing.only(request.GET)
    return answer({"items": [_kind(kind) for kind in kinds.offered(actor_of(request))]})


@router.get("/imports", **contract.LIST)
def list_imports(request: HttpRequest) -> HttpResponse:
    """One's own imports, the last first; administrators see all."""
    asked = listing.only(request.GET, *listing.PAGED)
    page = listing.page(queries.visible_to(actor_of(request)), ORDER, asked)
    return answer({"items": [_told(row) for row in page.rows], "next_cursor": page.next_cursor})


@router.post("/imports", **contract.BEGIN)
def begin_import(request: HttpRequest) -> HttpResponse:
    """Upload a file; the answer says how it is written and what it probably means."""
    actor = actor_of(request)
    asked = listing.only(request.GET, "kind", "name")
    kind = _kind_of(asked.get("kind", ""), actor)
    require_scope(actor, Privilege.WRITE, kind.entity)
    name = asked.get("name", "").strip()
    if not name:
        raise InvalidError({"name": _("Say in ?name= what the file is called.")})
    parts = bodies.parts(request, most=LARGEST_FILE)
    made = opening.begin(kind, name, parts, by=actor, at=clock.now())
    return answer(_whole(made, kind), status=201, headers=_place(made))


@router.get(ONE, **contract.GET)
def get_import(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002  its name in the address
    """How far an import is: its format, its plan, what came of its rows."""
    named = _named(request, id, Privilege.READ)
    return answer(_whole(named.imported, named.kind))


@router.put(f"{ONE}/format", **contract.SET_FORMAT)
def set_format(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002
    """Say how the file is written; what it means is guessed anew."""
    named = _named(request, id, Privilege.WRITE)
    found, way = named.imported, _read(Way, request)
    told = way.model_dump(exclude={"sheet"}, exclude_unset=True)
    if told.get("encoding", found.written.encoding) not in opening.encodings_of(found.written):
        raise InvalidError({"encoding": _("Choose among what is offered.")})
    if way.sheet and way.sheet not in found.sheets:
        raise InvalidError({"sheet": _("The workbook has no such sheet.")})
    by, at = named.actor, clock.now()
    changed = opening.rewrite(found, told, sheet=way.sheet, by=by, at=at)
    return answer(_whole(changed, named.kind))


@router.patch(f"{ONE}/plan", **contract.SET_PLAN)
def set_plan(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002
    """Say what goes where; columns that are not named stay."""
    named = _named(request, id, Privilege.WRITE)
    plan = _replanned(named, _read(Replanned, request)).model_dump(mode="json")
    found = actions.set_plan(named.imported, plan, by=named.actor, at=clock.now())
    return answer(_whole(found, named.kind))


@router.post(f"{ONE}/check", **contract.CHECK)
def check_import(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002
    """Find out, in the background, what would become of every row."""
    named = _named(request, id, Privilege.WRITE)
    replanning.refuse_open(read_plan(named.imported.plan), named.kind)
    found = actions.start_check(named.imported, by=named.actor, at=clock.now())
    return answer(_whole(found, named.kind), status=202, headers=_place(found))


@router.get(f"{ONE}/rows", **contract.ROWS)
def list_rows(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002
    """What would become of each row; of what goes well the first five hundred of each result."""
    named = _named(request, id, Privilege.READ)
    asked = listing.only(request.GET, "result", *listing.PAGED)
    page = listing.page(_rows(named.imported, asked.get("result", "")), ROW_ORDER, asked)
    items = [_row(row, named.kind.entity, named.actor) for row in page.rows]
    return answer({"items": items, "next_cursor": page.next_cursor})


@router.post(f"{ONE}/start", **contract.START)
def start_import(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002
    """Import what was checked, in the background, as one change set."""
    named = _named(request, id, Privilege.WRITE)
    return once(request, named.actor, lambda: _started(named))


def _started(named: Named) -> HttpResponse:
    key, by = named.kind.entity.key, named.actor
    made = actions.start(named.imported, entity=key, by=by, at=clock.now())
    return answer(_whole(made, named.kind), status=202, headers=_place(made))


@router.post(f"{ONE}/cancel", **contract.CANCEL)
def cancel_import(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002
    """Stop what is at work; finished batches stay, and can be undone."""
    named = _named(request, id, Privilege.WRITE)
    found = actions.cancel(named.imported, by=named.actor, at=clock.now())
    return answer(_whole(found, named.kind))


@router.get(f"{ONE}/refused", **contract.REFUSED)
def get_refused(request: HttpRequest, id: UUID) -> HttpResponseBase:  # noqa: A002
    """The error file: the refused rows byte for byte, each behind its reason."""
    found = _named(request, id, Privilege.READ).imported
    return StreamingHttpResponse(
        refusals.parts(found), content_type="text/csv", headers=refusals.headers(found)
    )


def _named(request: HttpRequest, pk: UUID, privilege: Privilege) -> Named:
    """An import of the caller's, for a token that was made for its kind of record."""
    actor = actor_of(request)
    found = queries.get(pk, actor)
    kind = kinds.get(found.kind, actor)
    require_scope(actor, privilege, kind.entity)
    return Named(found, kind, actor)


def _kind_of(key: str, actor: Actor) -> ImportKind:
    try:
        return kinds.get(key, actor)
    except NotFoundError as error:
        known = ", ".join(kind.key for kind in kinds.offered(actor))
        said = _("Say in ?kind= what the file holds: %(kinds)s.") % {"kinds": known}
        raise InvalidError({"kind": said}) from error


def _read[P: Part](shape: type[P], request: HttpRequest) -> P:
    """The body as this shape. Refuses, by name, what does not belong into it."""
    body = mapping(bodies.read(request))
    try:
        return shape.model_validate(body)
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0]) if error.errors()[0]["loc"] else ""
        raise InvalidError({name: first_fault(error)}) from error


def _replanned(one: Named, told: Replanned) -> Plan:
    """The plan with what was told. InvalidError names columns and fields that there are not."""
    kind, before = one.kind, read_plan(one.imported.plan)
    _refuse_unknown(before, kind, told)
    contents = opening.contents_of(one.imported) if told.columns else {}
    named: list[Column] = []
    rest: list[Column] = []
    for column in before.columns:
        if column.name in told.columns:
            part = told.columns[column.name]
            if part.field is not None and part.field != column.field:
                column = replanning.moved(kind, contents[column.name], part.field)  # noqa: PLW2901  in its new place
            named.append(replanning.answered(column, _rule(part)))
            if part.by is not None:
                replanning.refuse_way(kind, named[-1], one.actor)
            if part.create:
                replanning.refuse_creating(kind, named[-1], one.actor)
        else:
            rest.append(column)
    placed = {column.name: column for column in replanning.alone([*named, *rest])}
    changes = told.model_dump(exclude={"columns"}, exclude_none=True)
    changes["columns"] = [placed[column.name].model_dump() for column in before.columns]
    return _keyed(read_plan({**before.model_dump(), **changes}), is_told=told.key is not None)


def _rule(told: Told) -> dict[str, Any]:
    return told.model_dump(exclude={"field"}, exclude_none=True)


def _refuse_unknown(plan: Plan, kind: ImportKind, told: Replanned) -> None:
    unknown = told.columns.keys() - {column.name for column in plan.columns}
    if unknown:
        said = _("The file has no column %(name)s.") % {"name": min(unknown)}
        raise InvalidError({"columns": said})
    offered = {"", *(field.name for field in fields.offered(kind.entity))} - set(kind.constants)
    for part in told.columns.values():
        if part.field is not None and part.field not in offered:
            said = _("There is no field %(name)s to import into.") % {"name": part.field}
            raise InvalidError({"columns": said})


def _keyed(plan: Plan, *, is_told: bool) -> Plan:
    """The plan with those of its key fields that a column goes to. Refuses, when the key was told, one that has none."""
    here = {column.field for column in plan.mapped}
    missing = [name for name in plan.key if name not in here]
    if missing and is_told:
        said = _("No column goes to %(name)s.") % {"name": missing[0]}
        raise InvalidError({"key": said})
    return plan.model_copy(update={"key": [name for name in plan.key if name in here]})


def _rows(found: Import, result: str) -> Any:
    rows = found.checked.all()
    if result == DUPLICATE:
        return rows.filter(fault=DUPLICATE)
    if result not in {"", *Result}:
        raise InvalidError(
            {"result": _("Choose one of %(names)s.") % {"names": ", ".join([*Result, DUPLICATE])}}
        )
    return rows.filter(result=result) if result else rows


def _place(found: Import) -> dict[str, str]:
    return {"Location": f"{ROOT}/imports/{found.pk}"}


def _kind(kind: ImportKind) -> dict[str, Any]:
    offered = [field for field in fields.offered(kind.entity) if field.name not in kind.constants]
    return {
        "key": kind.key,
        "label": str(kind.label),
        "fields": [
            {"name": field.name, "label": str(field.label), "kind": str(field.kind)}
            for field in offered
        ],
    }


def _told(found: Import) -> dict[str, Any]:
    """An import as a list shows it."""
    return {
        "id": found.pk,
        "kind": found.kind,
        "name": found.file_name,
        "size": found.size,
        "state": str(found.state),
        "error": found.error,
        "total": found.change_set.total if found.change_set else None,
        **counts_of(found),
        "change_set": found.change_set_id,
        "created_at": found.created_at,
        "finished_at": found.finished_at,
    }


def _whole(found: Import, kind: ImportKind) -> dict[str, Any]:
    """An import with its format and its plan."""
    form, plan = found.written, read_plan(found.plan)
    limited = limits.of_plan(plan, kind.entity)
    planned = plan.model_dump(mode="json", exclude={"constants", "own_links"})
    for column in planned["columns"]:
        column["limit"] = str(limited.get(column["name"], ""))
    return {
        **_told(found),
        "format": {
            "encoding": form.encoding,
            "delimiter": form.delimiter,
            "quote": form.quote,
            "escape": form.escape,
            "header": form.header,
            "sheet": found.sheet,
            "sheets": found.sheets,
            "doubts": opening.unreadable(form),
        },
        "plan": planned,
        "also": found.also,
    }


def _row(row: CheckedRow, entity: Entity, actor: Actor) -> dict[str, Any]:
    return {
        "line": row.line,
        "result": row.result,
        "label": row.label,
        "changes": seeing.shown(entity, row.changes, actor),
        "reason": row.reason,
        "fault": row.fault,
    }
