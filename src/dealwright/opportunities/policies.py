"""Who may do what with deals and competitors.

`can_edit`, `can_close` and their like tell the right, which actions require; what a page offers (`can_win`,
`can_change` …) depends on the deal's state besides, which actions refuse with another reason.
"""

from dealwright.core.actor import Actor
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.opportunities.models import Competitor, Opportunity, State

DEAL = "opportunities.opportunity"
COMPETITOR = "opportunities.competitor"


def can_create(actor: Actor) -> bool:
    return access.may(actor, Privilege.CREATE, DEAL)


def can_edit(actor: Actor, deal: Opportunity) -> bool:
    """Fields, lines, competitors, stakeholders and stages."""
    return access.can(actor, Privilege.WRITE, DEAL, deal)


def can_close(actor: Actor, deal: Opportunity) -> bool:
    """Win, lose, reopen."""
    return access.can(actor, Privilege.WRITE, DEAL, deal)


def can_change(actor: Actor, deal: Opportunity) -> bool:
    """Fields, lines, competitors, stakeholders and stages are offered for change while the deal is open."""
    return deal.is_open and can_edit(actor, deal)


def can_win(actor: Actor, deal: Opportunity) -> bool:
    return deal.may_become(State.WON) and can_close(actor, deal)


def can_lose(actor: Actor, deal: Opportunity) -> bool:
    return deal.may_become(State.LOST) and can_close(actor, deal)


def can_reopen(actor: Actor, deal: Opportunity) -> bool:
    return deal.may_become(State.OPEN) and can_close(actor, deal)


def can_assign(actor: Actor, deal: Opportunity) -> bool:
    return access.can(actor, Privilege.ASSIGN, DEAL, deal)


def can_delete(actor: Actor, deal: Opportunity) -> bool:
    return access.can(actor, Privilege.DELETE, DEAL, deal)


def can_see_amounts(actor: Actor) -> bool:
    """Whether what deals are worth is open to the actor: with the estimate go its sums and the lines it comes from."""
    return "estimated_revenue" not in access.hidden_fields(actor, DEAL)


def can_clone(actor: Actor, deal: Opportunity) -> bool:
    return can_create(actor) and access.can(actor, Privilege.READ, DEAL, deal)


def can_create_competitor(actor: Actor) -> bool:
    return access.may(actor, Privilege.CREATE, COMPETITOR)


def can_edit_competitor(actor: Actor, _competitor: Competitor) -> bool:
    return access.may(actor, Privilege.WRITE, COMPETITOR)


def can_delete_competitor(actor: Actor, _competitor: Competitor) -> bool:
    return access.may(actor, Privilege.DELETE, COMPETITOR)
