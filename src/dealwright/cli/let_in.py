"""`dealwright let-in`: the way back for whoever lost every other, for those who run the server."""

from typing import Annotated

import typer

from dealwright.cli.startup import ready
from dealwright.cli.terminal import give_up, out, say


def let_in(
    email: Annotated[str, typer.Argument(help="Who can no longer sign in.")],
) -> None:
    """Take someone's second factors away, end their sessions, and print a link that sets a new password."""
    with ready():
        from dealwright.administration import invitations
        from dealwright.core import clock
        from dealwright.core.actor import Channel, system
        from dealwright.identity.models import User
        from dealwright.identity.signing_in.actions import factors

        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None:
            give_up(f"Nobody who may sign in has the address {email}.")
        at = clock.now()
        factors.reset_factors(user, by=system(channel=Channel.COMMAND), at=at)
        link, ends_at = invitations.link(user), invitations.ends_at(at)
    out.print(link, markup=False, soft_wrap=True)
    say(f"sets a password for {user.email}, once, until {ends_at:%Y-%m-%d %H:%M} UTC")
