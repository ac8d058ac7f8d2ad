"""What bundles are made of."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dealwright.catalog.models.goods import Product
from dealwright.events.history import tracked
from dealwright.records.models import Record, RecordQuerySet


class BundleLine(models.Model):
    """A line of a document that may be a part of a bundle: `part_of` the bundle's line, `per_bundle` in each.

    What `is_required` stays with its bundle, what `is_included` costs nothing beside it.
    """

    part_of = models.ForeignKey(
        "self",
        models.CASCADE,
        verbose_name=_("part of"),
        null=True,
        blank=True,
        related_name="parts",
    )
    per_bundle = models.DecimalField(
        _("quantity per bundle"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    is_required = models.BooleanField(_("required"), default=False)
    is_included = models.BooleanField(_("included in the price"), default=False)

    class Meta:
        abstract = True


def bundle_line_constraint(name: str) -> models.CheckConstraint:
    """The constraint that only a part has what a part has, and that none is a part of itself."""
    return models.CheckConstraint(
        name=f"{name}_part",
        condition=Q(
            part_of__isnull=True,
            per_bundle__isnull=True,
            is_required=False,
            is_included=False,
        )
        | (Q(part_of__isnull=False, per_bundle__gt=0) & ~Q(part_of=F("id"))),
    )


@tracked()
class BundlePart(Record):
    """A product within a bundle: so many of it in each bundle.

    A required part comes with every bundle, another only when the seller chooses it. What is included costs nothing
    beside the bundle's price; what is not has its own price. Parts of one `group` stand together where they are chosen.
    """

    bundle = models.ForeignKey(
        Product, models.CASCADE, verbose_name=_("bundle"), related_name="parts"
    )
    product = models.ForeignKey(
        Product, models.PROTECT, verbose_name=_("part"), related_name="parts_it_is"
    )
    group = models.CharField(_("group"), max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    quantity = models.DecimalField(
        _("quantity per bundle"), max_digits=14, decimal_places=4, default=1
    )
    is_required = models.BooleanField(_("required"), default=True)
    is_included = models.BooleanField(_("included in the price"), default=True)

    objects = RecordQuerySet["BundlePart"].as_manager()

    class Meta:
        verbose_name = _("bundle part")
        verbose_name_plural = _("bundle parts")
        constraints = [
            models.UniqueConstraint(
                fields=["bundle", "product"],
                name="bundle_part_once",
                violation_error_message=_("This product is a part of the bundle already."),
            ),
            models.CheckConstraint(
                name="bundle_part_quantity",
                condition=Q(quantity__gt=0),
                violation_error_message=_("A quantity is greater than zero."),
            ),
            models.CheckConstraint(
                name="bundle_part_not_itself",
                condition=~Q(bundle=F("product")),
                violation_error_message=_("A bundle is not a part of itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bundle}: {self.product}"
