"""What an undo would do to each record of a change set, seen against what the record is now; and doing it.

A record that still is what the change set made of it is put back; one that others changed since is shown and left
unless chosen; what was made is deleted unless something refers to it; what was deleted is brought back.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, RefusedError, Text
from dealwright.records import writing
from dealwright.records.changesets import kinds, references, trails
from dealwright.records.changesets.models import ChangeSet
from dealwright.records.changesets.trails import Pair, Trail
from dealwright.records.fields import value
from dealwright.records.history import actions as history
from dealwright.records.registry import Entity


class Standing(StrEnum):
    """How a record stands to the change set that is to be undone."""

    READY = "ready"
    DONE = "done"
    CHANGED = "changed"
    GONE = "gone"
    IN_USE = "in_use"
    HIDDEN = "hidden"
    FOREIGN = "foreign"

    @property
    def label(self) -> Text:
        return LABELS[self]


LABELS = {
    Standing.READY: gettext_lazy("will be put back"),
    Standing.DONE: gettext_lazy("is as it was already"),
    Standing.CHANGED: gettext_lazy("was changed since"),
    Standing.GONE: gettext_lazy("was deleted since"),
    Standing.IN_USE: gettext_lazy("is used by others"),
    Standing.HIDDEN: gettext_lazy("you may not see it"),
    Standing.FOREIGN: gettext_lazy("cannot be put back from here"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One record as an undo finds it. `theirs` holds {field: value now} of what others changed since."""

    trail: Trail
    standing: Standing
    row: Any | None = None
    theirs: Mapping[str, Any] = field(default_factory=dict)
    reason: Text = ""

    @property
    def back(self) -> dict[str, Pair]:
        """{field: (now, then)} of what putting back changes; of what it deletes, what others wrote since."""
        if self.row is None:
            return {}
        if self.trail.was_created:
            return {name: (now, self.trail.changes[name][1]) for name, now in self.theirs.items()}
        pairs = {
            name: (_now(self.trail, self.row, name), old)
            for name, (old, _new) in self.trail.changes.items()
        }
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def survey(change_set: ChangeSet, ids: Collection[UUID], *, actor: Actor) -> list[Finding]:
    """How some records of a change set stand, in the order of the ids. The number of queries does not depend on
    how many they are.
    """
    found = trails.read(change_set.pk, ids)
    by_entity: dict[str, list[Trail]] = defaultdict(list)
    for trail in found.values():
        by_entity[trail.key].append(trail)
    findings = {
        finding.trail.pk: finding
        for several in by_entity.values()
        for finding in _of_kind(change_set, several, actor)
    }
    return [findings[pk] for pk in ids if pk in findings]


def _of_kind(change_set: ChangeSet, several: Sequence[Trail], actor: Actor) -> Iterator[Finding]:
    entity = several[0].entity
    if entity is None:
        yield from _apart(change_set, several)
        return
    ids = [trail.pk for trail in several]
    model = entity.model
    present = set(model._default_manager.filter(pk__in=ids).values_list("pk", flat=True))
    rows = {row.pk: row for row in entity.rows(actor).filter(pk__in=ids)}
    made = [trail.pk for trail in several if trail.was_created and trail.pk in present]
    used = references.to(model, made, born_in=change_set.pk) if made else {}
    for trail in several:
        if trail.pk in present and trail.pk not in rows:
            yield Finding(trail=trail, standing=Standing.HIDDEN)
        else:
            yield _find(trail, rows.get(trail.pk), used.get(trail.pk, ()))


def _apart(change_set: ChangeSet, several: Sequence[Trail]) -> Iterator[Finding]:
    """What is no registered record: as the kind of change set says, if it says anything of it."""
    way = kinds.of(change_set).apart.get(several[0].key)
    if way is None:
        yield from (Finding(trail=trail, standing=Standing.FOREIGN) for trail in several)
        return
    rows = way.model._default_manager.in_bulk([trail.pk for trail in several])
    for trail in several:
        row = rows.get(trail.pk)
        standing = Standing.GONE if row is None else way.stands(change_set, row)
        yield Finding(trail=trail, row=row, standing=standing)


