"""How the parts of a bundle go together."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from dealwright.catalog.models.goods import Product
from dealwright.events.history import tracked
from dealwright.records.models import Record, RecordQuerySet


class ConfigurationKind(models.TextChoices):
    REQUIRES = "requires", _("requires")
    EXCLUDES = "excludes", _("excludes")
    AT_LEAST = "at_least", _("at least")
    AT_MOST = "at_most", _("at most")
    DEFAULT = "default", _("ticked by itself")


class ConfigurationMeasure(models.TextChoices):
    QUANTITY = "quantity", _("pieces")
    OPTIONS = "options", _("different parts")


@tracked()
class ConfigurationRule(Record):
    """A rule of a bundle, which counts while the part `when` is chosen, or always without one.

    It is about one part, or the parts of a group, or, with neither, all parts that are not required. `amount` is per
    bundle: a bound, or the quantity of what is required or ticked. What breaks an active rule names it and its version.
    """

    bundle = models.ForeignKey(
        Product, models.CASCADE, verbose_name=_("bundle"), related_name="configuration_rules"
    )
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=8, choices=ConfigurationKind)
    when = models.ForeignKey(
        Product,
        models.PROTECT,
        verbose_name=_("when this is chosen"),
        null=True,
        blank=True,
        related_name="+",
    )
    product = models.ForeignKey(
        Product, models.PROTECT, verbose_name=_("part"), null=True, blank=True, related_name="+"
    )
    group = models.CharField(_("group"), max_length=80, blank=True)
    measure = models.CharField(
        _("what is counted"),
        max_length=8,
        choices=ConfigurationMeasure,
        default=ConfigurationMeasure.QUANTITY,
    )
    amount = models.DecimalField(
        _("amount per bundle"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    is_active = models.BooleanField(_("active"), default=True)

    objects = RecordQuerySet["ConfigurationRule"].as_manager()

    class Meta:
        verbose_name = _("configuration rule")
        verbose_name_plural = _("configuration rules")
        constraints = [
            models.CheckConstraint(
                name="configuration_rule_target",
                condition=Q(kind__in=["at_least", "at_most"])
                & (Q(product__isnull=True) | Q(group=""))
                | Q(kind__in=["requires", "excludes", "default"], product__isnull=False, group=""),
                violation_error_message=_(
                    "Name one part; at least and at most may name a group instead, or nothing for all options."
                ),
            ),
            models.CheckConstraint(
                name="configuration_rule_amount",
                condition=Q(kind__in=["at_least", "at_most"], amount__isnull=False, amount__gte=0)
                | (Q(kind__in=["requires", "default"]) & (Q(amount__isnull=True) | Q(amount__gt=0)))
                | Q(kind="excludes", amount__isnull=True),
                violation_error_message=_(
                    "At least and at most need an amount; what excludes has none."
                ),
            ),
            models.CheckConstraint(
                name="configuration_rule_excludes_when",
                condition=~Q(kind="excludes") | Q(when__isnull=False),
                violation_error_message=_("Say which part excludes the other."),
            ),
            models.CheckConstraint(
                name="configuration_rule_of_two",
                condition=Q(when__isnull=True) | Q(product__isnull=True) | ~Q(when=F("product")),
                violation_error_message=_("A part has no rule about itself."),
            ),
        ]
        indexes = [
            GinIndex(
                OpClass(Upper("name"), name="gin_trgm_ops"), name="configuration_rule_name_trgm"
            ),
        ]

    def __str__(self) -> str:
        return self.name
