"""The page that makes one record of several: side by side, which one stays, which values it has."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dealwright.core import clock, digits
from dealwright.core.actor import Actor
from dealwright.core.errors import DomainError, NotFoundError, require, sentence
from dealwright.identity import requests
from dealwright.records import naming, registry
from dealwright.records.custom import linking
from dealwright.records.merging import actions, policies
from dealwright.records.merging.errors import gone
from dealwright.records.registry import Entity
from dealwright.ui import answers, cells, editing, selection
from dealwright.ui.merging import PICK, SideBySide

VERSION = "version-"


def merge(request: HttpRequest, key: str) -> HttpResponse:
    """The records named by `ids`; a single one asks for another. `master` names the one that stays."""
    actor = requests.actor(request)
    entity = registry.entity(key).seen_by(actor)
    require(policies.may_merge_some(actor, entity))
    given = request.POST if request.method == "POST" else request.GET
    rows = _rows(entity, list(_ids(given.getlist("ids"))), actor)
    picked = dict(_after(given, PICK))
    shown = SideBySide(
        entity, rows, actor, master=naming.as_id(given.get("master", "")), picked=picked
    )
    if request.method != "POST":
        return _page(request, shown)
    try:
        return _merge(request, shown, picked, actor)
    except DomainError as error:
        return _page(request, shown, refusal=error)


@require_POST
def merge_chosen(request: HttpRequest, key: str) -> HttpResponse:
    """From the rows that were chosen in a list to the page that merges them. Refuses more than are merged at once."""
    actor = requests.actor(request)
    chosen = selection.read(request.POST, key, actor)
    require(policies.may_merge_some(actor, chosen.entity))
    ids = list(chosen.rows.order_by("pk").values_list("pk", flat=True)[: actions.MOST + 1])
    actions.refuse_number(len(ids) - 1)
    return answers.go(f"{reverse('ui:merge', args=[key])}?ids={','.join(map(str, ids))}")


def _merge(
    request: HttpRequest, shown: SideBySide, picked: Mapping[str, UUID], actor: Actor
) -> HttpResponse:
    versions = {
        UUID(name): version
        for name, text in _texts_after(request.POST, VERSION)
        if naming.as_id(name) and (version := digits.whole(text)) is not None
    }
    losers = [row.pk for row in shown.losers]
    actions.merge(
        shown.entity,
        shown.winner.pk,
        losers,
        picks=picked,
        versions=versions,
        by=actor,
        at=clock.now(),
    )
    messages.success(request, _("Merged. It can be undone under Recent changes."))
    return redirect(shown.entity.url(shown.winner))


def _page(
    request: HttpRequest, shown: SideBySide, *, refusal: DomainError | None = None
) -> HttpResponse:
    context = {
        "shown": shown,
        "entity": shown.entity,
        "list_url": editing.list_url(shown.entity),
        "list_title": cells.capitalised(shown.entity.plural),
        "lookup_url": reverse("ui:lookup", args=[shown.entity.key]),
        "refusal": sentence(refusal) if refusal else "",
        "remedy": refusal.remedy if refusal else "",
    }
    return render(request, "ui/merge.html", context, status=refusal.status if refusal else 200)


def _rows(entity: Entity, ids: list[UUID], actor: Actor) -> list[Any]:
    """The records in the order of their ids. Refuses when one is gone or not to be seen, and says where it went."""
    related = sorted(cells.path_of(field) for field in entity.links if not field.custom)
    rows = entity.rows(actor).select_related(*related).filter(pk__in=ids)
    found = {row.pk: row for row in rows}
    for pk in ids:
        if pk not in found:
            raise gone(entity, pk, actor, _unknown())
    if not ids:
        raise _unknown()
    linking.attach(list(found.values()), entity)
    return [found[pk] for pk in ids]


def _unknown() -> NotFoundError:
    return NotFoundError(
        _("There are no such records, or they belong to people who have not shared them."),
        remedy=_("Choose the records to merge in their list."),
    )


def _ids(texts: list[str]) -> Iterator[UUID]:
    """Each id once, whether they come apart or in one text with commas."""
    parts = (part for text in texts for part in text.split(","))
    yield from dict.fromkeys(pk for part in parts if (pk := naming.as_id(part)))


def _texts_after(given: Any, prefix: str) -> Iterator[tuple[str, str]]:
    return ((name.removeprefix(prefix), given[name]) for name in given if name.startswith(prefix))


def _after(given: Any, prefix: str) -> Iterator[tuple[str, UUID]]:
    for name, text in _texts_after(given, prefix):
        pk = naming.as_id(text)
        if pk:
            yield name, pk
