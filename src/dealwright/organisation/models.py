"""Settings of the organisation, its logo, exchange rates and hours."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, IntegerRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from dealwright.core.ids import new_id
from dealwright.events.history import tracked
from dealwright.organisation import branding
from dealwright.organisation.hours import MIDNIGHT


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
    accent = models.CharField(
        _("colour"),
        max_length=7,
        default=branding.PETROL,
        help_text=_("As #005e67. It stands on quotes, on the client's page and on web forms."),
    )
    languages = ArrayField(
        models.CharField(max_length=20),
        verbose_name=_("languages people may choose"),
        default=list,
        blank=True,
        help_text=_("None ticked: all of them."),
    )
    holiday_country = models.CharField(_("public holidays of"), max_length=2, blank=True)
    holiday_region = models.CharField(_("region"), max_length=10, blank=True)
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
                name="organisation_accent",
                condition=Q(accent__regex=r"^#[0-9a-f]{6}$"),
                violation_error_message=_("Write a colour as #005e67."),
            ),
            models.CheckConstraint(
                name="organisation_holiday_region",
                condition=Q(holiday_region="") | ~Q(holiday_country=""),
                violation_error_message=_("Name the country of this region."),
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


class Logo(models.Model):
    """The picture that stands for the organisation on what clients see; small, and kept with the settings."""

    organisation = models.OneToOneField(
        Organisation, models.CASCADE, primary_key=True, related_name="logo"
    )
    content = models.BinaryField(_("picture"))
    media_type = models.CharField(max_length=20)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("logo")
        verbose_name_plural = _("logos")
        constraints = [
            models.CheckConstraint(
                name="logo_media_type",
                condition=Q(media_type__in=("image/png", "image/jpeg")),
                violation_error_message=_("A logo is a PNG or JPEG picture."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.width} x {self.height}"


class _Span(Func):
    """The minutes of an interval; its end is not part of it."""

    function = "int4range"
    output_field = IntegerRangeField()


@tracked()
class OpeningHours(models.Model):
    """One interval of a weekday (0 is Monday) at which the organisation is open, in minutes from midnight."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    weekday = models.PositiveSmallIntegerField(_("weekday"))
    opens = models.PositiveSmallIntegerField(_("opens"))
    closes = models.PositiveSmallIntegerField(_("closes"))

    class Meta:
        verbose_name = _("business hours")
        verbose_name_plural = _("business hours")
        constraints = [
            models.CheckConstraint(
                name="opening_hours_weekday", condition=Q(weekday__range=(0, 6))
            ),
            models.CheckConstraint(
                name="opening_hours_in_order",
                condition=Q(opens__lt=F("closes"), closes__lte=MIDNIGHT),
                violation_error_message=_("Open before closing."),
            ),
            ExclusionConstraint(
                name="opening_hours_apart",
                expressions=[
                    ("weekday", RangeOperators.EQUAL),
                    (_Span("opens", "closes"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("These hours overlap."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens}-{self.closes}"


@tracked()
class SpecialDay(models.Model):
    """A day with hours of its own; without any, the organisation is closed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    day = models.DateField(_("day"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    opens = models.PositiveSmallIntegerField(_("opens"), null=True, blank=True)
    closes = models.PositiveSmallIntegerField(_("closes"), null=True, blank=True)

    class Meta:
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        constraints = [
            models.CheckConstraint(
                name="special_day_in_order",
                condition=Q(opens__isnull=True, closes__isnull=True)
                | Q(opens__lt=F("closes"), closes__lte=MIDNIGHT),
                violation_error_message=_("Open before closing, or not at all."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
