"""Who acts in a web request. Every page needs a login unless it is marked `login_not_required`."""

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
