"""`dealwright reindex`: make anew what the search knows."""

from typing import Annotated

import typer

from dealwright.cli.startup import ready
from dealwright.cli.terminal import err, say


def reindex(
    go_on: Annotated[
        bool,
        typer.Option("--go-on", help="Only what is missing: go on where the last run was stopped."),
    ] = False,
) -> None:
    """Make the entries of the search anew, in batches; people may work meanwhile, and find what is done already.

    It may be stopped at any time: --go-on, or the worker by itself, does the rest.
    """
    with ready():
        from dealwright.core import actor, clock
        from dealwright.core.actor import Channel
        from dealwright.records.searching import actions, rebuilding

        by, at = actor.system(channel=Channel.COMMAND), clock.now()
        if not go_on:
            actions.start_anew(by=by, at=at)
        count = 0
        with err.status("Making the search anew") as status:
            for kind in rebuilding.unfinished():
                while done := actions.advance(kind, by=by, at=at):
                    count += done
                    status.update(f"Making the search anew: {count:,} records, now {kind.plural}")
        rebuilding.work(by=by, at=at, until=lambda: False)
    say(f"{count:,} records can be found")
