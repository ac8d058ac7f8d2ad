"""How a deal shows itself at the head of its page: badge, key figures, process bar with the gate of the next stage."""

from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dealwright.activities import policies as activity_policies
from dealwright.activities import queries as activities
from dealwright.activities.queries import Due, NextStep
from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.core.errors import Text
from dealwright.identity import access
from dealwright.opportunities import gates, policies
from dealwright.opportunities.models import Competitor, Opportunity, State
from dealwright.opportunities.queries import rivals
from dealwright.opportunities.queries.passages import Passage, passage
from dealwright.opportunities.queries.views import is_stalled
from dealwright.organisation import queries as organisation
from dealwright.strategy import gates as asked
from dealwright.strategy import queries as strategy
from dealwright.strategy.models import Stage
from dealwright.ui import shown
from dealwright.ui.record import Badge, Figure, Gate, Need, ProcessBar, Step

REVENUE = f"{policies.DEAL}.estimated_revenue"
TONES = {Due.LATE: "text-danger", Due.TODAY: "text-warn", Due.NONE: "text-muted"}


def badge(deal: Opportunity) -> Badge | None:
    """Won, lost or stalled; a deal that goes its way has none."""
    if deal.state == State.WON:
        return Badge(label=_("Won"), tone="ok", icon="trophy")
    if deal.state == State.LOST:
        return Badge(label=_("Lost"), tone="danger", icon="circle-x")
    if is_stalled(deal, clock.now()):
        return Badge(label=_("Stalled"), tone="warn", icon="hourglass")
    return None


def figures(deal: Opportunity, actor: Actor) -> list[Figure]:
    """What the deal is worth, what of it counts, when it closes, and what comes next."""
    at = clock.now()
    if not deal.is_open:
        return [*_outcome(deal), _amount(deal)]
    found = [_amount(deal), _weighted(deal), _close(deal, passage(deal, at=at))]
    if activity_policies.can_read_any(actor):
        found.append(_next(activities.next_step_of([deal.pk], at)[deal.pk]))
    return found


def _amount(deal: Opportunity) -> Figure:
    base = organisation.current().currency
    notes = {"lines": _("from the lines"), "quote": _("from the primary quote")}
    source = notes.get(deal.revenue_source, "")
    in_base = shown.money(deal.base_revenue, base) if deal.currency != base else ""
    return Figure(
        label=_("Amount") if deal.is_open else _("Estimated"),
        value=shown.money(deal.estimated_revenue, deal.currency),
        note=" · ".join(part for part in (in_base, source) if part),
        shows=(REVENUE,),
    )


def _weighted(deal: Opportunity) -> Figure:
    weighted = None
    if deal.estimated_revenue is not None:
        weighted = (deal.estimated_revenue * deal.probability / 100).quantize(Decimal(1))
    by_hand = deal.probability != deal.stage.probability
    percent = shown.percent(deal.probability)
    note = _("at %(percent)s, set by hand") if by_hand else _("at %(percent)s")
    return Figure(
        label=_("Weighted"),
        value=shown.money(weighted, deal.currency),
        note=note % {"percent": percent},
        shows=(REVENUE, f"{policies.DEAL}.probability"),
    )


def _close(deal: Opportunity, found: Passage) -> Figure:
    parts = [_distance(deal.close_on)] if deal.close_on else []
    if found.close_moves:
        times = found.close_moves
        parts.append(ngettext("moved once", "moved %(times)d times", times) % {"times": times})
    is_late = deal.close_on is not None and deal.close_on < shown.today()
    return Figure(
        label=_("Expected close"),
        value=shown.day(deal.close_on),
        note=" · ".join(str(part) for part in parts),
        tone="text-danger" if is_late else "",
        shows=(f"{policies.DEAL}.close_on",),
    )


def _distance(day: date) -> Text:
    days = (day - shown.today()).days
    if days < 0:
        return ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}
    if days == 0:
        return _("today")
    return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}


def _next(step: NextStep) -> Figure:
    if step.due == Due.NONE:
        return Figure(label=_("Next step"), value=_("Nothing planned"), tone=TONES[Due.NONE])
    return Figure(
        label=_("Next step"),
        value=step.title,
        note=shown.moment(step.due_at) if step.due_at else _("no date"),
        tone=TONES.get(step.due, ""),
    )


