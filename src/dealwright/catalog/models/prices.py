"""Price lists with their items, and quantity breaks."""

from decimal import Decimal

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from dealwright.catalog.models.goods import Product
from dealwright.catalog.models.spans import Span, dates_in_order
from dealwright.catalog.models.terms import BreakMethod, Direction, Grid, PriceMethod
from dealwright.catalog.pricing import Period
from dealwright.events.history import tracked
from dealwright.records.models import Record, RecordQuerySet

MOST_MARKUP = Decimal(1000)  # percent of a cost; more is a slip of the hand


@tracked()
class PriceList(Record):
    """Prices in one currency for a time. `valid_to` is the last day; open when missing.

    What it does not price, its parent does.
    """

    name = models.CharField(_("name"), max_length=120)
    currency = models.CharField(_("currency"), max_length=3)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    is_default = models.BooleanField(_("default for its currency"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    includes_tax = models.BooleanField(_("prices include tax"), default=False)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("parent"),
        null=True,
        blank=True,
        related_name="children",
    )

    objects = RecordQuerySet["PriceList"].as_manager()

    class Meta:
        verbose_name = _("price list")
        verbose_name_plural = _("price lists")
        constraints = [
            models.UniqueConstraint(
                Upper("name"),
                name="price_list_name_once",
                violation_error_message=_("There is a price list with this name already."),
            ),
            models.UniqueConstraint(
                fields=["currency"],
                name="price_list_one_default",
                condition=Q(is_default=True),
                violation_error_message=_("This currency has a default price list already."),
            ),
            models.CheckConstraint(
                name="price_list_dates",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                name="price_list_currency",
                condition=Q(currency__regex=r"^[A-Z]{3}$"),
                violation_error_message=_("A currency is three capital letters."),
            ),
            models.CheckConstraint(
                name="price_list_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                violation_error_message=_("A list is not its own parent."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def period(self) -> Period:
        """When its prices count."""
        return Period(self.valid_from, self.valid_to, self.is_active)


@tracked()
class PriceListItem(Record):
    """The price of one product on one list for a time, per unit of the product.

    It is fixed, or computed by `method` from `percent` of the list price or on a cost, and then rounded.
    """

    price_list = models.ForeignKey(
        PriceList, models.CASCADE, verbose_name=_("price list"), related_name="items"
    )
    product = models.ForeignKey(
        Product, models.PROTECT, verbose_name=_("product"), related_name="price_list_items"
    )
    method = models.CharField(
        _("method"), max_length=23, choices=PriceMethod, default=PriceMethod.FIXED
    )
    price = models.DecimalField(_("price"), max_digits=18, decimal_places=4, null=True, blank=True)
    percent = models.DecimalField(
        _("percent"), max_digits=7, decimal_places=3, null=True, blank=True
    )
    rounding = models.CharField(_("rounding"), max_length=7, choices=Direction, blank=True)
    rounding_to = models.CharField(_("rounded to"), max_length=11, choices=Grid, blank=True)
    rounding_amount = models.DecimalField(
        _("rounding amount"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = RecordQuerySet["PriceListItem"].as_manager()

    class Meta:
        verbose_name = _("price list item")
        verbose_name_plural = _("price list items")
        constraints = [
            ExclusionConstraint(
                name="price_list_item_one_at_a_time",
                expressions=[
                    ("price_list", RangeOperators.EQUAL),
                    ("product", RangeOperators.EQUAL),
                    (Span("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This product is on the list for that time already."),
            ),
            models.CheckConstraint(
                name="price_list_item_price",
                condition=Q(price__isnull=True) | Q(price__gte=0),
                violation_error_message=_("A price is zero or more."),
            ),
            models.CheckConstraint(
                name="price_list_item_method",
                condition=Q(method="fixed", price__isnull=False, percent__isnull=True)
                | (~Q(method="fixed") & Q(price__isnull=True, percent__isnull=False)),
                violation_error_message=_(
                    "A fixed item has a price, one that is computed has a percentage, and none has both."
                ),
            ),
            models.CheckConstraint(
                name="price_list_item_percent",
                condition=Q(percent__isnull=True)
                | (Q(percent__gte=0) & (~Q(method__startswith="margin") | Q(percent__lt=100))),
                violation_error_message=_("A percentage is zero or more, a margin less than 100."),
            ),
            models.CheckConstraint(
                name="price_list_item_rounding",
                condition=Q(rounding="", rounding_to="", rounding_amount__isnull=True)
                | (
                    ~Q(method="fixed")
                    & ~Q(rounding="")
                    & ~Q(rounding_to="")
                    & Q(rounding_amount__gt=0)
                ),
                violation_error_message=_(
                    "Rounding says which way, to what, and an amount above zero; a fixed price is not rounded."
                ),
            ),
            dates_in_order("price_list_item_dates"),
        ]

    def __str__(self) -> str:
        return str(self.product)

    @property
    def is_fixed(self) -> bool:
        return self.method == PriceMethod.FIXED


@tracked()
class QuantityBreak(Record):
    """From this quantity on, every unit of the line has another price.

    `value` is a unit price, a percentage or an amount per unit, as `method` says.
    """

    item = models.ForeignKey(
        PriceListItem, models.CASCADE, verbose_name=_("price list item"), related_name="breaks"
    )
    from_quantity = models.DecimalField(_("from quantity"), max_digits=14, decimal_places=4)
    method = models.CharField(
        _("method"), max_length=12, choices=BreakMethod, default=BreakMethod.UNIT_PRICE
    )
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4)

    objects = RecordQuerySet["QuantityBreak"].as_manager()

    class Meta:
        verbose_name = _("quantity break")
        verbose_name_plural = _("quantity breaks")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "from_quantity"],
                name="quantity_break_once",
                violation_error_message=_("There is a break at this quantity already."),
            ),
            models.CheckConstraint(
                name="quantity_break_from",
                condition=Q(from_quantity__gt=0),
                violation_error_message=_("A break starts above zero."),
            ),
            models.CheckConstraint(
                name="quantity_break_value",
                condition=Q(value__gte=0)
                & (~Q(method=BreakMethod.PERCENT_OFF) | Q(value__lte=100)),
                violation_error_message=_(
                    "A price or amount is zero or more, a percentage at most 100."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_quantity.normalize():f}+"
