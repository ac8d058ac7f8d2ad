"""Volume discounts: what is taken off the more is bought, in bands of quantity."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from dealwright.catalog.models.promotions import Conditions, conditions_constraints
from dealwright.events.history import tracked
from dealwright.records.models import Record, RecordQuerySet


@tracked()
class VolumeDiscount(Conditions):
    """A discount by quantity. The highest band that is reached counts for all units, or each for the units in it.

    One *across* lines counts all its products on a document, in one unit, together. Its version covers its bands.
    """

    is_graduated = models.BooleanField(_("graduated"), default=False)
    is_across = models.BooleanField(_("across lines"), default=False)

    objects = RecordQuerySet["VolumeDiscount"].as_manager()

    class Meta:
        verbose_name = _("volume discount")
        verbose_name_plural = _("volume discounts")
        constraints = [
            models.UniqueConstraint(
                Upper("name"),
                name="volume_discount_name_once",
                violation_error_message=_("There is a volume discount with this name already."),
            ),
            *conditions_constraints("volume_discount"),
        ]
        indexes = [
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="volume_discount_name_trgm"),
        ]


@tracked()
class VolumeBand(Record):
    """From this quantity on `value` counts: a unit price, a percentage or an amount per unit, as the discount says."""

    discount = models.ForeignKey(
        VolumeDiscount, models.CASCADE, verbose_name=_("volume discount"), related_name="bands"
    )
    from_quantity = models.DecimalField(_("from quantity"), max_digits=14, decimal_places=4)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4)

    objects = RecordQuerySet["VolumeBand"].as_manager()

    class Meta:
        verbose_name = _("band of a volume discount")
        verbose_name_plural = _("bands of volume discounts")
        constraints = [
            models.UniqueConstraint(
                fields=["discount", "from_quantity"],
                name="volume_band_once",
                violation_error_message=_("There is a band at this quantity already."),
            ),
            models.CheckConstraint(
                name="volume_band_from",
                condition=Q(from_quantity__gte=0),
                violation_error_message=_("A quantity is zero or more."),
            ),
            models.CheckConstraint(
                name="volume_band_value",
                condition=Q(value__gte=0),
                violation_error_message=_("A value is zero or more."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_quantity.normalize():f}+"
