"""Which price list is meant for which customers, where neither document, deal nor account names one."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from dealwright.catalog.models.prices import PriceList
from dealwright.catalog.models.spans import dates_in_order
from dealwright.catalog.pricing import Period
from dealwright.events.history import tracked
from dealwright.records.models import Record, RecordQuerySet


@tracked()
class PriceListSelector(Record):
    """A price list for customers of whom a named predicate holds, such as "industry" with "food".

    `value` names one value or several, separated by commas. Of several selectors that hold, the one with the lowest
    rank goes first. What a predicate means is said by the context that registered it (`catalog.selecting`).
    """

    name = models.CharField(_("name"), max_length=120)
    price_list = models.ForeignKey(
        PriceList, models.CASCADE, verbose_name=_("price list"), related_name="selectors"
    )
    predicate = models.CharField(_("customers by"), max_length=40)
    value = models.CharField(_("value"), max_length=200)
    rank = models.PositiveSmallIntegerField(_("rank"))
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects = RecordQuerySet["PriceListSelector"].as_manager()

    class Meta:
        verbose_name = _("price list selector")
        verbose_name_plural = _("price list selectors")
        constraints = [
            models.UniqueConstraint(
                Upper("name"),
                name="price_list_selector_name_once",
                violation_error_message=_("There is a selector with this name already."),
            ),
            models.UniqueConstraint(
                fields=["rank"],
                name="price_list_selector_rank_once",
                violation_error_message=_("Another selector has this rank."),
            ),
            dates_in_order("price_list_selector_dates"),
        ]
        indexes = [
            GinIndex(
                OpClass(Upper("name"), name="gin_trgm_ops"), name="price_list_selector_name_trgm"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def period(self) -> Period:
        return Period(self.valid_from, self.valid_to, self.is_active)
