"""Reads on change sets: who sees which, what an undo would do."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import batched
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, Max, Q, QuerySet, When
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Actor
from dealwright.core.errors import NotFoundError
from dealwright.events.models import EventRecord
from dealwright.identity import access
from dealwright.records import seeing
from dealwright.records.changesets import undoing
from dealwright.records.changesets.models import ChangeSet, ChangeSetRow, Outcome, State
from dealwright.records.changesets.undoing import Finding, Standing

KEY = ChangeSet._meta.label_lower
UNDOABLE_FOR = timedelta(days=90)
SURVEYED, AT_ONCE, SHOWN = 5000, 500, 100
LEFT = frozenset(Standing) - {Standing.READY, Standing.DONE, Standing.HIDDEN}


def visible_to(actor: Actor) -> QuerySet[ChangeSet]:
    """The change sets that the actor may see: their own; administrators see all. A token sees those of the records
    that it was made for.
    """
    rows = ChangeSet.objects.filter(_in_scope(actor))
    if access.is_administrator(actor):
        return rows
    return rows.filter(actor_id=actor.id) if actor.id else rows.none()


def _in_scope(actor: Actor) -> Q:
    """The kinds of record that a token may read; of several kinds at once are those that may read all."""
    if actor.scopes is None:
        return Q()
    pairs = (scope.partition(":") for scope in actor.scopes)
    contexts = {context for verb, _colon, context in pairs if verb == "read"}
    if "*" in contexts:
        return Q()
    condition = Q(pk__in=[])
    for context in sorted(contexts):
        condition |= Q(entity__startswith=f"{context}.")
    return condition


def get(pk: UUID, actor: Actor) -> ChangeSet:
    """One change set that the actor may see; NotFoundError otherwise."""
    found = visible_to(actor).select_related("undoes", "undone_by").filter(pk=pk).first()
    if found is None:
        raise NotFoundError(
            _("There is no such change, or someone else made it."),
            remedy=_("Look under Recent changes."),
        )
    return found


def not_taken(change_set: ChangeSet) -> QuerySet[ChangeSetRow]:
    """The rows that were refused, or left as others had changed them."""
    outcomes = [Outcome.REFUSED, Outcome.LEFT]
    return change_set.rows.filter(outcome__in=outcomes).order_by("pk")


def _subjects(change_set: ChangeSet) -> QuerySet[Any, Any]:
    """What a change set touched, people and teams first, then records, the last first: as it is undone."""
    events = EventRecord.objects.filter(change_set=change_set.pk).exclude(subject_type=KEY)
    last = events.values("subject_id").annotate(
        rank=Max(Case(When(subject_type__startswith="identity.", then=1), default=0)),
        at_last=Max("at"),
        last=Max(Cast("id", CharField())),
    )
    return last.order_by("-rank", "-at_last", "-last")


@dataclass(slots=True)
class Preview:
    """What undoing would do. Beyond the first `SURVEYED` records only their number is known. `others` are the first that
    were changed since; the search for more goes on at record `following`, None when there is none.
    """

    counts: Counter[Standing] = field(default_factory=Counter)
    created: int = 0
    deleted: int = 0
    fields: Counter[tuple[str, str]] = field(default_factory=Counter)
    ready: list[Finding] = field(default_factory=list)
    others: list[Finding] = field(default_factory=list)
    total: int = 0
    surveyed: int = 0
    following: int | None = None

    @property
    def not_surveyed(self) -> int:
        return self.total - self.surveyed


def preview(change_set: ChangeSet, *, actor: Actor) -> Preview:
    """Count what an undo would put back, field by field, and show what others changed since."""
    touched = _subjects(change_set)
    ids = [row["subject_id"] for row in touched[:SURVEYED]]
    found = Preview(total=touched.count() if len(ids) == SURVEYED else len(ids), surveyed=len(ids))
    for place, finding in _findings(change_set, ids, actor):
        if len(found.others) == SHOWN and found.following is None and finding.standing in LEFT:
            found.following = place
        _count(found, finding, actor)
    if found.following is None and found.not_surveyed:
        found.following = len(ids)
    return found


def changed_since(
    change_set: ChangeSet, *, actor: Actor, start: int
) -> tuple[list[Finding], int | None]:
    """The next records that others changed since, from the record of this number on, and where the search goes on; it looks
    at `SURVEYED` records at most, so there may be none among them.
    """
    touched = _subjects(change_set)[start : start + SURVEYED + 1]
    ids = [row["subject_id"] for row in touched]
    found: list[Finding] = []
    for place, finding in _findings(change_set, ids[:SURVEYED], actor):
        if finding.standing in LEFT:
            if len(found) == SHOWN:
                return found, start + place
            found.append(finding)
    return found, start + SURVEYED if len(ids) > SURVEYED else None


def _findings(
    change_set: ChangeSet, ids: Sequence[UUID], actor: Actor
) -> Iterator[tuple[int, Finding]]:
    """The records of these ids as an undo finds them, each with its place among them."""
    places = {pk: place for place, pk in enumerate(ids)}
    for part in batched(ids, AT_ONCE):
        for finding in undoing.survey(change_set, part, actor=actor):
            yield places[finding.trail.pk], finding


def _count(found: Preview, finding: Finding, actor: Actor) -> None:
    found.counts[finding.standing] += 1
    if finding.standing == Standing.READY:
        found.created += finding.trail.was_created
        found.deleted += finding.row is None
        names = seeing.shown(finding.trail.entity, finding.back, actor)
        found.fields.update((finding.trail.key, name) for name in names)
        _keep(found.ready, finding)
    elif finding.standing in LEFT:
        _keep(found.others, finding)


def _keep(kept: list[Finding], finding: Finding) -> None:
    if len(kept) < SHOWN:
        kept.append(finding)


def recent(actor: Actor, *, since: datetime | None = None) -> QuerySet[ChangeSet]:
    """What was done lately, the last first."""
    rows = visible_to(actor).select_related("undone_by", "undoes")
    return rows if since is None else rows.filter(started_at__gte=since)


def still_needed(at: datetime) -> QuerySet[ChangeSet]:
    """The change sets that may still be undone, or are being undone; what they recorded is kept."""
    young = Q(started_at__gt=at - UNDOABLE_FOR)
    return ChangeSet.objects.filter(young | Q(pk__in=_undone_by(_at_work())))


def still_named(at: datetime) -> set[UUID]:
    """The change sets that may still be undone or are at work, and what these undo, down to the first: an undo goes
    with what it undid.
    """
    found: set[UUID] = set()
    below = ChangeSet.objects.filter(Q(started_at__gt=at - UNDOABLE_FOR) | Q(pk__in=_at_work()))
    while fresh := set(below.values_list("pk", flat=True)) - found:
        found |= fresh
        below = ChangeSet.objects.filter(pk__in=_undone_by(fresh))
    return found


def _at_work() -> QuerySet[Any, Any]:
    return ChangeSet.objects.filter(state=State.RUNNING).values("pk")


def _undone_by(undos: QuerySet[Any, Any] | set[UUID]) -> QuerySet[Any, Any]:
    return ChangeSet.objects.filter(pk__in=undos, undoes__isnull=False).values("undoes")


def refused_lines(change_set: ChangeSet) -> Iterator[Sequence[str]]:
    """What was not taken as lines of a table: record, what became of it, reason, and of files the cells."""
    for row in not_taken(change_set).iterator(chunk_size=2000):
        cells = [f"{name}={value}" for name, value in row.data.get("cells", {}).items()]
        yield [str(row.record_id or ""), row.label, row.outcome, row.reason, *cells]
