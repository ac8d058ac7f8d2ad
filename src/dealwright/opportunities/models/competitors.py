"""Companies that also want the deal, and the deals they are in."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from dealwright.core.ids import new_id
from dealwright.events.history import tracked
from dealwright.records.models import Record, RecordQuerySet


@tracked()
class Competitor(Record):
    """A company that also wants the deal."""

    name = models.CharField(_("name"), max_length=120)
    website = models.CharField(_("website"), max_length=200, blank=True)
    strengths = models.TextField(_("strengths"), blank=True)
    weaknesses = models.TextField(_("weaknesses"), blank=True)

    objects = RecordQuerySet["Competitor"].as_manager()

    class Meta:
        verbose_name = _("competitor")
        verbose_name_plural = _("competitors")
        constraints = [
            models.UniqueConstraint(
                Upper("name"),
                name="competitor_name_once",
                violation_error_message=_("There is a competitor with this name already."),
            ),
        ]
        indexes = [
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="competitor_name_trgm"),
            models.Index(fields=["name", "id"], name="competitor_name"),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class OpportunityCompetitor(models.Model):
    """A competitor in one deal. Visible with the deal."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    opportunity = models.ForeignKey(
        "opportunities.Opportunity", models.CASCADE, related_name="competitors"
    )
    competitor = models.ForeignKey(
        Competitor, models.PROTECT, verbose_name=_("competitor"), related_name="deals"
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("competitor in a deal")
        verbose_name_plural = _("competitors in deals")
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "competitor"],
                name="deal_competitor_once",
                violation_error_message=_("This competitor is in the deal already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competitor_id}"
