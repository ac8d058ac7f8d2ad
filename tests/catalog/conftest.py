from types import SimpleNamespace

import pytest

from dealwright.core.actor import Actor
from dealwright.identity import actions as identity
from dealwright.identity.queries import actor_for
from tests.people import AT


@pytest.fixture
def roleless(people: SimpleNamespace, system: Actor) -> Actor:
    """Signed in, but with no role: a stranger to the catalogue, which every role may read."""
    user = identity.create_user(
        email="nora@corvane.example",
        name="Nora Example",
        unit=people.alice.unit,
        role_keys=[],
        by=system,
        at=AT,
    )
    return actor_for(user)