def _find(trail: Trail, row: Any | None, used_by: Collection[Text]) -> Finding:
    if row is None:
        return _find_gone(trail)
    if trail.was_deleted:
        return Finding(trail=trail, row=row, standing=Standing.DONE)
    if used_by:
        said = _("It is used by: %(kinds)s.") % {"kinds": ", ".join(map(str, used_by))}
        return Finding(trail=trail, row=row, standing=Standing.IN_USE, reason=said)
    theirs = _theirs(trail, row)
    if theirs:
        return Finding(trail=trail, row=row, standing=Standing.CHANGED, theirs=theirs)
    return Finding(trail=trail, row=row, standing=_when_untouched(trail, row))


def _find_gone(trail: Trail) -> Finding:
    """What others deleted is gone; what the change set itself deleted is brought back."""
    if trail.was_created:
        return Finding(trail=trail, standing=Standing.DONE)
    standing = Standing.READY if trail.was_deleted else Standing.GONE
    return Finding(trail=trail, standing=standing)


def _when_untouched(trail: Trail, row: Any) -> Standing:
    if trail.was_created:
        return Standing.READY
    if trail.lost and not trail.changes:
        return Standing.FOREIGN
    is_back = all(_now(trail, row, name) == old for name, (old, _new) in trail.changes.items())
    return Standing.DONE if is_back else Standing.READY


def _theirs(trail: Trail, row: Any) -> dict[str, Any]:
    """{field: value now} of the fields that are neither as the change set left them nor as they were before; of what it
    made, of all that others wrote since.
    """
    return {
        name: now
        for name, (old, new) in trail.changes.items()
        if (now := _now(trail, row, name)) != new and (trail.was_created or now != old)
    }


def _now(trail: Trail, row: Any, name: str) -> Any:
    field = trail.entity.by_name.get(name) if trail.entity else None
    if field is not None and field.custom:
        return value(row, field.column)
    return getattr(row, row._meta.get_field(name).attname)


def put_back(change_set: ChangeSet, found: Finding, *, by: Actor, at: datetime) -> None:
    """Take one record back to what it was, as its kind of change set does it. Raises what the verbs refuse."""
    kind = kinds.of(change_set)
    way, apart = kind.put_back, kind.apart.get(found.trail.key)
    if apart is not None:
        apart.put_back(change_set, found.row, by=by, at=at)
    elif way is not None:
        way(found.trail, found.row, by=by, at=at)
    else:
        _usual_way(found)(found, by=by, at=at)


def _usual_way(found: Finding) -> Callable[..., None]:
    if found.row is None:
        return _bring_back
    return _delete if found.trail.was_created else restore


def _bring_back(found: Finding, *, by: Actor, at: datetime) -> None:
    assert found.trail.entity  # noqa: S101  others are not put back
    history.bring_back(found.trail.entity, found.trail.pk, by=by, at=at)


def _delete(found: Finding, *, by: Actor, at: datetime) -> None:
    entity = found.trail.entity
    if entity is None or entity.delete is None:
        raise RefusedError(_("Records of this kind are not deleted."))
    entity.delete(found.row, by=by, at=at)


def restore(found: Finding, *, by: Actor, at: datetime) -> None:
    """Give the fields their earlier values: by the kind's own `restore` where it has one, else by its `update`."""
    entity = found.trail.entity
    assert entity is not None  # noqa: S101  others are not put back
    assert found.row is not None  # noqa: S101  what is gone is brought back
    values = {name: then for name, (_now, then) in found.back.items()}
    restore = entity.extra.get("restore")
    if restore is None:
        _refuse_others_fields(entity, values)
        restore = entity.update
    if restore is None:
        raise RefusedError(_("Records of this kind are not changed."))
    restored = restore(found.row, values, by=by, at=at, version=found.row.version)
    if found.trail.unit and "owner" in values:
        writing.put_in_unit(restored, found.trail.unit)


def _refuse_others_fields(entity: Entity, values: Collection[str]) -> None:
    """What only verbs set is not given a value by itself."""
    known = entity.by_name
    strange = [name for name in values if name not in known or not known[name].editable]
    if strange:
        said = _("This is set by a verb of its own, and not put back by undo.")
        raise InvalidError(dict.fromkeys(strange, said))
