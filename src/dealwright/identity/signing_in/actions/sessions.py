"""Sessions: what is signed in where, and ending it."""

from collections.abc import Iterable
from datetime import datetime

from allauth.usersessions.models import UserSession

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import require
from dealwright.events import bus
from dealwright.identity.models import User
from dealwright.identity.signing_in import policies
from dealwright.identity.signing_in.entry import Entry
from dealwright.identity.signing_in.events import SessionRevoked


@action
def revoke(session: UserSession, *, by: Actor, at: datetime) -> None:
    """End one of one's own sessions at once. Refuses anyone else's."""
    require(policies.is_self(by, session.user))
    _end([session], by=by, at=at)


@action
def revoke_others(user: User, *, keep: str, by: Actor, at: datetime) -> int:
    """End all of one's own sessions but the one with the key `keep`; returns how many. Refuses anyone else."""
    require(policies.is_self(by, user))
    others = list(UserSession.objects.filter(user=user).exclude(session_key=keep).order_by("pk"))
    _end(others, by=by, at=at)
    return len(others)


def end_all(user: User, *, by: Actor, at: datetime) -> None:
    """End every session of a person; part of a verb that has asked whether that is allowed."""
    _end(UserSession.objects.filter(user=user).order_by("pk"), by=by, at=at)


def _end(found: Iterable[UserSession], *, by: Actor, at: datetime) -> None:
    for session in found:
        entry = Entry(address=session.ip, user_agent=session.user_agent)
        session.end()
        event = SessionRevoked(address=entry.address, device=entry.device)
        bus.record(event, subject=session.user, by=by, at=at)
