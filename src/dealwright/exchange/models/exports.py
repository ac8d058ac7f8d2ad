"""Files that an export wrote in the background."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dealwright.core.ids import new_id
from dealwright.identity.models import User
from dealwright.records.files.models import Blob


class State(models.TextChoices):
    WAITING = "waiting", _("waiting")
    DONE = "done", _("done")
    REFUSED = "refused", _("refused")


class ExportFile(models.Model):
    """A file of records, for the one person who asked for it, and only for some days.

    `spec` says which rows of which list and which columns; `blob` is the file, once it is whole. `total` is how many rows were found when it was asked for, `written` how many there are.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    entity = models.CharField(max_length=60)
    name = models.CharField(max_length=100)
    format = models.CharField(max_length=4)
    spec = models.JSONField(default=dict)
    blob = models.ForeignKey(Blob, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    reason = models.TextField(blank=True)
    total = models.PositiveIntegerField()
    written = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("export file")
        verbose_name_plural = _("export files")
        constraints = [
            models.CheckConstraint(name="export_file_state", condition=Q(state__in=State.values)),
        ]
        indexes = [models.Index(fields=["expires_at"], name="export_file_expires")]

    def __str__(self) -> str:
        return self.name

    @property
    def share(self) -> int:
        """How much of it is written, in percent."""
        return min(100 * self.written // self.total, 100) if self.total else 0

    @property
    def is_waiting(self) -> bool:
        return self.state == State.WAITING

    @property
    def is_done(self) -> bool:
        return self.state == State.DONE
