"""Settings of the organisation and its exchange rates."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dealwright.core.ids import new_id
from dealwright.events.history import tracked


class DiscountMode(models.TextChoices):
    """How a manual discount on a line is meant."""

    PER_LINE = "per_line", _("per line")
    PER_UNIT = "per_unit", _("per unit")


@tracked()
class Organisation(models.Model):
    """The one selling organisation of this installation; a second row is refused."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    only = models.BooleanField(default=True, editable=False)
    name = models.CharField(_("name"), max_length=200)
    currency = models.CharField(_("base currency"), max_length=3, default="EUR")
    fiscal_year_start = models.PositiveSmallIntegerField(_("fiscal year starts in"), default=1)
    time_zone = models.CharField(_("time zone"), max_length=50, default="Europe/Berlin")
    locale = models.CharField(_("language and formats"), max_length=20, default="en-GB")
    country = models.CharField(_("country"), max_length=2, default="DE")
    address = models.TextField(_("address"), blank=True)
    email = models.EmailField(_("email"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    website = models.CharField(_("website"), max_length=200, blank=True)
    discount_mode = models.CharField(
        _("manual discount"),
        max_length=10,
        choices=DiscountMode,
        default=DiscountMode.PER_LINE,
    )
    quote_validity_days = models.PositiveSmallIntegerField(
        _("quotes are valid for days"), default=30
    )
    terms = models.TextField(_("terms of sale"), blank=True)
    keep_events_months = models.PositiveSmallIntegerField(
        _("keep the audit for months"),
        null=True,
        blank=True,
        help_text=_("At least 3. Without it the audit, and with it timelines, are kept for good."),
    )
    keep_history_months = models.PositiveSmallIntegerField(
        _("keep earlier values for months"),
        null=True,
        blank=True,
        help_text=_("At least 3. Without it every earlier value of every record is kept."),
    )
    is_sample = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.UniqueConstraint(fields=["only"], name="organisation_one"),
            models.CheckConstraint(name="organisation_only", condition=Q(only=True)),
            models.CheckConstraint(
                name="organisation_fiscal_month",
                condition=Q(fiscal_year_start__range=(1, 12)),
                violation_error_message=_("Choose a month from 1 to 12."),
            ),
            models.CheckConstraint(
                name="organisation_currency",
                condition=Q(currency__regex=r"^[A-Z]{3}$"),
                violation_error_message=_("A currency is three capital letters."),
            ),
            models.CheckConstraint(
                name="organisation_keep_events",
                condition=Q(keep_events_months__isnull=True) | Q(keep_events_months__gte=3),
                violation_error_message=_("Keep the audit for at least 3 months: undo needs it."),
            ),
            models.CheckConstraint(
                name="organisation_keep_history",
                condition=Q(keep_history_months__isnull=True) | Q(keep_history_months__gte=3),
                violation_error_message=_("Keep values for at least 3 months: undo needs them."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class ExchangeRate(models.Model):
    """What one unit of `currency` is worth in the base currency from a day on."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    currency = models.CharField(_("currency"), max_length=3)
    valid_from = models.DateField(_("from"))
    rate = models.DecimalField(_("rate"), max_digits=18, decimal_places=8)

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        constraints = [
            models.UniqueConstraint(
                fields=["currency", "valid_from"],
                name="rate_once_a_day",
                violation_error_message=_("This currency has a rate from this day already."),
            ),
            models.CheckConstraint(
                name="rate_positive",
                condition=Q(rate__gt=0),
                violation_error_message=_("A rate is greater than zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.rate}"
