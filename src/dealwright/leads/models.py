"""Leads, and the public forms by which they come in."""

import secrets

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Concat, Lower, Trim, Upper
from django.utils.translation import gettext_lazy as _

from dealwright.core.registers import bare_in_sql
from dealwright.customers.models import PENDING, REGISTER, TAX, Account, Contact, Industry
from dealwright.events.history import tracked
from dealwright.records.models import OwnedQuerySet, OwnedRecord, Record, RecordQuerySet


class LeadState(models.TextChoices):
    NEW = "new", _("new")
    CONTACTED = "contacted", _("contacted")
    QUALIFIED = "qualified", _("qualified")
    DISQUALIFIED = "disqualified", _("disqualified")


# A reopened lead stands where it stood before: contacted, or new when nobody ever spoke to it.
MOVES: dict[LeadState, frozenset[LeadState]] = {
    LeadState.NEW: frozenset({LeadState.CONTACTED, LeadState.QUALIFIED, LeadState.DISQUALIFIED}),
    LeadState.CONTACTED: frozenset({LeadState.QUALIFIED, LeadState.DISQUALIFIED}),
    LeadState.QUALIFIED: frozenset({LeadState.NEW, LeadState.CONTACTED}),
    LeadState.DISQUALIFIED: frozenset({LeadState.NEW, LeadState.CONTACTED}),
}
CLOSED = frozenset({LeadState.QUALIFIED, LeadState.DISQUALIFIED})
CLOSED_NAMES = sorted(state.value for state in CLOSED)


class LeadSource(models.TextChoices):
    WEB_FORM = "web_form", _("web form")
    TRADE_FAIR = "trade_fair", _("trade fair")
    REFERRAL = "referral", _("referral")
    CAMPAIGN = "campaign", _("campaign")
    COLD_CALL = "cold_call", _("cold call")
    PARTNER = "partner", _("partner")
    IMPORT = "import", _("import")
    OTHER = "other", _("other")


class DisqualifyReason(models.TextChoices):
    NO_BUDGET = "no_budget", _("no budget")
    NO_NEED = "no_need", _("no need")
    NO_ANSWER = "no_answer", _("no answer")
    NOT_A_FIT = "not_a_fit", _("not a fit")
    COMPETITOR = "competitor", _("chose a competitor")
    DUPLICATE = "duplicate", _("duplicate")
    SPAM = "spam", _("spam")


def new_key() -> str:
    """A form's address that nobody guesses: 128 random bits."""
    return secrets.token_urlsafe(16)


