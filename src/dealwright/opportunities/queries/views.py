"""What stalled deals are, and what lists show beside deals."""

from datetime import datetime, timedelta

from django.db.models import DurationField, ExpressionWrapper, F, OuterRef, Q, Subquery, Value

from dealwright.activities.models import Activity
from dealwright.opportunities.models import Opportunity, OpportunityQuerySet, State

type Rows = OpportunityQuerySet

DAY = Value(timedelta(days=1), output_field=DurationField())


def stalled(at: datetime) -> Q:
    """Open longer in their stage than is usual for it; not of stages for which nobody said what is usual."""
    usual = ExpressionWrapper(F("stage__usual_days") * DAY, output_field=DurationField())
    is_told = Q(stage__usual_days__isnull=False)
    return Q(state=State.OPEN) & is_told & Q(stage_since__lt=Value(at) - usual)


def with_next_step(rows: Rows) -> Rows:
    """Each deal with the subject and the day of its next step, read in the same statement."""
    steps = (
        Activity.objects.open()
        .filter(about_id=OuterRef("pk"))
        .order_by(F("due_at").asc(nulls_last=True), "pk")
    )
    return rows.annotate(
        next_step=Subquery(steps.values("title")[:1]),
        next_step_at=Subquery(steps.values("due_at")[:1]),
    )


def is_stalled(deal: Opportunity, at: datetime) -> bool:
    """Whether an open deal has been in its stage for longer than is usual; its stage is at hand."""
    usual = deal.stage.usual_days
    return deal.is_open and usual is not None and at - deal.stage_since > timedelta(days=usual)
