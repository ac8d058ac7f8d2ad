from datetime import datetime

import pytest

from dealwright.administration import actions as administration
from dealwright.administration.actions import Administrator
from dealwright.core.actor import Actor
from dealwright.identity.models import User


@pytest.fixture
def house(db: None, system: Actor, at: datetime) -> User:
    """An installation after its first run, otherwise empty; returns its administrator."""
    person = Administrator(
        name="Ada", email="ada@corvane.example", password="measure-twice-quote-once"
    )
    settings = {"name": "Corvane", "currency": "USD", "country": "US", "time_zone": "UTC"}
    return administration.first_run(settings, person, by=system, at=at)
