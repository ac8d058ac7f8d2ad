"""The quotes of the sample: made, activated, accepted by the product's own verbs, so they are whole in every respect."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import batched
from uuid import UUID

from dealwright.core.actor import Actor
from dealwright.exchange.sample import sets
from dealwright.exchange.sample.crew import spread
from dealwright.exchange.sample.dice import Table, dice
from dealwright.exchange.sample.pipeline import Scene
from dealwright.identity.models import User
from dealwright.identity.queries import actor_for
from dealwright.opportunities.models import Opportunity
from dealwright.quotes import actions as quotes
from dealwright.quotes.models import Quote

BATCH = 50
SENT = 0.8  # the share that is with the client
BUNDLES = 3  # so many of the newest quotes have one
VARIED = 6  # so many show an option, alternatives, a note, and what is paid every month
BESIDES = (
    {"kind": "note", "name": "Assumes free access to the hall from 06:00 to 20:00."},
    {"name": "Flow Control support", "quantity": 1, "unit_price": 450, "billing": "month"},
    {
        "name": "Gold service 24/7",
        "quantity": 1,
        "unit_price": 1900,
        "billing": "quarter",
        "choice": "optional",
    },
    {
        "name": "Training on site, two days",
        "quantity": 1,
        "unit_price": 2400,
        "choice": "alternative",
        "group": "training",
    },
    {
        "name": "Training online, four half days",
        "quantity": 1,
        "unit_price": 1600,
        "choice": "alternative",
        "group": "training",
    },
)
ACCEPTED = 20  # so many at most become orders, as each takes a PDF


def quote(scene: Scene, *, by: Actor, at: datetime, workers: int = 1) -> Iterator[int]:
    """Quotes for the newest open deals that have come far enough; most are with the client, some still drafts.

    Yields, again and again, how many more there are.
    """
    far = [stage.pk for stage in scene.stages[1:]]
    open_deals = Opportunity.objects.filter(state="open", stage__in=far)
    chosen = open_deals.order_by("-created_at", "pk").values_list("pk", flat=True)
    batches = enumerate(batched(chosen[: scene.scale.quotes], BATCH))
    return spread(partial(_quote, scene, by, at), batches, workers=workers)


def _quote(scene: Scene, by: Actor, at: datetime, batch: tuple[int, Sequence[UUID]]) -> int:
    place, ids = batch
    deals = Opportunity.objects.filter(pk__in=ids).order_by("-created_at", "pk")
    made = _make(deals, by=by, at=at)
    if place == 0:
        for one in made[:BUNDLES]:
            sets.offer(one, by=by, at=at)
        _vary(made[BUNDLES:VARIED], by=by, at=at)
    _send(scene, made, accepted=ACCEPTED if place == 0 else 0, at=at)
    return len(made)


def _make(deals: Iterable[Opportunity], *, by: Actor, at: datetime) -> list[Quote]:
    until = (at + timedelta(days=30)).date()
    rows = [
        {"opportunity": deal.pk, "owner": deal.owner_id, "valid_until": until} for deal in deals
    ]
    return quotes.create_many(rows, by=by, at=at)


def _vary(made: Iterable[Quote], *, by: Actor, at: datetime) -> None:
    """Lines of every kind on some of them, and a term."""
    for one in made:
        quotes.add_lines(one, [dict(row) for row in BESIDES], by=by, at=at)
        quotes.update(one, {"term_months": 36}, by=by, at=at)


def _send(scene: Scene, made: Sequence[Quote], *, accepted: int, at: datetime) -> None:
    """Activate most; of the first batch, every fifth that is with the client is accepted."""
    sellers = User.objects.in_bulk([one.owner_id for one in made])
    for number, one in enumerate(made):
        if dice(scene.scale.seed, Table.QUOTE, number).random() > SENT:
            continue
        owner = actor_for(sellers[one.owner_id])
        quotes.activate(one, by=owner, at=at)
        if number % 5 == 0 and number < accepted * 5:
            client = str(one.contact or one.account)
            quotes.accept(one, client, by=owner, at=at)
