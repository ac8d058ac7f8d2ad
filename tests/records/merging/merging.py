"""What the tests of merging share."""

from typing import Any

from dealwright.core.actor import Actor
from dealwright.records import registry
from dealwright.records.changesets.models import ChangeSet
from dealwright.records.merging import actions
from tests.people import AT


def merged(winner: Any, *losers: Any, by: Actor, **more: Any) -> ChangeSet:
    """The change set of a merge of records of one kind."""
    entity = registry.of(winner)
    ids = [loser.pk for loser in losers]
    return actions.merge(entity, winner.pk, ids, by=by, at=more.pop("at", AT), **more)
