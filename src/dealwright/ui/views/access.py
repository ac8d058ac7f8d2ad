"""Who may see a record, and why: one's own rights in words, and with whom the record is shared."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from dealwright.core.actor import Actor
from dealwright.core.errors import NotFoundError
from dealwright.identity import access, requests
from dealwright.identity.models import Share, ShareSource, User
from dealwright.identity.queries import actor_for
from dealwright.records import explaining, policies, registry
from dealwright.records.explaining import Answer
from dealwright.records.fields import Field, Kind
from dealwright.records.registry import Entity
from dealwright.ui import answers, editing
from dealwright.ui.forms import RecordForm

PERSON = Field(name="person", label="", kind=Kind.LINK, to="identity.user")


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """The person whose rights are explained: oneself, or, for an administrator, anyone."""

    name: str
    answers: list[Answer]
    verbs: list[Answer]
    is_me: bool


def show(request: HttpRequest, key: str, pk: UUID) -> HttpResponse:
    """The dialog or page of one record. Administrators may ask for someone else: `?person=`."""
    actor = requests.actor(request)
    entity = registry.entity(key).seen_by(actor)
    row = editing.fetch(entity, pk, actor)
    may_ask = access.is_administrator(actor)
    context = {
        "row": row,
        "entity": entity,
        "title": entity.title_of(row),
        "back": entity.url(row),
        "asked": _asked(entity, row, _person(request, actor) if may_ask else None, actor),
        "ask": _form(request, actor) if may_ask else None,
        "may_share": entity.is_owned and policies.can_share(actor, row),
        **_shares(entity, row),
    }
    part = "#sheet" if answers.in_dialog(request) else ""
    return render(request, f"ui/access.html{part}", context)


def _form(request: HttpRequest, actor: Actor) -> RecordForm:
    typed = request.GET.dict()
    return RecordForm([PERSON], actor=actor, typed=typed, prefix="ask")


def _person(request: HttpRequest, actor: Actor) -> Actor | None:
    """Whom an administrator asks about; None for nobody but oneself."""
    wanted = request.GET.get("person", "")
    try:
        person = User.objects.filter(pk=UUID(wanted), is_active=True).first() if wanted else None
    except ValueError as error:
        raise NotFoundError(PERSON.label) from error
    return actor_for(person) if person and person.pk != actor.id else None


def _asked(entity: Entity, row: Any, other: Actor | None, actor: Actor) -> Asked:
    whom = other or actor
    return Asked(
        name=whom.name,
        is_me=other is None,
        answers=explaining.explain(row, whom),
        verbs=[
            explaining.explain_verb(row, command, whom)
            for command in entity.seen_by(whom).commands
            if command.shown
        ],
    )


def _shares(entity: Entity, row: Any) -> dict[str, Any]:
    if not entity.is_owned:
        return {"shares": [], "members": []}
    found = (
        Share.objects.filter(record_id=row.pk)
        .select_related("principal", "created_by")
        .order_by("principal__name", "pk")
    )
    verbs = {
        name: reverse(f"{entity.page}_do", args=[row.pk, name])
        for name in ("share", "unshare", "add_member", "remove_member")
    }
    return {
        "shares": [share for share in found if share.source == ShareSource.SHARE],
        "members": [share for share in found if share.source == ShareSource.TEAM],
        "verbs": verbs,
    }
