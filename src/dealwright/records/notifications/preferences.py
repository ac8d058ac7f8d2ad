"""How people want to be told: read for many at once, so that telling a hundred costs what telling one does."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from dealwright.identity.models import User
from dealwright.organisation.models import Organisation
from dealwright.records.notifications import times
from dealwright.records.notifications.kinds import NoticeKind
from dealwright.records.notifications.models import Mail, NoticeChoice, NoticeSettings, Rhythm


@dataclass(frozen=True, kw_only=True, slots=True)
class Ways:
    """By which ways a person is told of one kind of thing."""

    in_app: bool
    mail: Mail


@dataclass(frozen=True, kw_only=True, slots=True)
class Wishes:
    """How one person wants to be told, in which language and time zone."""

    user: User
    settings: NoticeSettings
    zone: ZoneInfo
    language: str
    choices: Mapping[str, Ways]

    def ways(self, kind: NoticeKind) -> Ways:
        return self.choices.get(kind.key) or Ways(in_app=kind.in_app, mail=kind.mail)

    def mail_at(self, kind: NoticeKind, at: datetime) -> datetime | None:
        """When a notice of this kind goes by mail, after quiet hours; None when it does not."""
        found = self.settings
        match self.ways(kind).mail:
            case Mail.NEVER:
                return None
            case Mail.DIGEST:
                weekday = found.weekday if found.rhythm == Rhythm.WEEKLY else None
                at = times.next_digest(at, found.hour, weekday, self.zone)
        return times.after_quiet(at, found.quiet_from, found.quiet_until, self.zone)

    def is_quiet(self, at: datetime) -> bool:
        found = self.settings
        return times.is_quiet(at, found.quiet_from, found.quiet_until, self.zone)


def of(ids: Collection[UUID]) -> dict[UUID, Wishes]:
    """The wishes of these people, those left out who no longer work here; three queries."""
    found = User.objects.filter(pk__in=ids, is_active=True).select_related("notice_settings")
    house = Organisation.objects.values_list("time_zone", "locale").first() or ("", "")
    choices: dict[UUID, dict[str, Ways]] = {}
    for row in NoticeChoice.objects.filter(user__in=ids):
        ways = Ways(in_app=row.in_app, mail=Mail(row.mail))
        choices.setdefault(row.user_id, {})[row.kind] = ways
    return {user.pk: _wishes(user, choices.get(user.pk, {}), *house) for user in found}


def _wishes(user: User, choices: Mapping[str, Ways], time_zone: str, locale: str) -> Wishes:
    return Wishes(
        user=user,
        settings=getattr(user, "notice_settings", None) or NoticeSettings(user=user),
        zone=ZoneInfo(user.time_zone or time_zone or "UTC"),
        language=(user.locale or locale or settings.LANGUAGE_CODE).lower(),
        choices=choices,
    )
