"""The abstract record, and the small tables that serve every kind of record."""

from functools import lru_cache
from typing import Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Actor
from dealwright.core.errors import NotFoundError
from dealwright.core.ids import new_id
from dealwright.core.prepared import Read
from dealwright.core.typed import TypedColumn
from dealwright.identity import access
from dealwright.identity.models import BusinessUnit, Principal
from dealwright.identity.privileges import Privilege
from dealwright.records import batching
from dealwright.records.changesets.models import ChangeSet, ChangeSetRow
from dealwright.records.custom.models import CustomField, CustomLink, CustomVersion
from dealwright.records.files.models import (
    Blob,
    File,
    FileVersion,
    Parcel,
    Thumbnail,
)
from dealwright.records.matching.models import DuplicatePair, MatchKey, MatchSearch
from dealwright.records.merging.models import MergedRecord, MovedRow
from dealwright.records.notifications.models import (
    Follow,
    NoticeChoice,
    NoticeSettings,
    Notification,
)
from dealwright.records.saved_views.models import SavedView, ViewChoice
from dealwright.records.searching.models import (
    SearchEntry,
    SearchMark,
    SearchNews,
    SearchProgress,
    SearchWord,
)

__all__ = [
    "Blob",
    "ChangeSet",
    "ChangeSetRow",
    "CustomField",
    "CustomLink",
    "CustomVersion",
    "DuplicatePair",
    "File",
    "FileVersion",
    "Follow",
    "IdempotentAnswer",
    "MatchKey",
    "MatchSearch",
    "MergedRecord",
    "MovedRow",
    "NoticeChoice",
    "NoticeSettings",
    "Notification",
    "NumberFormat",
    "NumberSequence",
    "OwnedQuerySet",
    "OwnedRecord",
    "Parcel",
    "RecentView",
    "Record",
    "RecordQuerySet",
    "SavedView",
    "SearchEntry",
    "SearchMark",
    "SearchNews",
    "SearchProgress",
    "SearchWord",
    "Thumbnail",
    "ViewChoice",
]


class RecordQuerySet[M: models.Model](models.QuerySet[M]):
    """Rows of a kind whose visibility is by privilege alone."""

    def visible_to(self, actor: Actor) -> Self:
        """The rows the actor may read; a stranger sees none."""
        if access.may(actor, Privilege.READ, self.model._meta.label_lower):
            return self
        return self.none()

    def lock(self, pk: UUID, *linked: str) -> M:
        """One row, locked until the transaction ends, with the rows that some of its links lead to; NotFoundError when it
        is gone. Asked of all rows of the kind, never of some.
        """
        query = self.query
        if query.where or query.select_related or query.is_sliced:
            msg = "lock() takes every row of its kind; name the links as arguments"
            raise TypeError(msg)
        held = batching.held(self.model, pk)
        if held is not None:
            return held  # type: ignore[no-any-return]  # a row of our own kind
        found: M
        if linked:
            locked = self.select_for_update(of=("self",)).select_related(*linked)
            rows = iter(locked.filter(pk=pk))
        else:
            rows = _locking(self.model).rows([pk])
        for found in rows:
            return found
        raise NotFoundError(_("This record is gone."), remedy=_("Go back to the list."))


@lru_cache(maxsize=512)
def _locking(model: type[models.Model]) -> Read:
    locked = model._default_manager.select_for_update(of=("self",))
    return Read.of(locked.filter(pk__any_of=[]))


class OwnedQuerySet[M: models.Model](RecordQuerySet[M]):
    """Rows of a kind that people and teams own."""

    def owned_by(self, actor: Actor) -> Self:
        """What belongs to the actor, or to a team of theirs."""
        own = access.principals(actor).own
        return self.filter(owner=actor.id) if len(own) == 1 else self.filter(owner__any_of=own)

    def visible_to(self, actor: Actor) -> Self:
        """The rows within reach of the actor's read privilege."""
        condition = access.reach(actor, self.model._meta.label_lower)
        return self if condition is None else self.filter(condition)


class Record(models.Model):
    """Id, version (optimistic concurrency, the ETag), stamps, custom fields."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("created"), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    modified_at = models.DateTimeField(_("changed"), editable=False)
    modified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    custom = TypedColumn(default=dict, blank=True, editable=False)

    class Meta:
        abstract = True


class OwnedRecord(Record):
    """A record that a person or a team owns; the owner's business unit is kept on the row itself."""

    owner = models.ForeignKey(Principal, models.PROTECT, verbose_name=_("owner"), related_name="+")
    unit = models.ForeignKey(
        BusinessUnit,
        models.PROTECT,
        verbose_name=_("business unit"),
        editable=False,
        related_name="+",
    )

    class Meta:
        abstract = True


class NumberFormat(models.Model):
    """How the numbers of a kind of document look; kinds without one look as QUO-2026-000123.

    `pattern` holds {number}, and {year} or {yy} where numbers start anew each year.
    """

    kind = models.CharField(max_length=10, primary_key=True)
    pattern = models.CharField(_("pattern"), max_length=20)
    digits = models.PositiveSmallIntegerField(_("digits"), default=6)
    restarts = models.BooleanField(_("start anew each year"), default=True)

    class Meta:
        verbose_name = _("number format")
        verbose_name_plural = _("number formats")
        constraints = [
            models.CheckConstraint(
                name="number_format_pattern",
                condition=Q(
                    pattern__regex=r"^[-A-Z0-9./_]*(\{(year|yy)\}[-A-Z0-9./_]*)?\{number\}$"
                ),
                violation_error_message=_("Write a pattern as QUO-{year}-{number}."),
            ),
            models.CheckConstraint(
                name="number_format_year",
                condition=Q(restarts=False) | Q(pattern__contains="{y"),
                violation_error_message=_("Without the year in it a number would come again."),
            ),
            models.CheckConstraint(name="number_format_digits", condition=Q(digits__range=(1, 9))),
        ]

    def __str__(self) -> str:
        return self.pattern


class NumberSequence(models.Model):
    """The last number issued of a kind of document in a year; year 0 is of kinds that never start anew."""

    kind = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("number sequence")
        verbose_name_plural = _("number sequences")
        constraints = [
            models.UniqueConstraint(fields=["kind", "year"], name="number_sequence_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind}-{self.year}"


class RecentView(models.Model):
    """When a user last opened a record; the newest are shown on the home page and in the palette."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    entity = models.CharField(max_length=60)
    record_id = models.UUIDField()
    label = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("recent view")
        verbose_name_plural = _("recent views")
        constraints = [
            models.UniqueConstraint(fields=["user", "record_id"], name="recent_view_once"),
        ]
        indexes = [models.Index(fields=["user", "-at"], name="recent_view_user_at")]

    def __str__(self) -> str:
        return self.label


class IdempotentAnswer(models.Model):
    """The answer given to a POST with an Idempotency-Key; the same key again gets it back, unrun."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("idempotent answer")
        verbose_name_plural = _("idempotent answers")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_once")]
        indexes = [models.Index(fields=["at"], name="idempotency_at")]

    def __str__(self) -> str:
        return self.key
