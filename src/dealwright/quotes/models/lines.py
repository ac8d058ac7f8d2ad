"""What is offered, line by line."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dealwright.catalog import properties
from dealwright.catalog.models import BundleLine, Product, bundle_line_constraint
from dealwright.catalog.properties import Chosen
from dealwright.core.ids import new_id
from dealwright.events.history import tracked
from dealwright.quotes.models.quotes import Quote
from dealwright.quotes.recurring import Period


class LineKind(models.TextChoices):
    """Whether a line is offered at a price, or only says something."""

    PRODUCT = "product", _("product")
    NOTE = "note", _("note")


class Choice(models.TextChoices):
    """What the client may choose: a line that he may leave out, or one line of several."""

    OPTIONAL = "optional", _("optional")
    ALTERNATIVE = "alternative", _("alternative")


class Billing(models.TextChoices):
    """How often a line is paid."""

    ONCE = Period.ONCE.value, _("once")
    MONTH = Period.MONTH.value, _("every month")
    QUARTER = Period.QUARTER.value, _("every quarter")
    YEAR = Period.YEAR.value, _("every year")


@tracked(derived=["steps", "lost", "fault", "costing"])
class QuoteLine(BundleLine):
    """A product, or something written in, at a price; visible with its quote. Amounts are in its currency.

    A revision keeps the `identity` of each line, so that two revisions can be compared.
    Name, code and unit are copies: what happens to the product later leaves them alone. The cost follows the product
    until activation; `costing` keeps what was added to it by what was chosen, and the row that stated it for the day,
    if one did. A price that was not typed follows the price list until activation. `discount` is the manual discount, per line or per unit as the
    quote says; `rule_discount` is what rules take off one unit. Base, net, tax and total are kept by pricing; `base`
    is what the rules make of it, `net` is before the header discount, `discount_share` is this line's part of that.
    A tax rate that was not typed follows the product until activation: its tax class or, without one, its own rate.
    Only what `is_chosen` is in the sums: of a `group` of alternatives exactly one line, an optional line or not,
    every other line always. A note is text alone. `net` is for one billing period.
    `properties` are the values chosen of the product's properties, with names and what they add (`catalog.properties`);
    `is_incomplete` says that a required one was not chosen.
    `steps` are pricing's own account of how it came there, `lost` the rules that did not decide, `fault` the code of
    what is wrong with the line.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    quote = models.ForeignKey(Quote, models.CASCADE, verbose_name=_("quote"), related_name="lines")
    identity = models.UUIDField(default=new_id, editable=False)
    position = models.PositiveIntegerField(_("position"))
    kind = models.CharField(
        _("kind"), max_length=8, choices=LineKind, default=LineKind.PRODUCT, editable=False
    )
    choice = models.CharField(_("choice"), max_length=11, choices=Choice, blank=True)
    group = models.CharField(_("alternatives of"), max_length=80, blank=True)
    is_chosen = models.BooleanField(_("chosen"), default=True)
    billing = models.CharField(_("paid"), max_length=7, choices=Billing, default=Billing.ONCE)
    section = models.CharField(_("section"), max_length=120, blank=True)
    product = models.ForeignKey(
        Product,
        models.PROTECT,
        verbose_name=_("product"),
        null=True,
        blank=True,
        related_name="+",
    )
    code = models.CharField(_("code"), max_length=40, blank=True)
    name = models.CharField(_("name"), max_length=300)
    description = models.TextField(_("description"), blank=True, max_length=5000)
    quantity = models.DecimalField(_("quantity"), max_digits=14, decimal_places=4)
    unit = models.CharField(_("unit"), max_length=10, blank=True)
    unit_price = models.DecimalField(_("unit price"), max_digits=18, decimal_places=4)
    is_price_typed = models.BooleanField(_("price typed"), default=False)
    rule_discount = models.DecimalField(
        _("off by rule"), max_digits=24, decimal_places=10, default=0
    )
    discount = models.DecimalField(_("discount"), max_digits=18, decimal_places=4, default=0)
    tax_rate = models.DecimalField(_("tax, %"), max_digits=6, decimal_places=3, default=0)
    is_tax_typed = models.BooleanField(_("tax typed"), default=False)
    properties = models.JSONField(_("properties"), default=list, blank=True)
    is_incomplete = models.BooleanField(default=False, editable=False)
    unit_cost = models.DecimalField(
        _("unit cost"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    costing = models.JSONField(default=dict, editable=False)
    margin_floor = models.DecimalField(
        _("least margin, %"), max_digits=6, decimal_places=3, null=True, blank=True
    )
    base = models.DecimalField(_("by rule"), max_digits=20, decimal_places=4, default=0)
    net = models.DecimalField(_("net"), max_digits=20, decimal_places=4, default=0)
    discount_share = models.DecimalField(
        _("share of the total discount"), max_digits=20, decimal_places=4, default=0
    )
    tax = models.DecimalField(_("tax"), max_digits=20, decimal_places=4, default=0)
    total = models.DecimalField(_("total"), max_digits=20, decimal_places=4, default=0)
    steps = models.JSONField(default=list, editable=False)
    lost = models.JSONField(default=list, editable=False)
    fault = models.CharField(max_length=30, blank=True, editable=False)

    class Meta:
        verbose_name = _("quote line")
        verbose_name_plural = _("quote lines")
        constraints = [
            models.UniqueConstraint(fields=["quote", "identity"], name="quote_line_identity"),
            models.UniqueConstraint(
                fields=["quote", "group"],
                name="quote_line_one_alternative",
                condition=Q(choice="alternative", is_chosen=True, part_of__isnull=True),
                violation_error_message=_("Of alternatives one is chosen."),
            ),
            models.CheckConstraint(
                name="quote_line_choice",
                condition=(Q(choice="alternative") & ~Q(group=""))
                | Q(choice="optional", group="")
                | Q(choice="", group="", is_chosen=True),
                violation_error_message=_("Name what a line is an alternative of."),
            ),
            models.CheckConstraint(
                name="quote_line_kind",
                condition=Q(kind="product")
                | Q(kind="note", product__isnull=True, choice="", unit_price=0),
            ),
            models.CheckConstraint(
                name="quote_line_billing",
                condition=Q(billing__in=[billing.value for billing in Billing]),
                violation_error_message=_("Say how often this is paid."),
            ),
            models.CheckConstraint(
                name="quote_line_quantity",
                condition=Q(quantity__gt=0),
                violation_error_message=_("A quantity is greater than zero."),
            ),
            models.CheckConstraint(
                name="quote_line_price",
                condition=Q(unit_price__gte=0, discount__gte=0),
                violation_error_message=_("Price and discount are zero or more."),
            ),
            models.CheckConstraint(
                name="quote_line_tax_rate",
                condition=Q(tax_rate__gte=0, tax_rate__lte=100),
                violation_error_message=_("A tax rate lies between 0 and 100 %%."),
            ),
            models.CheckConstraint(
                name="quote_line_write_in_is_typed",
                condition=Q(product__isnull=False) | Q(is_price_typed=True),
                violation_error_message=_("What is written in has a typed price."),
            ),
            bundle_line_constraint("quote_line"),
        ]
        indexes = [models.Index(fields=["quote", "position"], name="quote_line_place")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_note(self) -> bool:
        return self.kind == LineKind.NOTE

    @property
    def counts(self) -> bool:
        """Whether it is in the sums."""
        return self.is_chosen and not self.is_note

    @property
    def taxable(self) -> Decimal:
        """What is left of it for us: without tax, whether its price includes that or not, and less its `discount_share`."""
        return self.total - self.tax

    @property
    def chosen(self) -> tuple[Chosen, ...]:
        """What was chosen of the product's properties."""
        return properties.read(self.properties)

    @property
    def cost_rule(self) -> dict[str, Any] | None:
        """The row that stated the cost for the day on which the line was priced, as it is stored."""
        rule: dict[str, Any] | None = self.costing.get("rule")
        return rule

    @property
    def about(self) -> str:
        """What documents print under the name: what was chosen, then the description."""
        return "\n".join(filter(None, (properties.told(self.chosen), self.description)))
