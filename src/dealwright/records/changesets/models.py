"""Change sets and the rows they deal with."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dealwright.core import actor as actors
from dealwright.core.actor import Actor, Channel, Kind
from dealwright.core.ids import new_id

SILENT_FOR = timedelta(minutes=10)  # after which nobody is at work on a change set any more


class State(models.TextChoices):
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    STOPPED = "stopped", _("stopped")
    PARTLY = "partly", _("partly undone")
    UNDONE = "undone", _("undone")


class Outcome(models.TextChoices):
    """What became of a row. What is `left` was changed by others meanwhile and not chosen."""

    WAITING = "waiting", _("waiting")
    CHANGED = "changed", _("changed")
    UNCHANGED = "unchanged", _("unchanged")
    LEFT = "left", _("left")
    REFUSED = "refused", _("refused")


class ChangeSet(models.Model):
    """Many changes that belong together: who made them, how far they have come, what undid them.

    No foreign key to people or records: like an event it outlives what it tells of. `spec` is what its kind needs
    to go on after a break. `total` is not known of a file that is being read.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    entity = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=200, blank=True)
    spec = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=200)
    channel = models.CharField(max_length=20)
    scopes = models.JSONField(null=True)
    total = models.PositiveIntegerField(null=True)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    progress_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    undoes = models.ForeignKey("self", models.CASCADE, null=True, related_name="undos")
    undone_by = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("change set")
        verbose_name_plural = _("change sets")
        constraints = [
            models.CheckConstraint(name="change_set_state", condition=Q(state__in=State.values)),
            models.UniqueConstraint(
                fields=["undoes"],
                condition=Q(state=State.RUNNING),
                name="change_set_undone_once_at_a_time",
                violation_error_message=_("Someone is undoing this already."),
            ),
        ]
        indexes = [
            models.Index(fields=["-started_at", "-id"], name="change_set_started"),
            models.Index(fields=["actor_id", "-started_at", "-id"], name="change_set_actor"),
        ]

    def __str__(self) -> str:
        return self.name or self.kind

    @property
    def dealt_with(self) -> int:
        """How many rows something has become of."""
        return self.created + self.changed + self.unchanged + self.left + self.refused

    @property
    def is_running(self) -> bool:
        return self.state == State.RUNNING

    def is_silent(self, at: datetime) -> bool:
        """Whether it should be running and nobody seems to be at work on it."""
        return self.is_running and self.progress_at < at - SILENT_FOR

    def actor(self) -> Actor:
        """Who acts when its work goes on: the same person, by the same way in and within the same scopes."""
        if self.actor_id is None:
            return actors.system(channel=Channel(self.channel))
        return Actor(
            kind=Kind.USER,
            id=self.actor_id,
            name=self.actor_name,
            channel=Channel(self.channel),
            scopes=None if self.scopes is None else frozenset(self.scopes),
        )


class ChangeSetRow(models.Model):
    """One row of a change set: a record, or a line of a file that was refused (`data` holds its cells).

    `is_chosen` rows are put back by an undo even though others changed them since.
    """

    change_set = models.ForeignKey(ChangeSet, models.CASCADE, related_name="rows")
    entity = models.CharField(max_length=60, blank=True)
    record_id = models.UUIDField(null=True)
    label = models.CharField(max_length=300, blank=True)
    is_chosen = models.BooleanField(default=False)
    outcome = models.CharField(max_length=9, choices=Outcome, default=Outcome.WAITING)
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("row of a change set")
        verbose_name_plural = _("rows of change sets")
        constraints = [
            models.CheckConstraint(
                name="change_set_row_outcome", condition=Q(outcome__in=Outcome.values)
            ),
            models.UniqueConstraint(fields=["change_set", "record_id"], name="change_set_row_once"),
        ]
        indexes = [
            models.Index(fields=["change_set", "outcome", "id"], name="change_set_row_by_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.outcome}"
