"""The verbs that every kind has whose records belong to someone: share, stop sharing, the team of a record."""

from django.utils.translation import gettext_lazy as _

from dealwright.records import actions, policies, registry
from dealwright.records.fields import Field, Kind
from dealwright.records.registry import Command

WHOM = Field(
    name="principal",
    label=_("person or team"),
    kind=Kind.LINK,
    to="identity.principal",
    required=True,
)
MEMBER = Field(name="user", label=_("person"), kind=Kind.LINK, to="identity.user", required=True)
WRITE = Field(name="can_write", label=_("may change it"), kind=Kind.BOOLEAN)
ASSIGN = Field(name="can_assign", label=_("may hand it over"), kind=Kind.BOOLEAN)
SHARE = Field(name="can_share", label=_("may share it further"), kind=Kind.BOOLEAN)

COMMANDS = (
    Command(
        name="share",
        label=_("share"),
        action=actions.share,
        allowed=policies.can_share,
        parameters=(WHOM, WRITE, ASSIGN, SHARE),
        icon="share-2",
        help=_("Its activities, notes and files are shared with it."),
    ),
    Command(
        name="unshare",
        label=_("stop sharing"),
        action=actions.unshare,
        allowed=policies.can_share,
        parameters=(WHOM,),
        icon="x",
        shown=False,
    ),
    Command(
        name="add_member",
        label=_("add to its team"),
        action=actions.add_member,
        allowed=policies.can_share,
        parameters=(MEMBER, WRITE),
        icon="users",
        help=_("Who belongs to the team of a record may read it, and change it if you say so."),
        shown=False,
    ),
    Command(
        name="remove_member",
        label=_("remove from its team"),
        action=actions.remove_member,
        allowed=policies.can_share,
        parameters=(MEMBER,),
        icon="x",
        shown=False,
    ),
)


def offer() -> None:
    """Give them to every owned kind that is registered from now on."""
    registry.register_for_owned(*COMMANDS)
