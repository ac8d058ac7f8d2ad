"""What products cost us, by day."""

from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dealwright.catalog.models.goods import Product
from dealwright.catalog.models.spans import Span, dates_in_order
from dealwright.core.actor import Actor
from dealwright.events.history import tracked
from dealwright.identity import access
from dealwright.records.models import Record, RecordQuerySet

COST_FIELDS = frozenset({"current_cost", "standard_cost"})  # of a product


class CostKind(models.TextChoices):
    CURRENT = "current", _("current cost")
    STANDARD = "standard", _("standard cost")


class ProductCostQuerySet(RecordQuerySet["ProductCost"]):
    """Costs by day."""

    def visible_to(self, actor: Actor) -> Self:
        """All to those who may read them and from whom no cost of products is hidden; to others none."""
        hidden = access.hidden_fields(actor, Product._meta.label_lower)
        return self.none() if COST_FIELDS & hidden else super().visible_to(actor)


@tracked()
class ProductCost(Record):
    """What one unit of a product costs for a time, in the base currency; both days count, and a missing one is open.

    On days without such a row the product's own column says what it costs.
    """

    product = models.ForeignKey(
        Product, models.CASCADE, verbose_name=_("product"), related_name="costs"
    )
    kind = models.CharField(_("kind"), max_length=8, choices=CostKind, default=CostKind.CURRENT)
    amount = models.DecimalField(_("cost per unit"), max_digits=18, decimal_places=4)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = ProductCostQuerySet.as_manager()

    class Meta:
        verbose_name = _("product cost")
        verbose_name_plural = _("product costs")
        constraints = [
            ExclusionConstraint(
                name="product_cost_one_at_a_time",
                expressions=[
                    ("product", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (Span("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_(
                    "This product has a cost of this kind for some of these days already. Let that one end first."
                ),
            ),
            models.CheckConstraint(
                name="product_cost_amount",
                condition=Q(amount__gte=0),
                violation_error_message=_("A cost is zero or more."),
            ),
            models.CheckConstraint(
                name="product_cost_kind",
                condition=Q(kind__in=[kind.value for kind in CostKind]),
                violation_error_message=_("A cost is the current or the standard one."),
            ),
            dates_in_order("product_cost_dates"),
        ]

    def __str__(self) -> str:
        return str(self.product)
