"""Activities: what was done or is to be done about a record."""

from typing import Self

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Actor
from dealwright.events.history import tracked
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.records import following
from dealwright.records.models import OwnedQuerySet, OwnedRecord

KEY = "activities.activity"


class ActivityKind(models.TextChoices):
    TASK = "task", _("task")
    CALL = "call", _("call")
    MEETING = "meeting", _("meeting")
    NOTE = "note", _("note")


class ActivityQuerySet(OwnedQuerySet["Activity"]):
    """Activities, and the rows of them that an actor may read."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own, those about records within one's reach, and free ones within reach of the right on activities."""
        if not access.may(actor, Privilege.READ, KEY):
            return self.none()
        condition = following.reach(actor, KEY, following.Columns())
        return self if condition is None else self.filter(condition)

    def known_to(self, actor: Actor) -> Self:
        """All of them, or none for those who may read no activities at all.

        For rows that are within reach otherwise, one's own or those of a record that one reads: the right is asked
        once, and no row is asked for anything.
        """
        return self if access.may(actor, Privilege.READ, KEY) else self.none()

    def open(self) -> Self:
        return self.filter(done_at__isnull=True)

    def done(self) -> Self:
        return self.filter(done_at__isnull=False)


@tracked(derived=["about_label", "about_owner_id", "about_unit_id"])
class Activity(OwnedRecord):
    """A task, call, meeting or note on any record. A note is done when it is written.

    `about_type` and `about_id` name the record. Its label, owner and unit are copied here and kept in step when
    it is renamed or handed over: who may read the record may read its activities, whoever wrote them; beyond that
    one reads one's own, and those about no record within reach of one's right on activities.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=ActivityKind)
    title = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    duration = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    about_type = models.CharField(_("kind of record"), max_length=60, blank=True)
    about_id = models.UUIDField(_("record"), null=True, blank=True)
    about_label = models.CharField(_("about"), max_length=300, blank=True, editable=False)
    about_owner_id = models.UUIDField(null=True, editable=False)
    about_unit_id = models.UUIDField(null=True, editable=False)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            models.CheckConstraint(
                name="activity_kind",
                condition=Q(kind__in=ActivityKind.values),
                violation_error_message=_("An activity is a task, a call, a meeting or a note."),
            ),
            models.CheckConstraint(
                name="activity_note_is_done",
                condition=~Q(kind="note") | Q(done_at__isnull=False, due_at__isnull=True),
                violation_error_message=_("A note has no due date; it is done when written."),
            ),
            models.CheckConstraint(
                name="activity_about_whole",
                condition=Q(about_type="", about_id__isnull=True)
                | (~Q(about_type="") & Q(about_id__isnull=False)),
                violation_error_message=_("Name both the kind and the id of the record."),
            ),
        ]
        indexes = [
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="activity_title_trgm"),
            models.Index(fields=["about_id", "-created_at"], name="activity_about"),
            models.Index(
                fields=["about_id", "-done_at", "-id"],
                name="activity_stream",
                condition=Q(done_at__isnull=False),
            ),
            models.Index(
                fields=["about_id", "due_at", "id"],
                name="activity_next",
                condition=Q(done_at__isnull=True),
            ),
            models.Index(
                fields=["owner", "due_at", "id"],
                name="activity_open_due",
                condition=Q(done_at__isnull=True),
            ),
            models.Index(
                fields=["due_at", "id"],
                name="activity_due",
                condition=Q(done_at__isnull=True),
            ),
            models.Index(
                fields=["-done_at", "-id"],
                name="activity_done",
                condition=Q(done_at__isnull=False),
            ),
            # with these and the owner's, a stranger's empty list is answered from indexes alone
            models.Index(fields=["about_type"], name="activity_about_type"),
            models.Index(fields=["about_owner_id"], name="activity_about_owner"),
            models.Index(fields=["about_unit_id"], name="activity_about_unit"),
            models.Index(fields=["-created_at", "-id"], name="activity_created"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.done_at is None
