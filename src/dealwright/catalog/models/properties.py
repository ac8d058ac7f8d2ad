"""What can be chosen of a product when it is sold: properties, their choices, and what is different further down."""

from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from dealwright.catalog.models.families import ProductFamily
from dealwright.catalog.models.goods import Product
from dealwright.events.history import tracked
from dealwright.records.models import Record, RecordQuerySet


class PropertyKind(models.TextChoices):
    """What values a property takes; yes or no is a choice of two."""

    CHOICE = "choice", _("choice")
    NUMBER = "number", _("number")
    WHOLE = "whole", _("whole number")
    TEXT = "text", _("text")


NUMBERS = (PropertyKind.NUMBER, PropertyKind.WHOLE)


class Instead(models.TextChoices):
    """What is said of a property further down, where it is not as further up."""

    YES = "yes", _("yes")
    NO = "no", _("no")


class Priced(Record):
    """What a choice, or each one of a number, adds to price and cost of one unit of the product.

    Amounts are in the base currency; percentages are of the price and of the cost that the product has without it.
    What is below zero takes something off.
    """

    price_amount = models.DecimalField(
        _("on the price"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    price_percent = models.DecimalField(
        _("on the price, %"), max_digits=7, decimal_places=3, null=True, blank=True
    )
    cost_amount = models.DecimalField(
        _("on the cost"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    cost_percent = models.DecimalField(
        _("on the cost, %"), max_digits=7, decimal_places=3, null=True, blank=True
    )

    class Meta:
        abstract = True


def priced_constraints(name: str) -> list[Any]:
    """The constraints on `Priced` for a table."""
    at_most = Q(price_percent__isnull=True) | Q(price_percent__range=(-100, 1000))
    return [
        models.CheckConstraint(
            name=f"{name}_percent",
            condition=at_most
            & (Q(cost_percent__isnull=True) | Q(cost_percent__range=(-100, 1000))),
            violation_error_message=_("A percentage lies between -100 and 1000."),
        ),
    ]


class Held(models.Model):
    """What a family or a product has: one of the two."""

    family = models.ForeignKey(
        ProductFamily,
        models.CASCADE,
        verbose_name=_("family"),
        null=True,
        blank=True,
        related_name="%(class)s_rows",
    )
    product = models.ForeignKey(
        Product,
        models.CASCADE,
        verbose_name=_("product"),
        null=True,
        blank=True,
        related_name="%(class)s_rows",
    )

    class Meta:
        abstract = True


def held_constraint(name: str) -> models.CheckConstraint:
    """The constraint that either a family or a product has the row."""
    return models.CheckConstraint(
        name=f"{name}_holder",
        condition=Q(family__isnull=True, product__isnull=False)
        | Q(family__isnull=False, product__isnull=True),
        violation_error_message=_("Name a family or a product, one of the two."),
    )


@tracked()
class ProductProperty(Priced, Held):
    """Something that is chosen or measured when a product is sold: colour, length, voltage.

    A property of a family holds for all families and products below it. `default` is written as a person types it: the
    name of a choice, a number, a text. Effects on the price are those of each one of a number; choices have their own.
    """

    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(
        _("kind"), max_length=10, choices=PropertyKind, default=PropertyKind.CHOICE
    )
    unit = models.CharField(_("measured in"), max_length=10, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_required = models.BooleanField(_("required"), default=False)
    is_hidden = models.BooleanField(_("hidden"), default=False)
    is_read_only = models.BooleanField(_("read only"), default=False)
    default = models.CharField(_("default"), max_length=200, blank=True)
    minimum = models.DecimalField(
        _("at least"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    maximum = models.DecimalField(
        _("at most"), max_digits=18, decimal_places=4, null=True, blank=True
    )

    objects = RecordQuerySet["ProductProperty"].as_manager()

    class Meta:
        verbose_name = _("property")
        verbose_name_plural = _("properties")
        constraints = [
            held_constraint("product_property"),
            models.UniqueConstraint(
                "family",
                Upper("name"),
                name="product_property_family_once",
                violation_error_message=_("This family has a property of this name already."),
            ),
            models.UniqueConstraint(
                "product",
                Upper("name"),
                name="product_property_product_once",
                violation_error_message=_("This product has a property of this name already."),
            ),
            models.CheckConstraint(
                name="product_property_numbers",
                condition=Q(kind__in=[kind.value for kind in NUMBERS])
                | Q(
                    minimum__isnull=True,
                    maximum__isnull=True,
                    price_amount__isnull=True,
                    price_percent__isnull=True,
                    cost_amount__isnull=True,
                    cost_percent__isnull=True,
                ),
                violation_error_message=_(
                    "Only a number has bounds and a price for each; a choice has prices of its own."
                ),
            ),
            models.CheckConstraint(
                name="product_property_bounds",
                condition=Q(minimum__isnull=True)
                | Q(maximum__isnull=True)
                | Q(maximum__gte=models.F("minimum")),
                violation_error_message=_("The highest value lies below the lowest."),
            ),
            *priced_constraints("product_property"),
        ]
        indexes = [
            GinIndex(
                OpClass(Upper("name"), name="gin_trgm_ops"), name="product_property_name_trgm"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_number(self) -> bool:
        return self.kind in NUMBERS


@tracked()
class PropertyChoice(Priced):
    """One of the values of a choice."""

    property = models.ForeignKey(
        ProductProperty, models.CASCADE, verbose_name=_("property"), related_name="choices"
    )
    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = RecordQuerySet["PropertyChoice"].as_manager()

    class Meta:
        verbose_name = _("choice of a property")
        verbose_name_plural = _("choices of properties")
        constraints = [
            models.UniqueConstraint(
                "property",
                Upper("name"),
                name="property_choice_once",
                violation_error_message=_("This property has a choice of this name already."),
            ),
            *priced_constraints("property_choice"),
        ]
        indexes = [
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="property_choice_name_trgm"),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class PropertyOverride(Record, Held):
    """What is different about an inherited property, from a family or a product on downwards.

    What is left empty is as further up.
    """

    property = models.ForeignKey(
        ProductProperty, models.CASCADE, verbose_name=_("property"), related_name="overrides"
    )
    is_required = models.CharField(_("required"), max_length=3, choices=Instead, blank=True)
    is_hidden = models.CharField(_("hidden"), max_length=3, choices=Instead, blank=True)
    is_read_only = models.CharField(_("read only"), max_length=3, choices=Instead, blank=True)
    default = models.CharField(_("default"), max_length=200, blank=True)

    objects = RecordQuerySet["PropertyOverride"].as_manager()

    class Meta:
        verbose_name = _("override of a property")
        verbose_name_plural = _("overrides of properties")
        constraints = [
            held_constraint("property_override"),
            models.UniqueConstraint(
                fields=["property", "family"],
                name="property_override_family_once",
                violation_error_message=_("This family overrides the property already."),
            ),
            models.UniqueConstraint(
                fields=["property", "product"],
                name="property_override_product_once",
                violation_error_message=_("This product overrides the property already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.property)
