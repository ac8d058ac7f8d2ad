"""Pairs of records that may be one, the keys by which they are found, and how far the search has come."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dealwright.core.ids import new_id


class PairState(models.TextChoices):
    """What was decided about a pair. What is put off comes again with the next search."""

    OPEN = "open", _("open")
    LATER = "later", _("put off")
    APART = "apart", _("not duplicates")
    MERGED = "merged", _("merged")


class DuplicatePair(models.Model):
    """Two records of one kind that may be one; `first_id` is the smaller.

    `weight` is in bits, `probability` in percent. `reasons` is a list of {name, level, percent}, of what is compared and
    known of both. `digest` stands for all values compared: a pair that was found apart is not shown again before one
    of them changes. No foreign keys, as it is of records of any kind; readers join the records.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entity = models.CharField(max_length=60)
    first_id = models.UUIDField()
    second_id = models.UUIDField()
    weight = models.DecimalField(max_digits=6, decimal_places=2)
    probability = models.DecimalField(max_digits=6, decimal_places=3)
    reasons = models.JSONField(default=list)
    digest = models.CharField(max_length=32)
    state = models.CharField(max_length=6, choices=PairState, default=PairState.OPEN)
    found_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        constraints = [
            models.UniqueConstraint(fields=["first_id", "second_id"], name="duplicate_pair_once"),
            models.CheckConstraint(
                name="duplicate_pair_in_order", condition=Q(first_id__lt=F("second_id"))
            ),
            models.CheckConstraint(
                name="duplicate_pair_state", condition=Q(state__in=PairState.values)
            ),
        ]
        indexes = [
            models.Index(
                fields=["entity", "-weight", "id"],
                name="duplicate_pair_open",
                condition=Q(state="open"),
            ),
            models.Index(fields=["second_id"], name="duplicate_pair_second"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id} {self.state}"

    @property
    def ids(self) -> str:
        """Both ids, as the page of a merge takes them."""
        return f"{self.first_id},{self.second_id}"


class MatchKey(models.Model):
    """A key under which a record is looked for. Made anew whenever the record has changed, by the search."""

    id = models.BigAutoField(primary_key=True)
    entity = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    record_id = models.UUIDField()

    class Meta:
        verbose_name = _("match key")
        verbose_name_plural = _("match keys")
        indexes = [
            models.Index(fields=["entity", "key"], include=["record_id"], name="match_key_lookup"),
            models.Index(fields=["record_id"], name="match_key_record"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.record_id}"


class MatchSearch(models.Model):
    """The search for duplicates of one kind: what was learned, and how far the present or last one came.

    `since` is up to when changes were dealt with; records after `cursor` are still to be looked at.
    """

    entity = models.CharField(max_length=60, primary_key=True)
    weights = models.JSONField(default=dict)
    since = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    cursor = models.UUIDField(null=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("search for duplicates")
        verbose_name_plural = _("searches for duplicates")

    def __str__(self) -> str:
        return f"{self.entity} {self.done}/{self.total}"

    @property
    def is_running(self) -> bool:
        return self.started_at is not None and self.finished_at is None

    @property
    def share(self) -> int:
        """How much of it is done, in percent."""
        return 100 * self.done // self.total if self.total else 0
