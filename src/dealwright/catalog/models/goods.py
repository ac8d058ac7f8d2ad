"""Units and products, and the versions of a product."""

from collections.abc import Sequence
from typing import Any, Self

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from dealwright.catalog.models.families import ProductFamily
from dealwright.catalog.models.taxes import TaxClass
from dealwright.catalog.properties import Property
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
    BUNDLE = "bundle", _("bundle")


class ProductState(models.TextChoices):
    """Drafts are not sold yet. Retired products stay on what has them and are offered for nothing new.

    One under revision goes on being sold as it is, while its next version is prepared.
    """

    DRAFT = "draft", _("draft")
    ACTIVE = "active", _("active")
    REVISED = "revised", _("under revision")
    RETIRED = "retired", _("retired")


BEGINNINGS = frozenset({ProductState.DRAFT, ProductState.ACTIVE})  # as what a product may begin
SOLD = frozenset({ProductState.ACTIVE, ProductState.REVISED})
MOVES: dict[ProductState, frozenset[ProductState]] = {
    ProductState.DRAFT: frozenset({ProductState.ACTIVE}),
    ProductState.ACTIVE: frozenset({ProductState.REVISED, ProductState.RETIRED}),
    ProductState.REVISED: frozenset({ProductState.ACTIVE}),
    ProductState.RETIRED: frozenset({ProductState.ACTIVE}),
}


class Sold(Record):
    """What a version of a product says of it. The list price is per unit in the base currency.

    With a tax class its tax follows the place of the customer, and `tax_rate` says nothing.
    """

    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    family = models.ForeignKey(
        ProductFamily,
        models.PROTECT,
        verbose_name=_("family"),
        null=True,
        blank=True,
        related_name="%(class)ss",
    )
    list_price = models.DecimalField(
        _("list price"), max_digits=18, decimal_places=4, validators=[MinValueValidator(0)]
    )
    tax_class = models.ForeignKey(
        TaxClass,
        models.PROTECT,
        verbose_name=_("tax class"),
        null=True,
        blank=True,
        related_name="%(class)ss",
    )
    tax_rate = models.DecimalField(_("tax rate, %"), max_digits=6, decimal_places=3, default=0)
    margin_floor = models.DecimalField(
        _("least margin, %"), max_digits=6, decimal_places=3, null=True, blank=True
    )

    class Meta:
        abstract = True


VERSIONED = (
    "name",
    "description",
    "family",
    "list_price",
    "tax_class",
    "tax_rate",
    "margin_floor",
)


def sold_constraints(name: str) -> list[Any]:
    """The constraints on `Sold` for a table."""
    return [
        models.CheckConstraint(
            name=f"{name}_list_price",
            condition=Q(list_price__gte=0),
            violation_error_message=_("A price is zero or more."),
        ),
        models.CheckConstraint(
            name=f"{name}_tax_rate",
            condition=Q(tax_rate__gte=0, tax_rate__lte=100),
            violation_error_message=_("A tax rate lies between 0 and 100 %%."),
        ),
        models.CheckConstraint(
            name=f"{name}_margin_floor",
            condition=Q(margin_floor__isnull=True) | Q(margin_floor__gte=0, margin_floor__lt=100),
            violation_error_message=_("A margin lies between 0 and 100 %%."),
        ),
    ]


class ProductQuerySet(RecordQuerySet["Product"]):
    """Products."""

    def sold(self) -> Self:
        """Those that new documents may take."""
        return self.filter(state__in=SOLD)


@tracked()
class Product(Sold):
    """Something sold, as its present version says. Costs are per unit in the base currency; a missing one is
    unknown, not zero. `version_number` counts the versions that were published.
    """

    code = models.CharField(_("code"), max_length=40)
    kind = models.CharField(
        _("kind"), max_length=10, choices=ProductKind, default=ProductKind.GOODS
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ProductState, default=ProductState.ACTIVE
    )
    version_number = models.PositiveIntegerField(_("product version"), default=1)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="products")
    current_cost = models.DecimalField(
        _("current cost"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    standard_cost = models.DecimalField(
        _("standard cost"), max_digits=18, decimal_places=4, null=True, blank=True
    )

    objects = ProductQuerySet.as_manager()

    known_properties: Sequence[Property] | None = None  # where they were read with it

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
                name="product_costs",
                condition=(Q(current_cost__isnull=True) | Q(current_cost__gte=0))
                & (Q(standard_cost__isnull=True) | Q(standard_cost__gte=0)),
                violation_error_message=_("A cost is zero or more."),
            ),
            *sold_constraints("product"),
        ]
        indexes = [
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="product_name_trgm"),
            GinIndex(OpClass(Upper("code"), name="gin_trgm_ops"), name="product_code_trgm"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def is_active(self) -> bool:
        """Whether new documents may take it."""
        return self.state in SOLD

    @property
    def is_bundle(self) -> bool:
        return self.kind == ProductKind.BUNDLE

    def may_become(self, state: ProductState) -> bool:
        return state in MOVES[ProductState(self.state)]


@tracked()
class ProductVersion(Sold):
    """Another version of a product than the present one: that which is prepared, or one that was replaced.

    Publishing swaps the values of the two rows: the product has the new ones, and this row what it was before.
    """

    product = models.ForeignKey(
        Product, models.CASCADE, verbose_name=_("product"), related_name="versions"
    )
    number = models.PositiveIntegerField(_("number"))
    replaced_at = models.DateTimeField(_("replaced"), null=True, blank=True)

    objects = RecordQuerySet["ProductVersion"].as_manager()

    class Meta:
        verbose_name = _("product version")
        verbose_name_plural = _("product versions")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "number"],
                name="product_version_once",
                violation_error_message=_("This product has a version of this number already."),
            ),
            models.UniqueConstraint(
                fields=["product"],
                name="product_version_one_prepared",
                condition=Q(replaced_at__isnull=True),
                violation_error_message=_("The next version of this product is prepared already."),
            ),
            *sold_constraints("product_version"),
        ]
        indexes = [
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="product_version_name_trgm"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"

    @property
    def is_prepared(self) -> bool:
        """Whether it is to come, not over."""
        return self.replaced_at is None
