"""Settings of rights that hold for the whole organisation."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dealwright.core.ids import new_id
from dealwright.events.history import tracked

DEEPEST = 10


@tracked()
class AccessSettings(models.Model):
    """One row at most. `manager_depth` says how many levels of reports a manager sees; none when 0.

    Direct reports' records can be changed, those further down only be read.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    only = models.BooleanField(default=True, editable=False)
    manager_depth = models.PositiveSmallIntegerField(_("levels of reports"), default=0)

    class Meta:
        verbose_name = _("settings of access")
        verbose_name_plural = _("settings of access")
        constraints = [
            models.UniqueConstraint(fields=["only"], name="access_settings_one"),
            models.CheckConstraint(name="access_settings_only", condition=Q(only=True)),
            models.CheckConstraint(
                name="access_settings_depth",
                condition=Q(manager_depth__lte=DEEPEST),
                violation_error_message=_("Managers see ten levels of reports at most."),
            ),
        ]

    def __str__(self) -> str:
        return str(_("settings of access"))
