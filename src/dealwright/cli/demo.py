"""`dealwright demo`: a sample company to try everything on."""

from rich.markup import escape
from rich.table import Table

from dealwright.cli.serve import serve_with
from dealwright.cli.terminal import err

SHOWN = ("ada", "mara", "tom", "milo", "otto", "fatima")


def demo() -> None:
    """Start everything with a sample company, and print the address and the logins."""
    serve_with(prepare=_furnish, announce=_announce)


def _furnish() -> None:
    """Make the sample company if the database is empty; whole, or, when interrupted, not at all."""
    from django.db import transaction

    from dealwright.cli.sample import fill
    from dealwright.identity.models import User

    if User.objects.exists():
        return
    with transaction.atomic():
        _set_up()
        fill(1)


def _set_up() -> None:
    """What the first page would ask."""
    from dealwright.administration import actions as administration
    from dealwright.administration.actions import Administrator
    from dealwright.core import clock
    from dealwright.core.actor import Channel, system
    from dealwright.exchange.sample.cast import DOMAIN, PASSWORD

    settings = {
        "name": "Corvane Systems",
        "currency": "EUR",
        "country": "DE",
        "time_zone": "Europe/Berlin",
        "address": "Werkstraße 12\n70565 Stuttgart\nGermany",
        "email": f"office@{DOMAIN}",
        "phone": "+49 711 555 01 00",
        "website": "www.corvane.example",
        "terms": "Delivery ex works. Title stays with us until the last payment.",
    }
    person = Administrator(name="Ada Lindqvist", email=f"ada@{DOMAIN}", password=PASSWORD)
    administration.first_run(
        settings, person, by=system(channel=Channel.COMMAND), at=clock.now(), is_sample=True
    )


def _announce() -> None:
    from dealwright.config import environment
    from dealwright.exchange.sample.cast import DOMAIN, PASSWORD
    from dealwright.identity.models import User

    addresses = [f"{local}@{DOMAIN}" for local in SHOWN]
    people = {user.email: user for user in User.objects.filter(email__in=addresses)}
    table = Table(box=None, padding=(0, 3, 0, 0), show_header=False)
    for address in addresses:
        if address in people:
            user = people[address]
            table.add_row(address, f"{user.name}, {user.job_title}")
    err.print(
        f"\n[bold]Dealwright answers at {escape(environment.BASE_URL)}[/bold]   Ctrl-C stops it.\n"
    )
    err.print(f"Password of everyone: [bold]{PASSWORD}[/bold]\n")
    err.print(table)
    err.print()
