"""The pages of leads and web forms, declared."""

from django.utils.translation import gettext_lazy as _

from dealwright.activities import wording
from dealwright.activities.wording import Wording
from dealwright.core.actor import Actor
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.leads import policies
from dealwright.leads.events import LeadContacted, LeadDisqualified, LeadQualified, LeadReopened
from dealwright.leads.models import CLOSED_NAMES, Lead, LeadForm, LeadState
from dealwright.ui import navigation, shown, slots
from dealwright.ui.lists import Card, Column, ListPage, View
from dealwright.ui.navigation import Area, Item
from dealwright.ui.record import Badge, Figure, ProcessBar, RecordPage, Step
from dealwright.ui.slots import Panel

TONES = {LeadState.NEW: "accent", LeadState.CONTACTED: "info", LeadState.QUALIFIED: "ok"}
PATH = (LeadState.NEW, LeadState.CONTACTED, LeadState.QUALIFIED)


LEADS = ListPage(
    entity="leads.lead",
    columns=(
        "name",
        "company",
        Column(template="leads/cells.html#state", label=_("state"), sort="state"),
        "source",
        "city",
        "phone",
        "created_at",
        "owner",
    ),
    views=(
        View(
            key="mine",
            label=_("My open"),
            filter="owner in (me, my teams) and state in (new, contacted)",
        ),
        View(key="new", label=_("New"), filter="state = new"),
        View(key="contacted", label=_("Contacted"), filter="state = contacted"),
        View(key="disqualified", label=_("Disqualified"), filter="state = disqualified"),
    ),
    default_view="mine",
    sums=("employees",),
    card=Card(second="company", right="created_at", foot=("state", "source")),
    empty=_(
        "A lead is someone who may buy. Qualify it, and it becomes an account, a contact and an opportunity."
    ),
)


def _badge(lead: Lead) -> Badge:
    return Badge(
        label=lead.get_state_display().capitalize(), tone=TONES.get(LeadState(lead.state), "")
    )


def _figures(lead: Lead, _actor: Actor) -> list[Figure]:
    reached = lead.contacted_at
    found = [
        Figure(
            label=_("Came in"), value=shown.ago(lead.created_at), note=shown.day(lead.created_at)
        ),
        Figure(label=_("Source"), value=lead.get_source_display().capitalize()),
        Figure(
            label=_("First contact"),
            value=shown.ago(reached) if reached else _("Not yet"),
            note=shown.day(reached) if reached else "",
        ),
        Figure(label=_("Owner"), value=str(lead.owner)),
    ]
    if lead.disqualify_reason:
        reason = lead.get_disqualify_reason_display().capitalize()
        found.append(
            Figure(label=_("Given up because of"), value=reason, note=lead.disqualify_note)
        )
    return found


def _process(lead: Lead, _actor: Actor) -> ProcessBar | None:
    """New, contacted, qualified; a lead that was given up is on no way."""
    if lead.state == LeadState.DISQUALIFIED:
        return None
    now = PATH.index(LeadState(lead.state))
    moments = (lead.created_at, lead.contacted_at, lead.closed_at)
    steps = [
        Step(
            name=str(state.label).capitalize(),
            state="done" if place < now else "now" if place == now else "",
            fact=shown.day(moment) if moment and place <= now else "",
        )
        for place, (state, moment) in enumerate(zip(PATH, moments, strict=True))
    ]
    return ProcessBar(label=_("From first word to decision"), steps=steps)


LEAD = RecordPage(
    entity="leads.lead",
    facts=("job_title", "company", "email", "phone"),
    figures=_figures,
    badge=_badge,
    process=_process,
    hidden=("state", "disqualify_reason", "disqualify_note"),
)

FORMS = ListPage(
    entity="leads.leadform",
    columns=(
        "name",
        "headline",
        "lead_owner",
        Column(template="leads/cells.html#openness", label=_("state"), sort="is_active"),
        "created_at",
    ),
    card=Card(second="headline", right="openness", foot=("lead_owner",)),
    empty=_(
        "A web form is a public page; whoever fills it in becomes a lead of the person you name."
    ),
)


def _form_badge(form: LeadForm) -> Badge:
    return Badge(label=_("Open"), tone="ok") if form.is_active else Badge(label=_("Closed"))


def _form_figures(form: LeadForm, actor: Actor) -> list[Figure]:
    brought = Lead.objects.visible_to(actor).filter(form=form)
    newest = brought.order_by("-created_at", "pk").values_list("created_at", flat=True).first()
    return [
        Figure(label=_("Leads"), value=shown.number(brought.count())),
        Figure(label=_("Newest"), value=shown.ago(newest)),
    ]


FORM = RecordPage(
    entity="leads.leadform", facts=("lead_owner",), figures=_form_figures, badge=_form_badge
)

slots.fill(
    "leads.lead.side",
    Panel(
        title=_("Perhaps known already"),
        url_name="leads:known",
        icon="copy",
        order=20,
        may_see=lambda _actor, lead: lead.is_open,
    ),
)
slots.fill(
    "leads.leadform.side",
    Panel(title=_("Its address"), url_name="leads:form_address", icon="link", order=10),
)

wording.say(
    {
        LeadContacted: Wording(text=_("marked the lead as contacted"), icon="phone-outgoing"),
        LeadQualified: Wording(text=_("qualified the lead"), icon="check", tone="ok"),
        LeadDisqualified: Wording(text=_("gave the lead up"), icon="circle-x"),
        LeadReopened: Wording(text=_("reopened the lead"), icon="rotate-ccw"),
    }
)


def _my_open_count(actor: Actor) -> int:
    return Lead.objects.owned_by(actor).exclude(state__in=CLOSED_NAMES).count()


navigation.register(
    Item(
        label=_("Leads"),
        url_name="leads:leads",
        icon="user-plus",
        area=Area.QUALIFY,
        order=10,
        key="l",
        dock=_("Leads"),
        may_see=lambda actor: access.may(actor, Privilege.READ, policies.LEAD),
        count=_my_open_count,
    ),
    Item(
        label=_("Web forms"),
        url_name="leads:forms",
        icon="panel-top",
        area=Area.QUALIFY,
        order=80,
        may_see=policies.can_read_forms,
    ),
)
