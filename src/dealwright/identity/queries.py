"""Reads on people and tokens."""

from datetime import datetime

from django.db.models import Q

from dealwright.core.actor import Actor, Channel, Kind
from dealwright.identity import tokens
from dealwright.identity.models import ApiToken, User


def actor_for(user: User, *, channel: Channel = Channel.WEB, request_id: str = "") -> Actor:
    """The actor a signed-in person is."""
    return Actor(kind=Kind.USER, id=user.pk, name=str(user), channel=channel, request_id=request_id)


def live_token(text: str, *, at: datetime) -> ApiToken | None:
    """The token with this text, with its user, if it is neither revoked nor expired; one query."""
    if not text.startswith(tokens.PREFIX):
        return None
    return (
        ApiToken.objects.select_related("user")
        .filter(Q(expires_at__isnull=True) | Q(expires_at__gt=at))
        .filter(digest=tokens.digest(text), revoked_at__isnull=True, user__is_active=True)
        .first()
    )
