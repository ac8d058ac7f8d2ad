"""Who may do what to leads and web forms."""

from django.utils.translation import gettext_lazy as _

from dealwright.core import guards
from dealwright.core.actor import Actor, Kind
from dealwright.core.errors import refuse_unless
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.leads.models import Lead, LeadForm, LeadState
from dealwright.records.merging.declared import Merging

LEAD = "leads.lead"
FORM = "leads.leadform"


def can_create(actor: Actor) -> bool:
    return access.may(actor, Privilege.CREATE, LEAD)


def can_edit(actor: Actor, lead: Lead) -> bool:
    """Change its details; a closed lead is reopened first."""
    return lead.is_open and can_work(actor, lead)


def can_work(actor: Actor, lead: Lead) -> bool:
    """Decide what becomes of it."""
    return access.can(actor, Privilege.WRITE, LEAD, lead)


def can_delete(actor: Actor, lead: Lead) -> bool:
    return access.can(actor, Privilege.DELETE, LEAD, lead)


def can_mark_contacted(actor: Actor, lead: Lead) -> bool:
    return lead.state == LeadState.NEW and can_work(actor, lead)


def can_qualify(actor: Actor, lead: Lead) -> bool:
    return lead.is_open and can_work(actor, lead)


def can_disqualify(actor: Actor, lead: Lead) -> bool:
    return lead.is_open and can_work(actor, lead)


def can_reopen(actor: Actor, lead: Lead) -> bool:
    return not lead.is_open and can_work(actor, lead)


def can_create_form(actor: Actor) -> bool:
    return access.may(actor, Privilege.CREATE, FORM)


def can_read_forms(actor: Actor) -> bool:
    return access.may(actor, Privilege.READ, FORM)


def can_edit_form(actor: Actor, _form: LeadForm) -> bool:
    return access.may(actor, Privilege.WRITE, FORM)


def can_delete_form(actor: Actor, _form: LeadForm) -> bool:
    return access.may(actor, Privilege.DELETE, FORM)


def can_submit(actor: Actor, form: LeadForm) -> bool:
    """A visitor who was given this very form while it is open."""
    return actor.kind == Kind.CLIENT and actor.document == form.pk and form.is_active


@guards.guard("leads.lead.merge")
def refuse_losing_what_became_of_it(merging: Merging) -> None:
    """What was decided about a lead is kept: a closed lead takes no values, and a qualified one goes only into another."""
    winner = merging.winner
    refuse_unless(
        winner.is_open or not merging.values,
        _("%(name)s is closed: %(state)s; it takes no values from others.")
        % {"name": winner, "state": winner.get_state_display()},
        remedy=_("Reopen it first, keep its own values, or let another lead stay."),
        code="closed",
    )
    lost = [row for row in merging.losers if row.state == LeadState.QUALIFIED]
    refuse_unless(
        winner.state == LeadState.QUALIFIED or not lost,
        _("%(name)s is qualified: what came of it would be lost.")
        % {"name": lost[0] if lost else ""},
        remedy=_("Let the qualified lead stay."),
        code="qualified",
    )
