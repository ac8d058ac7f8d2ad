"""Promotions: what everyone gets for a time, or whoever gives the code."""

from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from dealwright.catalog.models.families import ProductFamily
from dealwright.catalog.models.goods import Product
from dealwright.catalog.models.spans import dates_in_order
from dealwright.catalog.models.terms import BreakMethod
from dealwright.events.history import tracked
from dealwright.records.models import Record, RecordQuerySet


class Conditions(Record):
    """Of what something is taken off, in which way and for how long: the form of all such rules.

    Without product and family it is meant for everything; a family stands for all below it. Prices and amounts name
    their currency.
    """

    name = models.CharField(_("name"), max_length=120)
    product = models.ForeignKey(
        Product,
        models.PROTECT,
        verbose_name=_("product"),
        null=True,
        blank=True,
        related_name="+",
    )
    family = models.ForeignKey(
        ProductFamily,
        models.PROTECT,
        verbose_name=_("family"),
        null=True,
        blank=True,
        related_name="+",
    )
    method = models.CharField(
        _("method"), max_length=12, choices=BreakMethod, default=BreakMethod.PERCENT_OFF
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Terms(Conditions):
    """Conditions with the quantity from which on they count, and what is taken off.

    `value` is a unit price, a percentage or an amount per unit, as `method` says.
    """

    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4)
    from_quantity = models.DecimalField(
        _("from quantity"), max_digits=14, decimal_places=4, default=0
    )

    class Meta:
        abstract = True


def conditions_constraints(name: str) -> list[Any]:
    """The constraints on `Conditions` for the table of a kind."""
    return [
        models.CheckConstraint(
            name=f"{name}_scope",
            condition=Q(product__isnull=True) | Q(family__isnull=True),
            violation_error_message=_("Name a product or a family, not both."),
        ),
        models.CheckConstraint(
            name=f"{name}_currency",
            condition=Q(method="percent_off", currency="")
            | (~Q(method="percent_off") & Q(currency__regex=r"^[A-Z]{3}$")),
            violation_error_message=_(
                "A price or amount names its currency as three capital letters, a percentage none."
            ),
        ),
        dates_in_order(f"{name}_dates"),
    ]


def terms_constraints(name: str) -> list[Any]:
    """The constraints on `Terms` for the table of a kind."""
    return [
        *conditions_constraints(name),
        models.CheckConstraint(
            name=f"{name}_value",
            condition=Q(value__gte=0) & (~Q(method="percent_off") | Q(value__lte=100)),
            violation_error_message=_(
                "A price or amount is zero or more, a percentage at most 100."
            ),
        ),
        models.CheckConstraint(
            name=f"{name}_from",
            condition=Q(from_quantity__gte=0),
            violation_error_message=_("A quantity is zero or more."),
        ),
    ]


@tracked()
class Promotion(Terms):
    """What takes something off for a time. Of several the best for the customer counts, an exclusive one before all."""

    code = models.CharField(_("code"), max_length=40, blank=True)
    is_exclusive = models.BooleanField(_("goes before others"), default=False)

    objects = RecordQuerySet["Promotion"].as_manager()

    class Meta:
        verbose_name = _("promotion")
        verbose_name_plural = _("promotions")
        constraints = [
            models.UniqueConstraint(
                Upper("name"),
                name="promotion_name_once",
                violation_error_message=_("There is a promotion with this name already."),
            ),
            models.CheckConstraint(
                name="promotion_code_is_one",
                condition=~Q(code__contains=","),
                violation_error_message=_(
                    "A code has no comma: on a quote, commas separate several codes."
                ),
            ),
            *terms_constraints("promotion"),
        ]
        indexes = [
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="promotion_name_trgm"),
            GinIndex(OpClass(Upper("code"), name="gin_trgm_ops"), name="promotion_code_trgm"),
        ]
