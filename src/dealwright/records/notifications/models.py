"""Notices, how each person wants them, and who follows which record."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dealwright.core.ids import new_id

LAST_HOUR, LAST_WEEKDAY = 23, 6


class Mail(models.TextChoices):
    """When a kind of notice also comes by mail."""

    NEVER = "never", _("no mail")
    NOW = "now", _("mail at once")
    DIGEST = "digest", _("in the digest")


class Rhythm(models.TextChoices):
    DAILY = "daily", _("every day")
    WEEKLY = "weekly", _("every week")


class Notification(models.Model):
    """One thing that one person is told. `url` leads to what it is about.

    `entity` and `record_id` name the record, if it is about one: it is shown only to those who may read that. `fields`
    are what changed in it; of these the reader is told what they may see. `occasion` is what must not be told twice: the
    id of an event, or a task and when it is due. `is_shown` under the bell; `mail_at` is when it is to be mailed, and
    `due_at` when it was to be before the mail server put it off.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=60, default="records.notice")
    occasion = models.CharField(max_length=120)
    entity = models.CharField(max_length=60, blank=True)
    record_id = models.UUIDField(null=True)
    fields = models.JSONField(default=list)
    text = models.CharField(max_length=300)
    url = models.CharField(max_length=300, blank=True)
    icon = models.CharField(max_length=40, default="bell")
    is_shown = models.BooleanField(default=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mail_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [
            models.UniqueConstraint(fields=["user", "occasion"], name="notification_once"),
        ]
        indexes = [
            models.Index(fields=["user", "-at"], name="notification_user_at"),
            models.Index(
                fields=["user"],
                name="notification_unread",
                condition=Q(read_at__isnull=True, is_shown=True),
            ),
            models.Index(
                fields=["mail_at"],
                name="notification_to_mail",
                condition=Q(mail_at__isnull=False, mailed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.text


class NoticeSettings(models.Model):
    """When a person wants digests, and when they want no mail. Hours are those of the person's time zone.

    Who has no row has a daily digest in the morning and no quiet hours.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        primary_key=True,
        related_name="notice_settings",
    )
    rhythm = models.CharField(_("digest"), max_length=6, choices=Rhythm, default=Rhythm.DAILY)
    hour = models.PositiveSmallIntegerField(
        _("at"), default=7, validators=[MaxValueValidator(LAST_HOUR)]
    )
    weekday = models.PositiveSmallIntegerField(
        _("on"), default=0, validators=[MaxValueValidator(LAST_WEEKDAY)]
    )
    quiet_from = models.TimeField(_("from"), null=True, blank=True)
    quiet_until = models.TimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("settings of notifications")
        verbose_name_plural = _("settings of notifications")
        constraints = [
            models.CheckConstraint(
                name="notice_settings_rhythm", condition=Q(rhythm__in=Rhythm.values)
            ),
            models.CheckConstraint(
                name="notice_settings_moment",
                condition=Q(hour__lte=LAST_HOUR, weekday__lte=LAST_WEEKDAY),
                violation_error_message=_("A day has 24 hours, a week seven days."),
            ),
            models.CheckConstraint(
                name="notice_settings_quiet_whole",
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                violation_error_message=_("Quiet hours have a beginning and an end."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.rhythm}"


class NoticeChoice(models.Model):
    """How one person wants one kind of notice; without a row, as its kind says."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_choices"
    )
    kind = models.CharField(max_length=60)
    in_app = models.BooleanField(default=True)
    mail = models.CharField(max_length=6, choices=Mail)

    class Meta:
        verbose_name = _("choice of notifications")
        verbose_name_plural = _("choices of notifications")
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="notice_choice_once"),
            models.CheckConstraint(name="notice_choice_mail", condition=Q(mail__in=Mail.values)),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}: {self.mail}"


class Follow(models.Model):
    """Whether a person wants to hear of a record. Its owner does without a row, and may say no by one."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows")
    entity = models.CharField(max_length=60)
    record_id = models.UUIDField()
    is_following = models.BooleanField(default=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        constraints = [
            models.UniqueConstraint(fields=["record_id", "user"], name="follow_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.entity} {self.record_id}"
