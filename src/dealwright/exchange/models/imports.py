"""Imports on their way, what a dry run found, mappings to use again, and the ids that records had elsewhere."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Actor, Channel, Kind
from dealwright.core.ids import new_id
from dealwright.exchange.reading import Format, formats
from dealwright.identity.models import User
from dealwright.records.changesets.models import ChangeSet
from dealwright.records.files.models import Blob


class State(models.TextChoices):
    DRAFT = "draft", _("being set up")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    STOPPED = "stopped", _("stopped")
    FAILED = "failed", _("failed")


AT_WORK = (State.CHECKING, State.RUNNING)
REMARK = "remark"  # the result of a row that was taken, but not whole
OVER = (State.DONE, State.STOPPED, State.FAILED)


class Import(models.Model):
    """One file on its way into records: how it is written, what goes where, how far it has come.

    `file` and `table` are what was uploaded and the table that is read (the same unless it was a workbook). `position` and `line` say where the next batch begins, in the rows themselves or, when these are
    all in, in the second reading that links them to one another.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("kind of record"), max_length=80)
    file_name = models.CharField(_("file"), max_length=200)
    file = models.ForeignKey(Blob, models.PROTECT, null=True, related_name="+")
    table = models.ForeignKey(Blob, models.PROTECT, null=True, related_name="+")
    size = models.PositiveBigIntegerField()
    sheet = models.CharField(max_length=100, blank=True)
    sheets = models.JSONField(default=list)
    format = models.JSONField(default=dict)
    plan = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    position = models.PositiveBigIntegerField(default=0)
    line = models.PositiveIntegerField(default=0)
    is_linking = models.BooleanField(default=False)
    read = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    duplicates = models.PositiveIntegerField(default=0)
    also = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    change_set = models.ForeignKey(ChangeSet, models.SET_NULL, null=True, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    channel = models.CharField(max_length=20, default=Channel.IMPORT)
    scopes = models.JSONField(null=True)
    created_at = models.DateTimeField()
    progress_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.CheckConstraint(name="import_state", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="import_balanced",
                condition=Q(
                    read=models.F("created")
                    + models.F("updated")
                    + models.F("unchanged")
                    + models.F("refused")
                ),
            ),
        ]
        indexes = [models.Index(fields=["user", "-created_at", "-id"], name="import_user")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def written(self) -> Format:
        """How the table is written."""
        return formats.from_json(self.format)

    def actor(self) -> Actor:
        """Who acts when its work goes on: whoever set it up, within the same scopes."""
        return Actor(
            kind=Kind.USER,
            id=self.user_id,
            name=str(self.user),
            channel=Channel(self.channel),
            scopes=None if self.scopes is None else frozenset(self.scopes),
        )


class CheckedRow(models.Model):
    """What would become of a row, or why it would be refused; of what would go well, the first of each kind only. After
    the import: what was taken, but not whole.
    """

    id = models.BigAutoField(primary_key=True)
    imported = models.ForeignKey(Import, models.CASCADE, related_name="checked")
    line = models.PositiveIntegerField()
    start = models.PositiveBigIntegerField()
    size = models.PositiveIntegerField()
    result = models.CharField(max_length=9)
    label = models.CharField(max_length=300, blank=True)
    changes = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    fault = models.CharField(max_length=30, blank=True)
    field = models.CharField(max_length=60, blank=True)
    text = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("checked row")
        verbose_name_plural = _("checked rows")
        indexes = [models.Index(fields=["imported", "result", "line"], name="checked_row")]

    def __str__(self) -> str:
        return f"{self.line} {self.result}"


class SavedMapping(models.Model):
    """A mapping to use again: one's own, or everyone's."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind of record"), max_length=80)
    plan = models.JSONField(default=dict)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    is_shared = models.BooleanField(_("for everyone"), default=False)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("saved mapping")
        verbose_name_plural = _("saved mappings")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "name"],
                name="saved_mapping_name",
                violation_error_message=_("You have a mapping of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class ExternalId(models.Model):
    """The id that a record had where it came from, so that later files find it, and the records that belong to it."""

    id = models.BigAutoField(primary_key=True)
    entity = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    record_id = models.UUIDField(db_index=True)

    class Meta:
        verbose_name = _("external id")
        verbose_name_plural = _("external ids")
        constraints = [
            models.UniqueConstraint(fields=["entity", "key"], name="external_id_once"),
        ]

    def __str__(self) -> str:
        return f"{self.entity} {self.key}"


def counts_of(row: Any) -> dict[str, int]:
    """What came of the rows of an import, by name."""
    names = ("read", "created", "updated", "unchanged", "refused", "duplicates")
    return {name: getattr(row, name) for name in names}
