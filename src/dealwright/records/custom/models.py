"""Custom fields as administrators define them, the links that custom fields hold, and the mark of what holds now."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dealwright.core import typed
from dealwright.core.ids import new_id
from dealwright.events.history import tracked
from dealwright.records.fields import STORED, Kind

PREFIX = "cf_"
NAME = r"^cf_[a-z0-9]+(_[a-z0-9]+)*$"
LONGEST_NAME = 50
FORMULA = "formula"
MOST_PLACES = 6


class Type(models.TextChoices):
    """The kinds of field that can be added, spelled as the kinds of the registry; and the formula."""

    TEXT = Kind.TEXT.value, _("text")
    LONG_TEXT = Kind.LONG_TEXT.value, _("long text")
    INTEGER = Kind.INTEGER.value, _("whole number")
    DECIMAL = Kind.DECIMAL.value, _("decimal number")
    MONEY = Kind.MONEY.value, _("money")
    PERCENT = Kind.PERCENT.value, _("percent")
    DATE = Kind.DATE.value, _("date")
    DATETIME = Kind.DATETIME.value, _("date and time")
    BOOLEAN = Kind.BOOLEAN.value, _("yes or no")
    CHOICE = Kind.CHOICE.value, _("choice")
    LIST = Kind.LIST.value, _("several choices")
    LINK = Kind.LINK.value, _("link to a record")
    URL = Kind.URL.value, _("web address")
    EMAIL = Kind.EMAIL.value, _("email address")
    PHONE = Kind.PHONE.value, _("telephone number")
    FORMULA = FORMULA, _("formula")


class IndexState(models.TextChoices):
    """How far the index of a field is."""

    NONE = "none", _("no index")
    BUILDING = "building", _("index is being built")
    READY = "ready", _("indexed")
    FAILED = "failed", _("index failed")


class WhenDeleted(models.TextChoices):
    """What becomes of a link when the record it leads to is to be deleted."""

    KEEP = "keep", _("keep that record from deletion")
    CLEAR = "clear", _("clear the link")


@tracked(derived=("index_state", "index_note"))
class CustomField(models.Model):
    """A field of a kind of record. Its name never changes; labels, help and order may. `choices` are
    [{"value", "label", "is_retired"}], their values as stable as the name; `result` is the kind of value of a formula.

    A retired field is shown nowhere and keeps its values, until they are purged with it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.CharField(max_length=60)
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    label = models.CharField(_("label"), max_length=80)
    kind = models.CharField(_("kind"), max_length=12, choices=Type)
    help = models.CharField(_("help"), max_length=300, blank=True)
    section = models.CharField(_("section"), max_length=80, blank=True)
    position = models.PositiveIntegerField(default=0)
    required = models.BooleanField(_("required"), default=False)
    is_unique = models.BooleanField(_("unique"), default=False)
    is_searchable = models.BooleanField(_("indexed"), default=False)
    default = models.JSONField(_("default"), null=True)
    minimum = models.DecimalField(
        _("smallest"), max_digits=21, decimal_places=MOST_PLACES, null=True, blank=True
    )
    maximum = models.DecimalField(
        _("largest"), max_digits=21, decimal_places=MOST_PLACES, null=True, blank=True
    )
    earliest = models.DateField(_("first day"), null=True, blank=True)
    latest = models.DateField(_("last day"), null=True, blank=True)
    places = models.PositiveSmallIntegerField(_("decimals"), default=2)
    max_length = models.PositiveIntegerField(
        _("longest"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    choices = models.JSONField(default=list)
    to = models.CharField(_("leads to"), max_length=60, blank=True)
    when_deleted = models.CharField(
        _("when the other record is deleted"),
        max_length=5,
        choices=WhenDeleted,
        default=WhenDeleted.KEEP,
    )
    formula = models.TextField(_("formula"), blank=True)
    result = models.CharField(max_length=12, blank=True)
    is_retired = models.BooleanField(default=False)
    index_state = models.CharField(max_length=8, choices=IndexState, default=IndexState.NONE)
    index_note = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("custom field")
        verbose_name_plural = _("custom fields")
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "name"],
                name="custom_field_once",
                violation_error_message=_("A field of this name is there already."),
            ),
            models.CheckConstraint(name="custom_field_name", condition=Q(name__regex=NAME)),
            models.CheckConstraint(name="custom_field_kind", condition=Q(kind__in=Type.values)),
            models.CheckConstraint(
                name="custom_field_index", condition=Q(index_state__in=IndexState.values)
            ),
            models.CheckConstraint(
                name="custom_field_bounds",
                condition=Q(minimum__isnull=True)
                | Q(maximum__isnull=True)
                | Q(minimum__lte=F("maximum")),
                violation_error_message=_("The smallest value is above the largest."),
            ),
            models.CheckConstraint(
                name="custom_field_days",
                condition=Q(earliest__isnull=True)
                | Q(latest__isnull=True)
                | Q(earliest__lte=F("latest")),
                violation_error_message=_("The first day lies after the last."),
            ),
            models.CheckConstraint(
                name="custom_field_places", condition=Q(places__lte=MOST_PLACES)
            ),
            models.CheckConstraint(
                name="custom_field_link", condition=Q(kind=Type.LINK) ^ Q(to="")
            ),
            models.CheckConstraint(
                name="custom_field_when_deleted",
                condition=Q(when_deleted=WhenDeleted.KEEP)
                | Q(kind=Type.LINK, when_deleted=WhenDeleted.CLEAR),
            ),
            models.CheckConstraint(
                name="custom_field_formula", condition=Q(kind=Type.FORMULA) ^ Q(formula="")
            ),
        ]
        indexes = [models.Index(fields=["entity", "position", "id"], name="custom_field_order")]

    def __str__(self) -> str:
        return self.label

    @property
    def value_kind(self) -> Kind:
        """The kind of its values: of a formula that of its result, once that is known."""
        return Kind(self.result or Kind.DECIMAL if self.kind == Type.FORMULA else self.kind)

    @property
    def path(self) -> str:
        """Where its values stand in the column `custom`."""
        return f"{STORED[self.value_kind]}_{self.name}"

    @property
    def sql(self) -> str:
        """The expression of its values: what every query uses, and so its index too."""
        return typed.expression(self.path, '"custom"')


@tracked()
class CustomLink(models.Model):
    """What a custom field of a record links to, beside the id in its `custom` column: what leads to a record is
    found here, so that it is not deleted, and moves when records are merged.
    """

    field = models.ForeignKey(CustomField, models.CASCADE, related_name="links")
    record_id = models.UUIDField()
    target_id = models.UUIDField()

    class Meta:
        verbose_name = _("custom link")
        verbose_name_plural = _("custom links")
        constraints = [
            models.UniqueConstraint(fields=["record_id", "field"], name="custom_link_once")
        ]
        indexes = [models.Index(fields=["target_id", "field"], name="custom_link_target")]

    def __str__(self) -> str:
        return f"{self.record_id} {self.field_id}"


class CustomVersion(models.Model):
    """One row whose token is another one after each change of the definitions; see ADR 0021."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    token = models.UUIDField(default=new_id)

    class Meta:
        verbose_name = _("version of the custom fields")
        verbose_name_plural = _("versions of the custom fields")
        constraints = [models.CheckConstraint(name="custom_version_single", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.token)
