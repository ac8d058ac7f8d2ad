"""Tax classes, and the dated rates that they bear at a place."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from dealwright.catalog.models.spans import Span, dates_in_order
from dealwright.events.history import tracked
from dealwright.records.models import Record, RecordQuerySet


@tracked()
class TaxClass(Record):
    """What goods are to the tax office: full, reduced, exempt."""

    name = models.CharField(_("name"), max_length=60)

    objects = RecordQuerySet["TaxClass"].as_manager()

    class Meta:
        verbose_name = _("tax class")
        verbose_name_plural = _("tax classes")
        constraints = [
            models.UniqueConstraint(
                Upper("name"),
                name="tax_class_name_once",
                violation_error_message=_("There is a tax class with this name already."),
            ),
        ]
        indexes = [
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="tax_class_name_trgm"),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class TaxRate(Record):
    """What a class bears for a time in a country, or in a region of it; without a country wherever no other counts."""

    tax_class = models.ForeignKey(
        TaxClass, models.CASCADE, verbose_name=_("tax class"), related_name="rates"
    )
    country = models.CharField(_("country"), max_length=60, blank=True)
    region = models.CharField(_("region"), max_length=100, blank=True)
    percent = models.DecimalField(_("rate, %"), max_digits=6, decimal_places=3)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = RecordQuerySet["TaxRate"].as_manager()

    class Meta:
        verbose_name = _("tax rate")
        verbose_name_plural = _("tax rates")
        constraints = [
            ExclusionConstraint(
                name="tax_rate_one_at_a_time",
                expressions=[
                    ("tax_class", RangeOperators.EQUAL),
                    (Upper("country"), RangeOperators.EQUAL),
                    (Upper("region"), RangeOperators.EQUAL),
                    (Span("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This class has a rate there for that time already."),
            ),
            models.CheckConstraint(
                name="tax_rate_percent",
                condition=Q(percent__gte=0, percent__lte=100),
                violation_error_message=_("A tax rate lies between 0 and 100 %%."),
            ),
            models.CheckConstraint(
                name="tax_rate_region",
                condition=Q(region="") | ~Q(country=""),
                violation_error_message=_("Name the country of this region."),
            ),
            dates_in_order("tax_rate_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.percent.normalize():f} %"