@tracked()
class LeadForm(Record):
    """A public page on which visitors leave their details; each submission becomes a lead of `lead_owner`.

    `key` is the secret in its address; a new key closes the old address.
    """

    name = models.CharField(_("name"), max_length=80)
    key = models.CharField(_("key"), max_length=40, unique=True, default=new_key, editable=False)
    headline = models.CharField(_("headline"), max_length=120)
    introduction = models.TextField(_("introduction"), max_length=1000, blank=True)
    thanks = models.TextField(_("thanks"), max_length=1000, blank=True)
    lead_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("leads go to"), related_name="+"
    )
    is_active = models.BooleanField(_("open"), default=True)

    objects = RecordQuerySet["LeadForm"].as_manager()

    class Meta:
        verbose_name = _("web form")
        verbose_name_plural = _("web forms")
        constraints = [
            models.UniqueConstraint(
                Upper("name"),
                name="lead_form_name_once",
                violation_error_message=_("There is a web form with this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class Lead(OwnedRecord):
    """Someone who may buy. Qualifying makes an account, a contact and an opportunity of it."""

    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80)
    name = models.GeneratedField(
        expression=Trim(Concat("first_name", Value(" "), "last_name")),
        output_field=models.CharField(_("name"), max_length=161),
        db_persist=True,
        verbose_name=_("name"),
    )
    company = models.CharField(_("company"), max_length=200, blank=True)
    registration_number = models.CharField(
        _("registration number"), max_length=40, blank=True, help_text=REGISTER
    )
    vat_number = models.CharField(_("VAT or tax number"), max_length=40, blank=True, help_text=TAX)
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    email = models.EmailField(_("email"), max_length=254, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    website = models.CharField(_("website"), max_length=200, blank=True)
    industry = models.CharField(_("industry"), max_length=20, choices=Industry, blank=True)
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    country = models.CharField(_("country"), max_length=60, blank=True)
    source = models.CharField(
        _("source"), max_length=20, choices=LeadSource, default=LeadSource.OTHER
    )
    need = models.TextField(_("need"), blank=True)
    form = models.ForeignKey(
        LeadForm,
        models.PROTECT,
        verbose_name=_("web form"),
        null=True,
        editable=False,
        related_name="leads",
    )
    state = models.CharField(
        _("state"), max_length=15, choices=LeadState, default=LeadState.NEW, editable=False
    )
    contacted_at = models.DateTimeField(_("contacted"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    disqualify_reason = models.CharField(
        _("reason"), max_length=20, choices=DisqualifyReason, blank=True, editable=False
    )
    disqualify_note = models.TextField(_("note"), blank=True, editable=False)
    account = models.ForeignKey(
        Account,
        models.PROTECT,
        verbose_name=_("account"),
        null=True,
        editable=False,
        related_name="leads",
    )
    contact = models.ForeignKey(
        Contact,
        models.PROTECT,
        verbose_name=_("contact"),
        null=True,
        editable=False,
        related_name="leads",
    )

    objects = OwnedQuerySet["Lead"].as_manager()

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        constraints = [
            models.CheckConstraint(
                name="lead_closed_at_iff_closed",
                condition=Q(state__in=CLOSED_NAMES, closed_at__isnull=False)
                | (~Q(state__in=CLOSED_NAMES) & Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="lead_reason_iff_disqualified",
                condition=(Q(state="disqualified") & ~Q(disqualify_reason=""))
                | (~Q(state="disqualified") & Q(disqualify_reason="")),
                violation_error_message=_("A disqualified lead has a reason."),
            ),
            models.CheckConstraint(
                name="lead_qualified_has_contact",
                condition=~Q(state="qualified") | Q(contact__isnull=False),
                violation_error_message=_("A qualified lead has a contact."),
            ),
        ]
        indexes = [
            GinIndex(
                OpClass(Upper("name"), name="gin_trgm_ops"),
                name="lead_name_trgm",
                gin_pending_list_limit=PENDING,
            ),
            GinIndex(
                OpClass(Upper("company"), name="gin_trgm_ops"),
                name="lead_company_trgm",
                gin_pending_list_limit=PENDING,
            ),
            models.Index(Upper("name"), name="lead_name"),
            models.Index(Lower("email"), name="lead_email"),
            models.Index(fields=["phone"], name="lead_phone"),
            models.Index(
                bare_in_sql("registration_number"),
                name="lead_registration",
                condition=~Q(registration_number=""),
            ),
            models.Index(bare_in_sql("vat_number"), name="lead_vat", condition=~Q(vat_number="")),
            models.Index(fields=["owner", "-created_at", "-id"], name="lead_owner_created"),
            models.Index(fields=["unit", "-created_at", "-id"], name="lead_unit_created"),
            models.Index(fields=["-created_at", "-id"], name="lead_created"),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_open(self) -> bool:
        """Whether it is still to be decided what becomes of it."""
        return self.state not in CLOSED

    def may_become(self, state: LeadState) -> bool:
        """Whether the state table has this move."""
        return state in MOVES[LeadState(self.state)]

    @property
    def state_when_reopened(self) -> LeadState:
        return LeadState.CONTACTED if self.contacted_at else LeadState.NEW


class FormVisitor(models.Model):
    """How often one address tried one form within the present window. Only a keyed digest of it is kept."""

    form = models.ForeignKey(LeadForm, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    since = models.DateTimeField()
    tries = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("visitor of a web form")
        verbose_name_plural = _("visitors of web forms")
        constraints = [
            models.UniqueConstraint(fields=["form", "digest"], name="form_visitor_once"),
        ]
        indexes = [models.Index(fields=["since"], name="form_visitor_since")]

    def __str__(self) -> str:
        return f"{self.form_id} {self.digest[:8]}"
