"""Sharing single records, and the teams of single records.

A share gives a person or a team more of one record than their roles reach. Its activities, notes and files go with it.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, RefusedError, require
from dealwright.events import bus
from dealwright.events.bus import Event
from dealwright.identity import access, shares
from dealwright.identity.models import Principal, Share, ShareSource
from dealwright.identity.privileges import Privilege
from dealwright.identity.queries import holders, people_behind
from dealwright.records import policies, registry
from dealwright.records.events import MemberAdded, MemberRemoved, RecordShared, ShareEnded
from dealwright.records.models import OwnedRecord
from dealwright.records.notifications.actions import notify
from dealwright.records.notifications.kinds import SHARED

GIVEN = {
    "can_write": Privilege.WRITE,
    "can_assign": Privilege.ASSIGN,
    "can_share": Privilege.SHARE,
}

NAMES = {ShareSource.SHARE: "principal", ShareSource.TEAM: "user"}

type Whom = UUID | models.Model


@action
def share(
    row: OwnedRecord,
    principal: Whom,
    *,
    by: Actor,
    at: datetime,
    can_write: bool = False,
    can_assign: bool = False,
    can_share: bool = False,
) -> OwnedRecord:
    """Let a person or a team read one record, and change, hand over or share it as far as is said.

    A second time replaces what was shared before. Refuses: people who may not share it, a right that they do not hold
    themselves, its owner, someone who is gone.
    """
    rights = {"can_write": can_write, "can_assign": can_assign, "can_share": can_share}
    return _give(row, principal, ShareSource.SHARE, rights, RecordShared, by=by, at=at)


@action
def unshare(row: OwnedRecord, principal: Whom, *, by: Actor, at: datetime) -> OwnedRecord:
    """End a share. Refuses: people who may not share the record, unless they give up their own; nothing to end."""
    return _take(row, principal, ShareSource.SHARE, ShareEnded, by=by, at=at)


@action
def add_member(
    row: OwnedRecord, user: Whom, *, by: Actor, at: datetime, can_write: bool = True
) -> OwnedRecord:
    """Take a person into the team of one record; a member reads it and, unless said otherwise, changes it.

    Refuses as `share` does.
    """
    rights = {"can_write": can_write, "can_assign": False, "can_share": False}
    return _give(row, user, ShareSource.TEAM, rights, MemberAdded, by=by, at=at)


@action
def remove_member(row: OwnedRecord, user: Whom, *, by: Actor, at: datetime) -> OwnedRecord:
    """Let a person leave the team of one record; what is shared with them besides stays. Refuses as `unshare` does."""
    return _take(row, user, ShareSource.TEAM, MemberRemoved, by=by, at=at)


def _give(
    row: OwnedRecord,
    whom: Whom,
    source: ShareSource,
    rights: dict[str, bool],
    event: type[Event],
    *,
    by: Actor,
    at: datetime,
) -> OwnedRecord:
    row = _locked(row)
    require(
        policies.can_share(by, row),
        _("Your roles do not allow you to share this."),
        remedy=_("Ask its owner or a manager to share it."),
    )
    _refuse_what_one_lacks(row, rights, by=by)
    principal = _principal(whom, source)
    if principal.pk == row.owner_id:
        raise InvalidError({NAMES[source]: _("It belongs to them already.")})
    if principal.pk == by.id:
        raise InvalidError({NAMES[source]: _("You reach it already; share it with others.")})
    if not principal.is_active:
        raise InvalidError({NAMES[source]: _("They no longer work here.")})
    found, created = Share.objects.update_or_create(
        record_id=row.pk,
        principal=principal,
        source=source,
        defaults=rights,
        create_defaults={
            **rights,
            "entity": row._meta.label_lower,
            "created_at": at,
            "created_by_id": by.id,
        },
    )
    shares.forget(by)
    bus.record(event(**_told(found)), subject=row, by=by, at=at)
    if created:
        _tell(row, principal, by=by, at=at)
    return row


def _take(
    row: OwnedRecord,
    whom: Whom,
    source: ShareSource,
    event: type[Event],
    *,
    by: Actor,
    at: datetime,
) -> OwnedRecord:
    row = _locked(row)
    principal = _principal(whom, source)
    require(
        principal.pk == by.id or policies.can_share(by, row),
        _("Your roles do not allow you to share this."),
        remedy=_("Ask its owner or a manager to end it."),
    )
    found = Share.objects.select_related("principal").filter(
        record_id=row.pk, principal=principal, source=source
    )
    for present in found:
        told = event(**_told(present))
        present.delete()
        shares.forget(by)
        bus.record(told, subject=row, by=by, at=at)
        return row
    raise RefusedError(_("It is not shared with them."), code="not_shared")


def _locked(row: OwnedRecord) -> Any:
    return type(row)._default_manager.all().lock(row.pk)  # type: ignore[attr-defined]  # every record's queryset has it


def _refuse_what_one_lacks(row: OwnedRecord, rights: dict[str, bool], *, by: Actor) -> None:
    key = row._meta.label_lower
    wrong = {
        name: _("You do not have this right yourself.")
        for name, wanted in rights.items()
        if wanted and not access.can(by, GIVEN[name], key, row)
    }
    if wrong:
        raise InvalidError(dict(wrong))


def _principal(whom: Whom, source: ShareSource) -> Principal:
    """The person or team; of the team of a record, people alone are members."""
    pk = whom.pk if isinstance(whom, models.Model) else whom
    for found in Principal.objects.filter(pk=pk):
        if source == ShareSource.SHARE or not found.is_team:
            return found
    raise InvalidError({NAMES[source]: _("There is no such person or team.")})


def _told(found: Share) -> dict[str, Any]:
    return {
        "principal": found.principal_id,
        "name": found.principal.name,
        "can_write": found.can_write,
        "can_assign": found.can_assign,
        "can_share": found.can_share,
    }


def _tell(row: OwnedRecord, principal: Principal, *, by: Actor, at: datetime) -> None:
    """Those whom it reaches hear of it, in their language; to others the share gives nothing."""
    entity = registry.of(row)
    readers = holders(people_behind([principal.pk]), entity.key, Privilege.READ)
    notify(
        [person.pk for person in readers],
        text=_("%(who)s shared the %(kind)s %(title)s with you"),
        words={
            "who": by.name,
            "kind": row._meta.verbose_name,
            "title": entity.title_of(row),
        },
        kind=SHARED,
        about=row,
        by=by,
        at=at,
    )
