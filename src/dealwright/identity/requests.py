"""Who acts in a web request. Every page needs a login unless it is marked `login_not_required`."""

from django.conf import settings
from django.http import HttpRequest

from dealwright.core.actor import Actor, Channel
from dealwright.core.ids import new_id
from dealwright.identity import queries
from dealwright.identity.models import User


def actor(request: HttpRequest) -> Actor:
    """The signed-in person as an actor, the same object for the whole request."""
    found: Actor | None = getattr(request, "_actor", None)
    if found is None:
        assert isinstance(request.user, User)  # noqa: S101  LoginRequiredMiddleware lets nobody else in
        found = queries.actor_for(request.user, channel=Channel.WEB, request_id=new_id().hex)
        request._actor = found  # type: ignore[attr-defined]  # noqa: SLF001  kept on the request on purpose
    return found


def address(request: HttpRequest) -> str:
    """The address of whoever sent the request: the peer's own, or, behind `TRUSTED_PROXIES` proxies, the one that
    the outermost of them saw. What stands left of that in X-Forwarded-For anybody can write.
    """
    peer: str = request.META.get("REMOTE_ADDR", "")
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    proxies: int = settings.TRUSTED_PROXIES
    return seen[-proxies] if proxies and len(seen) >= proxies and seen[-proxies] else peer
