"""Verbs on saved views. What a view says is not checked here: a field may be hidden later, and the list says so then."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotFoundError, require
from dealwright.events import bus
from dealwright.identity import access
from dealwright.identity.models import User
from dealwright.records.events import (
    ViewChanged,
    ViewChosen,
    ViewDeleted,
    ViewSaved,
)
from dealwright.records.saved_views import policies
from dealwright.records.saved_views.models import LONGEST_STATE, Audience, SavedView, ViewChoice

STATE = ("filter", "cols", "sort", "group")
LONGEST_NAME = 80


@dataclass(frozen=True, kw_only=True, slots=True)
class Sharing:
    """Whom a view is for; of a team, which one."""

    audience: Audience = Audience.OWN
    team: UUID | None = None


MINE = Sharing()


@action
def save_view(
    entity: str,
    name: str,
    state: Mapping[str, str],
    *,
    sharing: Sharing = MINE,
    by: Actor,
    at: datetime,
) -> SavedView:
    """Keep a list under a name. Refuses: kinds that the actor may not read, no name or one used before, a state that is
    too large, sharing beyond the actor's right to share.
    """
    require(policies.can_save(by, entity))
    found = SavedView(
        entity=entity, user_id=by.user_id, name=_named(name), changed_at=at, **_checked(state)
    )
    _share(found, sharing, by)
    found.save(force_insert=True)
    event = ViewSaved(entity=entity, audience=found.audience)
    bus.record(event, subject=found, by=by, at=at)
    return found


@action
def change_view(view: SavedView, state: Mapping[str, str], *, by: Actor, at: datetime) -> SavedView:
    """Keep what the list looks like now in a view that is there. Refuses those who may not change it."""
    found = _locked(view.pk, by)
    changes = _different(found, _checked(state))
    return _saved(found, changes, by=by, at=at)


@action
def rename_view(
    view: SavedView, name: str, *, sharing: Sharing, by: Actor, at: datetime
) -> SavedView:
    """Call a view otherwise, and say whom it is for. Refuses as `save_view` does."""
    found = _locked(view.pk, by)
    before = (found.audience, found.team_id)
    changes = _different(found, {"name": _named(name)})
    if (sharing.audience, sharing.team) != before:
        _share(found, sharing, by)
        changes |= {"audience": (before[0], found.audience), "team": (before[1], found.team_id)}
    return _saved(found, changes, by=by, at=at)


@action
def delete_view(view: SavedView, *, by: Actor, at: datetime) -> None:
    """Take a view away from everyone who sees it. Refuses those who may not change it."""
    found = _locked(view.pk, by)
    bus.record(ViewDeleted(entity=found.entity), subject=found, by=by, at=at)
    ViewChoice.objects.filter(key=str(found.pk)).delete()
    found.delete()


@action
def open_first(entity: str, key: str, *, by: Actor, at: datetime) -> None:
    """Let a view be the one that the actor's list opens with; the same again takes that back."""
    require(policies.can_save(by, entity))
    mine = ViewChoice.objects.filter(user=by.user_id, entity=entity)
    was = mine.filter(key=key, is_default=True).exists()
    mine.filter(is_default=True).update(is_default=False)
    if not was:
        choice = _choice(entity, key, by)
        choice.is_default = True
        choice.save(update_fields=["is_default"])
    _tell(entity, key, "default", is_chosen=not was, by=by, at=at)


@action
def pin(entity: str, key: str, *, by: Actor, at: datetime) -> bool:
    """Put a view into the actor's navigation, after those that stand there; the same again takes it out. Answers whether
    it stands there now.
    """
    require(policies.can_save(by, entity))
    choice = _choice(entity, key, by)
    last = ViewChoice.objects.filter(user=by.user_id, is_pinned=True).aggregate(
        last=Max("position")
    )
    choice.is_pinned = not choice.is_pinned
    choice.position = (last["last"] or 0) + 1 if choice.is_pinned else 0
    choice.save(update_fields=["is_pinned", "position"])
    _tell(entity, key, "pinned", is_chosen=choice.is_pinned, by=by, at=at)
    return choice.is_pinned


def _locked(pk: UUID, by: Actor) -> SavedView:
    found = SavedView.objects.visible_to(by).select_for_update().filter(pk=pk).first()
    if found is None:
        raise NotFoundError(_("This view is gone."), remedy=_("Choose another one above the list."))
    require(policies.can_change(by, found))
    return found


def _named(name: str) -> str:
    told = " ".join(name.split())
    if not told or len(told) > LONGEST_NAME:
        raise InvalidError({"name": _("Give the view a name of up to 80 characters.")})
    return told


def _checked(state: Mapping[str, str]) -> dict[str, str]:
    """What the list looks like, in the parts that a view keeps."""
    kept = {name: state.get(name, "") for name in STATE}
    if sum(map(len, kept.values())) > LONGEST_STATE or "\0" in "".join(kept.values()):
        raise InvalidError({"": _("This list has too many conditions and columns to be kept.")})
    return kept


def _share(view: SavedView, sharing: Sharing, by: Actor) -> None:
    """Say whom a view is for, as far as the actor's right to share goes, and with teams of theirs."""
    require(policies.can_share(by, view.entity, sharing.audience))
    if sharing.audience == Audience.TEAM:
        if sharing.team not in access.principals(by).teams:
            raise InvalidError({"team": _("Choose a team that you belong to.")})
        view.team_id = sharing.team
    else:
        view.team_id = None
    view.audience = sharing.audience


def _different(view: SavedView, values: Mapping[str, str]) -> dict[str, tuple[object, object]]:
    """{field: (old, new)} of what changes, written into the view."""
    changes: dict[str, tuple[object, object]] = {}
    for name, value in values.items():
        if getattr(view, name) != value:
            changes[name] = (getattr(view, name), value)
            setattr(view, name, value)
    return changes


def _saved(
    view: SavedView, changes: dict[str, tuple[object, object]], *, by: Actor, at: datetime
) -> SavedView:
    if changes:
        view.changed_at = at
        view.save()
        event = ViewChanged(entity=view.entity, audience=view.audience)
        bus.record(event, subject=view, changes=changes, by=by, at=at)
    return view


def _choice(entity: str, key: str, by: Actor) -> ViewChoice:
    """The actor's choice of a view, locked; made when there is none."""
    ViewChoice.objects.bulk_create(
        [ViewChoice(user_id=by.user_id, entity=entity, key=key[:40])], ignore_conflicts=True
    )
    return ViewChoice.objects.select_for_update().get(user=by.user_id, entity=entity, key=key[:40])


def _tell(entity: str, key: str, what: str, *, is_chosen: bool, by: Actor, at: datetime) -> None:
    """Record the choice, as a fact about the person who made it."""
    person = User.objects.get(pk=by.user_id)
    event = ViewChosen(entity=entity, view=key, what=what, is_chosen=is_chosen)
    bus.record(event, subject=person, by=by, at=at)
