"""Single records given to people and teams beyond what their roles reach."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dealwright.core.ids import new_id
from dealwright.events.history import tracked
from dealwright.identity.models.people import User
from dealwright.identity.models.principals import Principal


class ShareSource(models.TextChoices):
    SHARE = "share", _("shared")
    TEAM = "team", _("team of the record")


@tracked()
class Share(models.Model):
    """One record in the reach of one principal: to read it, and what else the share says.

    A member of the record's own access team has a row of source "team" beside any share, so that leaving the team takes
    nothing else away. A share widens how far a right reaches; the right itself comes from a role.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.CharField(max_length=60)
    record_id = models.UUIDField()
    principal = models.ForeignKey(Principal, models.CASCADE, related_name="shares")
    source = models.CharField(max_length=5, choices=ShareSource)
    can_write = models.BooleanField(_("change"), default=False)
    can_assign = models.BooleanField(_("hand over"), default=False)
    can_share = models.BooleanField(_("share"), default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("share")
        verbose_name_plural = _("shares")
        constraints = [
            models.UniqueConstraint(
                fields=["record_id", "principal", "source"],
                name="share_once",
                violation_error_message=_("This record is shared with them already."),
            ),
            models.CheckConstraint(
                name="share_source",
                condition=Q(source__in=ShareSource.values),
            ),
        ]
        indexes = [
            models.Index(
                fields=["principal", "entity"], include=["record_id"], name="share_principal_entity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entity} {self.record_id}: {self.principal_id}"
