"""Who may do what to activities."""

from dataclasses import dataclass
from uuid import UUID

from dealwright.activities.models import KEY, Activity, ActivityKind
from dealwright.core.actor import Actor
from dealwright.identity import access, shares
from dealwright.identity.privileges import Privilege


@dataclass(frozen=True, slots=True)
class _Parent:
    """The record an activity is about, as far as rights ask for it."""

    pk: UUID
    owner_id: UUID
    unit_id: UUID


def can_read_any(actor: Actor) -> bool:
    """Whether the actor may read activities at all: then they read all those of every record that they may read."""
    return access.may(actor, Privilege.READ, KEY)


def can_read(actor: Actor, activity: Activity) -> bool:
    """The same reading as `Activity.objects.visible_to`, for one row."""
    if access.is_administrator(actor) and actor.scopes is None:
        return True
    if not can_read_any(actor):
        return False
    mine = access.principals(actor)
    if activity.owner_id in mine.own or shares.ground(actor, mine, Privilege.READ, activity.pk):
        return True
    if not activity.about_type:
        return access.can(actor, Privilege.READ, KEY, activity)
    return can_read_parent(actor, activity)


def can_read_parent(actor: Actor, activity: Activity) -> bool:
    """Whether the actor may read the record an activity is about, by the copies that the activity keeps."""
    if not activity.about_type:
        return False
    parent = _parent(activity)
    if parent is None:
        return access.may(actor, Privilege.READ, activity.about_type)
    return access.can(actor, Privilege.READ, activity.about_type, parent)


def _parent(activity: Activity) -> _Parent | None:
    """None for a record that nobody owns."""
    if activity.about_id is None or activity.about_owner_id is None:
        return None
    if activity.about_unit_id is None:
        return None
    return _Parent(activity.about_id, activity.about_owner_id, activity.about_unit_id)


def can_create(actor: Actor) -> bool:
    return access.may(actor, Privilege.CREATE, KEY)


def can_edit(actor: Actor, activity: Activity) -> bool:
    """Within reach of the right on activities, or with the record it is about shared to be changed."""
    if _is_shared_with_its_record(actor, activity):
        return access.may(actor, Privilege.WRITE, KEY)
    return access.can(actor, Privilege.WRITE, KEY, activity) and can_read(actor, activity)


def _is_shared_with_its_record(actor: Actor, activity: Activity) -> bool:
    parent = _parent(activity)
    if parent is None:
        return False
    mine = access.principals(actor)
    shared = shares.ground(actor, mine, Privilege.WRITE, parent.pk)
    return shared is not None and access.may(actor, Privilege.READ, activity.about_type)


def can_complete(actor: Actor, activity: Activity) -> bool:
    return activity.is_open and can_edit(actor, activity)


def can_reopen(actor: Actor, activity: Activity) -> bool:
    """A note is never open."""
    is_note = activity.kind == ActivityKind.NOTE
    return not activity.is_open and not is_note and can_edit(actor, activity)


def can_delete(actor: Actor, activity: Activity) -> bool:
    return access.can(actor, Privilege.DELETE, KEY, activity) and can_read(actor, activity)
