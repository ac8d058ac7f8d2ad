"""The pages of deals and competitors, what they put on other pages, and their places in the navigation."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from dealwright.activities.models import KEY as ACTIVITY
from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.opportunities import actions, policies, qualifying, showing
from dealwright.opportunities.entities import MOVE, OPPORTUNITY
from dealwright.opportunities.models import Opportunity
from dealwright.opportunities.queries import views
from dealwright.records import shapes
from dealwright.strategy import queries as strategy
from dealwright.strategy.models import SalesProcess
from dealwright.ui import dialogs, navigation, shown, slots
from dealwright.ui.board import Board, BoardCard, Lane, Switch
from dealwright.ui.lists import Card, Column, ListPage, View
from dealwright.ui.navigation import Area, Item
from dealwright.ui.record import RecordPage
from dealwright.ui.slots import Panel

SIDE = f"{policies.DEAL}.side"

OPPORTUNITIES = ListPage(
    entity=policies.DEAL,
    columns=(
        "name",
        "account",
        Column(
            template="opportunities/cells.html#stage",
            label=_("stage"),
            sort="stage__position",
            related=("stage",),
        ),
        "estimated_revenue",
        "close_on",
        Column(
            template="opportunities/cells.html#next_step", label=_("next step"), kinds=(ACTIVITY,)
        ),
        "owner",
    ),
    views=(
        View(
            key="mine",
            label=_("My open"),
            filter="state = open and owner = me",
            order=("close_on",),
        ),
        View(
            key="team",
            label=_("My team"),
            filter="state = open and (owner in my team or owner in my unit)",
            order=("close_on",),
        ),
        View(
            key="month",
            label=_("Closing this month"),
            filter="state = open and close_on in this month",
            order=("close_on",),
        ),
        View(
            key="quarter",
            label=_("Closing this quarter"),
            filter="state = open and close_on in this fiscal quarter",
            order=("close_on",),
        ),
        View(
            key="stalled",
            label=_("Stalled"),
            filter="stalled = true",
            order=("stage_since",),
        ),
        View(key="won", label=_("Won"), filter="state = won", order=("-closed_on",)),
        View(key="lost", label=_("Lost"), filter="state = lost", order=("-closed_on",)),
    ),
    default_view="mine",
    sums=("estimated_revenue", "base_revenue", "budget", "actual_revenue"),
    card=Card(second="account", right="estimated_revenue", foot=("stage", "next_step", "owner")),
    empty=_("A deal that is pursued: for whom, how much, until when, and what comes next."),
    board="opportunities:board",
    base_rows=views.with_next_step,
)

OPPORTUNITY_PAGE = RecordPage(
    entity=policies.DEAL,
    facts=("account", "owner"),
    figures=showing.figures,
    badge=showing.badge,
    process=showing.process,
    hidden=(
        "account",
        "owner",
        "stage",
        "state",
        "estimated_revenue",
        "base_revenue",
        "actual_revenue",
        "closed_on",
    ),
)


def lanes(actor: Actor, asked: Mapping[str, str]) -> list[Lane]:
    """The stages of the process that the address names, or of the default one."""
    may_add = policies.can_create(actor)
    process = _process(asked.get("process", ""))
    return [
        Lane(key=str(stage.pk), name=stage.name, percent=stage.probability, can_add=may_add)
        for stage in (process.stages.all() if process else ())
    ]


def _process(named: str) -> SalesProcess | None:
    found = strategy.processes()
    chosen = (process for process in found if str(process.pk) == named)
    return next(chosen, found[0] if found else None)


def _processes(_actor: Actor) -> Sequence[tuple[str, str]]:
    return [(str(process.pk), process.name) for process in strategy.processes(active_only=True)]


def _move_card(
    deal: Opportunity, to: str, *, by: Actor, at: datetime, values: Mapping[str, Any]
) -> Opportunity:
    """Move what was dropped on a lane, taken back from the closed ones if need be."""
    seen = OPPORTUNITY.seen_by(by)
    given = shapes.check(shapes.parameters(seen, MOVE), {"stage": to, **values})
    stage = given.pop("stage")
    return actions.place(deal, stage, values=given, by=by, at=at)


BOARD = Board(
    entity=policies.DEAL,
    lanes=lanes,
    lane_path="stage",
    rows=lambda rows: views.with_next_step(rows.open()),
    move=_move_card,
    amount="base_revenue",
    weight="probability",
    card=BoardCard(
        second="account",
        amount="estimated_revenue",
        on="close_on",
        foot="opportunities/cells.html#foot",
        foot_kinds=(ACTIVITY,),
        stalled=lambda deal: views.is_stalled(deal, clock.now()),
        related=("stage",),
    ),
    switch=Switch(name="process", label=_("Sales process"), options=_processes),
    drops=("win", "lose"),
    select_related=("stage",),
    order=("close_on",),
)

COMPETITORS = ListPage(
    entity=policies.COMPETITOR,
    columns=("name", "website", "strengths", "weaknesses"),
    card=Card(second="strengths", right="website"),
    empty=_("A competitor also wants the deals you pursue. Note strengths, weaknesses and wins."),
)

COMPETITOR_PAGE = RecordPage(
    entity=policies.COMPETITOR, facts=("website",), figures=showing.figures_of_competitor
)


def _winning(deal: Opportunity, actor: Actor) -> dict[str, Any]:
    estimated = deal.estimated_revenue if policies.can_see_amounts(actor) else None
    return {"actual_revenue": estimated, "closed_on": shown.today()}


def _losing(_deal: Opportunity, _actor: Actor) -> dict[str, Any]:
    return {"closed_on": shown.today()}


def _lacks(deal: Opportunity, name: str) -> bool:
    """Who the customer is, is asked only where nobody said so."""
    return name != "account" or deal.account_id is None


dialogs.enrich(policies.DEAL, "win", initial=_winning, asks=_lacks)
dialogs.enrich(policies.DEAL, "lose", initial=_losing)
dialogs.enrich(
    "leads.lead",
    "qualify",
    initial=qualifying.initial,
    context=qualifying.context,
    read=qualifying.read,
    template="opportunities/qualify.html",
)
dialogs.enrich(
    policies.DEAL, "clone", initial=lambda deal, _actor: {"name": actions.name_of_copy(deal)}
)


def _may_read_deals(actor: Actor, _row: Any = None) -> bool:
    return access.may(actor, Privilege.READ, policies.DEAL)


def _may_read_amounts(actor: Actor, _row: Any = None) -> bool:
    return _may_read_deals(actor) and policies.can_see_amounts(actor)


def _may_read_competitors(actor: Actor) -> bool:
    return access.may(actor, Privilege.READ, policies.COMPETITOR)


slots.fill(SIDE, Panel(title=_("Customer"), url_name="opportunities:customer_of", order=5))
slots.fill(
    SIDE,
    Panel(
        title=_("Stakeholders"),
        url_name="opportunities:stakeholders_of",
        order=10,
        add="opportunities:add_stakeholder",
        add_label=_("Add stakeholder"),
        may_add=policies.can_change,
    ),
)
slots.fill(
    SIDE,
    Panel(
        title=_("Competitors"),
        url_name="opportunities:competitors_of",
        order=30,
        add="opportunities:add_competitor",
        add_label=_("Add competitor"),
        may_add=policies.can_change,
    ),
)
slots.fill(
    f"{policies.DEAL}.tabs",
    Panel(
        title=_("Lines"),
        url_name="opportunities:lines_of",
        order=20,
        may_see=_may_read_amounts,
    ),
)
for key in ("customers.account", "customers.contact", "leads.lead", policies.COMPETITOR):
    slots.fill(
        f"{key}.side",
        Panel(
            title=_("Opportunities"),
            url_name=f"opportunities:of_{key.rpartition('.')[2]}",
            order=10,
            may_see=_may_read_deals,
        ),
    )
slots.fill(
    "home.side",
    Panel(
        title=_("My pipeline by stage"),
        url_name="opportunities:my_pipeline",
        order=10,
        may_see=_may_read_amounts,
    ),
)

navigation.register(
    Item(
        label=_("Opportunities"),
        url_name="opportunities:opportunities",
        icon="target",
        area=Area.PURSUE,
        order=10,
        key="o",
        dock=_("Deals"),
        may_see=_may_read_deals,
        count=lambda actor: Opportunity.objects.open().filter(owner=actor.id).count(),
    ),
    Item(
        label=_("Board"),
        url_name="opportunities:board",
        icon="columns-3",
        area=Area.PURSUE,
        order=20,
        key="b",
        may_see=_may_read_deals,
    ),
    Item(
        label=_("Competitors"),
        url_name="opportunities:competitors",
        icon="swords",
        area=Area.PURSUE,
        order=60,
        may_see=_may_read_competitors,
    ),
)
