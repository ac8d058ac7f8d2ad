"""`dealwright manage`: Django's own commands."""

from typing import Any

import typer

# Everything after `manage` is Django's, its --help included.
PASS_THROUGH: dict[str, Any] = {
    "allow_extra_args": True,
    "ignore_unknown_options": True,
    "help_option_names": [],
}


def manage(context: typer.Context) -> None:
    """Run one of Django's own commands, such as `manage shell` or `manage help`."""
    from dealwright.cli.startup import ready

    with ready():
        from django.core.management import execute_from_command_line

        execute_from_command_line(["dealwright manage", *context.args])
