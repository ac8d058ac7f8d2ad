"""The organisation every test plays in: Alice owns, Bob manages her unit, Charlie is a stranger.

Head office (root)
├── North: Alice (salesperson), Bob (sales manager), Ann (salesperson, Alice's colleague)
└── South: Charlie (salesperson)
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.test import Client

from dealwright.administration import actions as administration
from dealwright.administration.actions import Administrator
from dealwright.core import actor as actors
from dealwright.core.action import writing
from dealwright.core.actor import Actor, Channel
from dealwright.identity import actions as identity
from dealwright.identity.models import BusinessUnit, User
from dealwright.identity.queries import actor_for
from dealwright.organisation import actions as organisation
from dealwright.organisation.models import Organisation
from tests import snapshots

AT = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)

MEMBERS = (
    # first name, unit, roles
    ("Alice", "North", ["salesperson"]),
    ("Ann", "North", ["salesperson"]),
    ("Bob", "North", ["sales-manager"]),
    ("Charlie", "South", ["salesperson"]),
    ("Mia", "South", ["marketing"]),
    ("Olga", "Head office", ["sales-operations"]),
    ("Ada", "Head office", ["administrator"]),
)


@pytest.fixture
def at() -> datetime:
    """The moment at which tests act, unless they say otherwise."""
    return AT


@pytest.fixture
def system() -> Actor:
    return actors.system()


@pytest.fixture
def selling(db: None, system: Actor) -> Organisation:
    """The selling organisation."""
    values = {"name": "Corvane Systems", "currency": "EUR", "country": "DE", "time_zone": "UTC"}
    return snapshots.once("selling", lambda: organisation.set_up(values, by=system, at=AT))


@pytest.fixture
def house(db: None, system: Actor, at: datetime) -> User:
    """An installation after its first run, otherwise empty; returns its administrator."""
    person = Administrator(
        name="Ada", email="ada@corvane.example", password="measure-twice-quote-once"
    )
    settings = {"name": "Corvane", "currency": "USD", "country": "US", "time_zone": "UTC"}
    return administration.first_run(settings, person, by=system, at=at)


@pytest.fixture
def people(selling: Organisation, system: Actor) -> SimpleNamespace:
    """The users by first name, in lower case."""
    return snapshots.once("people", lambda: _people(system))


def _people(system: Actor) -> SimpleNamespace:
    identity.keep_standard_roles(by=system, at=AT)
    root = identity.create_unit(name="Head office", parent=None, by=system, at=AT)
    units = {"Head office": root}
    for name in ("North", "South"):
        units[name] = identity.create_unit(name=name, parent=root, by=system, at=AT)
    return SimpleNamespace(
        **{name.lower(): _member(name, units[unit], roles, system) for name, unit, roles in MEMBERS}
    )


def _member(name: str, unit: BusinessUnit, roles: list[str], system: Actor) -> User:
    return identity.create_user(
        email=f"{name.lower()}@corvane.example",
        name=f"{name} Example",
        unit=unit,
        role_keys=roles,
        by=system,
        at=AT,
    )


@pytest.fixture
def alice(people: SimpleNamespace) -> Actor:
    """Owns what the test makes."""
    return actor_for(people.alice)


@pytest.fixture
def ann(people: SimpleNamespace) -> Actor:
    """Alice's colleague in the same unit, without a manager's rights."""
    return actor_for(people.ann)


@pytest.fixture
def bob(people: SimpleNamespace) -> Actor:
    """Manages Alice's unit."""
    return actor_for(people.bob)


@pytest.fixture
def charlie(people: SimpleNamespace) -> Actor:
    """A salesperson of another unit: sees none of Alice's rows."""
    return actor_for(people.charlie)


@pytest.fixture
def mia(people: SimpleNamespace) -> Actor:
    """Works in marketing."""
    return actor_for(people.mia)


@pytest.fixture
def olga(people: SimpleNamespace) -> Actor:
    """Sales operations: keeps catalogue and processes, sees every deal."""
    return actor_for(people.olga)


@pytest.fixture
def admin(people: SimpleNamespace) -> Actor:
    return actor_for(people.ada)


@pytest.fixture
def client_for() -> Callable[[Actor], Client]:
    """A browser's stand-in, signed in as an actor."""

    def signed_in(actor: Actor) -> Client:
        client = Client()
        with writing(actors.system()):
            client.force_login(
                User.objects.get(pk=actor.id),
                backend="allauth.account.auth_backends.AuthenticationBackend",
            )
        return client

    return signed_in


@pytest.fixture
def api_for(at: datetime) -> Callable[..., Client]:
    """A program's client with a token of an actor, for every context unless scopes are given."""

    def with_token(actor: Actor, scopes: tuple[str, ...] = ("read:*", "write:*")) -> Client:
        user = User.objects.get(pk=actor.id)
        _token, text = identity.create_token(
            user, name="test", scopes=scopes, by=replace(actor, memo={}), at=at, days=None
        )
        return Client(headers={"authorization": f"Bearer {text}"})

    return with_token


@pytest.fixture
def by_api() -> Callable[[Actor], Actor]:
    """The same actor, coming through the API."""
    return lambda actor: replace(actor, channel=Channel.API, memo={})
