"""Families of products: a tree, each family below one other at most."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from dealwright.catalog.models.taxes import TaxClass
from dealwright.events.history import tracked
from dealwright.records.models import Record, RecordQuerySet


@tracked()
class ProductFamily(Record):
    """Products that belong together. What is said of a family holds for all families and products below it.

    A name is taken once in the whole tree, so that files and rules can name a family by it.
    """

    name = models.CharField(_("name"), max_length=80)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("parent"),
        null=True,
        blank=True,
        related_name="children",
    )
    tax_class = models.ForeignKey(
        TaxClass,
        models.PROTECT,
        verbose_name=_("tax class"),
        null=True,
        blank=True,
        related_name="families",
    )
    description = models.TextField(_("description"), blank=True)

    objects = RecordQuerySet["ProductFamily"].as_manager()

    class Meta:
        verbose_name = _("product family")
        verbose_name_plural = _("product families")
        constraints = [
            models.UniqueConstraint(
                Upper("name"),
                name="product_family_name_once",
                violation_error_message=_("There is a family with this name already."),
            ),
            models.CheckConstraint(
                name="product_family_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                violation_error_message=_("A family is not its own parent."),
            ),
        ]
        indexes = [
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="product_family_name_trgm"),
        ]

    def __str__(self) -> str:
        return self.name
