"""What the rest of the house may know of sales processes and stages."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from dealwright.records import registry
from dealwright.records.fields import Field, Kind, derive
from dealwright.records.registry import Command, Entity
from dealwright.strategy import actions, gates, policies
from dealwright.strategy.models import SalesProcess, Stage

PROCESS = registry.register(
    Entity(
        model=SalesProcess,
        icon="workflow",
        order=("name",),
        area=_("Settings"),
        page="strategy:process",
        route="sales-processes",
        in_palette=False,
        fields=(
            derive(SalesProcess, "name", example="Standard sale"),
            derive(
                SalesProcess,
                "is_default",
                help=_("New deals take this process unless another is chosen."),
            ),
            derive(
                SalesProcess,
                "is_active",
                help=_("A retired process keeps its deals and takes no new ones."),
            ),
            derive(SalesProcess, "created_at", creatable=False, editable=False),
            derive(SalesProcess, "modified_at", creatable=False, editable=False),
        ),
        create=actions.create_processes,
        update=actions.update_process,
        delete=actions.remove_process,
        may_create=policies.can_create_process,
        may_update=policies.can_edit_process,
        may_delete=policies.can_remove_process,
    )
)

STAGE = registry.register(
    Entity(
        model=Stage,
        icon="milestone",
        subtitle="process__name",
        order=("process", "position"),
        area=_("Settings"),
        page="strategy:stage",
        route="stages",
        related=("process",),
        in_palette=False,
        open_fields=("guidance",),
        fields=(
            derive(Stage, "process", editable=False, hidden=True),
            derive(
                Stage,
                "position",
                required=False,
                minimum=Decimal(1),
                editable=False,
                help=_("Counted from 1; left out, the stage comes last."),
            ),
            derive(Stage, "name", example="Qualify"),
            derive(
                Stage,
                "probability",
                maximum=Decimal(100),
                example=25,
                help=_("How likely a deal in this stage is won, in percent."),
            ),
            derive(Stage, "category"),
            derive(
                Stage,
                "usual_days",
                help=_("A deal that stays longer is marked as stalled."),
            ),
            derive(
                Stage,
                "required_fields",
                choices=gates.CHOICES,
                help=_("What a deal must hold before it enters this stage."),
                example=["account"],
            ),
            derive(Stage, "guidance", help=_("What to do here; shown to whoever works the deal.")),
            derive(Stage, "created_at", creatable=False, editable=False),
            derive(Stage, "modified_at", creatable=False, editable=False),
        ),
        create=actions.create_stages,
        update=actions.update_stage,
        delete=actions.remove_stage,
        may_create=policies.can_create_stage,
        may_update=policies.can_edit_stage,
        may_delete=policies.can_remove_stage,
        commands=(
            Command(
                name="move",
                label=_("Move"),
                icon="arrow-up-down",
                action=actions.move_stage,
                allowed=policies.can_edit_stage,
                parameters=(
                    Field(
                        name="position",
                        label=_("position"),
                        kind=Kind.INTEGER,
                        required=True,
                        minimum=Decimal(1),
                        example=2,
                    ),
                ),
            ),
        ),
    )
)
