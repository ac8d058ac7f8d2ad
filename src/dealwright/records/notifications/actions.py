"""Verbs on notices: telling people, reading, choosing the ways, following a record, mailing."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotFoundError, Text, require
from dealwright.core.ids import new_id
from dealwright.records import registry
from dealwright.records.notifications import kinds, mailing, policies, preferences, queries
from dealwright.records.notifications.kinds import NOTICE, NoticeKind
from dealwright.records.notifications.models import (
    Follow,
    NoticeChoice,
    NoticeSettings,
    Notification,
)
from dealwright.records.notifications.notices import Notice
from dealwright.records.notifications.preferences import Ways, Wishes

AGAIN_AFTER = timedelta(minutes=10)  # when the mail server has refused
TRIED_FOR = timedelta(days=1)
KEPT_FOR = timedelta(days=90)  # after they were read
SETTINGS = ("rhythm", "hour", "weekday", "quiet_from", "quiet_until")


@action
def tell(notices: Sequence[Notice], *, by: Actor, at: datetime) -> list[Notification]:
    """Tell each of these people, by the ways and in the language that they have chosen; nobody of what they did
    themselves, of one occasion once, and nobody who no longer works here. The number of statements does not depend on
    how many are told.
    """
    wishes = preferences.of({notice.user_id for notice in notices})
    rows = [
        row
        for notice in notices
        if notice.user_id != by.id and notice.user_id in wishes
        if (row := _row(notice, wishes[notice.user_id], at))
    ]
    return Notification.objects.bulk_create(rows, ignore_conflicts=True)


def _row(notice: Notice, wishes: Wishes, at: datetime) -> Notification | None:
    """The row of a notice in its reader's language; None when they want none of its kind."""
    in_app, mail_at = wishes.ways(notice.kind).in_app, wishes.mail_at(notice.kind, at)
    if not in_app and mail_at is None:
        return None
    with translation.override(wishes.language):
        text = notice.says()[:300]
    pk = new_id()
    return Notification(
        id=pk,
        user_id=notice.user_id,
        kind=notice.kind.key,
        occasion=(notice.occasion or str(pk))[:120],
        entity=notice.entity,
        record_id=notice.record_id,
        fields=list(notice.fields),
        text=text,
        url=notice.url,
        icon=notice.icon or notice.kind.icon,
        is_shown=in_app,
        at=at,
        mail_at=mail_at,
        due_at=mail_at,
    )


@action
def notify(
    user_ids: Sequence[UUID],
    *,
    text: Text,
    by: Actor,
    at: datetime,
    kind: NoticeKind = NOTICE,
    about: Any = None,
    words: Mapping[str, Any] | None = None,
    occasion: str = "",
    url: str = "",
    icon: str = "",
) -> list[Notification]:
    """Tell all of these people the same; as `tell`. `about` is a record: only those who may read it are shown this."""
    entity = registry.of(about) if about is not None else None
    notices = [
        Notice(
            user_id=pk,
            kind=kind,
            text=text,
            words=words or {},
            url=url or (entity.url(about) if entity else ""),
            icon=icon,
            entity=entity.key if entity else "",
            record_id=about.pk if entity else None,
            occasion=occasion,
        )
        for pk in dict.fromkeys(user_ids)
    ]
    return tell(notices, by=by, at=at)


@action
def read(pk: UUID, *, by: Actor, at: datetime) -> Notification:
    """Mark one of one's own notices as read. NotFoundError for anyone else's."""
    for found in queries.mine(by).filter(pk=pk).select_for_update():
        if found.read_at is None:
            found.read_at = at
            found.save(update_fields=["read_at"])
        return found
    raise NotFoundError(_("There is no such notification, or it is not yours."))


@action
def read_all(*, by: Actor, at: datetime) -> int:
    """Mark everything under the actor's own bell as read; how many there were."""
    return queries.mine(by).filter(read_at__isnull=True).update(read_at=at)


@action
def choose(
    settings: Mapping[str, Any], ways: Mapping[str, Ways], *, by: Actor, at: datetime
) -> NoticeSettings:
    """How the actor wants to be told: digest and quiet hours, and the ways of each kind that is named.

    Refuses all but people, kinds that there are not, half of the quiet hours, hours and days that there are not.
    """
    require(policies.is_person(by))
    known = {kind.key for kind in kinds.everyone()}
    if set(ways) - known or set(settings) - set(SETTINGS):
        raise InvalidError({"": _("There is no such kind of notification.")})
    NoticeChoice.objects.bulk_create(
        [
            NoticeChoice(user_id=by.user_id, kind=key, in_app=way.in_app, mail=way.mail)
            for key, way in ways.items()
        ],
        update_conflicts=True,
        unique_fields=["user", "kind"],
        update_fields=["in_app", "mail"],
    )
    found, _created = NoticeSettings.objects.update_or_create(
        user_id=by.user_id, defaults=dict(settings)
    )
    return found


@action
def follow(row: Any, *, by: Actor, at: datetime) -> Any:
    """Hear of what others do with a record. Refuses all but people who may read it."""
    return _follow(row, by=by, at=at, is_following=True)


@action
def unfollow(row: Any, *, by: Actor, at: datetime) -> Any:
    """Hear no more of a record, one's own included. Refuses all but people who may read it."""
    return _follow(row, by=by, at=at, is_following=False)


def _follow(row: Any, *, by: Actor, at: datetime, is_following: bool) -> Any:
    require(policies.can_follow(by, row))
    Follow.objects.update_or_create(
        record_id=row.pk,
        user_id=by.user_id,
        defaults={"is_following": is_following, "at": at, "entity": row._meta.label_lower},
    )
    return row


@action
def mail_due(user_id: UUID, *, by: Actor, at: datetime) -> int:
    """Mail one person what is due, in one mail; how many notices it tells of.

    What they have read meanwhile, or may not read any more, is left out. The rows are marked and the mail handed over in
    one transaction, by one worker at a time: what the mail server refuses stays due. Refuses all but the system.
    """
    require(by.is_system)
    due = queries.to_mail(at).filter(user=user_id).select_for_update(skip_locked=True)
    rows = list(due.order_by("at", "pk"))
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=at)
    wishes = preferences.of([user_id]).get(user_id)
    if wishes is None or not rows:
        return 0
    return mailing.send([row for row in rows if row.read_at is None], wishes)


@action
def try_later(user_id: UUID, *, by: Actor, at: datetime) -> None:
    """Put off what the mail server has refused; a day after it first was due it is mailed no more, however old it was
    then, as what waits for a digest is. Refuses all but the system.
    """
    require(by.is_system)
    due = queries.to_mail(at).filter(user=user_id)
    due.filter(due_at__lte=at - TRIED_FOR).update(mail_at=None)
    due.update(mail_at=at + AGAIN_AFTER)


@action
def forget(*, by: Actor, at: datetime) -> int:
    """Drop what was read long ago; how many. Refuses all but the system."""
    require(by.is_system)
    old = Notification.objects.filter(read_at__lt=at - KEPT_FOR)
    return old.exclude(mail_at__gt=at).delete()[0]
