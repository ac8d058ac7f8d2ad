"""Who may change people, units and roles; everyone keeps their own tokens."""

from dealwright.core.actor import Actor
from dealwright.identity import access
from dealwright.identity.models import ApiToken, User
from dealwright.identity.privileges import Privilege


def can_manage_people(actor: Actor) -> bool:
    """Administrators; of their tokens those that were made to write people, units and roles."""
    key = User._meta.label_lower
    return access.in_scope(actor, key, Privilege.WRITE) and access.is_administrator(actor)


def can_change_profile(actor: Actor, user: User) -> bool:
    """One's own, signed in; an administrator anyone's."""
    return (actor.scopes is None and actor.id == user.pk) or can_manage_people(actor)


def can_create_token(actor: Actor, user: User) -> bool:
    """One's own; an administrator for anyone. A token cannot make tokens."""
    return actor.scopes is None and (actor.id == user.pk or access.is_administrator(actor))


def can_revoke_token(actor: Actor, token: ApiToken) -> bool:
    return actor.id == token.user_id or access.is_administrator(actor)


def can_set_absence(actor: Actor, user: User) -> bool:
    """One's own; an administrator anyone's."""
    return actor.id == user.pk or can_manage_people(actor)
