"""The quotes of the sample: made, activated, accepted by the product's own verbs, so they are whole in every respect."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import batched

from dealwright.core.actor import Actor
from dealwright.exchange.sample.dice import Table, dice
from dealwright.exchange.sample.pipeline import Scene
from dealwright.identity.queries import actor_for
from dealwright.opportunities.models import Opportunity
from dealwright.quotes import actions as quotes
from dealwright.quotes.models import Quote

BATCH = 50
SENT = 0.8  # the share that is with the client
ACCEPTED = 20  # so many at most become orders, as each takes a PDF


def quote(scene: Scene, *, by: Actor, at: datetime, advance: Callable[[int], None]) -> int:
    """Quotes for the newest open deals that have come far enough; most are with the client, some still drafts."""
    far = [stage.pk for stage in scene.stages[1:]]
    chosen = (
        Opportunity.objects.filter(state="open", stage__in=far)
        .select_related("contact")
        .order_by("-created_at", "pk")[: scene.scale.quotes]
    )
    count = 0
    for batch in batched(chosen, BATCH):
        made = _make(batch, by=by, at=at)
        _send(scene, made, accepted=ACCEPTED if count == 0 else 0, at=at)
        count += len(made)
        advance(len(made))
    return count


def _make(deals: Sequence[Opportunity], *, by: Actor, at: datetime) -> list[Quote]:
    until = (at + timedelta(days=30)).date()
    rows = [
        {"opportunity": deal.pk, "owner": deal.owner_id, "valid_until": until} for deal in deals
    ]
    return quotes.create_many(rows, by=by, at=at)


def _send(scene: Scene, made: Sequence[Quote], *, accepted: int, at: datetime) -> None:
    """Activate most; of the first batch, every fifth that is with the client is accepted."""
    for number, one in enumerate(made):
        if dice(scene.scale.seed, Table.QUOTE, number).random() > SENT:
            continue
        owner = actor_for(one.owner)
        quotes.activate(one, by=owner, at=at)
        if number % 5 == 0 and number < accepted * 5:
            client = str(one.contact or one.account)
            quotes.accept(one, client, by=owner, at=at)
