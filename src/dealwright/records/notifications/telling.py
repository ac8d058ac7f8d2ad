"""What an event gives reason to tell, and whom: of several reasons for one person the strongest."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, F
from django.db.models.fields.json import KeyTextTransform
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Channel
from dealwright.core.actor import Kind as ActorKind
from dealwright.core.errors import Text
from dealwright.events.bus import kind_of
from dealwright.events.models import EventRecord
from dealwright.identity.models import Principal
from dealwright.identity.queries import actor_for, people_behind
from dealwright.records import naming, registry
from dealwright.records.events import (
    FieldRestored,
    MemberAdded,
    MemberRemoved,
    RecordCreated,
    RecordDeleted,
    RecordShared,
    RecordUpdated,
    ShareEnded,
)
from dealwright.records.fields import Kind
from dealwright.records.notifications import mentions, queries
from dealwright.records.notifications.kinds import ASSIGNED, FOLLOWED, MENTIONED
from dealwright.records.notifications.models import Follow
from dealwright.records.notifications.notices import Notice, once_each
from dealwright.records.registry import Entity

CREATED, UPDATED, DELETED = map(kind_of, (RecordCreated, RecordUpdated, RecordDeleted))
# Told by notices of their own, or beside an event that is told.
SILENT = {
    DELETED,
    *map(kind_of, (RecordShared, ShareEnded, MemberAdded, MemberRemoved, FieldRestored)),
}
HEARD = {Channel.WEB, Channel.API, Channel.CLIENT_PAGE}
TEXTS = {Kind.TEXT, Kind.LONG_TEXT}
LISTED = 3  # so many records that one follows are told one by one of a change set

_sayings: dict[str, Text] = {}
_told_to_owners: set[str] = set()


def say(words: Mapping[str, Text]) -> None:
    """How kinds of event read after the name of who did it: "won the deal"."""
    _sayings.update(words)


def owners_hear(*events: type) -> None:
    """Of these the owners of records are told by notices of their own."""
    _told_to_owners.update(map(kind_of, events))


def concerns(event: EventRecord) -> bool:
    """Whether an event may give reason to tell anyone. What many changes at once do is told when they end, what the system
    does by itself is told by those who made it do so, and what an import brings or a command does is no news.
    """
    is_by_someone = event.actor_kind in {ActorKind.USER, ActorKind.CLIENT}
    is_now = event.channel in HEARD
    entity = registry.find(event.subject_type)
    return bool(
        event.change_set is None
        and is_by_someone
        and is_now
        and event.kind not in SILENT
        and entity
        and entity.page
        and (event.kind != CREATED or _is_for_others(event))
    )


def _is_for_others(event: EventRecord) -> bool:
    """Whether a new record is someone else's, is about another one, or may mention anyone; it has no followers yet."""
    _none, owner = event.changes.get("owner", (None, None))
    is_theirs = bool(owner) and owner != str(event.actor_id)
    texts = (new for _old, new in event.changes.values() if isinstance(new, str))
    return is_theirs or len(event.about) > 1 or any(map(mentions.may_mention, texts))


def of(event: EventRecord) -> list[Notice]:
    """Whom one event gives reason to tell what; whoever did it is left out."""
    entity = registry.entity(event.subject_type)
    reasons = (*_mentioned(event, entity), *_handed_over(event, entity), *_followed(event, entity))
    return [notice for notice in once_each(reasons) if notice.user_id != event.actor_id]


def _about(event: EventRecord, entity: Entity) -> dict[str, Any]:
    """What every notice of an event says: of which record, which kind, by whom."""
    return {
        "entity": entity.key,
        "record_id": event.subject_id,
        "url": reverse(entity.page, args=[event.subject_id]),
        "occasion": str(event.pk),
    }


def _words(event: EventRecord, entity: Entity) -> dict[str, Any]:
    return {
        "who": event.actor_name,
        "kind": entity.model._meta.verbose_name,
        "title": event.subject_label,
    }


def _mentioned(event: EventRecord, entity: Entity) -> Iterator[Notice]:
    """Those whom a text mentions that did not before."""
    for name, (old, new) in event.changes.items():
        field = entity.by_name.get(name)
        if field is None or field.kind not in TEXTS or not mentions.may_mention(new or ""):
            continue
        before = {person.pk for person in mentions.people(old or "")}
        for person in mentions.people(new):
            if person.pk not in before:
                yield Notice(
                    user_id=person.pk,
                    kind=MENTIONED,
                    text=_("%(who)s mentioned you: %(title)s"),
                    words=_words(event, entity),
                    fields=[name],
                    **_about(event, entity),
                )


def _handed_over(event: EventRecord, entity: Entity) -> Iterator[Notice]:
    """The new owner, or the people of the team that is."""
    _old, new = event.changes.get("owner", (None, None))
    principal = Principal.objects.filter(pk=new).first() if new else None
    if principal is None:
        return
    words = _words(event, entity)
    text: Text = _("%(who)s handed the %(kind)s %(title)s over to you")
    if principal.is_team:
        text, words["team"] = (
            _("%(who)s handed the %(kind)s %(title)s over to %(team)s"),
            principal.name,
        )
    for person in people_behind([principal.pk]):
        yield Notice(
            user_id=person.pk,
            kind=ASSIGNED,
            text=text,
            words=words,
            **_about(event, entity),
        )


