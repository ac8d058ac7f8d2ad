"""Files, their versions, and the bytes that they share."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dealwright.core.ids import new_id
from dealwright.events.history import tracked

LONGEST_NAME = 255


class State(models.TextChoices):
    """Whether the bytes may be handed out: `unchecked` where nobody scans, `waiting` until the scanner has answered."""

    UNCHECKED = "unchecked", _("not checked")
    WAITING = "waiting", _("being checked")
    CLEAN = "clean", _("checked")
    INFECTED = "infected", _("harmful")


class Blob(models.Model):
    """Bytes, kept once by their SHA-256, under a key that tells nothing. `media_type` is what they are by content.

    `finding` is what the scanner found, or why it has not answered yet.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    key = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=9, choices=State)
    finding = models.CharField(max_length=300, blank=True)
    kept_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("stored content")
        verbose_name_plural = _("stored contents")
        constraints = [models.CheckConstraint(name="blob_state", condition=Q(state__in=State))]
        indexes = [
            models.Index(fields=["kept_at"], name="blob_waiting", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return self.sha256

    @property
    def is_open(self) -> bool:
        """Whether it may be handed out."""
        return self.state in {State.UNCHECKED, State.CLEAN}


class Thumbnail(models.Model):
    """A small picture of a blob that is an image, without what the camera wrote into it. Made by a worker."""

    blob = models.OneToOneField(Blob, models.CASCADE, primary_key=True, related_name="thumbnail")
    content = models.BinaryField()

    class Meta:
        verbose_name = _("thumbnail")
        verbose_name_plural = _("thumbnails")

    def __str__(self) -> str:
        return str(self.blob_id)


class Parcel(models.Model):
    """Bytes in storage that no blob names: on their way in, or out. What is still here after `goes_at` is deleted.

    It is written before the bytes are, so that a crash at any point leaves nothing that nobody knows of.
    """

    key = models.CharField(max_length=40, primary_key=True)
    goes_at = models.DateTimeField()

    class Meta:
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")
        indexes = [models.Index(fields=["goes_at"], name="parcel_goes_at")]

    def __str__(self) -> str:
        return self.key


@tracked()
class File(models.Model):
    """A file of a record of any kind. Name, number and blob are those of its newest version.

    Like an activity it names its record, of whatever context, by kind and id. `removed_at` puts it among the recently
    removed; `orphaned_at` says since when its record is gone.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.CharField(max_length=60)
    record_id = models.UUIDField()
    name = models.CharField(max_length=LONGEST_NAME)
    number = models.PositiveIntegerField(default=1)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    orphaned_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        constraints = [
            models.CheckConstraint(name="file_has_name", condition=~Q(name="")),
            models.CheckConstraint(name="file_number", condition=Q(number__gte=1)),
        ]
        indexes = [
            models.Index(fields=["record_id", "-changed_at", "-id"], name="file_of_record"),
            models.Index(
                fields=["removed_at"], name="file_removed", condition=Q(removed_at__isnull=False)
            ),
            models.Index(
                fields=["orphaned_at"], name="file_orphaned", condition=Q(orphaned_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_removed(self) -> bool:
        return self.removed_at is not None


class FileVersion(models.Model):
    """One version of a file: its bytes, who brought them, and why. Never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file = models.ForeignKey(File, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=LONGEST_NAME)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("version of a file")
        verbose_name_plural = _("versions of files")
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="file_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"
