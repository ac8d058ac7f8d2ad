"""What the rest of the house may know of deals and competitors."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Actor
from dealwright.leads import policies as lead_policies
from dealwright.leads.models import Lead
from dealwright.opportunities import actions, policies
from dealwright.opportunities.models import (
    Competitor,
    LostReason,
    Opportunity,
)
from dealwright.opportunities.queries import views
from dealwright.records import numbering, registry
from dealwright.records.fields import Field, Kind, derive
from dealwright.records.registry import Command, Entity, Term
from dealwright.strategy import gates

ABOUT = _("About")
REVENUE = _("Revenue")
NEED = _("Need")
OUTCOME = _("Outcome")

ZERO, HUNDRED = Decimal(0), Decimal(100)

REVENUE_FIELDS = (
    derive(
        Opportunity,
        "estimated_revenue",
        kind=Kind.MONEY,
        currency="currency",
        minimum=ZERO,
        quick=True,
        group=REVENUE,
        example="647340.00",
        shadows=("base_revenue",),
    ),
    derive(Opportunity, "close_on", quick=True, group=REVENUE, example="2026-12-18"),
    derive(
        Opportunity,
        "probability",
        required=False,
        maximum=HUNDRED,
        group=REVENUE,
        help=_("Comes with the stage; what you set by hand stays."),
    ),
    derive(Opportunity, "category", required=False, group=REVENUE),
    derive(
        Opportunity,
        "revenue_source",
        group=REVENUE,
        help=_("From lines or the primary quote: the estimated revenue is what they come to."),
    ),
    derive(Opportunity, "currency", kind=Kind.CURRENCY, required=False, group=REVENUE),
    derive(Opportunity, "price_list", group=REVENUE),
    derive(
        Opportunity, "base_revenue", kind=Kind.MONEY, creatable=False, editable=False, group=REVENUE
    ),
)
NEED_FIELDS = (
    derive(Opportunity, "need", group=NEED),
    derive(Opportunity, "budget", kind=Kind.MONEY, currency="currency", minimum=ZERO, group=NEED),
    derive(Opportunity, "decision_maker", group=NEED),
    derive(Opportunity, "delivery_on", group=NEED),
)
OUTCOME_FIELDS = tuple(
    replace(field, creatable=False, editable=False, group=OUTCOME)
    for field in (
        derive(Opportunity, "state"),
        derive(Opportunity, "actual_revenue", kind=Kind.MONEY, currency="currency"),
        derive(Opportunity, "closed_on"),
        derive(Opportunity, "lost_reason"),
        derive(Opportunity, "lost_to"),
        derive(Opportunity, "lost_note"),
    )
)
STAMPS = tuple(
    derive(Opportunity, name, creatable=False, editable=False)
    for name in ("stage_since", "closed_at", "created_at", "modified_at")
)

FIELDS = (
    derive(Opportunity, "number", creatable=False, editable=False),
    derive(Opportunity, "name", quick=True, group=ABOUT, example="Sortation line, hub Gothenburg"),
    derive(Opportunity, "account", quick=True, group=ABOUT),
    derive(Opportunity, "contact", quick=True, group=ABOUT),
    derive(Opportunity, "process", required=False, group=ABOUT),
    derive(Opportunity, "stage", required=False, editable=False, group=ABOUT),
    derive(Opportunity, "owner", required=False, group=ABOUT),
    derive(Opportunity, "source", group=ABOUT),
    derive(Opportunity, "lead", creatable=False, editable=False, group=ABOUT),
    *REVENUE_FIELDS,
    *NEED_FIELDS,
    *OUTCOME_FIELDS,
    *STAMPS,
)

# what a deal is nothing without: of whom it is, where it stands, in which money
OPEN = (
    "account",
    "contact",
    "lead",
    "process",
    "stage",
    "stage_since",
    "state",
    "closed_at",
    "closed_on",
    "currency",
    "base_revenue",
    "revenue_source",
    "price_list",
    "probability",
    "category",
    "created_at",
    "modified_at",
)
STALLED = Term(
    name="stalled",
    label=_("stalled"),
    holds=views.stalled,
    reads=("opportunities.opportunity.stage_since", "strategy.stage.usual_days"),
)
GATED = (
    "account",
    "contact",
    "estimated_revenue",
    "close_on",
    "source",
    "price_list",
    "need",
    "budget",
    "decision_maker",
    "delivery_on",
)
GATE_FIELDS = tuple(field for field in FIELDS if field.name in GATED)

CLOSED_ON = Field(
    name="closed_on",
    label=_("closed on"),
    kind=Kind.DATE,
    help=_("Today, unless you say otherwise."),
)
WIN = (
    replace(
        derive(Opportunity, "actual_revenue", kind=Kind.MONEY, currency="currency"),
        minimum=ZERO,
        help=_("The estimated revenue, unless you say otherwise."),
        example="640000.00",
    ),
    CLOSED_ON,
    replace(derive(Opportunity, "account"), help=_("The customer, where the deal has none yet.")),
)
LOSE = (
    Field(
        name="reason",
        label=_("reason"),
        kind=Kind.CHOICE,
        required=True,
        choices=tuple(LostReason.choices),
        example="price",
    ),
    Field(
        name="competitor",
        label=_("competitor"),
        kind=Kind.LINK,
        to="opportunities.competitor",
        help=_("Who got the deal, if you know."),
    ),
    Field(name="note", label=_("note"), kind=Kind.LONG_TEXT),
    CLOSED_ON,
)
STAGE = Field(name="stage", label=_("stage"), kind=Kind.LINK, to="strategy.stage", required=True)


def _move(deal: Opportunity, *, stage: UUID, by: Actor, at: datetime, **values: Any) -> Opportunity:
    return actions.move_stage(deal, stage, values=values, by=by, at=at)


def _lose(deal: Opportunity, *, reason: str, by: Actor, at: datetime, **given: Any) -> Opportunity:
    return actions.lose(deal, reason, by=by, at=at, **given)


def _assign(deal: Opportunity, *, owner: UUID, by: Actor, at: datetime) -> Opportunity:
    return actions.assign(deal, owner, by=by, at=at)


MOVE = Command(
    name="move",
    label=_("Move"),
    icon="milestone",
    action=_move,
    allowed=policies.can_change,
    parameters=(STAGE, *GATE_FIELDS),
    help=_("Move this deal to another stage; what the stage asks for may be filled in at once."),
    shown=False,  # the process bar and the board are how people move a deal
)
# On the page the last of these stand as buttons, the others in the menu.
COMMANDS = (
    MOVE,
    Command(
        name="assign",
        label=_("Assign"),
        icon="user-round-check",
        action=_assign,
        allowed=policies.can_assign,
        parameters=(replace(derive(Opportunity, "owner"), required=True),),
        help=_("Hand this deal over to someone else."),
    ),
    Command(
        name="clone",
        label=_("Copy"),
        icon="copy",
        action=actions.clone,
        allowed=policies.can_clone,
        parameters=(
            replace(derive(Opportunity, "name"), required=False, help=_("Of the new deal.")),
        ),
        answers="opportunities.opportunity",
        help=_("Begin a new deal like this one, with its lines, competitors and stakeholders."),
    ),
    Command(
        name="reopen",
        label=_("Reopen"),
        icon="rotate-ccw",
        action=actions.reopen,
        allowed=policies.can_reopen,
        help=_("Pursue this deal again, in the stage it was in."),
    ),
    Command(
        name="lose",
        label=_("Lose"),
        icon="circle-x",
        action=_lose,
        allowed=policies.can_lose,
        parameters=LOSE,
        help=_("Close this deal as lost, and say why."),
    ),
    Command(
        name="win",
        label=_("Win"),
        icon="trophy",
        tone="primary",
        action=actions.win,
        allowed=policies.can_win,
        parameters=WIN,
        help=_("Close this deal as won."),
    ),
)

OPPORTUNITY = registry.register(
    Entity(
        model=Opportunity,
        icon="target",
        title="name",
        number="number",
        subtitle="account__name",
        search=("name", "number"),
        order=("-created_at",),
        area=_("Pursue"),
        page="opportunities:opportunity",
        route="opportunities",
        related=("account", "contact", "lead"),
        fields=FIELDS,
        open_fields=OPEN,
        terms=(STALLED,),
        create=actions.create_many,
        update=actions.update,
        delete=actions.delete,
        may_create=policies.can_create,
        may_update=policies.can_change,
        may_delete=policies.can_delete,
        commands=COMMANDS,
        extra={
            "restore": actions.restore,
            "assign": actions.assign,
            "is_open": attrgetter("is_open"),
        },
    )
)

COMPETITOR = registry.register(
    Entity(
        model=Competitor,
        icon="swords",
        order=("name",),
        area=_("Pursue"),
        page="opportunities:competitor",
        route="competitors",
        fields=(
            derive(Competitor, "name", quick=True, group=ABOUT, example="Vanterra Systems"),
            derive(Competitor, "website", kind=Kind.URL, quick=True, group=ABOUT),
            derive(Competitor, "strengths", quick=True, group=ABOUT),
            derive(Competitor, "weaknesses", quick=True, group=ABOUT),
            derive(Competitor, "created_at", creatable=False, editable=False),
            derive(Competitor, "modified_at", creatable=False, editable=False),
        ),
        create=actions.create_competitors,
        update=actions.update_competitor,
        delete=actions.delete_competitor,
        may_create=policies.can_create_competitor,
        may_update=policies.can_edit_competitor,
        may_delete=policies.can_delete_competitor,
    )
)

gates.offer(*GATE_FIELDS)


QUALIFY = (
    replace(
        derive(Opportunity, "account"),
        help=_("An account that is there already."),
    ),
    Field(
        name="create_account",
        label=_("create account"),
        kind=Kind.BOOLEAN,
        help=_(
            "Of the company, where the lead names one and no account is linked. True by default."
        ),
    ),
    replace(
        derive(Opportunity, "contact"),
        help=_("A contact that is there already; otherwise one is created."),
    ),
    Field(
        name="create_opportunity",
        label=_("create opportunity"),
        kind=Kind.BOOLEAN,
        help=_("True by default."),
    ),
    *(
        replace(OPPORTUNITY.field(name), required=False, currency="")
        for name in ("name", "estimated_revenue", "close_on", "process")
    ),
)


def _qualify(
    lead: Lead,
    *,
    by: Actor,
    at: datetime,
    account: UUID | None = None,
    contact: UUID | None = None,
    create_account: bool | None = None,
    create_opportunity: bool | None = None,
    **deal: Any,
) -> Opportunity | None:
    """Qualify by choices and, flat beside them, the fields of the deal."""
    made = actions.qualify(
        lead,
        by=by,
        at=at,
        account=account,
        contact=contact,
        create_account=create_account is not False,  # null is: as usual
        create_opportunity=create_opportunity is not False,
        opportunity=deal,
    )
    return made.opportunity


registry.extend(
    "leads.lead",
    Command(
        name="qualify",
        label=_("Qualify"),
        icon="badge-check",
        tone="primary",
        action=_qualify,
        allowed=lead_policies.can_qualify,
        parameters=QUALIFY,
        answers="opportunities.opportunity",
        help=_(
            "Make an account, a contact and an opportunity of this lead, or link it to those that are there. "
            "Answers the opportunity, or the lead when none is made."
        ),
    ),
)

numbering.register("OPP", "opportunities.opportunity")
