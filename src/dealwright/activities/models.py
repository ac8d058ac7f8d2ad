"""Activities: what was done or is to be done about a record."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dealwright.events.history import tracked
from dealwright.records.models import OwnedQuerySet, OwnedRecord


class ActivityKind(models.TextChoices):
    TASK = "task", _("task")
    CALL = "call", _("call")
    MEETING = "meeting", _("meeting")
    NOTE = "note", _("note")


@tracked()
class Activity(OwnedRecord):
    """A task, call, meeting or note on any record. A note is done when it is written.

    `about_type` and `about_id` name the record; its owner and unit are copied here, kept in step when it is
    handed over, so that who sees the record sees its activities.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=ActivityKind)
    title = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    duration = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    about_type = models.CharField(max_length=60, blank=True)
    about_id = models.UUIDField(null=True, blank=True)
    about_label = models.CharField(_("about"), max_length=300, blank=True)
    about_owner_id = models.UUIDField(null=True, editable=False)
    about_unit_id = models.UUIDField(null=True, editable=False)

    objects = OwnedQuerySet["Activity"].as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            models.CheckConstraint(
                name="activity_note_is_done",
                condition=~Q(kind="note") | Q(done_at__isnull=False),
                violation_error_message=_("A note has no due date; it is done when written."),
            ),
            models.CheckConstraint(
                name="activity_about_whole",
                condition=Q(about_type="", about_id__isnull=True)
                | (~Q(about_type="") & Q(about_id__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["about_id", "-created_at"], name="activity_about"),
            models.Index(
                fields=["owner", "due_at", "id"],
                name="activity_open_due",
                condition=Q(done_at__isnull=True),
            ),
            models.Index(
                fields=["about_id", "due_at"],
                name="activity_next",
                condition=Q(done_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.title
