"""The deal itself."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from dealwright.catalog.models import PriceList
from dealwright.customers.models import Account, Contact
from dealwright.events.history import tracked
from dealwright.leads.models import Lead, LeadSource
from dealwright.opportunities.models.competitors import Competitor
from dealwright.records.models import OwnedQuerySet, OwnedRecord
from dealwright.strategy.models import Category, SalesProcess, Stage


class State(models.TextChoices):
    OPEN = "open", _("open")
    WON = "won", _("won")
    LOST = "lost", _("lost")


MOVES: dict[State, frozenset[State]] = {
    State.OPEN: frozenset({State.WON, State.LOST}),
    State.WON: frozenset({State.OPEN}),
    State.LOST: frozenset({State.OPEN}),
}


class RevenueSource(models.TextChoices):
    """Whether the estimated revenue is typed, the sum of the lines, or what the primary quote comes to."""

    TYPED = "typed", _("typed")
    LINES = "lines", _("from lines")
    QUOTE = "quote", _("from the primary quote")


class LostReason(models.TextChoices):
    PRICE = "price", _("price")
    PRODUCT = "product", _("product did not fit")
    DELIVERY = "delivery", _("delivery too late")
    COMPETITOR = "competitor", _("competitor preferred")
    NO_DECISION = "no_decision", _("no decision")
    NO_BUDGET = "no_budget", _("no budget")
    CANCELLED = "cancelled", _("project cancelled")
    OTHER = "other", _("other")


class OpportunityQuerySet(OwnedQuerySet["Opportunity"]):
    """The vocabulary in which deals are spoken of."""

    def open(self) -> "OpportunityQuerySet":
        """Deals that are still pursued."""
        return self.filter(state=State.OPEN)


@tracked()
class Opportunity(OwnedRecord):
    """A deal that is pursued. Amounts are in `currency`; `rate` turns them into the base currency."""

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=200)
    account = models.ForeignKey(
        Account,
        models.PROTECT,
        verbose_name=_("account"),
        null=True,
        blank=True,
        related_name="opportunities",
        db_index=False,  # opportunity_account_created begins with it
    )
    contact = models.ForeignKey(
        Contact,
        models.PROTECT,
        verbose_name=_("contact"),
        null=True,
        blank=True,
        related_name="opportunities",
    )
    lead = models.ForeignKey(
        Lead,
        models.PROTECT,
        verbose_name=_("lead"),
        null=True,
        editable=False,
        related_name="opportunities",
    )
    process = models.ForeignKey(
        SalesProcess,
        models.PROTECT,
        verbose_name=_("sales process"),
        related_name="+",
        db_index=False,  # opportunity_pipeline serves the open ones; nobody asks for the rest by it
    )
    stage = models.ForeignKey(
        Stage,
        models.PROTECT,
        verbose_name=_("stage"),
        related_name="+",
        db_index=False,  # likewise, by opportunity_open_stage_close
    )
    stage_since = models.DateTimeField(_("in stage since"), editable=False)
    state = models.CharField(
        _("state"), max_length=5, choices=State, default=State.OPEN, editable=False
    )
    currency = models.CharField(_("currency"), max_length=3)
    rate = models.DecimalField(
        _("rate"), max_digits=18, decimal_places=8, default=1, editable=False
    )
    revenue_source = models.CharField(
        _("revenue"), max_length=5, choices=RevenueSource, default=RevenueSource.TYPED
    )
    estimated_revenue = models.DecimalField(
        _("estimated revenue"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    probability = models.PositiveSmallIntegerField(_("probability, %"))
    category = models.CharField(_("forecast category"), max_length=10, choices=Category)
    base_revenue = models.GeneratedField(
        expression=Func(
            F("estimated_revenue") * F("rate"),
            2,
            function="ROUND",
            output_field=models.DecimalField(max_digits=28, decimal_places=2),
        ),
        output_field=models.DecimalField(max_digits=28, decimal_places=2),
        db_persist=True,
        verbose_name=_("estimated revenue in base currency"),
    )
    close_on = models.DateField(_("close date"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=20, choices=LeadSource, blank=True)
    price_list = models.ForeignKey(
        PriceList,
        models.PROTECT,
        verbose_name=_("price list"),
        null=True,
        blank=True,
        related_name="+",
    )
    need = models.TextField(_("need"), blank=True)
    budget = models.DecimalField(
        _("budget"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    decision_maker = models.CharField(_("decision maker"), max_length=160, blank=True)
    delivery_on = models.DateField(_("delivery date"), null=True, blank=True)
    actual_revenue = models.DecimalField(
        _("actual revenue"), max_digits=18, decimal_places=2, null=True, editable=False
    )
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    closed_on = models.DateField(_("closed on"), null=True, editable=False)
    lost_reason = models.CharField(
        _("lost because of"), max_length=15, choices=LostReason, blank=True, editable=False
    )
    lost_to = models.ForeignKey(
        Competitor,
        models.PROTECT,
        verbose_name=_("lost to"),
        null=True,
        editable=False,
        related_name="wins",
    )
    lost_note = models.TextField(_("note on the loss"), blank=True, editable=False)
    external_key = models.CharField(max_length=60, blank=True, editable=False)
    earlier_stages = models.JSONField(
        _("stages before it was here"), default=list, blank=True, editable=False
    )  # as `earlier.Stretch` keeps them; spans are made of them

    objects = OpportunityQuerySet.as_manager()

    class Meta:
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        constraints = [
            models.CheckConstraint(
                name="opportunity_state", condition=Q(state__in=[state.value for state in State])
            ),
            models.CheckConstraint(
                name="opportunity_closed_iff_closed",
                condition=Q(state="open", closed_at__isnull=True, closed_on__isnull=True)
                | (~Q(state="open") & Q(closed_at__isnull=False, closed_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="opportunity_won_has_account_and_revenue",
                condition=Q(
                    state="won",
                    account__isnull=False,
                    actual_revenue__isnull=False,
                    actual_revenue__gte=0,
                )
                | (~Q(state="won") & Q(actual_revenue__isnull=True)),
                violation_error_message=_("A won deal has an account and an actual revenue."),
            ),
            models.CheckConstraint(
                name="opportunity_lost_reason",
                condition=(Q(state="lost") & ~Q(lost_reason=""))
                | (~Q(state="lost") & Q(lost_reason="", lost_to__isnull=True, lost_note="")),
                violation_error_message=_("A lost deal has a reason."),
            ),
            models.CheckConstraint(
                name="opportunity_category",
                condition=Q(category__in=[category.value for category in Category]),
                violation_error_message=_("Choose where this deal counts in the forecast."),
            ),
            models.CheckConstraint(
                name="opportunity_revenue_source",
                condition=Q(revenue_source__in=[source.value for source in RevenueSource]),
                violation_error_message=_("Revenue is typed or comes from the lines."),
            ),
            models.CheckConstraint(
                name="opportunity_probability",
                condition=Q(probability__lte=100),
                violation_error_message=_("A probability lies between 0 and 100 %%."),
            ),
            models.CheckConstraint(
                name="opportunity_revenue",
                condition=Q(estimated_revenue__isnull=True) | Q(estimated_revenue__gte=0),
                violation_error_message=_("Revenue is zero or more."),
            ),
            models.CheckConstraint(
                name="opportunity_budget",
                condition=Q(budget__isnull=True) | Q(budget__gte=0),
                violation_error_message=_("A budget is zero or more."),
            ),
            models.CheckConstraint(name="opportunity_rate", condition=Q(rate__gt=0)),
            models.UniqueConstraint(
                fields=["external_key"],
                name="opportunity_external_key",
                condition=~Q(external_key=""),
                violation_error_message=_("There is a deal with this key already."),
            ),
        ]
        indexes = [
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="opportunity_name_trgm"),
            models.Index(
                fields=["owner", "close_on", "id"],
                name="opportunity_open_owner_close",
                condition=Q(state="open"),
            ),
            models.Index(
                fields=["unit", "close_on", "id"],
                name="opportunity_open_unit_close",
                condition=Q(state="open"),
            ),
            models.Index(
                fields=["close_on", "id"],
                name="opportunity_open_close",
                condition=Q(state="open"),
            ),
            models.Index(
                fields=["estimated_revenue", "id"],
                name="opportunity_open_revenue",
                condition=Q(state="open"),
            ),
            models.Index(
                fields=["stage", "close_on", "id"],
                name="opportunity_open_stage_close",
                condition=Q(state="open"),
            ),
            models.Index(
                fields=["process", "stage", "probability"],
                include=["base_revenue", "owner", "unit"],
                name="opportunity_pipeline",
                condition=Q(state="open"),
            ),
            models.Index(fields=["owner", "-created_at", "-id"], name="opportunity_owner_created"),
            models.Index(fields=["unit", "-created_at", "-id"], name="opportunity_unit_created"),
            models.Index(fields=["-created_at", "-id"], name="opportunity_created"),
            models.Index(fields=["account", "-created_at"], name="opportunity_account_created"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN

    def may_become(self, state: State) -> bool:
        """Whether the deal may pass into this state from the one it is in."""
        return state in MOVES[State(self.state)]
