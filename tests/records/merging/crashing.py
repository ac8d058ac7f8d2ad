"""A merge that may die at a named point. Run by test_crash.py."""

import os
import sys
from typing import Any
from uuid import UUID

from tests.events.crashing import prepare


def die_in(module: Any, name: str) -> None:
    """End the process right after this function was called the first time."""
    real = getattr(module, name)

    def called(*arguments: Any, **named: Any) -> Any:
        real(*arguments, **named)
        os._exit(7)

    setattr(module, name, called)


def merge(owner: str, winner: str, loser: str) -> None:
    from dealwright.customers.models import Account
    from dealwright.identity.models import User
    from dealwright.identity.queries import actor_for
    from dealwright.records import registry
    from dealwright.records.merging import actions, moving
    from tests.people import AT

    die_in(*{"moved": (moving, "_move"), "deleted": (actions, "_remove")}[os.environ["DIE"]])
    by = actor_for(User.objects.get(pk=UUID(owner)))
    actions.merge(registry.of(Account), UUID(winner), [UUID(loser)], by=by, at=AT)


if __name__ == "__main__":
    prepare()
    merge(*sys.argv[1:])
