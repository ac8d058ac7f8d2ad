"""How one fares against competitors."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q

from dealwright.core.actor import Actor
from dealwright.core.money import percent_of
from dealwright.opportunities.models import Opportunity, OpportunityCompetitor, State


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """Closed deals that a competitor was in, and how many of them were won."""

    won: int = 0
    closed: int = 0

    @property
    def percent(self) -> Decimal | None:
        """The share won, in percent; None while none is closed."""
        return percent_of(Decimal(self.won), Decimal(self.closed))


def scores(competitors: Iterable[UUID], *, actor: Actor) -> dict[UUID, Score]:
    """The score against each competitor over the deals that the actor may read; one statement."""
    wanted = list(competitors)
    closed = Opportunity.objects.visible_to(actor).exclude(state=State.OPEN)
    rows = (
        OpportunityCompetitor.objects.filter(competitor__in=wanted, opportunity__in=closed)
        .order_by()
        .values_list("competitor")
        .annotate(won=Count("pk", filter=Q(opportunity__state=State.WON)), closed=Count("pk"))
    )
    found = {pk: Score(won=won, closed=closed) for pk, won, closed in rows}
    return {pk: found.get(pk, Score()) for pk in wanted}
