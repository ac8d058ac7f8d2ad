"""The door as requests pass it: where they come from, and what a session remembers of how it was opened."""

import time
from datetime import timedelta

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import (
    did_recently_reauthenticate,
    get_reauthentication_flows,
)
from allauth.usersessions.models import UserSession
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from dealwright.core import actor as actors
from dealwright.core import clock
from dealwright.core.actor import Channel
from dealwright.identity import requests
from dealwright.identity.models import User
from dealwright.identity.queries import actor_for
from dealwright.identity.signing_in import queries
from dealwright.identity.signing_in.actions import noting
from dealwright.identity.signing_in.entry import Entry

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PROVIDER = "entered_by"  # the key of the provider that let this session in
SEEN = "seen_at"
SEEN_EVERY = timedelta(minutes=5)
LONGEST_AGENT = 200
THROTTLED = "too_many_login_attempts"  # allauth's word for it
WAYS = {"socialaccount": "provider", "webauthn": "passkey"}


def entry(request: HttpRequest) -> Entry:
    agent = request.headers.get("User-Agent", "")[:LONGEST_AGENT]
    return Entry(address=requests.address(request), user_agent=agent)


def note_entry(request: HttpRequest, user: User, *, provider: str = "") -> None:
    """Record a sign-in, and let the session remember by which provider it was opened."""
    request.session[PROVIDER] = provider
    request.session[SEEN] = clock.now().timestamp()
    noting.note_sign_in(
        user,
        ways=ways(request, user),
        provider=provider,
        entry=entry(request),
        by=actor_for(user),
        at=clock.now(),
    )


def note_failure(request: HttpRequest, *, tried: str, reason: str) -> None:
    """Record a try that came to nothing."""
    by = actors.system(channel=Channel.WEB)
    noting.note_failure(tried=tried, reason=reason, entry=entry(request), by=by, at=clock.now())


def note_refusal(request: HttpRequest, error: ValidationError, *, tried: str, reason: str) -> None:
    """Record what a form of the second step refused; what was not looked at any more fills no audit."""
    if error.code != THROTTLED:
        note_failure(request, tried=tried, reason=reason)


def ways(request: HttpRequest, user: User) -> list[str]:
    """What the person has shown in this session, in order; nothing at the first run, which asks for nothing."""
    records = get_authentication_records(request, user)
    shown = [record.get("type") or record["method"] for record in records]
    return [WAYS.get(way, way) for way in shown] or ["first_run"]


def open_for(request: HttpRequest, user: User) -> None:
    """Sign in somebody who has just been made by the first run."""
    login(request, user, backend=BACKEND)
    UserSession.objects.create_from_request(request)
    note_entry(request, user)


def note_seen(request: HttpRequest) -> None:
    """Keep the list of sessions fresh, at most one write in five minutes."""
    now = clock.now()
    seen = request.session.get(SEEN)
    if seen is None or now.timestamp() - seen < SEEN_EVERY.total_seconds():
        return
    request.session[SEEN] = now.timestamp()
    key = request.session.session_key
    if key:
        noting.note_seen(key, entry=entry(request), at=now)


def owes_factor(request: HttpRequest) -> bool:
    """Whether the person must set up a second factor before anything else."""
    came_by = request.session.get(PROVIDER, "")
    return queries.owes_factor(requests.actor(request), provider_key=came_by)


def is_fresh(request: HttpRequest) -> bool:
    """Whether the session was opened, or its person shown again, within the last minutes."""
    records = get_authentication_records(request, _visitor(request))
    last = max((record["at"] for record in records), default=0)
    return bool(time.time() - last < app_settings.REAUTHENTICATION_TIMEOUT)


def can_be_asked(request: HttpRequest) -> bool:
    """Whether the person has something to show here: a password or a factor."""
    visitor = _visitor(request)
    return visitor is not None and bool(get_reauthentication_flows(visitor))


def has_shown(request: HttpRequest) -> bool:
    """Whether whoever sits at the session has shown within the last minutes who they are.

    allauth takes whoever has nothing to show at their word; here they have to come by their provider again.
    """
    return is_fresh(request) or (can_be_asked(request) and did_recently_reauthenticate(request))


def _visitor(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None
