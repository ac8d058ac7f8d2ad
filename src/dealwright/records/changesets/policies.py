"""Who may see and undo a change set: whoever made it, and administrators. Rows are asked for one by one.

A token undoes what it was made to write; of records of several kinds, one that may write all.
"""

from datetime import datetime

from dealwright.core.actor import Actor
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.records.changesets.models import ChangeSet, State

ENDED = {State.DONE, State.STOPPED, State.PARTLY}
OF_ALL_KINDS = "*"


def can_see(actor: Actor, change_set: ChangeSet) -> bool:
    return access.is_administrator(actor) or actor.id == change_set.actor_id


def can_undo(actor: Actor, change_set: ChangeSet) -> bool:
    return can_see(actor, change_set) and may_write(actor, change_set)


def may_write(actor: Actor, change_set: ChangeSet) -> bool:
    """Whether the actor's token was made to write these records; always so for people at a page."""
    return access.in_scope(actor, change_set.entity or OF_ALL_KINDS, Privilege.WRITE)


def scope_to_write(change_set: ChangeSet) -> str:
    """The scope that a token needs to undo: "write:customers" what was done to accounts."""
    return access.scope_for(change_set.entity or OF_ALL_KINDS, Privilege.WRITE)


def is_undoable(change_set: ChangeSet, at: datetime) -> bool:
    """Whether there is something to undo, and nobody at work on it."""
    return change_set.state in ENDED or change_set.is_silent(at)
