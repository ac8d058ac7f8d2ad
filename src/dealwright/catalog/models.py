"""Units, products, price lists."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

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
    ACTIVE = "active", _("active")
    RETIRED = "retired", _("retired")


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
                violation_error_message=_("A tax rate lies between 0 and 100 %."),
            ),
        ]
        indexes = [
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="product_name_trgm"),
            GinIndex(OpClass(Upper("code"), name="gin_trgm_ops"), name="product_code_trgm"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


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
        ]

    def __str__(self) -> str:
        return self.name


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
        return f"{self.product_id} {self.price}"


@tracked()
class QuantityBreak(models.Model):
    """From this quantity on, another unit price."""

    item = models.ForeignKey(PriceListItem, models.CASCADE, related_name="breaks")
    from_quantity = models.DecimalField(_("from quantity"), max_digits=14, decimal_places=4)
    price = models.DecimalField(_("price"), max_digits=18, decimal_places=4)

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
                name="quantity_break_bounds",
                condition=Q(from_quantity__gt=0, price__gte=0),
                violation_error_message=_(
                    "A break starts above zero and its price is zero or more."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_quantity}: {self.price}"
