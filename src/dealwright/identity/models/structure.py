"""The tree of business units."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from dealwright.core.ids import new_id
from dealwright.events.history import tracked


@tracked()
class BusinessUnit(models.Model):
    """A node of the organisation's tree; every user and every owned row belongs to one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=120)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )

    class Meta:
        verbose_name = _("business unit")
        verbose_name_plural = _("business units")
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="unit_name_once",
                violation_error_message=_("A business unit has this name already."),
            ),
            models.CheckConstraint(
                name="unit_not_own_parent",
                condition=~Q(parent=F("id")),
                violation_error_message=_("A unit cannot be its own parent."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
