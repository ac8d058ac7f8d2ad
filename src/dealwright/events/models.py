"""Events and their delivery."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Now, Upper
from django.utils.translation import gettext_lazy as _

from dealwright.core.ids import new_id


class EventRecord(models.Model):
    """One fact, one row: the audit trail, the timeline and the outbox read this table.

    `about` holds the ids of every record the fact concerns, the subject first.
    `changes` is {field: [old, new]} in plain JSON values. `change_set` names the bulk edit, import or undo that
    it is part of.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=100)
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    subject_label = models.CharField(max_length=300)
    about = ArrayField(models.UUIDField())
    actor_kind = models.CharField(max_length=10)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=200)
    on_behalf_of = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=20)
    change_set = models.UUIDField(null=True)
    data = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["subject_id", "-at"], name="event_subject_at"),
            models.Index(fields=["kind", "-at"], name="event_kind_at"),
            GinIndex(fields=["about"], name="event_about"),
            models.Index(
                fields=["change_set", "id"],
                name="event_change_set",
                condition=models.Q(change_set__isnull=False),
            ),
            # the audit search: newest first, of everything or of what one of these says
            models.Index(fields=["-at", "-id"], name="event_at"),
            models.Index(fields=["actor_id", "-at", "-id"], name="event_actor_at"),
            models.Index(fields=["subject_type", "-at", "-id"], name="event_subject_type_at"),
            models.Index(fields=["channel", "-at", "-id"], name="event_channel_at"),
            models.Index(
                OpClass(Upper("subject_label"), name="text_pattern_ops"),
                name="event_subject_label",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_label}"


class EventDelivery(models.Model):
    """One handler's dealing with one event: the row is written in the handler's own transaction."""

    event = models.ForeignKey(EventRecord, models.CASCADE, related_name="deliveries")
    handler = models.CharField(max_length=200)
    attempts = models.PositiveSmallIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True)
    parked_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("event delivery")
        verbose_name_plural = _("event deliveries")
        constraints = [
            models.UniqueConstraint(fields=["event", "handler"], name="event_delivery_once"),
        ]
        indexes = [
            models.Index(
                fields=["parked_at"],
                name="event_delivery_parked",
                condition=models.Q(parked_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handler} of {self.event_id}"
