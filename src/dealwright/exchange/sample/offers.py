"""The quotes of the sample: made, activated, accepted by the product's own verbs, so they are whole in every respect."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import batched
from uuid import UUID

from dealwright.core.actor import Actor
from dealwright.exchange.sample.dice import Table, dice
from dealwright.exchange.sample.pipeline import Scene
from dealwright.identity.models import User
from dealwright.identity.queries import actor_for
from dealwright.opportunities.models import Opportunity
from dealwright.quotes import actions as quotes
from dealwright.quotes.models import Quote

BATCH = 50
SENT = 0.8  # the share that is with the client


def quote(scene: Scene, *, by: Actor, at: datetime, advance: Callable[[int], None]) -> int:
    """Quotes for the newest open deals that have come far enough; most are with the client, some still drafts."""
    far = [stage.pk for stage in scene.stages[1:]]
    chosen = (
        Opportunity.objects.filter(state="open", stage__in=far)
        .order_by("-created_at", "pk")
        .values_list("pk", flat=True)[: scene.scale.quotes]
    )
    count = 0
    for batch in batched(chosen, BATCH):
        count += _quote(scene, batch, by=by, at=at)
        advance(len(batch))
    return count


def _quote(scene: Scene, deals: Sequence[UUID], *, by: Actor, at: datetime) -> int:
    until = (at + timedelta(days=30)).date()
    rows = [{"opportunity": pk, "valid_until": until} for pk in deals]
    made = quotes.create_many(rows, by=by, at=at)
    for number, one in enumerate(made):
        if dice(scene.scale.seed, Table.QUOTE, number).random() < SENT:
            _send(one, at=at)
    return len(made)


def _send(one: Quote, *, at: datetime) -> None:
    owner = User.objects.get(pk=one.owner_id)
    quotes.activate(one, by=actor_for(owner), at=at)
