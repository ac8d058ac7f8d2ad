"""A worker on imports that may die at a named point. Run by test_crash.py."""

import os
from pathlib import Path
from typing import Any

from dealwright.config import settings as house
from tests.events.crashing import prepare
from tests.records.changesets.crashing import SMALL, work


def die_as_told() -> None:
    """End the process in the middle of the second batch, or right after it was committed."""
    from django.db import transaction

    from dealwright.exchange import actions, running

    real, batches = actions.note_taken, []

    def noted(*arguments: Any, **named: Any) -> None:
        batches.append(1)
        real(*arguments, **named)
        if len(batches) == 2 and os.environ["DIE"] == "within a batch":
            os._exit(7)
        if len(batches) == 2 and os.environ["DIE"] == "after a batch":
            transaction.on_commit(lambda: os._exit(7))

    actions.note_taken = noted
    running.BATCH = SMALL


if __name__ == "__main__":
    house.FILES_FOLDER = Path(os.environ["FILES"])
    prepare()
    die_as_told()
    work()
