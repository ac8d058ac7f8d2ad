"""The quote itself: a draft that is priced, then a document that no longer changes."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from dealwright.catalog.models import PriceList
from dealwright.customers.models import Account, Contact
from dealwright.events.history import tracked
from dealwright.opportunities.models import Opportunity
from dealwright.organisation.models import DiscountMode
from dealwright.records.models import OwnedQuerySet, OwnedRecord

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    ACTIVE = "active", _("active")
    WON = "won", _("won")
    CLOSED = "closed", _("closed")


MOVES: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.ACTIVE, State.CLOSED}),
    State.ACTIVE: frozenset({State.WON, State.CLOSED}),
    State.WON: frozenset(),
    State.CLOSED: frozenset({State.ACTIVE}),  # one that expired, when it is extended
}
OPEN = (State.DRAFT, State.ACTIVE)
LEADING = (*OPEN, State.WON)  # what may stand for its deal


class CloseReason(models.TextChoices):
    """Why a quote was closed without being accepted."""

    LOST = "lost", _("lost")
    CANCELLED = "cancelled", _("cancelled")
    REVISED = "revised", _("revised")
    EXPIRED = "expired", _("expired")


class Prices(models.TextChoices):
    """What becomes of the prices when a quote is copied."""

    ANEW = "anew", _("reckoned anew")
    KEPT = "kept", _("as they were")


class QuoteQuerySet(OwnedQuerySet["Quote"]):
    """The vocabulary in which quotes are spoken of."""

    def open(self) -> Self:
        """Drafts and active quotes: whatever may still be accepted."""
        return self.filter(state__in=OPEN)

    def lock_whole(self, pk: UUID) -> "Quote":
        """One quote, locked, with the rows that it is priced and printed with; NotFoundError when it is gone."""
        return self.lock(pk, "account", "contact", "owner", "price_list")

    def waiting(self) -> Self:
        """Quotes that wait for the client."""
        return self.filter(state=State.ACTIVE)

    def over(self, today: date) -> Self:
        """Quotes that wait for the client though their last day has passed."""
        return self.waiting().filter(valid_until__lt=today)


def _amount(
    label: "_StrPromise", *, editable: bool = True
) -> "models.DecimalField[Decimal, Decimal]":
    """An amount in the quote's currency; four decimals hold any currency's minor units."""
    return models.DecimalField(
        label, max_digits=20, decimal_places=4, default=Decimal(0), editable=editable
    )


@tracked(derived=["steps", "faults", "list_choice"])
class Quote(OwnedRecord):
    """An offer to a client. Activation freezes it: `snapshot` is what its PDF says, `content_hash` its SHA-256.
    Extending its validity freezes it anew with the later day, and nothing else.

    A revision is a quote of its own with the same number. Of a deal's quotes at most one `is_primary`: it stands for the
    deal. `discount_basis` says how the manual discounts of its lines are meant, `is_tax_included` that prices and typed
    amounts are with the tax. Sums are kept by pricing: `net` =
    `lines_total` less `discount_total` and, where prices include it, the tax; `total` = `net` plus `freight` and
    `tax_total`. Amounts are in `currency`; `rate` turns them into the base currency. `steps` and `faults` are pricing's
    account of the header, as those of the lines; `list_choice` says who proposed the price list, and which lists lost.
    """

    number = models.CharField(_("number"), max_length=20, editable=False)
    revision = models.PositiveSmallIntegerField(_("revision"), default=1, editable=False)
    name = models.CharField(_("name"), max_length=200)
    is_primary = models.BooleanField(_("primary"), default=False, editable=False)
    state = models.CharField(
        _("state"), max_length=6, choices=State, default=State.DRAFT, editable=False
    )
    close_reason = models.CharField(
        _("closed because"), max_length=9, choices=CloseReason, blank=True, editable=False
    )
    close_note = models.CharField(_("note"), max_length=500, blank=True, editable=False)
    opportunity = models.ForeignKey(
        Opportunity,
        models.PROTECT,
        verbose_name=_("opportunity"),
        null=True,
        blank=True,
        related_name="quotes",
    )
    account = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("account"), related_name="quotes"
    )
    contact = models.ForeignKey(
        Contact,
        models.PROTECT,
        verbose_name=_("contact"),
        null=True,
        blank=True,
        related_name="quotes",
    )
    price_list = models.ForeignKey(
        PriceList,
        models.PROTECT,
        verbose_name=_("price list"),
        null=True,
        blank=True,
        related_name="+",
    )
    currency = models.CharField(_("currency"), max_length=3)
    rate = models.DecimalField(
        _("rate"), max_digits=18, decimal_places=8, default=1, editable=False
    )
    locale = models.CharField(_("language of the document"), max_length=20)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    term_months = models.PositiveSmallIntegerField(
        _("contract term, months"), null=True, blank=True
    )
    payment_terms = models.CharField(_("payment terms"), max_length=200, blank=True)
    notes = models.TextField(_("letter to the client"), blank=True, max_length=5000)
    terms = models.TextField(_("terms"), blank=True, max_length=20_000)
    discount_basis = models.CharField(
        _("manual discounts"),
        max_length=10,
        choices=DiscountMode,
        default=DiscountMode.PER_LINE,
        editable=False,
    )
    discount_percent = models.DecimalField(
        _("discount on the total, %"), max_digits=6, decimal_places=3, default=0
    )
    discount_amount = _amount(_("discount on the total, amount"))
    freight = _amount(_("freight"))
    codes = models.CharField(
        _("promotion codes"),
        max_length=200,
        blank=True,
        help_text=_("Several are separated by commas."),
    )
    lines_total = _amount(_("sum of lines"), editable=False)
    discount_total = _amount(_("total discount"), editable=False)
    net = _amount(_("net"), editable=False)
    tax_total = _amount(_("tax"), editable=False)
    is_tax_included = models.BooleanField(_("prices include tax"), default=False, editable=False)
    total = _amount(_("total"), editable=False)
    cost = models.DecimalField(
        _("cost"), max_digits=20, decimal_places=4, null=True, editable=False
    )
    steps = models.JSONField(default=list, editable=False)
    faults = models.JSONField(default=list, editable=False)
    list_choice = models.JSONField(default=dict, editable=False)
    activated_at = models.DateTimeField(_("activated"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    snapshot = models.JSONField(null=True, editable=False)
    content_hash = models.CharField(max_length=64, blank=True, editable=False)

    objects = QuoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")
        constraints = [
            models.UniqueConstraint(fields=["number", "revision"], name="quote_revision_once"),
            models.UniqueConstraint(
                fields=["number"],
                name="quote_one_living_revision",
                condition=~Q(state="closed"),
                violation_error_message=_("Another revision of this quote is still open."),
            ),
            models.UniqueConstraint(
                fields=["opportunity"],
                name="quote_one_primary",
                condition=Q(is_primary=True),
                violation_error_message=_("Another quote of this deal is primary."),
            ),
            models.CheckConstraint(
                name="quote_primary_of_deal",
                condition=Q(is_primary=False) | Q(opportunity__isnull=False),
            ),
            models.CheckConstraint(
                name="quote_state", condition=Q(state__in=[state.value for state in State])
            ),
            models.CheckConstraint(
                name="quote_reason_iff_closed",
                condition=(Q(state="closed") & ~Q(close_reason=""))
                | (~Q(state="closed") & Q(close_reason="", close_note="")),
                violation_error_message=_("A closed quote says why it was closed."),
            ),
            models.CheckConstraint(
                name="quote_closed_at_iff_answered",
                condition=Q(state__in=["won", "closed"], closed_at__isnull=False)
                | (Q(state__in=["draft", "active"]) & Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="quote_frozen_iff_activated",
                condition=Q(activated_at__isnull=True, snapshot__isnull=True, content_hash="")
                | (Q(activated_at__isnull=False, snapshot__isnull=False) & ~Q(content_hash="")),
            ),
            models.CheckConstraint(
                name="quote_active_is_frozen",
                condition=Q(state="draft", activated_at__isnull=True)
                | Q(state="closed")
                | Q(state__in=["active", "won"], activated_at__isnull=False),
            ),
            models.CheckConstraint(
                name="quote_term_months",
                condition=Q(term_months__isnull=True) | Q(term_months__range=(1, 600)),
                violation_error_message=_("A term is from 1 to 600 months."),
            ),
            models.CheckConstraint(
                name="quote_discount_percent",
                condition=Q(discount_percent__gte=0, discount_percent__lte=100),
                violation_error_message=_("A discount lies between 0 and 100 %%."),
            ),
            models.CheckConstraint(
                name="quote_amounts",
                condition=Q(discount_amount__gte=0, freight__gte=0, net__gte=0, total__gte=0),
                violation_error_message=_("Discount and freight are zero or more."),
            ),
            models.CheckConstraint(
                name="quote_currency",
                condition=Q(currency__regex=r"^[A-Z]{3}$"),
                violation_error_message=_("A currency is three capital letters."),
            ),
            models.CheckConstraint(name="quote_rate", condition=Q(rate__gt=0)),
        ]
        indexes = [
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="quote_name_trgm"),
            # by how it begins, whatever the database sorts by
            models.Index(OpClass("number", name="varchar_pattern_ops"), name="quote_number_like"),
            models.Index(fields=["owner", "-created_at", "-id"], name="quote_owner_created"),
            models.Index(fields=["unit", "-created_at", "-id"], name="quote_unit_created"),
            models.Index(fields=["-created_at", "-id"], name="quote_created"),
            models.Index(
                fields=["owner", "valid_until", "id"],
                name="quote_waiting_owner",
                condition=Q(state="active"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def is_active(self) -> bool:
        return self.state == State.ACTIVE

    @property
    def is_expired(self) -> bool:
        """Whether its last day passed before anyone answered."""
        return self.close_reason == CloseReason.EXPIRED

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def may_become(self, state: State) -> bool:
        """Whether the quote may pass into this state from the one it is in."""
        return state in MOVES[State(self.state)]
