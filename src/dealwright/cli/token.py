"""`dealwright token`: an API token for a user."""

import json
from typing import Annotated

import typer

from dealwright.cli.startup import ready
from dealwright.cli.terminal import give_up, out, say


def token(
    email: Annotated[str, typer.Argument(help="The user whose rights the token carries.")],
    name: Annotated[str, typer.Option(help="What the token is for.")] = "command line",
    scope: Annotated[
        list[str] | None,
        typer.Option(
            help="What it may do, such as read:customers or write:*; repeat for several. Default: read:*"
        ),
    ] = None,
    days: Annotated[int, typer.Option(help="Days until it expires; 0 for never.", min=0)] = 90,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print token and expiry as JSON.")
    ] = False,
) -> None:
    """Create an API token. It is shown this once and kept only as a hash."""
    with ready():
        from dealwright.core import clock
        from dealwright.core.actor import Channel, system
        from dealwright.identity import actions as identity
        from dealwright.identity.models import User

        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            give_up(f"There is no user {email}. Look for the address under Administration, Users.")
        made, text = identity.create_token(
            user,
            name=name,
            scopes=scope or ["read:*"],
            days=days or None,
            by=system(channel=Channel.COMMAND),
            at=clock.now(),
        )
        expires_at = made.expires_at.isoformat() if made.expires_at else None
    if as_json:
        out.print_json(json.dumps({"token": text, "scopes": made.scopes, "expires_at": expires_at}))
    else:
        out.print(text, markup=False)
        say(f"for {user.email}, {', '.join(made.scopes)}, until {expires_at or 'revoked'}")
