"""Possible duplicates: the queue that people look through, and those of one record in a panel of its page."""

from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.core.errors import NotFoundError, require
from dealwright.identity import requests
from dealwright.records import registry
from dealwright.records.matching import actions, policies, queries
from dealwright.records.matching.declared import Matched
from dealwright.records.matching.engine import Verdict
from dealwright.records.matching.models import PairState
from dealwright.records.merging import policies as merging
from dealwright.ui import answers, cells, editing
from dealwright.ui.cells import capitalised

SAID = {
    PairState.APART: gettext_lazy(
        "No duplicates then. They come again only when one of them changes."
    ),
    PairState.LATER: gettext_lazy("Put off until the search of this night."),
    PairState.OPEN: gettext_lazy("The pair is open again."),
}


def queue(request: HttpRequest) -> HttpResponse:
    """The likeliest pairs of one kind of record, in groups; `kind` chooses it."""
    actor = requests.actor(request)
    require(policies.may_review(actor))
    kinds = queries.kinds(actor)
    chosen = _chosen(kinds, request.GET.get("kind", ""))
    tabs = [
        {
            "key": kind.key,
            "label": capitalised(kind.entity.plural),
            "count": queries.open_pairs(kind.entity, actor).count(),
            "is_chosen": kind is chosen,
        }
        for kind in kinds
    ]
    context = {
        "tabs": tabs,
        "groups": [_group(group, actor) for group in queries.queue(chosen, actor)],
        "search": queries.searches(actor).get(chosen.key),
        "may_merge": merging.may_merge_some(actor, chosen.entity),
        "merge_url": reverse("ui:merge", args=[chosen.key]),
    }
    part = "#live" if answers.target_id(request) == "duplicates" else ""
    return render(request, f"ui/duplicate_queue.html{part}", context)


def _chosen(kinds: list[Matched], key: str) -> Matched:
    return next((kind for kind in kinds if kind.key == key), kinds[0])


def _group(group: queries.Group, actor: Actor) -> dict[str, Any]:
    return {
        "title": ", ".join(str(row) for row in group.rows),
        "count": len(group.rows),
        "is_cluster": len(group.pairs) > 1,
        "ids": group.ids,
        "pairs": [_pair(shown, actor) for shown in group.pairs],
    }


def _pair(shown: queries.Shown, actor: Actor) -> dict[str, Any]:
    is_certain = shown.verdict == Verdict.CERTAIN
    return {
        "sides": [Side.of(shown.first, actor), Side.of(shown.second, actor)],
        "ids": shown.pair.ids,
        "url": reverse("ui:decide_duplicate", args=[shown.pair.pk]),
        "verdict": _("certain") if is_certain else _("to be checked"),
        "tone": "ok" if is_certain else "",
        "reasons": shown.reasons,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """One record of a pair: its name, where it leads, what stands beside its name."""

    pk: UUID
    title: str
    url: str
    about: str

    @classmethod
    def of(cls, row: Any, actor: Actor) -> Self:
        entity = registry.of(row).seen_by(actor)
        number = str(getattr(row, entity.number)) if entity.number else ""
        beside = str(cells.read(row, entity.subtitle) or "") if entity.subtitle else ""
        return cls(
            pk=row.pk,
            title=entity.title_of(row),
            url=entity.url(row),
            about=" · ".join(filter(None, (number, beside))),
        )


@require_POST
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """No duplicates, or later."""
    actor = requests.actor(request)
    pair = actions.decide(pk, request.POST.get("state", ""), by=actor, at=clock.now())
    said = SAID[PairState(pair.state)]
    if answers.is_part(request):
        return answers.done(said)
    messages.success(request, said)
    return redirect(f"{reverse('ui:duplicate_queue')}?kind={pair.entity}")


def like(request: HttpRequest, key: str, pk: UUID) -> HttpResponse:
    """The records that one may be, as a panel of its page."""
    actor = requests.actor(request)
    entity = registry.entity(key)
    row = editing.fetch(entity, pk, actor)
    if not merging.may_merge_some(actor, entity):
        raise NotFoundError(_("Records of this kind are not merged."))
    context = {
        "pairs": [
            {
                "other": Side.of(shown.second if shown.first == row else shown.first, actor),
                "reasons": shown.reasons,
            }
            for shown in queries.like(row, actor)
        ],
        "row": row,
        "merge_url": reverse("ui:merge", args=[key]),
    }
    return render(request, "ui/duplicates_like.html", context)
