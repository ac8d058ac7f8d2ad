"""`dealwright sample`: the sample company, of any size."""

import time
from typing import Annotated

import typer

from dealwright.cli.startup import ready
from dealwright.cli.terminal import err, give_up, say

LARGE = 10  # from this scale on it pays to start a process on every core


def sample(
    scale: Annotated[int, typer.Option(min=1, help="A thousand deals for each one.")] = 1,
    seed: Annotated[int, typer.Option(help="Another seed, another company.")] = 1,
    remove: Annotated[bool, typer.Option(help="Take the sample away instead.")] = False,
) -> None:
    """Fill the installation with a believable company: accounts, contacts, two years of leads and deals, quotes."""
    with ready():
        from dealwright.core import clock
        from dealwright.core.actor import Channel, system
        from dealwright.organisation import queries as organisation

        if not organisation.is_set_up():
            give_up(
                "This installation is not set up yet. Open its first page, or run dealwright demo."
            )
        by = system(channel=Channel.COMMAND)
        if remove:
            from dealwright.exchange.sample import removing

            say(f"{removing.remove(by=by, at=clock.now()):,} rows removed")
        else:
            fill(scale, seed=seed)


def fill(factor: int, *, seed: int = 1) -> None:
    """Make the sample and say what is being written."""
    from dealwright.core import clock
    from dealwright.core.actor import Channel, system
    from dealwright.exchange.sample import crew, making
    from dealwright.exchange.sample import scale as scales
    from dealwright.organisation import queries as organisation

    started = time.monotonic()
    counts: dict[str, int] = {}
    with err.status("Making the sample company") as status:

        def tell(what: str, count: int) -> None:
            counts[what] = counts.get(what, 0) + count
            status.update(f"Making the sample company: {counts[what]:,} {what}")

        making.make(
            scales.of(
                factor,
                now=clock.now(),
                seed=seed,
                currency=organisation.current().currency,
            ),
            by=system(channel=Channel.COMMAND),
            progress=tell,
            workers=crew.hands() if factor >= LARGE else 1,
        )
    written = ", ".join(f"{count:,} {what}" for what, count in counts.items())
    say(f"{written} in {time.monotonic() - started:.0f} s")
