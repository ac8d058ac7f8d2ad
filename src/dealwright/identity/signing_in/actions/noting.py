"""What happened at the door, recorded."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from allauth.usersessions.models import UserSession

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import require
from dealwright.events import bus
from dealwright.identity.models import User
from dealwright.identity.signing_in import policies, queries
from dealwright.identity.signing_in.entry import Entry
from dealwright.identity.signing_in.events import RecoveryCodeUsed, SignedIn, SignInFailed

NOBODY = UUID(int=0)  # the subject of a try with an address that nobody has


@action
def note_sign_in(
    user: User, *, ways: Sequence[str], provider: str, entry: Entry, by: Actor, at: datetime
) -> None:
    """Record that someone signed in. Refuses to speak for anyone else."""
    require(policies.is_self(by, user))
    event = SignedIn(ways=list(ways), provider=provider, address=entry.address, device=entry.device)
    bus.record(event, subject=user, by=by, at=at)


@action
def note_failure(*, tried: str, reason: str, entry: Entry, by: Actor, at: datetime) -> None:
    """Record a try that failed, about the person it was meant for, if there is one. Refuses all but the system."""
    require(by.is_system)
    user = User.objects.filter(email__iexact=tried).first() if tried else None
    event = SignInFailed(tried=tried, reason=reason, address=entry.address, device=entry.device)
    bus.record(event, subject=user or User(pk=NOBODY, email=tried), by=by, at=at)


@action
def note_recovery_code(user: User, *, entry: Entry, by: Actor, at: datetime) -> None:
    """Record that one of the recovery codes was used up. Refuses to speak for anyone else."""
    require(policies.is_self(by, user))
    event = RecoveryCodeUsed(left=queries.codes_left(user.pk), address=entry.address)
    bus.record(event, subject=user, by=by, at=at)


def note_seen(session_key: str, *, entry: Entry, at: datetime) -> None:
    """Remember when and from where a session was last used; for the list of sessions only, so not an event."""
    UserSession.objects.filter(session_key=session_key).update(
        last_seen_at=at, ip=entry.address, user_agent=entry.user_agent
    )
