"""Verbs on API tokens."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, require
from dealwright.events import bus
from dealwright.identity import policies, tokens
from dealwright.identity.events import TokenCreated, TokenRevoked
from dealwright.identity.models import ApiToken, User

SCOPE_VERBS = ("read", "write")


@action
def create_token(
    user: User,
    *,
    name: str,
    scopes: Sequence[str],
    by: Actor,
    at: datetime,
    days: int | None = 90,
) -> tuple[ApiToken, str]:
    """Make an API token; the second value is its text, shown once. Refuses strangers and unknown scopes."""
    require(policies.can_create_token(by, user))
    _check_scopes(scopes)
    text = tokens.fresh()
    token = ApiToken.objects.create(
        user=user,
        name=name,
        digest=tokens.digest(text),
        scopes=list(scopes),
        created_at=at,
        expires_at=at + timedelta(days=days) if days else None,
    )
    bus.record(
        TokenCreated(name=name, scopes=list(scopes), expires_at=token.expires_at),
        subject=user,
        by=by,
        at=at,
    )
    return token, text


def _check_scopes(scopes: Sequence[str]) -> None:
    for scope in scopes:
        verb, _colon, context = scope.partition(":")
        if verb not in SCOPE_VERBS or not context:
            raise InvalidError({"scopes": _("A scope reads like read:customers or write:*.")})


@action
def revoke_token(token: ApiToken, *, by: Actor, at: datetime) -> ApiToken:
    """End a token at once. Refuses strangers."""
    require(policies.can_revoke_token(by, token))
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        bus.record(TokenRevoked(name=token.name), subject=token.user, by=by, at=at)
    return token


def note_use(token_id: UUID, *, at: datetime) -> None:
    """Remember that a token was used; at most one write per five minutes."""
    stale = at - timedelta(minutes=5)
    ApiToken.objects.filter(pk=token_id).exclude(last_used_at__gt=stale).update(last_used_at=at)
