"""Units, products, price lists with their items, and quantity breaks."""

from datetime import date

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from dealwright.catalog import pricing
from dealwright.events.history import tracked
from dealwright.records.models import Record, RecordQuerySet


@tracked()
class Unit(Record):
    """What a quantity counts: piece, hour, metre. `decimals` is how finely it may be divided."""

    code = models.CharField(_("code"), max_length=10)
    name = models.CharField(_("name"), max_length=60)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=0)

    objects = RecordQuerySet["Unit"].as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.UniqueConstraint(
                Upper("code"),
                name="unit_code_once",
                violation_error_message=_("There is a unit with this code already."),
            ),
            models.CheckConstraint(name="unit_decimals", condition=Q(decimals__lte=4)),
        ]

    def __str__(self) -> str:
        return self.code


class ProductKind(models.TextChoices):
    GOODS = "goods", _("goods")
    SERVICE = "service", _("service")


class ProductState(models.TextChoices):
    """Retired products stay on what has them and are offered for nothing new."""

    ACTIVE = "active", _("active")
    RETIRED = "retired", _("retired")


MOVES: dict[ProductState, frozenset[ProductState]] = {
    ProductState.ACTIVE: frozenset({ProductState.RETIRED}),
    ProductState.RETIRED: frozenset({ProductState.ACTIVE}),
}


@tracked()
class Product(Record):
    """Something sold. List price and costs are per unit in the base currency; a missing cost is unknown, not zero."""

    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    kind = models.CharField(
        _("kind"), max_length=10, choices=ProductKind, default=ProductKind.GOODS
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ProductState, default=ProductState.ACTIVE
    )
    family = models.CharField(_("family"), max_length=80, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="products")
    list_price = models.DecimalField(
        _("list price"), max_digits=18, decimal_places=4, validators=[MinValueValidator(0)]
    )
    current_cost = models.DecimalField(
        _("current cost"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    standard_cost = models.DecimalField(
        _("standard cost"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    tax_rate = models.DecimalField(_("tax rate, %"), max_digits=6, decimal_places=3, default=0)

    objects = RecordQuerySet["Product"].as_manager()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        constraints = [
            models.UniqueConstraint(
                Upper("code"),
                name="product_code_once",
                violation_error_message=_("There is a product with this code already."),
            ),
            models.CheckConstraint(
                name="product_list_price",
                condition=Q(list_price__gte=0),
                violation_error_message=_("A price is zero or more."),
            ),
            models.CheckConstraint(
                name="product_costs",
                condition=(Q(current_cost__isnull=True) | Q(current_cost__gte=0))
                & (Q(standard_cost__isnull=True) | Q(standard_cost__gte=0)),
                violation_error_message=_("A cost is zero or more."),
            ),
            models.CheckConstraint(
                name="product_tax_rate",
                condition=Q(tax_rate__gte=0, tax_rate__lte=100),
                violation_error_message=_("A tax rate lies between 0 and 100 %%."),
            ),
        ]
        indexes = [
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="product_name_trgm"),
            GinIndex(OpClass(Upper("code"), name="gin_trgm_ops"), name="product_code_trgm"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def is_active(self) -> bool:
        return self.state == ProductState.ACTIVE

    def may_become(self, state: ProductState) -> bool:
        return state in MOVES[ProductState(self.state)]


@tracked()
class PriceList(Record):
    """Prices in one currency for a time. `valid_to` is the last day; open when missing."""

    name = models.CharField(_("name"), max_length=120)
    currency = models.CharField(_("currency"), max_length=3)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    is_default = models.BooleanField(_("default for its currency"), default=False)
    is_active = models.BooleanField(_("active"), default=True)

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
        ]

    def __str__(self) -> str:
        return self.name

    def counts_on(self, day: date) -> bool:
        """Whether its prices are in force on a day."""
        is_over = self.valid_to is not None and self.valid_to < day
        return self.is_active and self.valid_from <= day and not is_over


@tracked()
class PriceListItem(Record):
    """The price of one product on one list, per unit of the product."""

    price_list = models.ForeignKey(
        PriceList, models.CASCADE, verbose_name=_("price list"), related_name="items"
    )
    product = models.ForeignKey(
        Product, models.PROTECT, verbose_name=_("product"), related_name="price_list_items"
    )
    price = models.DecimalField(_("price"), max_digits=18, decimal_places=4)

    objects = RecordQuerySet["PriceListItem"].as_manager()

    class Meta:
        verbose_name = _("price list item")
        verbose_name_plural = _("price list items")
        constraints = [
            models.UniqueConstraint(
                fields=["price_list", "product"],
                name="price_list_item_once",
                violation_error_message=_("This product is on the list already."),
            ),
            models.CheckConstraint(
                name="price_list_item_price",
                condition=Q(price__gte=0),
                violation_error_message=_("A price is zero or more."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.product)


class BreakMethod(models.TextChoices):
    """How a quantity break states its price; what each means is computed in `pricing`."""

    UNIT_PRICE = pricing.BreakMethod.UNIT_PRICE.value, _("unit price")
    PERCENT_OFF = pricing.BreakMethod.PERCENT_OFF.value, _("percent off")
    AMOUNT_OFF = pricing.BreakMethod.AMOUNT_OFF.value, _("amount off")


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
