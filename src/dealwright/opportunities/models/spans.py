"""Business time: what a deal was from one moment to the next."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from dealwright.events.history import kept_when_deleted
from dealwright.identity.models import BusinessUnit, Principal
from dealwright.opportunities.models.deals import Opportunity, State
from dealwright.strategy.models import Category, SalesProcess, Stage


class TstzRange(Func):
    """tstzrange(valid_from, valid_to): the beginning belongs to it, the end does not."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


@kept_when_deleted
class DealSpan(models.Model):
    """What a deal was from one business moment to the next; open-ended while it still is.

    Written only by `actions.past`: by the one function that keeps a deal's past in step, and for the history
    that an import or the sample brings along, with the deal or afterwards (`earlier`). The spans of a deal follow each other without gap or overlap from
    its first day on. `amount` is the actual revenue of a won deal, the estimated revenue of any other.
    """

    # No index on the links but the one below: millions of rows are written, and read by deal or by moment.
    id = models.BigAutoField(primary_key=True)
    deal = models.ForeignKey(Opportunity, models.CASCADE, related_name="spans", db_index=False)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    owner = models.ForeignKey(Principal, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(BusinessUnit, models.PROTECT, related_name="+", db_index=False)
    process = models.ForeignKey(SalesProcess, models.PROTECT, related_name="+", db_index=False)
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=5, choices=State)
    category = models.CharField(max_length=10, choices=Category)
    probability = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    currency = models.CharField(max_length=3)
    rate = models.DecimalField(max_digits=18, decimal_places=8)
    close_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("span of a deal")
        verbose_name_plural = _("spans of deals")
        constraints = [
            ExclusionConstraint(
                name="deal_span_no_overlap",
                expressions=[
                    ("deal", RangeOperators.EQUAL),
                    (
                        TstzRange("valid_from", "valid_to", RangeBoundary()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                name="deal_span_forward",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
        ]
        indexes = [models.Index(fields=["deal", "-valid_from"], name="deal_span_deal")]

    def __str__(self) -> str:
        return f"{self.deal_id} {self.valid_from:%Y-%m-%d} {self.state}"
