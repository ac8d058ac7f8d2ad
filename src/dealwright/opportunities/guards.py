"""What lower contexts must not do while deals depend on it."""

from django.utils.translation import gettext as _

from dealwright.core.errors import refuse_unless
from dealwright.core.guards import guard
from dealwright.opportunities.models import DealSpan, Opportunity
from dealwright.strategy.models import Stage


@guard("strategy.remove_stage")
def keep_stage_of_deals(stage: Stage) -> None:
    """A stage that deals stand in, or went through, is part of their history."""
    refuse_unless(
        not Opportunity.objects.filter(stage=stage).exists(),
        _("Deals stand in this stage."),
        remedy=_("Move them to another stage first."),
        code="in_use",
    )
    refuse_unless(
        not DealSpan.objects.filter(stage=stage).exists(),
        _("Deals went through this stage; their history needs it."),
        remedy=_("Rename it, or begin a new process and retire this one."),
        code="in_use",
    )
