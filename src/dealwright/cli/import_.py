"""`dealwright import`: files into records, by a mapping."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dealwright.cli.startup import ready
from dealwright.cli.terminal import err, give_up, out, say

if TYPE_CHECKING:
    from dealwright.core.actor import Actor
    from dealwright.exchange.report import Report

SHOWN = 20


def import_(
    mapping: Annotated[Path, typer.Argument(help="The mapping file (TOML); see examples/.")],
    folder: Annotated[
        Path | None, typer.Option(help="Where the files are; default: beside the mapping.")
    ] = None,
    as_user: Annotated[
        str,
        typer.Option(
            "--as", help="The user who imports, by email; default: the first administrator."
        ),
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would become of every row.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the whole report as JSON.")
    ] = False,
) -> None:
    """Import files by a mapping. Every row is reported: created, updated, unchanged, or refused with its reason."""
    with ready():
        from dealwright.core import clock
        from dealwright.exchange import importing
        from dealwright.exchange import mapping as mappings

        mapped = mappings.read(mapping)
        begin = importing.rehearse if dry_run else importing.run
        with err.status(f"{'Checking' if dry_run else 'Importing'} {mapped.name}") as status:

            def tell(report: "Report") -> None:
                status.update(f"{report.file}: {report.read:,} rows")

            reports = begin(
                mapped,
                folder or mapping.parent,
                by=_actor(as_user),
                at=clock.now(),
                progress=tell,
            )
        if as_json:
            out.print_json(json.dumps([report.as_json() for report in reports]))
        else:
            _print(reports)
        if any(report.refused for report in reports):
            raise typer.Exit(2)


def _actor(email: str) -> "Actor":
    """Who imports: the named user, or the first administrator. What has no owner in the file becomes theirs."""
    from dealwright.core.actor import Channel
    from dealwright.identity.models import User
    from dealwright.identity.queries import actor_for

    people = User.objects.filter(is_active=True).order_by("created_at", "pk")
    if email:
        people = people.filter(email__iexact=email)
    else:
        people = people.filter(roles__is_administrator=True)
    user = people.first()
    if user is None:
        give_up(f"There is no active user {email or 'who is an administrator'}.")
    return actor_for(user, channel=Channel.IMPORT)


def _print(reports: "list[Report]") -> None:
    from rich.table import Table

    table = Table("File", "Into", *("Read", "Created", "Updated", "Unchanged", "Refused"))
    for report in reports:
        counts = (report.read, report.created, report.updated, report.unchanged, report.refused)
        table.add_row(report.file, report.into, *(f"{count:,}" for count in counts))
    out.print(table)
    for report in reports:
        for name, why in report.limits.items():
            say(f"{report.file}: {name}: {why}")
        for rule, count in report.rules.most_common():
            say(f"{report.file}: {rule} ({count:,} rows)")
        for found in [*report.refusals, *report.remarks][:SHOWN]:
            err.print(f"{report.file}, line {found.line}: {found.reason}", markup=False)
        hidden = report.refused + len(report.remarks) - SHOWN
        if hidden > 0:
            say(f"{report.file}: {hidden:,} more; Recent changes has all, --json most")
