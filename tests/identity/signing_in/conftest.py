"""People who can sign in, and a provider that nobody has to run."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace

import pytest

from dealwright.core.actor import Actor
from dealwright.identity import actions as identity
from dealwright.identity.models import Role, User
from dealwright.identity.queries import actor_for
from dealwright.identity.signing_in.actions import providers
from dealwright.identity.signing_in.claims import Claims
from dealwright.identity.signing_in.models import IdentityProvider

type Tell = Callable[..., Claims]


@pytest.fixture
def ada(people: SimpleNamespace, at: datetime) -> User:
    """The only administrator, who has a password."""
    by = actor_for(people.ada)
    return identity.set_password(people.ada, password="measure-twice", by=by, at=at)


@pytest.fixture
def provider(people: SimpleNamespace, ada: User, at: datetime) -> IdentityProvider:
    """A provider that is trusted for addresses and may add people; its group "sales" means salesperson."""
    values = {
        "name": "Corvane login",
        "server_url": "https://login.corvane.example",
        "client_id": "dealwright",
        "groups_claim": "groups",
        "unit": people.alice.unit,
        "creates_people": True,
        "links_by_email": True,
    }
    mappings = [
        ("sales", Role.objects.get(key="salesperson")),
        ("bosses", Role.objects.get(key="sales-manager")),
        ("it", Role.objects.get(key="administrator")),
    ]
    by = actor_for(ada)
    return providers.create_provider(values, secret="quiet", mappings=mappings, by=by, at=at)


@pytest.fixture
def tell() -> Tell:
    """What the provider tells of someone."""

    def told(name: str, *groups: str, verified: bool = True) -> Claims:
        email = f"{name.lower()}@corvane.example" if name else ""
        return Claims(
            subject=f"sub-{name}", email=email, email_verified=verified, name=name, groups=groups
        )

    return told


def names(user: User) -> set[str]:
    """The keys of a person's roles."""
    return set(user.roles.values_list("key", flat=True))


def other_administrator(
    people: SimpleNamespace, at: datetime, by: Actor, password: str | None = "another-fine-secret"
) -> User:
    """A second administrator, with a password unless told otherwise."""
    return identity.create_user(
        email="otto@corvane.example",
        name="Otto",
        unit=people.ada.unit,
        role_keys=["administrator"],
        password=password,
        by=by,
        at=at,
    )
