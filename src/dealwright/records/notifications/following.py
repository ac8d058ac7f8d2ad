"""The verbs that every kind with a page has: follow a record, and hear of it no more."""

from django.utils.translation import gettext_lazy as _

from dealwright.records import registry
from dealwright.records.notifications import actions, policies
from dealwright.records.registry import Command

COMMANDS = (
    Command(
        name="follow",
        label=_("follow"),
        action=actions.follow,
        allowed=policies.can_follow,
        icon="bell-plus",
        help=_("You hear of what others do with it."),
        shown=False,
    ),
    Command(
        name="unfollow",
        label=_("do not follow"),
        action=actions.unfollow,
        allowed=policies.can_follow,
        icon="bell-off",
        shown=False,
    ),
)


def offer() -> None:
    """Give them to every kind with a page that is registered from now on."""
    registry.register_for_paged(*COMMANDS)
