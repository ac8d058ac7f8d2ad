"""Everyone keeps their own ways in; administrators help those who lost theirs and set the rules."""

from dealwright.core.actor import Actor
from dealwright.identity import access
from dealwright.identity.models import User


def is_self(actor: Actor, user: User) -> bool:
    """The person themselves at a page; a program has no say in how its person signs in."""
    return actor.scopes is None and actor.id == user.pk


def can_help(actor: Actor, user: User) -> bool:
    """Take away what someone lost. Not from oneself: that is done with the factor at hand."""
    return access.is_administrator(actor) and actor.scopes is None and actor.id != user.pk


def can_set_rules(actor: Actor) -> bool:
    return access.is_administrator(actor) and actor.scopes is None
