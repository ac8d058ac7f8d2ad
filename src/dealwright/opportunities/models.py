"""Deals, their lines, competitors, stakeholders, and their past in business time."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from dealwright.catalog.models import PriceList, Product
from dealwright.customers.models import Account, Contact
from dealwright.events.history import tracked
from dealwright.identity.models import BusinessUnit, User
from dealwright.leads.models import Lead, LeadSource
from dealwright.records.models import OwnedQuerySet, OwnedRecord, Record, RecordQuerySet
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
    """Whether the estimated revenue is typed or the sum of the lines."""

    TYPED = "typed", _("typed")
    LINES = "lines", _("from lines")


class LostReason(models.TextChoices):
    PRICE = "price", _("price")
    PRODUCT = "product", _("product did not fit")
    DELIVERY = "delivery", _("delivery too late")
    COMPETITOR = "competitor", _("competitor preferred")
    NO_DECISION = "no_decision", _("no decision")
    NO_BUDGET = "no_budget", _("no budget")
    CANCELLED = "cancelled", _("project cancelled")
    OTHER = "other", _("other")


@tracked()
class Competitor(Record):
    """A company that also wants the deal."""

    name = models.CharField(_("name"), max_length=120)
    website = models.CharField(_("website"), max_length=200, blank=True)
    strengths = models.TextField(_("strengths"), blank=True)
    weaknesses = models.TextField(_("weaknesses"), blank=True)

    objects = RecordQuerySet["Competitor"].as_manager()

    class Meta:
        verbose_name = _("competitor")
        verbose_name_plural = _("competitors")
        constraints = [
            models.UniqueConstraint(
                Upper("name"),
                name="competitor_name_once",
                violation_error_message=_("There is a competitor with this name already."),
            ),
        ]
        indexes = [
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="competitor_name_trgm"),
        ]

    def __str__(self) -> str:
        return self.name


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
        SalesProcess, models.PROTECT, verbose_name=_("sales process"), related_name="+"
    )
    stage = models.ForeignKey(Stage, models.PROTECT, verbose_name=_("stage"), related_name="+")
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
            output_field=models.DecimalField(max_digits=20, decimal_places=2),
        ),
        output_field=models.DecimalField(max_digits=20, decimal_places=2),
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

    objects = OwnedQuerySet["Opportunity"].as_manager()

    class Meta:
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        constraints = [
            models.CheckConstraint(
                name="opportunity_closed_iff_closed",
                condition=Q(state="open", closed_at__isnull=True, closed_on__isnull=True)
                | (~Q(state="open") & Q(closed_at__isnull=False, closed_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="opportunity_won_has_account_and_revenue",
                condition=~Q(state="won")
                | Q(account__isnull=False, actual_revenue__isnull=False),
                violation_error_message=_("A won deal has an account and an actual revenue."),
            ),
            models.CheckConstraint(
                name="opportunity_lost_reason",
                condition=(Q(state="lost") & ~Q(lost_reason=""))
                | (~Q(state="lost") & Q(lost_reason="", lost_to__isnull=True)),
                violation_error_message=_("A lost deal has a reason."),
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
            models.CheckConstraint(name="opportunity_rate", condition=Q(rate__gt=0)),
            models.UniqueConstraint(
                fields=["external_key"],
                name="opportunity_external_key",
                condition=~Q(external_key=""),
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
                fields=["process", "stage", "probability"],
                include=["base_revenue", "owner", "unit"],
                name="opportunity_pipeline",
                condition=Q(state="open"),
            ),
            models.Index(fields=["owner", "-created_at", "-id"], name="opportunity_owner_created"),
            models.Index(fields=["-created_at", "-id"], name="opportunity_created"),
            models.Index(fields=["account", "-created_at"], name="opportunity_account_created"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN


@tracked()
class OpportunityLine(Record):
    """A product, or something written in, that the deal is about. Amount = quantity x unit price - discount."""

    opportunity = models.ForeignKey(
        Opportunity, models.CASCADE, verbose_name=_("opportunity"), related_name="lines"
    )
    position = models.PositiveIntegerField(_("position"))
    product = models.ForeignKey(
        Product,
        models.PROTECT,
        verbose_name=_("product"),
        null=True,
        blank=True,
        related_name="+",
    )
    description = models.CharField(_("description"), max_length=300)
    quantity = models.DecimalField(_("quantity"), max_digits=14, decimal_places=4)
    unit_price = models.DecimalField(_("unit price"), max_digits=18, decimal_places=4)
    discount = models.DecimalField(_("discount"), max_digits=18, decimal_places=4, default=0)
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2, editable=False)

    objects = RecordQuerySet["OpportunityLine"].as_manager()

    class Meta:
        verbose_name = _("opportunity line")
        verbose_name_plural = _("opportunity lines")
        constraints = [
            models.CheckConstraint(
                name="opportunity_line_quantity",
                condition=Q(quantity__gt=0),
                violation_error_message=_("A quantity is greater than zero."),
            ),
            models.CheckConstraint(
                name="opportunity_line_price",
                condition=Q(unit_price__gte=0, discount__gte=0, amount__gte=0),
                violation_error_message=_("A discount is at most the price."),
            ),
        ]
        indexes = [models.Index(fields=["opportunity", "position"], name="opportunity_line_place")]

    def __str__(self) -> str:
        return self.description


@tracked()
class OpportunityCompetitor(models.Model):
    """A competitor in one deal."""

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="competitors")
    competitor = models.ForeignKey(Competitor, models.PROTECT, related_name="deals")
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("competitor in a deal")
        verbose_name_plural = _("competitors in deals")
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "competitor"],
                name="deal_competitor_once",
                violation_error_message=_("This competitor is in the deal already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competitor_id}"


class StakeholderRole(models.TextChoices):
    DECISION_MAKER = "decision_maker", _("decision maker")
    CHAMPION = "champion", _("champion")
    INFLUENCER = "influencer", _("influencer")
    BUYER = "buyer", _("buyer")
    USER = "user", _("user")
    BLOCKER = "blocker", _("blocker")


class Influence(models.TextChoices):
    HIGH = "high", _("high")
    MEDIUM = "medium", _("medium")
    LOW = "low", _("low")


@tracked()
class Stakeholder(models.Model):
    """A contact with a say in one deal."""

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="stakeholders")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="stakes")
    role = models.CharField(_("role"), max_length=15, choices=StakeholderRole)
    influence = models.CharField(
        _("influence"), max_length=6, choices=Influence, default=Influence.MEDIUM
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("stakeholder")
        verbose_name_plural = _("stakeholders")
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "contact"],
                name="deal_stakeholder_once",
                violation_error_message=_("This contact is a stakeholder already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.role}"


class TstzRange(Func):
    """tstzrange(valid_from, valid_to)."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class DealSpan(models.Model):
    """What a deal was from one business moment to the next; open-ended while it still is.

    Written only by the one function that moves a deal, by the import of stage history and by the sample. Spans of
    one deal never overlap.
    """

    id = models.BigAutoField(primary_key=True)
    deal = models.ForeignKey(Opportunity, models.CASCADE, related_name="spans")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    unit = models.ForeignKey(BusinessUnit, models.PROTECT, related_name="+")
    process = models.ForeignKey(SalesProcess, models.PROTECT, related_name="+")
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="+")
    state = models.CharField(max_length=5, choices=State)
    category = models.CharField(max_length=10, choices=Category)
    probability = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    currency = models.CharField(max_length=3)
    rate = models.DecimalField(max_digits=18, decimal_places=8)
    close_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("span of a deal")
        verbose_name_plural = _("spans of deals")
        constraints = [
            ExclusionConstraint(
                name="deal_span_no_overlap",
                expressions=[
                    (
                        TstzRange("valid_from", "valid_to", RangeBoundary()),
                        RangeOperators.OVERLAPS,
                    ),
                    ("deal", RangeOperators.EQUAL),
                ],
            ),
            models.CheckConstraint(
                name="deal_span_forward",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
        ]
        indexes = [models.Index(fields=["deal", "-valid_from"], name="deal_span_deal")]

    def __str__(self) -> str:
        return f"{self.deal_id} {self.valid_from:%Y-%m-%d} {self.state}"
