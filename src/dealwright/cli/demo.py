"""`dealwright demo`: a sample company to try everything on."""

from rich.markup import escape
from rich.table import Table

from dealwright.cli.serve import serve_with
from dealwright.cli.terminal import err, say

PASSWORD = "dealwright-demo"  # noqa: S105 - printed for everyone to use; the demo listens on this machine only
PEOPLE = (
    # name, address, unit, roles, job title
    ("Ada Lindqvist", "ada@corvane.example", "Corvane Systems", ["administrator"], "Administrator"),
    ("Mara Ilic", "mara@corvane.example", "Sales", ["sales-manager"], "Head of sales"),
    ("Tom Weiss", "tom@corvane.example", "Sales", ["salesperson"], "Account executive"),
)


def demo() -> None:
    """Start everything with a sample company, and print the address and the logins."""
    serve_with(prepare=_furnish, announce=_announce)


def _furnish() -> None:
    """Make the sample company if the database is empty."""
    from django.db import transaction

    from dealwright.identity.models import User

    if User.objects.exists():
        return
    say("Making the sample company")
    with transaction.atomic():
        _make_company()


def _make_company() -> None:
    from dealwright.core import clock
    from dealwright.core.actor import Channel, system
    from dealwright.identity import actions as identity
    from dealwright.organisation import actions as organisation

    by, at = system(channel=Channel.COMMAND), clock.now()
    values = {
        "name": "Corvane Systems",
        "currency": "EUR",
        "country": "DE",
        "time_zone": "Europe/Berlin",
    }
    organisation.set_up(values, by=by, at=at, is_sample=True)
    identity.keep_standard_roles(by=by, at=at)
    root = identity.create_unit(name="Corvane Systems", parent=None, by=by, at=at)
    units = {
        root.name: root,
        "Sales": identity.create_unit(name="Sales", parent=root, by=by, at=at),
    }
    for name, email, unit, roles, title in PEOPLE:
        identity.create_user(
            email=email,
            name=name,
            unit=units[unit],
            role_keys=roles,
            job_title=title,
            password=PASSWORD,
            by=by,
            at=at,
        )


def _announce() -> None:
    from dealwright.config import environment

    table = Table(box=None, padding=(0, 3, 0, 0), show_header=False)
    for name, email, _unit, _roles, title in PEOPLE:
        table.add_row(email, PASSWORD, f"{name}, {title}")
    err.print(
        f"\n[bold]Dealwright answers at {escape(environment.BASE_URL)}[/bold]   Ctrl-C stops it.\n"
    )
    err.print(table)
    err.print()
