"""The usual ways of looking at deals: by whose they are, by when they close, by how they stand."""

from datetime import date, datetime, timedelta

from django.db.models import DurationField, ExpressionWrapper, F, OuterRef, Subquery, Value
from django.utils import timezone

from dealwright.activities.models import Activity
from dealwright.core.actor import Actor
from dealwright.identity import access
from dealwright.opportunities.models import Opportunity, OpportunityQuerySet, State
from dealwright.organisation import queries as organisation

type Rows = OpportunityQuerySet

DAY = Value(timedelta(days=1), output_field=DurationField())
MONTHS = 12
QUARTER = 3


def my_open(rows: Rows, actor: Actor, _at: datetime) -> Rows:
    return rows.open().filter(owner=actor.id)


def my_teams(rows: Rows, actor: Actor, _at: datetime) -> Rows:
    """Open deals of the actor's unit and those below it, and of the people in the same teams."""
    mine = access.principals(actor)
    in_units = rows.open().filter(unit__any_of={mine.unit_id, *mine.units_below})
    return in_units | rows.open().filter(owner__any_of=mine.mates)


def closing_this_month(rows: Rows, _actor: Actor, at: datetime) -> Rows:
    return rows.open().filter(close_on__range=month_of(timezone.localdate(at)))


def closing_this_quarter(rows: Rows, _actor: Actor, at: datetime) -> Rows:
    """By quarters of the fiscal year."""
    start = organisation.current().fiscal_year_start
    return rows.open().filter(close_on__range=quarter_of(timezone.localdate(at), start))


def stalled(rows: Rows, _actor: Actor, at: datetime) -> Rows:
    """Open longer in their stage than is usual for it."""
    usual = ExpressionWrapper(F("stage__usual_days") * DAY, output_field=DurationField())
    return rows.open().filter(stage_since__lt=Value(at) - usual)


def won(rows: Rows, _actor: Actor, _at: datetime) -> Rows:
    return rows.filter(state=State.WON)


def lost(rows: Rows, _actor: Actor, _at: datetime) -> Rows:
    return rows.filter(state=State.LOST)


def month_of(day: date) -> tuple[date, date]:
    """The first and the last day of the month of this day."""
    first = day.replace(day=1)
    return first, _months_later(first, 1) - timedelta(days=1)


def quarter_of(day: date, fiscal_year_start: int) -> tuple[date, date]:
    """The first and the last day of the quarter of this day, in fiscal years that begin with this month."""
    into = (day.month - fiscal_year_start) % MONTHS % QUARTER
    first = _months_later(day.replace(day=1), -into)
    return first, _months_later(first, QUARTER) - timedelta(days=1)


def _months_later(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, MONTHS)
    return date(first.year + years, month + 1, 1)


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
