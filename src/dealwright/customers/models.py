"""Accounts and contacts."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Lower, Trim, Upper
from django.utils.translation import gettext_lazy as _

from dealwright.catalog.models import PriceList
from dealwright.core.registers import bare_in_sql
from dealwright.events.history import tracked
from dealwright.records.models import OwnedQuerySet, OwnedRecord

# Every search reads what new rows left on the pending list of an index on fragments; at its usual 4 MB that takes
# longer than the index itself. In kB.
PENDING = 256
REGISTER = _("In the commercial register: HRB, SIREN, CVR, organisation or company number.")
TAX = _("With the country in front, as DE123456789, or as the tax office writes it.")


class Industry(models.TextChoices):
    AGRICULTURE = "agriculture", _("agriculture")
    CONSTRUCTION = "construction", _("construction")
    EDUCATION = "education", _("education")
    EMPLOYMENT = "employment", _("employment")
    ENERGY = "energy", _("energy")
    ENTERTAINMENT = "entertainment", _("entertainment")
    FINANCE = "finance", _("finance")
    FOOD = "food", _("food")
    HEALTH = "health", _("health")
    LOGISTICS = "logistics", _("logistics")
    MANUFACTURING = "manufacturing", _("manufacturing")
    MARKETING = "marketing", _("marketing")
    PUBLIC = "public", _("public sector")
    RETAIL = "retail", _("retail")
    SERVICES = "services", _("services")
    SOFTWARE = "software", _("software")
    TECHNOLOGY = "technology", _("technology")
    TELECOMMUNICATIONS = "telecommunications", _("telecommunications")
    OTHER = "other", _("other")


@tracked()
class Account(OwnedRecord):
    """A customer company, present or to be."""

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=200)
    registration_number = models.CharField(
        _("registration number"), max_length=40, blank=True, help_text=REGISTER
    )
    vat_number = models.CharField(_("VAT or tax number"), max_length=40, blank=True, help_text=TAX)
    website = models.CharField(_("website"), max_length=200, blank=True)
    industry = models.CharField(_("industry"), max_length=20, choices=Industry, blank=True)
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    annual_revenue = models.DecimalField(
        _("annual revenue"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    founded = models.PositiveSmallIntegerField(_("founded"), null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("email"), max_length=254, blank=True)
    billing_street = models.CharField(_("street"), max_length=200, blank=True)
    billing_postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    billing_city = models.CharField(_("city"), max_length=100, blank=True)
    billing_region = models.CharField(_("region"), max_length=100, blank=True)
    billing_country = models.CharField(_("country"), max_length=60, blank=True)
    delivery_street = models.CharField(_("street (delivery)"), max_length=200, blank=True)
    delivery_postal_code = models.CharField(_("postal code (delivery)"), max_length=20, blank=True)
    delivery_city = models.CharField(_("city (delivery)"), max_length=100, blank=True)
    delivery_region = models.CharField(_("region (delivery)"), max_length=100, blank=True)
    delivery_country = models.CharField(_("country (delivery)"), max_length=60, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("parent account"),
        null=True,
        blank=True,
        related_name="subsidiaries",
    )
    currency = models.CharField(_("currency"), max_length=3)
    price_list = models.ForeignKey(
        PriceList,
        models.PROTECT,
        verbose_name=_("price list"),
        null=True,
        blank=True,
        related_name="accounts",
    )
    description = models.TextField(_("description"), blank=True)

    objects = OwnedQuerySet["Account"].as_manager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.CheckConstraint(
                name="account_not_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                violation_error_message=_("An account cannot be its own parent."),
            ),
            models.CheckConstraint(
                name="account_currency",
                condition=Q(currency__regex=r"^[A-Z]{3}$"),
                violation_error_message=_("A currency is three capital letters."),
            ),
        ]
        indexes = [
            GinIndex(
                OpClass(Upper("name"), name="gin_trgm_ops"),
                name="account_name_trgm",
                gin_pending_list_limit=PENDING,
            ),
            models.Index(Lower("email"), name="account_email"),
            models.Index(fields=["phone"], name="account_phone"),
            models.Index(
                bare_in_sql("registration_number"),
                name="account_registration",
                condition=~Q(registration_number=""),
            ),
            models.Index(
                bare_in_sql("vat_number"), name="account_vat", condition=~Q(vat_number="")
            ),
            models.Index(fields=["owner", "name", "id"], name="account_owner_name"),
            models.Index(fields=["unit", "name", "id"], name="account_unit_name"),
            models.Index(fields=["name", "id"], name="account_name"),
            models.Index(fields=["-created_at", "-id"], name="account_created"),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class Contact(OwnedRecord):
    """A person one deals with, usually at an account."""

    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80)
    name = models.GeneratedField(
        expression=Trim(Concat("first_name", Value(" "), "last_name")),
        output_field=models.CharField(_("name"), max_length=161),
        db_persist=True,
        verbose_name=_("name"),
    )
    account = models.ForeignKey(
        Account,
        models.PROTECT,
        verbose_name=_("account"),
        null=True,
        blank=True,
        related_name="contacts",
    )
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    email = models.EmailField(_("email"), max_length=254, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    mobile = models.CharField(_("mobile"), max_length=40, blank=True)
    description = models.TextField(_("description"), blank=True)

    objects = OwnedQuerySet["Contact"].as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        indexes = [
            GinIndex(
                OpClass(Upper("name"), name="gin_trgm_ops"),
                name="contact_name_trgm",
                gin_pending_list_limit=PENDING,
            ),
            models.Index(Lower("email"), name="contact_email"),
            models.Index(fields=["phone"], name="contact_phone"),
            models.Index(fields=["mobile"], name="contact_mobile"),
            models.Index(fields=["owner", "name", "id"], name="contact_owner_name"),
            models.Index(fields=["unit", "name", "id"], name="contact_unit_name"),
            models.Index(fields=["-created_at", "-id"], name="contact_created"),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()
