"""People with a say in a deal."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dealwright.core.ids import new_id
from dealwright.customers.models import Contact
from dealwright.events.history import tracked
from dealwright.opportunities.models.deals import Opportunity


class StakeholderRole(models.TextChoices):
    DECISION_MAKER = "decision_maker", _("decision maker")
    CHAMPION = "champion", _("champion")
    INFLUENCER = "influencer", _("influencer")
    BUYER = "buyer", _("buyer")
    USER = "user", _("user")
    BLOCKER = "blocker", _("blocker")


class Influence(models.TextChoices):
    HIGH = "high", _("high")
    MEDIUM = "medium", _("medium")
    LOW = "low", _("low")


@tracked()
class Stakeholder(models.Model):
    """A contact with a say in one deal. Visible with the deal."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="stakeholders")
    contact = models.ForeignKey(
        Contact, models.PROTECT, verbose_name=_("contact"), related_name="stakes"
    )
    role = models.CharField(_("role"), max_length=15, choices=StakeholderRole)
    influence = models.CharField(
        _("influence"), max_length=6, choices=Influence, default=Influence.MEDIUM
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("stakeholder")
        verbose_name_plural = _("stakeholders")
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "contact"],
                name="deal_stakeholder_once",
                violation_error_message=_("This contact is a stakeholder already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.role}"
