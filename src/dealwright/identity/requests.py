"""Who acts in a web request. Every page needs a login unless it is marked `login_not_required`."""

import re
from ipaddress import ip_address

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
        found.memo[queries.TIME_ZONE] = request.user.time_zone
        request._actor = found  # type: ignore[attr-defined]  # noqa: SLF001  kept on the request on purpose
    return found


UNKNOWN = "0.0.0.0"  # noqa: S104  a server on a socket file does not know its peer; nothing is bound to it
WITH_PORT = re.compile(r"\[(?P<v6>[^\]]+)\](?::\d+)?|(?P<v4>\d+\.\d+\.\d+\.\d+):\d+")


def address(request: HttpRequest) -> str:
    """The address of whoever sent the request: the peer's own, or, behind `TRUSTED_PROXIES` proxies, the one that
    the outermost of them saw. What stands left of that in X-Forwarded-For anybody can write.

    Always an address that the database takes: some proxies write the port beside it, and some no address at all.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    seen = request.headers.get("X-Forwarded-For", "").split(",")
    proxies: int = settings.TRUSTED_PROXIES
    told = seen[-proxies] if proxies and len(seen) >= proxies else ""
    return _bare(told) or _bare(peer) or UNKNOWN


def _bare(text: str) -> str:
    """The address alone, without port, brackets and the sender's name of its own network; empty for what is none."""
    found = WITH_PORT.fullmatch(text.strip())
    bare = (found["v6"] or found["v4"]) if found else text.strip()
    try:
        return str(ip_address(bare.partition("%")[0]))
    except ValueError:
        return ""
