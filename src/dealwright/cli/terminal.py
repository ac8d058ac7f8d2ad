"""What every subcommand says, and how it gives up."""

from typing import NoReturn

import typer
from rich.console import Console

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def say(text: str) -> None:
    """Tell the user what is being done. Goes to stderr, so that stdout stays readable by a program."""
    err.print(f"[dim]»[/dim] {text}")


def give_up(reason: object) -> NoReturn:
    """End the command with exit code 1 and the reason."""
    err.print("[bold red]Error:[/bold red]", end=" ")
    err.print(str(reason), markup=False)
    raise typer.Exit(1)
