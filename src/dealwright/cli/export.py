"""`dealwright export`: records as CSV or XLSX."""

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
    form: Annotated[str, typer.Option("--format", help="csv or xlsx.")] = "csv",
    where: Annotated[
        str, typer.Option("--filter", help="Which records, in the filter language: state = open.")
    ] = "",
) -> None:
    """Export the records of a kind that the user may read and export: all, or those of a filter."""
    with ready():
        from dealwright.core import clock
        from dealwright.core.actor import Channel, system
        from dealwright.core.errors import InvalidError
        from dealwright.exchange import exporting
        from dealwright.exchange.exporting import Format, tables, whole
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
        if form not in set(Format):
            give_up(f"There is no format {form}; choose csv or xlsx.")
        at = clock.now()
        try:
            table = tables.of_kind(entity, by=by, where=where, at=at)
        except InvalidError as error:
            give_up(str(error))
        place = whole(file) if file else nullcontext(sys.stdout.buffer)
        with place as out:
            count = exporting.write(table, out, Format(form), by=by, at=at)
    say(f"{count:,} {kind} exported")
