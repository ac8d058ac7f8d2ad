"""Orders and their lines."""

from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from dealwright.catalog.models import Product
from dealwright.core.ids import new_id
from dealwright.customers.models import Account, Contact
from dealwright.events.history import tracked
from dealwright.opportunities.models import Opportunity
from dealwright.quotes.models import Billing, Quote
from dealwright.records.models import OwnedQuerySet, OwnedRecord

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class State(models.TextChoices):
    NEW = "new", _("new")
    CONFIRMED = "confirmed", _("confirmed")
    FULFILLED = "fulfilled", _("fulfilled")
    CANCELLED = "cancelled", _("cancelled")


MOVES: dict[State, frozenset[State]] = {
    State.NEW: frozenset({State.CONFIRMED, State.CANCELLED}),
    State.CONFIRMED: frozenset({State.FULFILLED, State.CANCELLED}),
    State.FULFILLED: frozenset(),
    State.CANCELLED: frozenset(),
}
STANDING = (State.NEW, State.CONFIRMED, State.FULFILLED)


class OrderQuerySet(OwnedQuerySet["Order"]):
    """The vocabulary in which orders are spoken of."""

    def standing(self) -> Self:
        """Orders that were not cancelled."""
        return self.filter(state__in=STANDING)


def _amount(label: "_StrPromise") -> "models.DecimalField[Decimal, Decimal]":
    """An amount in the order's currency; four decimals hold any currency's minor units."""
    return models.DecimalField(label, max_digits=20, decimal_places=4, editable=False)


@tracked()
class Order(OwnedRecord):
    """What a client bought. Everything is a copy of the quote he accepted and stays as it was agreed.

    Amounts are in `currency`; `rate` turns them into the base currency. `net` is without freight and tax.
    `is_tax_included` says that the prices of the lines are with tax. Of what is paid again and again the sums hold one period.
    """

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=200)
    state = models.CharField(
        _("state"), max_length=9, choices=State, default=State.NEW, editable=False
    )
    quote = models.OneToOneField(
        Quote, models.PROTECT, verbose_name=_("quote"), editable=False, related_name="order"
    )
    opportunity = models.ForeignKey(
        Opportunity,
        models.PROTECT,
        verbose_name=_("opportunity"),
        null=True,
        editable=False,
        related_name="orders",
    )
    account = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("account"), editable=False, related_name="orders"
    )
    contact = models.ForeignKey(
        Contact,
        models.PROTECT,
        verbose_name=_("contact"),
        null=True,
        editable=False,
        related_name="orders",
    )
    client_reference = models.CharField(_("client's reference"), max_length=80, blank=True)
    delivery_on = models.DateField(_("delivery date"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True, max_length=5000)
    term_months = models.PositiveSmallIntegerField(
        _("contract term, months"), null=True, editable=False
    )
    payment_terms = models.CharField(_("payment terms"), max_length=200, blank=True, editable=False)
    currency = models.CharField(_("currency"), max_length=3, editable=False)
    rate = models.DecimalField(
        _("rate"), max_digits=18, decimal_places=8, default=1, editable=False
    )
    discount_total = _amount(_("total discount"))
    net = _amount(_("net"))
    freight = _amount(_("freight"))
    tax_total = _amount(_("tax"))
    is_tax_included = models.BooleanField(_("prices include tax"), default=False, editable=False)
    total = _amount(_("total"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, editable=False)
    fulfilled_at = models.DateTimeField(_("fulfilled"), null=True, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, editable=False)
    cancel_reason = models.CharField(
        _("cancelled because"), max_length=500, blank=True, editable=False
    )

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints = [
            models.CheckConstraint(
                name="order_state", condition=Q(state__in=[state.value for state in State])
            ),
            models.CheckConstraint(
                name="order_moments",
                condition=Q(
                    state="new",
                    confirmed_at__isnull=True,
                    fulfilled_at__isnull=True,
                    cancelled_at__isnull=True,
                )
                | Q(
                    state="confirmed",
                    confirmed_at__isnull=False,
                    fulfilled_at__isnull=True,
                    cancelled_at__isnull=True,
                )
                | Q(
                    state="fulfilled",
                    confirmed_at__isnull=False,
                    fulfilled_at__isnull=False,
                    cancelled_at__isnull=True,
                )
                | Q(state="cancelled", fulfilled_at__isnull=True, cancelled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="order_cancel_reason",
                condition=(Q(state="cancelled") & ~Q(cancel_reason=""))
                | (~Q(state="cancelled") & Q(cancel_reason="")),
                violation_error_message=_("A cancelled order says why."),
            ),
            models.CheckConstraint(
                name="order_amounts", condition=Q(net__gte=0, freight__gte=0, total__gte=0)
            ),
        ]
        indexes = [
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="order_name_trgm"),
            models.Index(fields=["owner", "-created_at", "-id"], name="order_owner_created"),
            models.Index(fields=["unit", "-created_at", "-id"], name="order_unit_created"),
            models.Index(fields=["-created_at", "-id"], name="order_created"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def may_become(self, state: State) -> bool:
        """Whether the order may pass into this state from the one it is in."""
        return state in MOVES[State(self.state)]


@tracked()
class OrderLine(models.Model):
    """A line as it was accepted; visible with its order. Amounts are in the order's currency.

    `unit_price` is after the volume discount, `net` after the manual and before the header discount,
    `discount_share` the line's part of that; both are for one period of `billing`. A part of a bundle is `part_of` the bundle's line.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField(_("position"))
    part_of = models.ForeignKey(
        "self", models.CASCADE, verbose_name=_("part of"), null=True, related_name="parts"
    )
    is_included = models.BooleanField(_("included in the price"), default=False)
    billing = models.CharField(_("paid"), max_length=7, choices=Billing, default=Billing.ONCE)
    section = models.CharField(_("section"), max_length=120, blank=True)
    product = models.ForeignKey(Product, models.PROTECT, null=True, related_name="+")
    code = models.CharField(_("code"), max_length=40, blank=True)
    name = models.CharField(_("name"), max_length=300)
    description = models.TextField(_("description"), blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=14, decimal_places=4)
    unit = models.CharField(_("unit"), max_length=10, blank=True)
    unit_price = models.DecimalField(_("unit price"), max_digits=24, decimal_places=10)
    tax_rate = models.DecimalField(_("tax, %"), max_digits=6, decimal_places=3)
    unit_cost = models.DecimalField(_("unit cost"), max_digits=18, decimal_places=4, null=True)
    net = models.DecimalField(_("net"), max_digits=20, decimal_places=4)
    discount_share = models.DecimalField(
        _("share of the total discount"), max_digits=20, decimal_places=4
    )
    tax = models.DecimalField(_("tax"), max_digits=20, decimal_places=4)
    total = models.DecimalField(_("total"), max_digits=20, decimal_places=4)

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="order_line_place"),
            models.CheckConstraint(name="order_line_quantity", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="order_line_billing",
                condition=Q(billing__in=[billing.value for billing in Billing]),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def taxable(self) -> Decimal:
        """What is left of it for us: without tax, whether its price includes that or not."""
        return self.total - self.tax
