"""The record page, declared in a few lines per kind of record.

    ACCOUNT = RecordPage(entity="customers.account", figures=queries.figures, facts=("parent", "owner"))
    urlpatterns = [*ACCOUNT.urls("accounts/<uuid:pk>/", name="account"), …]

Head with figures, process bar and verbs; fields by their groups on the left; in the middle the tabs that upper
contexts put into the slot "<entity>.tabs", on the right their panels in "<entity>.side". Head and fields load
again whenever a verb has changed something ("dw:changed").
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.functional import Promise

from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.identity import requests
from dealwright.records import actions as records
from dealwright.records import registry
from dealwright.records.registry import Entity
from dealwright.ui import answers, editing
from dealwright.ui.process import Gate, Need, ProcessBar, Step
from dealwright.ui.showing import Badge, Figure, Showing

__all__ = ["Badge", "Figure", "Gate", "Need", "ProcessBar", "RecordPage", "Step"]

type Text = str | Promise


@dataclass(frozen=True, kw_only=True)
class RecordPage:
    """The page of one record.

    `facts` are fields shown in the line under the title; `figures` answers the key figures of a row; `badge`
    its state as a tag beside the title; `process` the process bar; `select_related` joins that those read.
    """

    entity: str
    facts: Sequence[str] = ("owner",)
    figures: Callable[[Any, Actor], Sequence[Figure]] | None = None
    badge: Callable[[Any], Badge | None] | None = None
    process: Callable[[Any, Actor], ProcessBar | None] | None = None
    select_related: Sequence[str] = ()
    hidden: Sequence[str] = ()

    def __post_init__(self) -> None:
        pages[self.entity] = self

    @property
    def kind(self) -> Entity:
        return registry.entity(self.entity)

    def urls(self, prefix: str, *, name: str) -> list[URLPattern]:
        """The page at `prefix`; below it edit, delete and do/<verb>."""
        key = self.entity
        return [
            path(prefix, self.show, name=name),
            path(f"{prefix}edit", partial(editing.edit, key=key), name=f"{name}_edit"),
            path(f"{prefix}delete", partial(editing.delete, key=key), name=f"{name}_delete"),
            path(f"{prefix}do/<str:name>", partial(editing.command, key=key), name=f"{name}_do"),
        ]

    def show(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """The page; or, for htmx, its head and fields after a change."""
        actor = requests.actor(request)
        row = editing.fetch(self.kind, pk, actor, joins=self.select_related)
        showing = Showing(self, row, actor, tab=request.GET.get("tab", ""))
        if answers.target_id(request) == "record-head":
            return render(request, "ui/record.html#live", {"record": showing})
        records.note_view(row, by=actor, at=clock.now())
        return render(request, "ui/record.html", {"record": showing})


pages: dict[str, RecordPage] = {}  # the page of each kind, as it was declared
