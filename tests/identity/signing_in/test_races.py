"""Two who close each other's way in at the same moment: one of them is refused."""

from datetime import datetime
from types import SimpleNamespace

import pytest

from dealwright.core.actor import Actor
from dealwright.identity import actions as identity
from dealwright.identity.models import User
from dealwright.identity.queries import actor_for
from dealwright.identity.signing_in import queries
from tests.identity.signing_in.conftest import other_administrator
from tests.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_two_administrators_do_not_keep_each_other_out(
    people: SimpleNamespace, ada: User, admin: Actor, at: datetime
) -> None:
    otto = other_administrator(people, at, admin)

    def keep_out(user: User, by: User) -> User:
        return identity.set_active(user, active=False, by=actor_for(by), at=at)

    done, refused = race(lambda: keep_out(ada, otto), lambda: keep_out(otto, ada))
    assert (len(done), len(refused)) == (1, 1)
    assert queries.administrators_with_a_way_in().count() == 1
