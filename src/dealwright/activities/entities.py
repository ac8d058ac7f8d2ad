"""What the rest of the house may know of our records."""

from django.utils.translation import gettext_lazy as _

from dealwright.activities import actions, attaching, policies, queries
from dealwright.activities.models import Activity
from dealwright.records import registry
from dealwright.records.changesets import references
from dealwright.records.fields import Field, Kind, derive
from dealwright.records.merging import attached
from dealwright.records.merging.attached import Attached
from dealwright.records.registry import Command, Entity

WHAT = _("What")
WHEN = _("When")
TEXT = _("Text")

ACTIVITY = registry.register(
    Entity(
        model=Activity,
        icon="calendar-check",
        title="title",
        subtitle="about_label",
        search=("title",),
        order=("-created_at",),
        area=_("Customers"),
        page="activities:activity",
        route="activities",
        related=("about",),
        # when it is, and what it is about
        open_fields=("kind", "due_at", "done_at", "duration", "about", "about_type", "about_id"),
        fields=(
            derive(Activity, "kind", editable=False, quick=True, group=WHAT, example="task"),
            derive(
                Activity,
                "title",
                required=False,
                quick=True,
                group=WHAT,
                help=_("Left empty, it is the first line of the text."),
                example="Send the delivery plan",
            ),
            derive(Activity, "body", quick=True, group=TEXT),
            derive(Activity, "due_at", quick=True, group=WHEN),
            derive(Activity, "duration", group=WHEN),
            derive(
                Activity,
                "done_at",
                editable=False,
                group=WHEN,
                help=_("Given when something is logged that is over."),
            ),
            derive(Activity, "owner", required=False, group=WHEN),
            Field(
                name="about",
                label=_("about"),
                path="about_label",
                creatable=False,
                editable=False,
            ),
            derive(
                Activity,
                "about_type",
                hidden=True,
                group=WHAT,
                help=_("The kind of record, such as customers.account."),
                example="customers.account",
            ),
            derive(Activity, "about_id", kind=Kind.ID, hidden=True, group=WHAT),
            derive(Activity, "created_at", creatable=False, editable=False),
            derive(Activity, "modified_at", creatable=False, editable=False),
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
                name="complete",
                label=_("Complete"),
                icon="check",
                tone="primary",
                action=actions.complete,
                allowed=policies.can_complete,
            ),
            Command(
                name="reopen",
                label=_("Reopen"),
                icon="rotate-ccw",
                action=actions.reopen,
                allowed=policies.can_reopen,
            ),
        ),
    )
)

attached.also(
    Attached(
        model=Activity,
        column="about_id",
        kind="about_type",
        copied=("about_label", "about_owner_id", "about_unit_id"),
        copies=attaching.columns_of,
    )
)
references.also(Activity, queries.about)  # they name a record otherwise than by foreign key
