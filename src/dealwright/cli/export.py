"""`dealwright export`: records as CSV."""

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from dealwright.cli.startup import ready
from dealwright.cli.terminal import give_up, say


def export(
    kind: Annotated[
        str, typer.Argument(help="What to export: accounts, contacts, leads, opportunities, …")
    ],
    file: Annotated[
        Path | None, typer.Option("--out", help="Where to; default: standard output.")
    ] = None,
    as_user: Annotated[
        str, typer.Option("--as", help="Whose rights hold, by email; default: the system's.")
    ] = "",
) -> None:
    """Export every record of a kind that the user may read and export."""
    with ready():
        from dealwright.core import clock
        from dealwright.core.actor import Channel, system
        from dealwright.exchange import exporting
        from dealwright.identity.models import User
        from dealwright.identity.queries import actor_for

        entity = exporting.by_route(kind)
        if entity is None:
            give_up(
                f"There is nothing called {kind}. There are: {', '.join(sorted(exporting.kinds()))}."
            )
        by = system(channel=Channel.COMMAND)
        if as_user:
            user = User.objects.filter(email__iexact=as_user, is_active=True).first()
            if user is None:
                give_up(f"There is no active user {as_user}.")
            by = actor_for(user, channel=Channel.COMMAND)
        place = file.open("w", encoding="utf-8", newline="") if file else nullcontext(sys.stdout)
        with place as out:
            count = exporting.export(entity, out, by=by, at=clock.now())
    say(f"{count:,} {kind} exported")
