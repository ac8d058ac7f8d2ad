"""What the rest of the house may know of leads and web forms."""

from operator import attrgetter

from django.utils.translation import gettext_lazy as _

from dealwright.leads import actions, policies, queries
from dealwright.leads.models import DisqualifyReason, Lead, LeadForm
from dealwright.records import registry
from dealwright.records.fields import Field, Kind, derive
from dealwright.records.matching import declared, plans
from dealwright.records.merging import offering
from dealwright.records.merging.declared import Mergeable
from dealwright.records.registry import Command, Entity

PERSON = _("Person")
COMPANY = _("Company")
NEED = _("Need")
OUTCOME = _("Outcome")
PAGE = _("Public page")
TAKING = _("Taking answers")

LEAD = registry.register(
    Entity(
        model=Lead,
        icon="user-plus",
        title="name",
        subtitle="company",
        search=("name", "company"),
        order=("-created_at",),
        area=_("Attract and qualify"),
        page="leads:lead",
        route="leads",
        related=("account", "contact"),
        hints=queries.hints,
        open_fields=("first_name", "last_name", "company", "need"),  # a deal is named after them
        extra={"is_open": attrgetter("is_open")},
        fields=(
            derive(Lead, "name", creatable=False, editable=False),
            derive(Lead, "first_name", quick=True, group=PERSON, example="Annika"),
            derive(Lead, "last_name", quick=True, group=PERSON, example="Sjöberg-Lindqvist"),
            derive(Lead, "company", quick=True, group=COMPANY, example="Nordhaven Cold Chain AB"),
            derive(Lead, "email", quick=True, group=PERSON, example="annika@nordhaven.example"),
            derive(Lead, "phone", kind=Kind.PHONE, quick=True, group=PERSON),
            derive(Lead, "job_title", group=PERSON),
            derive(
                Lead,
                "registration_number",
                searchable=True,
                of_register=True,
                group=COMPANY,
                example="556703-7485",
            ),
            derive(
                Lead,
                "vat_number",
                searchable=True,
                of_register=True,
                group=COMPANY,
                example="SE556703748501",
            ),
            derive(Lead, "website", kind=Kind.URL, group=COMPANY),
            derive(Lead, "industry", group=COMPANY),
            derive(Lead, "employees", group=COMPANY),
            derive(Lead, "city", group=COMPANY),
            derive(Lead, "country", group=COMPANY),
            derive(Lead, "need", group=NEED),
            derive(Lead, "source", group=NEED),
            derive(Lead, "form", creatable=False, editable=False, group=NEED),
            derive(Lead, "owner", required=False, group=NEED),
            derive(Lead, "state", creatable=False, editable=False, group=OUTCOME),
            derive(Lead, "contacted_at", creatable=False, editable=False, group=OUTCOME),
            derive(Lead, "closed_at", creatable=False, editable=False, group=OUTCOME),
            derive(Lead, "disqualify_reason", creatable=False, editable=False, group=OUTCOME),
            derive(Lead, "disqualify_note", creatable=False, editable=False, group=OUTCOME),
            derive(Lead, "contact", creatable=False, editable=False, group=OUTCOME),
            derive(Lead, "account", creatable=False, editable=False, group=OUTCOME),
            derive(Lead, "created_at", creatable=False, editable=False),
            derive(Lead, "modified_at", creatable=False, editable=False),
        ),
        create=actions.create_many,
        update=actions.update,
        delete=actions.delete,
        may_create=policies.can_create,
        may_update=policies.can_edit,
        may_delete=policies.can_delete,
        is_batched=True,
        commands=(
            Command(
                name="contacted",
                label=_("Contacted"),
                icon="phone-outgoing",
                action=actions.mark_contacted,
                allowed=policies.can_mark_contacted,
                help=_("Someone spoke or wrote to this lead."),
            ),
            Command(
                name="disqualify",
                label=_("Disqualify"),
                icon="circle-x",
                action=actions.disqualify,
                allowed=policies.can_disqualify,
                parameters=(
                    Field(
                        name="reason",
                        label=_("reason"),
                        kind=Kind.CHOICE,
                        required=True,
                        choices=tuple(DisqualifyReason.choices),
                        example="no_budget",
                    ),
                    Field(name="note", label=_("note"), kind=Kind.LONG_TEXT),
                ),
                help=_("Give this lead up and say why. It can be reopened."),
            ),
            Command(
                name="reopen",
                label=_("Reopen"),
                icon="rotate-ccw",
                action=actions.reopen,
                allowed=policies.can_reopen,
                help=_("Take this lead up again."),
            ),
        ),
    )
)

LEAD_FORM = registry.register(
    Entity(
        model=LeadForm,
        icon="panel-top",
        order=("name",),
        area=_("Attract and qualify"),
        page="leads:form",
        route="lead-forms",
        fields=(
            derive(LeadForm, "name", quick=True, group=PAGE, example="Contact page"),
            derive(LeadForm, "headline", quick=True, group=PAGE, example="Talk to us"),
            derive(
                LeadForm,
                "introduction",
                group=PAGE,
                help=_("Stands above the fields; says what happens with the answer."),
            ),
            derive(LeadForm, "thanks", group=PAGE, help=_("Stands on the page after sending.")),
            derive(LeadForm, "lead_owner", quick=True, group=TAKING),
            derive(
                LeadForm,
                "is_active",
                group=TAKING,
                help=_("A closed form says so and takes nothing."),
            ),
            derive(LeadForm, "key", creatable=False, editable=False),
            derive(LeadForm, "created_at", creatable=False, editable=False),
            derive(LeadForm, "modified_at", creatable=False, editable=False),
        ),
        create=actions.create_forms,
        update=actions.update_form,
        delete=actions.delete_form,
        may_create=policies.can_create_form,
        may_update=policies.can_edit_form,
        may_delete=policies.can_delete_form,
        commands=(
            Command(
                name="renew-key",
                label=_("New address"),
                icon="key-round",
                tone="error",
                action=actions.renew_key,
                allowed=policies.can_edit_form,
                help=_("The old address leads nowhere from then on; change the links to it."),
            ),
        ),
    )
)

offering.offer(Mergeable(entity=LEAD.key))

declared.register(
    LEAD.key,
    plans.of_people(
        plans.name("first_name", "last_name"),
        plans.email("email"),
        plans.phones("phone"),
        plans.company("company"),
    ),
)
