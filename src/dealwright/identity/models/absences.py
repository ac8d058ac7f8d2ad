"""Who is away, and who stands in for them."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from dealwright.core.ids import new_id
from dealwright.events.history import tracked
from dealwright.identity.models.people import User


class DateRange(Func):
    """daterange(from_on, until_on): both days belong to it."""

    function = "DATERANGE"
    output_field = DateRangeField()


@tracked()
class Absence(models.Model):
    """The days on which a person is away, the first and the last included, in their own time zone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="absences")
    from_on = models.DateField(_("first day away"))
    until_on = models.DateField(_("last day away"))
    deputy = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("deputy"),
    )
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints = [
            models.CheckConstraint(
                name="absence_forward",
                condition=Q(until_on__gte=F("from_on")),
                violation_error_message=_("The last day away is not before the first."),
            ),
            models.CheckConstraint(
                name="absence_not_own_deputy",
                condition=Q(deputy__isnull=True) | ~Q(deputy=F("user")),
                violation_error_message=_("Nobody stands in for themselves."),
            ),
            ExclusionConstraint(
                name="absence_no_overlap",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    (DateRange("from_on", "until_on", Value("[]")), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("They are away on some of these days already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.from_on} to {self.until_on}"
