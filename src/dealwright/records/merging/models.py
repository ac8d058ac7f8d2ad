"""What remains of records that were merged into others, and of rows that were moved on the way."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from dealwright.records.changesets.models import ChangeSet


class MergedRecord(models.Model):
    """A record that is another one by now: its old address, id and number lead there.

    No foreign key, as it outlives what it tells of. Of a chain each link names its next; `queries.successor` follows.
    """

    record_id = models.UUIDField(primary_key=True)
    entity = models.CharField(max_length=60)
    label = models.CharField(max_length=300)
    number = models.CharField(max_length=40, blank=True)
    winner_id = models.UUIDField()
    change_set_id = models.UUIDField()
    merged_at = models.DateTimeField()

    class Meta:
        verbose_name = _("merged record")
        verbose_name_plural = _("merged records")
        constraints = [
            models.CheckConstraint(
                name="merged_record_into_another", condition=~Q(record_id=F("winner_id"))
            ),
        ]
        indexes = [
            models.Index(fields=["winner_id"], name="merged_record_winner"),
            models.Index(fields=["change_set_id"], name="merged_record_change_set"),
            models.Index(Upper("label"), name="merged_record_label"),
            models.Index(fields=["number"], name="merged_record_number", condition=~Q(number="")),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.record_id}"


class Act(models.TextChoices):
    """What a merge did to a row: `dropped` said the same as another one, which `joined` what both allowed."""

    MOVED = "moved", _("moved")
    DROPPED = "dropped", _("left out")
    JOINED = "joined", _("joined")


class MovedRow(models.Model):
    """A row that a merge moved, left out or widened and that has no events of its own; an undo reads it.

    `model` and `row_id` name it, `loser_id` the record that it hung on by `column`. `data` holds {column: value} from before.
    """

    change_set = models.ForeignKey(ChangeSet, models.CASCADE, related_name="+")
    loser_id = models.UUIDField(null=True)
    model = models.CharField(max_length=60)
    row_id = models.CharField(max_length=40)
    column = models.CharField(max_length=60)
    act = models.CharField(max_length=7, choices=Act)
    data = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("moved row")
        verbose_name_plural = _("moved rows")
        constraints = [
            models.CheckConstraint(name="moved_row_act", condition=Q(act__in=Act.values)),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.row_id} {self.act}"
