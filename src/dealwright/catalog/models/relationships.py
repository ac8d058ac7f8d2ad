"""What products have to do with each other."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from dealwright.catalog.models.goods import Product
from dealwright.events.history import tracked
from dealwright.records.models import Record, RecordQuerySet


class RelationshipKind(models.TextChoices):
    UP_SELL = "up_sell", _("up-sell")
    CROSS_SELL = "cross_sell", _("cross-sell")
    ACCESSORY = "accessory", _("accessory")
    SUBSTITUTE = "substitute", _("substitute")


@tracked()
class ProductRelationship(Record):
    """To whoever buys the product, `related` is offered as well: as something better, something besides, an accessory, or in its place.

    One that is mutual holds the other way round as well. Two products are related in one way once, whichever comes first.
    """

    product = models.ForeignKey(
        Product, models.PROTECT, verbose_name=_("product"), related_name="relationships"
    )
    related = models.ForeignKey(
        Product, models.PROTECT, verbose_name=_("related product"), related_name="related_from"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=RelationshipKind)
    is_mutual = models.BooleanField(_("both ways"), default=False)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = RecordQuerySet["ProductRelationship"].as_manager()

    class Meta:
        verbose_name = _("product relationship")
        verbose_name_plural = _("product relationships")
        constraints = [
            models.CheckConstraint(
                name="product_relationship_of_two",
                condition=~Q(product=F("related")),
                violation_error_message=_("A product is not related to itself."),
            ),
            models.UniqueConstraint(
                Least("product", "related"),
                Greatest("product", "related"),
                "kind",
                name="product_relationship_once",
                violation_error_message=_(
                    "These two products are related in this way already. Let that relationship go both ways."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product}, {self.related}"