def _outcome(deal: Opportunity) -> list[Figure]:
    closed = Figure(label=_("Closed"), value=shown.day(deal.closed_on))
    if deal.state == State.WON:
        won = Figure(
            label=_("Won for"),
            value=shown.money(deal.actual_revenue, deal.currency),
            tone="text-ok",
            shows=(f"{policies.DEAL}.actual_revenue",),
        )
        return [won, closed]
    reason = Figure(
        label=_("Lost because of"),
        value=deal.get_lost_reason_display().capitalize(),
        note=_("to %(competitor)s") % {"competitor": deal.lost_to} if deal.lost_to else "",
        shows=(f"{policies.DEAL}.lost_reason", f"{policies.DEAL}.lost_to"),
    )
    return [reason, closed]


def process(deal: Opportunity, actor: Actor) -> ProcessBar | None:
    """The stages of the deal's process; each can be clicked by whoever may move the deal."""
    at = clock.now()
    stages = strategy.stages(deal.process_id)
    found = passage(deal, at=at)
    may_move = policies.can_change(actor, deal)
    present = next(place for place, stage in enumerate(stages) if stage.pk == deal.stage_id)
    following = stages[present + 1] if present + 1 < len(stages) else None
    return ProcessBar(
        label=_("Sales process: %(name)s") % {"name": stages[0].process.name},
        steps=[
            _step(deal, stage, place - present, found, may_move=may_move)
            for place, stage in enumerate(stages)
        ],
        gate=_gate(deal, following, actor) if may_move and following else None,
    )


def _step(deal: Opportunity, stage: Stage, ahead: int, found: Passage, *, may_move: bool) -> Step:
    state = "done" if ahead < 0 or not deal.is_open else "now" if ahead == 0 else ""
    is_further = ahead > 0
    return Step(
        name=stage.name,
        state="" if is_further else state,
        fact=shown.percent(stage.probability) if is_further else _stay(stage, found, ahead),
        icon="lock-keyhole" if is_further and deal.is_open and _is_gated(deal, stage) else "",
        url=reverse("opportunities:to_stage", args=[deal.pk, stage.pk])
        if may_move and ahead
        else "",
    )


def _stay(stage: Stage, found: Passage, ahead: int) -> str:
    """How long the deal stood in a stage; in the present one beside what is usual."""
    days = found.days_in(stage.pk)
    if days is None:
        return ""
    if ahead == 0 and stage.usual_days:
        return _("%(days)d of about %(usual)d d") % {"days": days, "usual": stage.usual_days}
    return _("%(days)d d") % {"days": days}


def _is_gated(deal: Opportunity, stage: Stage) -> bool:
    return bool(gates.missing(deal, [stage]))


def _gate(deal: Opportunity, stage: Stage, actor: Actor) -> Gate | None:
    """What the next stage asks for, met or not; nothing when it asks for nothing that the actor knows of."""
    hidden = access.hidden_fields(actor, policies.DEAL)
    if not set(stage.required_fields) - hidden:
        return None
    needs = [
        Need(label=_capital(asked.label(name)), is_met=gates.holds(deal, name), field=name)
        for name in stage.required_fields
        if name not in hidden
    ]
    is_open = any(not need.is_met for need in needs)
    return Gate(
        title=_("To move to %(stage)s") % {"stage": stage.name},
        needs=needs,
        url=reverse("opportunities:to_stage", args=[deal.pk, stage.pk]) if is_open else "",
    )


def _capital(label: Text) -> str:
    text = str(label)
    return text[:1].upper() + text[1:]


def figures_of_competitor(competitor: Competitor, actor: Actor) -> list[Figure]:
    """How often we win against a competitor, over the deals that the actor may read."""
    score = rivals.scores([competitor.pk], actor=actor)[competitor.pk]
    open_deals = (
        Opportunity.objects.visible_to(actor).open().filter(competitors__competitor=competitor)
    )
    return [
        Figure(
            label=_("We win"),
            value=shown.percent(score.percent),
            note=ngettext("of %(closed)d deal", "of %(closed)d deals", score.closed)
            % {"closed": score.closed},
        ),
        Figure(label=_("Open deals"), value=shown.number(open_deals.count())),
    ]
