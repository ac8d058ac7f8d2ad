"""The people of the sample: a head of sales, two units of sellers, marketing, service, finance, operations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dealwright.core.actor import Actor
from dealwright.exchange.sample import words
from dealwright.exchange.sample.dice import Table, dice
from dealwright.exchange.sample.scale import Scale
from dealwright.identity import actions as identity
from dealwright.identity.models import BusinessUnit, User

DOMAIN = "corvane.example"
PASSWORD = "measure-twice-quote-once"  # noqa: S105  told to everyone; a sample holds no secrets
UNITS = ("Sales", "Sales North", "Sales South")
LEADS_SALES = ("Mara Ilić", "mara", "sales-manager", "Head of sales")
OFFICE = (
    ("Milo Brandt", "milo", "marketing", "Marketing manager"),
    ("Olga Petrova", "olga", "sales-operations", "Sales operations"),
    ("Fatima Haddad", "fatima", "finance", "Controller"),
    ("Sven Dahl", "sven", "customer-service", "Customer service"),
    ("Otto Kranz", "otto", "operations", "Operations planner"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Seller:
    """A salesperson, as rows refer to them."""

    id: UUID
    unit_id: UUID
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Cast:
    """Everyone whom rows name. The keeper, of sales operations, makes the catalogue and the quotes."""

    head: User
    keeper: User
    sellers: Sequence[Seller]


def engage(scale: Scale, *, by: Actor, at: datetime) -> Cast:
    """Add the people of the sample to this installation."""
    root = BusinessUnit.objects.get(parent__isnull=True)
    sales = identity.create_unit(name=UNITS[0], parent=root, by=by, at=at)
    units = [identity.create_unit(name=name, parent=sales, by=by, at=at) for name in UNITS[1:]]
    head = _person(*LEADS_SALES, unit=sales, manager=None, by=by, at=at)
    office = [_person(*one, unit=sales, manager=None, by=by, at=at) for one in OFFICE]
    sellers = []
    for number in range(scale.salespeople):
        name, local, title = _seller(scale, number)
        user = _person(
            name, local, "salesperson", title, unit=units[number % 2], manager=head, by=by, at=at
        )
        sellers.append(Seller(id=user.pk, unit_id=user.unit_id, name=user.name))
    identity.create_team(name="Key accounts", unit=sales, members=[head, *office[:1]], by=by, at=at)
    return Cast(head=head, keeper=office[1], sellers=sellers)


def _seller(scale: Scale, number: int) -> tuple[str, str, str]:
    if number == 0:
        return "Tom Weiss", "tom", "Account executive"
    roll = dice(scale.seed, Table.PERSON, number)
    name = f"{roll.choice(words.FIRST)} {roll.choice(words.LAST)}"
    return name, f"seller{number + 1}", "Account executive"


def _person(
    name: str,
    local: str,
    role: str,
    title: str,
    *,
    unit: BusinessUnit,
    manager: User | None,
    by: Actor,
    at: datetime,
) -> User:
    return identity.create_user(
        email=f"{local}@{DOMAIN}",
        name=name,
        job_title=title,
        unit=unit,
        role_keys=[role],
        manager=manager,
        password=PASSWORD,
        by=by,
        at=at,
    )
