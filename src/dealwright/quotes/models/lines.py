"""What is offered, line by line."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dealwright.catalog.models import Product
from dealwright.core.ids import new_id
from dealwright.events.history import tracked
from dealwright.quotes.models.quotes import Quote


@tracked(derived=["steps", "fault"])
class QuoteLine(models.Model):
    """A product, or something written in, at a price; visible with its quote. Amounts are in its currency.

    Name, code, unit, tax rate and cost are copies: what happens to the product later leaves them alone. A price
    that was not typed follows the price list until activation. `discount` is the manual discount, per line or
    per unit as the quote says; `volume_discount` is what one unit is cheaper by for the quantity. Net, tax and
    total are kept by pricing; `net` is before the header discount, `discount_share` is this line's part of it.
    `steps` are pricing's own account of how it came there, `fault` the code of what kept it from pricing the line.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    quote = models.ForeignKey(Quote, models.CASCADE, verbose_name=_("quote"), related_name="lines")
    position = models.PositiveIntegerField(_("position"))
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
    volume_discount = models.DecimalField(
        _("volume discount"), max_digits=24, decimal_places=10, default=0
    )
    discount = models.DecimalField(_("discount"), max_digits=18, decimal_places=4, default=0)
    tax_rate = models.DecimalField(_("tax, %"), max_digits=6, decimal_places=3, default=0)
    unit_cost = models.DecimalField(
        _("unit cost"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    net = models.DecimalField(_("net"), max_digits=20, decimal_places=4, default=0)
    discount_share = models.DecimalField(
        _("share of the total discount"), max_digits=20, decimal_places=4, default=0
    )
    tax = models.DecimalField(_("tax"), max_digits=20, decimal_places=4, default=0)
    total = models.DecimalField(_("total"), max_digits=20, decimal_places=4, default=0)
    steps = models.JSONField(default=list, editable=False)
    fault = models.CharField(max_length=30, blank=True, editable=False)

    class Meta:
        verbose_name = _("quote line")
        verbose_name_plural = _("quote lines")
        constraints = [
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
        ]
        indexes = [models.Index(fields=["quote", "position"], name="quote_line_place")]

    def __str__(self) -> str:
        return self.name
