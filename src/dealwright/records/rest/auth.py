"""Who calls: a program with `Authorization: Bearer dw_…`, or the browser of someone signed in.

A session may change something only with its CSRF token, as on a page. Either way the actor's channel is the API.
"""

from dataclasses import replace
from datetime import timedelta

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.utils import check_csrf

from dealwright.core import clock
from dealwright.core.actor import Actor, Channel
from dealwright.core.errors import NotAllowedError, Text
from dealwright.core.ids import new_id
from dealwright.identity import access, queries, requests
from dealwright.identity import actions as identity
from dealwright.identity.models import ApiToken, User
from dealwright.identity.privileges import Privilege
from dealwright.identity.signing_in import queries as door_queries
from dealwright.identity.signing_in.door import PROVIDER
from dealwright.records.registry import Entity
from dealwright.records.rest.problems import UnauthenticatedError
from dealwright.records.rest.throttle import brake

NOTED_EVERY = timedelta(minutes=5)

SCHEMES = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": _("An API token, made under Settings, API tokens; it begins with dw_."),
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "sessionid",
        "description": _(
            "The session of a signed-in browser; changes need the X-CSRFToken header."
        ),
    },
}


class Credentials:
    """Finds the actor of a request, for the framework to call."""

    openapi_security_schema = SCHEMES["token"]

    def __call__(self, request: HttpRequest) -> Actor:
        return authenticate(request)


def authenticate(request: HttpRequest) -> Actor:
    """The actor behind a request; raises UnauthenticatedError, or TooManyError when that happens too often."""
    header = request.headers.get("Authorization")
    actor = _by_token(header) if header else _by_session(request)
    if actor is None:
        brake.note_failure(requests.address(request))
        raise UnauthenticatedError(_reason(header), remedy=_("Send Authorization: Bearer dw_…"))
    _require_second_factor(request, actor)
    return actor


def _reason(header: str | None) -> Text:
    if header is None:
        return _("No credentials were sent.")
    return _("The token is unknown, expired or revoked.")


def _by_token(header: str) -> Actor | None:
    scheme, _space, text = header.partition(" ")
    at = clock.now()
    token = queries.live_token(text.strip(), at=at) if scheme.lower() == "bearer" else None
    if token is None:
        return None
    if token.last_used_at is None or token.last_used_at < at - NOTED_EVERY:
        identity.note_use(token.pk, at=at)
    return _actor(token.user, token)


def _by_session(request: HttpRequest) -> Actor | None:
    user = request.user
    if not isinstance(user, User):
        return None
    if check_csrf(request):
        raise NotAllowedError(
            _("The CSRF token is missing or wrong."),
            remedy=_("Send the csrftoken cookie's value as X-CSRFToken, or use an API token."),
            code="csrf",
        )
    return _actor(user)


def _require_second_factor(request: HttpRequest, actor: Actor) -> None:
    """Refuse whoever must have a second factor and has none: their programs wait as their pages do."""
    by_token = actor.scopes is not None
    owes = (
        door_queries.token_owes_factor(actor)
        if by_token
        else door_queries.owes_factor(actor, provider_key=request.session.get(PROVIDER, ""))
    )
    if owes:
        raise NotAllowedError(
            _("A role of yours requires a second factor, and you have none yet."),
            remedy=_("Sign in and set one up; this works again at once."),
            code="second_factor",
        )


def _actor(user: User, token: ApiToken | None = None) -> Actor:
    found = queries.actor_for(user, channel=Channel.API, request_id=new_id().hex)
    return replace(found, scopes=frozenset(token.scopes)) if token else found


def actor_of(request: HttpRequest) -> Actor:
    """The actor of a request that has been authenticated; for the contexts' own routers too."""
    found = getattr(request, "auth", None)
    assert isinstance(found, Actor)  # noqa: S101  a route with auth=None has no actor
    return found


def require_scope(actor: Actor, privilege: Privilege, entity: Entity) -> None:
    """Refuse a token that was not made for this, whatever its person may do."""
    if not access.in_scope(actor, entity.key, privilege):
        raise NotAllowedError(
            _("This token lacks the scope %(scope)s.")
            % {"scope": access.scope_for(entity.key, privilege)},
            remedy=_("Make a token that has it."),
            code="missing_scope",
        )