def _followed(event: EventRecord, entity: Entity) -> Iterator[Notice]:
    """Whoever follows the record, or one that the event is about as well."""
    ids = [pk for pk in event.about if event.kind != CREATED or pk != event.subject_id]
    owners = [] if event.kind in _told_to_owners else _owners(ids)
    text = _said(event)
    for pk in sorted(queries.following(ids, owners=owners)):
        yield Notice(
            user_id=pk,
            kind=FOLLOWED,
            text=text,
            words=_words(event, entity) | {"did": _sayings.get(event.kind, "")},
            fields=sorted(event.changes.keys() & entity.by_name.keys())
            if event.kind == UPDATED
            else (),
            **_about(event, entity),
        )


def _said(event: EventRecord) -> Text:
    if event.kind in {CREATED, UPDATED} or event.kind not in _sayings:
        is_new = event.kind == CREATED
        return _("%(who)s added %(title)s") if is_new else _("%(who)s changed %(title)s")
    return _("%(who)s %(did)s: %(title)s")


def _owners(ids: Collection[UUID]) -> Iterable[UUID]:
    """Who owns the records of these ids, of whatever kind; one query for each kind that is owned."""
    for entity in registry.entities():
        if entity.is_owned:
            rows = entity.model._default_manager.filter(pk__in=ids)
            yield from rows.values_list("owner_id", flat=True)


def of_many(change_set: UUID, ended: EventRecord) -> list[Notice]:
    """Whom a change set that has ended gives reason to tell: new owners how much is theirs now, followers which records
    of theirs were changed. The number of queries does not depend on how many records it touched.
    """
    events = EventRecord.objects.filter(change_set=change_set)
    reasons = (*_given(events, change_set, ended), *_touched(events, change_set, ended))
    return [notice for notice in reasons if notice.user_id != ended.actor_id]


def _given(events: Any, change_set: UUID, ended: EventRecord) -> Iterator[Notice]:
    """One notice for each kind of record and new owner, with how many."""
    owners = events.filter(changes__has_key="owner").annotate(
        new=KeyTextTransform(1, KeyTextTransform("owner", "changes"))
    )
    counts = owners.values("subject_type", "new").annotate(count=Count("subject_id", distinct=True))
    for row in counts.order_by("subject_type", "new"):
        entity, owner = registry.find(row["subject_type"]), naming.as_id(row["new"])
        if entity is None or owner is None:
            continue
        for person in people_behind([owner]):
            yield Notice(
                user_id=person.pk,
                kind=ASSIGNED,
                text=_("%(who)s handed %(count)d %(kinds)s over to you"),
                words={
                    "who": ended.actor_name,
                    "count": row["count"],
                    "kinds": entity.model._meta.verbose_name_plural,
                },
                url=reverse("ui:handed_over", args=[entity.key]),
                occasion=f"{change_set} {entity.key}",
            )


def _touched(events: Any, change_set: UUID, ended: EventRecord) -> Iterator[Notice]:
    """A few records that someone follows one by one; of many, how many."""
    follows: dict[UUID, list[Follow]] = {}
    touched = events.values("subject_id")
    rows = Follow.objects.filter(is_following=True, record_id__in=touched).select_related("user")
    for row in rows.order_by("user_id", F("at").desc(), "pk"):
        follows.setdefault(row.user_id, []).append(row)
    ids = [row.record_id for rows in follows.values() for row in rows]
    told = events.filter(subject_id__in=ids).order_by("at", "pk")
    labels = dict(told.values_list("subject_id", "subject_label"))
    fields = _changed(told)
    for user_id, several in follows.items():
        found = [row for row in several if _is_seen(row, fields[row.record_id])]
        if len(found) > LISTED:
            yield _many(user_id, len(found), change_set, ended)
            continue
        for row in found:
            yield _one(row, labels[row.record_id], fields[row.record_id], change_set, ended)


def _changed(events: Any) -> dict[UUID, list[str]]:
    """{record: the fields that were changed}; of one of which more is to be told than changed fields, none."""
    found: dict[UUID, set[str]] = {}
    more = set()
    for event in events.only("subject_id", "subject_type", "kind", "changes"):
        entity = registry.find(event.subject_type)
        names = event.changes.keys() & entity.by_name.keys() if entity else set()
        found.setdefault(event.subject_id, set()).update(names)
        if event.kind != UPDATED or not names:
            more.add(event.subject_id)
    return {pk: [] if pk in more else sorted(names) for pk, names in found.items()}


def _is_seen(row: Follow, fields: Collection[str]) -> bool:
    """Whether the follower may know any of the fields that were changed, if that is all that happened."""
    entity = registry.entity(row.entity)
    return not fields or bool(entity.seen_by(actor_for(row.user)).by_name.keys() & fields)


def _many(user_id: UUID, count: int, change_set: UUID, ended: EventRecord) -> Notice:
    return Notice(
        user_id=user_id,
        kind=FOLLOWED,
        text=_("%(who)s changed %(count)d records that you follow"),
        words={"who": ended.actor_name, "count": count},
        url=reverse("ui:notices"),
        occasion=f"{change_set} followed",
    )


def _one(
    row: Follow, label: str, fields: Sequence[str], change_set: UUID, ended: EventRecord
) -> Notice:
    entity = registry.entity(row.entity)
    return Notice(
        user_id=row.user_id,
        kind=FOLLOWED,
        text=_("%(who)s changed %(title)s"),
        words={"who": ended.actor_name, "title": label},
        url=reverse(entity.page, args=[row.record_id]) if entity.page else "",
        entity=entity.key,
        record_id=row.record_id,
        fields=fields,
        occasion=f"{change_set} {row.record_id}",
    )
