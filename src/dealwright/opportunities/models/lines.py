"""What a deal is about, line by line."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dealwright.catalog.models import BundleLine, Product, bundle_line_constraint
from dealwright.core.actor import Actor
from dealwright.events.history import tracked
from dealwright.opportunities.models.deals import Opportunity
from dealwright.records.models import Record, RecordQuerySet


class LineQuerySet(RecordQuerySet["OpportunityLine"]):
    """Lines of deals."""

    def visible_to(self, actor: Actor) -> Self:
        """A line is visible with its deal."""
        return self.filter(opportunity__in=Opportunity.objects.visible_to(actor))


@tracked()
class OpportunityLine(BundleLine, Record):
    """A product, or something written in, that the deal is about; prices in the deal's currency.

    Amount = quantity x unit price - discount, rounded to the currency. A price that was not typed follows the
    price list when the quantity changes.
    """

    opportunity = models.ForeignKey(
        Opportunity, models.CASCADE, verbose_name=_("opportunity"), related_name="lines"
    )
    position = models.PositiveIntegerField(_("position"))
    product = models.ForeignKey(
        Product,
        models.PROTECT,
        verbose_name=_("product"),
        null=True,
        blank=True,
        related_name="+",
    )
    description = models.CharField(_("description"), max_length=300)
    quantity = models.DecimalField(_("quantity"), max_digits=14, decimal_places=4)
    unit_price = models.DecimalField(_("unit price"), max_digits=18, decimal_places=4)
    is_price_typed = models.BooleanField(_("price typed"), default=True)
    discount = models.DecimalField(_("discount"), max_digits=18, decimal_places=4, default=0)
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2, editable=False)

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = _("opportunity line")
        verbose_name_plural = _("opportunity lines")
        constraints = [
            models.CheckConstraint(
                name="opportunity_line_quantity",
                condition=Q(quantity__gt=0),
                violation_error_message=_("A quantity is greater than zero."),
            ),
            models.CheckConstraint(
                name="opportunity_line_price",
                condition=Q(unit_price__gte=0, discount__gte=0, amount__gte=0),
                violation_error_message=_("A discount is at most the price."),
            ),
            models.CheckConstraint(
                name="opportunity_line_write_in_is_typed",
                condition=Q(product__isnull=False) | Q(is_price_typed=True),
                violation_error_message=_("What is written in has a typed price."),
            ),
            bundle_line_constraint("opportunity_line"),
        ]
        indexes = [models.Index(fields=["opportunity", "position"], name="opportunity_line_place")]

    def __str__(self) -> str:
        return self.description
