"""The import itself: setting it going, how far it is, what came of it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dealwright.core import clock
from dealwright.exchange import actions, kinds, queries
from dealwright.exchange import refused as refusals
from dealwright.exchange.models import REMARK, Import
from dealwright.exchange.views import bars, steps
from dealwright.identity import requests
from dealwright.records.changesets import policies
from dealwright.records.changesets import queries as changesets
from dealwright.records.changesets.models import ChangeSetRow
from dealwright.ui import answers, editing

SHOWN = 100


def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far an import has come, and what came of it; one that has not begun is shown where it stands."""
    actor = requests.actor(request)
    found = queries.get(pk, actor)
    if found.change_set is None:
        return redirect(steps.current(found))
    kind = kinds.get(found.kind, actor)
    lines = _refused(found)
    context = steps.context(
        "result",
        found,
        kind=kind,
        bar=bars.bar(found, is_over=True),
        total=found.change_set.total,
        lines=lines[:SHOWN],
        has_more=len(lines) > SHOWN,
        remarks=found.checked.filter(result=REMARK).order_by("line", "pk")[:SHOWN],
        list_name=editing.lists.get(kind.entity.key, ""),
        can_undo=policies.is_undoable(found.change_set, clock.now())
        and policies.can_undo(actor, found.change_set),
    )
    part = "#live" if answers.target_id(request) == "result" else ""
    return render(request, f"exchange/result.html{part}", context)


def _refused(found: Import) -> list[ChangeSetRow]:
    if found.change_set is None:
        return []
    return list(changesets.not_taken(found.change_set)[: SHOWN + 1])


@require_POST
def run(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Import what was checked."""
    actor = requests.actor(request)
    found = queries.get(pk, actor)
    kind = kinds.get(found.kind, actor)
    actions.start(found, entity=kind.entity.key, by=actor, at=clock.now())
    return redirect("exchange:import", pk=pk)


@require_POST
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Stop it; finished batches stay."""
    actor = requests.actor(request)
    found = actions.cancel(queries.get(pk, actor), by=actor, at=clock.now())
    messages.success(request, _("Stopped. What was done so far stays, and can be undone."))
    return redirect(steps.current(found))


def refused(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The error file: the refused rows as they were, each behind its reason."""
    found = queries.get(pk, requests.actor(request))
    return StreamingHttpResponse(
        refusals.parts(found), content_type="text/csv", headers=refusals.headers(found)
    )
