"""Who may see and undo a change set: whoever made it, and administrators. Rows are asked for one by one."""

from datetime import datetime

from dealwright.core.actor import Actor
from dealwright.identity import access
from dealwright.records.changesets.models import ChangeSet, State

ENDED = {State.DONE, State.STOPPED, State.PARTLY}


def can_see(actor: Actor, change_set: ChangeSet) -> bool:
    return access.is_administrator(actor) or actor.id == change_set.actor_id


def can_undo(actor: Actor, change_set: ChangeSet) -> bool:
    return can_see(actor, change_set)


def is_undoable(change_set: ChangeSet, at: datetime) -> bool:
    """Whether there is something to undo, and nobody at work on it."""
    return change_set.state in ENDED or change_set.is_silent(at)
