"""The change set of a person who leaves: how its rows are dealt with, and put back."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dealwright.core.actor import Actor
from dealwright.core.errors import NotFoundError, RefusedError
from dealwright.identity import actions as identity
from dealwright.identity import shares
from dealwright.identity.models import Team, User
from dealwright.records import actions as records
from dealwright.records import registry, writing
from dealwright.records.changesets import kinds, working
from dealwright.records.changesets.kinds import Apart, SetKind
from dealwright.records.changesets.models import ChangeSet, ChangeSetRow, Outcome
from dealwright.records.changesets.trails import OWNER, Trail
from dealwright.records.changesets.undoing import Standing
from dealwright.records.registry import Entity

type Deal = Callable[..., Outcome]


def _run(change_set: ChangeSet, rows: Sequence[ChangeSetRow], *, by: Actor, at: datetime) -> None:
    """Deal with rows kind by kind, each by the verb of its own."""
    for key, several in groupby(rows, key=lambda row: row.entity):
        batch = list(several)
        if key in DEALT:
            working.through(batch, partial(_deal, DEALT[key], change_set, by=by, at=at), by=by)
        else:
            _hand_over(registry.entity(key), batch, by=by, at=at)


def _deal(
    deal: Deal, change_set: ChangeSet, row: ChangeSetRow, *, by: Actor, at: datetime
) -> Outcome:
    assert row.record_id  # noqa: S101  every row here is a person or a team
    return deal(change_set, row.record_id, by=by, at=at)


def _hand_over(entity: Entity, rows: Sequence[ChangeSetRow], *, by: Actor, at: datetime) -> None:
    ids = [row.record_id for row in rows if row.record_id]
    found = {record.pk: record for record in entity.rows(by).filter(pk__in=ids)}
    targets = {row.pk: (row.data["field"], UUID(row.data["to"])) for row in rows}
    shares.foresee(by, found)

    def act(row: ChangeSetRow) -> Outcome:
        record = found.get(row.record_id)
        if record is None:
            raise NotFoundError(_("It is gone, or you may not see it any more."))
        field, to = targets[row.pk]
        return _give(entity, record, field, to, by=by, at=at)

    held = {entity.model: list(found)} if working.fits(entity, [OWNER]) else None
    working.through(rows, act, by=by, held=held)


def _give(entity: Entity, record: Any, field: str, to: UUID, *, by: Actor, at: datetime) -> Outcome:
    before = record.version
    if field == OWNER:
        after = records.hand_over(record, to, by=by, at=at)
    else:
        assert entity.update is not None  # noqa: S101  others are not listed
        after = entity.update(record, {field: to}, by=by, at=at)
    return Outcome.UNCHANGED if after.version == before else Outcome.CHANGED


def _put_back(trail: Trail, row: Any | None, *, by: Actor, at: datetime) -> None:
    """Give a record back to whom it belonged, in the unit where they had it."""
    if row is None or trail.entity is None:
        raise RefusedError(_("It is gone."))
    for name, (old, _new) in trail.changes.items():
        if name != OWNER:
            assert trail.entity.update is not None  # noqa: S101  others were not listed
            row = trail.entity.update(row, {name: old}, by=by, at=at)
            continue
        row = records.hand_over(row, old, by=by, at=at)
        if trail.unit:
            writing.put_in_unit(row, trail.unit)


def _is_the_person(change_set: ChangeSet, pk: UUID) -> bool:
    return bool(change_set.spec["user"] == str(pk))


def _found[M: Model](rows: QuerySet[M], pk: UUID | str) -> M:
    """The person or team of this id. Refuses one that was deleted meanwhile, so that its row says so and the others go
    on.
    """
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFoundError(_("It was deleted meanwhile."))
    return found


def _deal_with_person(change_set: ChangeSet, pk: UUID, *, by: Actor, at: datetime) -> Outcome:
    """Keep the person out; give each report the new manager."""
    user = _found(User.objects.select_related("unit", "manager"), pk)
    if _is_the_person(change_set, pk):
        identity.set_active(user, active=False, by=by, at=at)
        return Outcome.CHANGED if user.is_active else Outcome.UNCHANGED
    manager = User.objects.filter(pk=change_set.spec["manager"]).first()
    if manager and manager.pk == user.pk:
        manager = None  # who takes the others over has nobody above them from this person
    identity.move_user(user, unit=user.unit, manager=manager, by=by, at=at)
    return Outcome.CHANGED


def _deal_with_team(change_set: ChangeSet, pk: UUID, *, by: Actor, at: datetime) -> Outcome:
    _set_member(change_set, pk, is_member=False, by=by, at=at)
    return Outcome.CHANGED


def _set_member(
    change_set: ChangeSet, pk: UUID, *, is_member: bool, by: Actor, at: datetime
) -> None:
    """Refuses a team, or a person to put back into it, that is gone: what they are part of goes on without them."""
    teams = Team.objects.select_for_update(of=("self",)).select_related("unit")
    team = _found(teams, pk)
    members = list(team.members.exclude(pk=change_set.spec["user"]))
    if is_member:
        members.append(_found(User.objects.all(), change_set.spec["user"]))
    identity.update_team(team, name=team.name, unit=team.unit, members=members, by=by, at=at)


def _person_stands(change_set: ChangeSet, user: User) -> Standing:
    spec = change_set.spec
    if _is_the_person(change_set, user.pk):
        return Standing.DONE if user.is_active or not spec["was_active"] else Standing.READY
    now, old = str(user.manager_id or ""), spec["managers"].get(str(user.pk))
    if now == old:
        return Standing.DONE
    is_as_left = now in {spec["manager"] or "", ""}
    return Standing.READY if is_as_left else Standing.CHANGED


def _team_stands(change_set: ChangeSet, team: Team) -> Standing:
    is_member = team.members.filter(pk=change_set.spec["user"]).exists()
    return Standing.DONE if is_member else Standing.READY


def _put_person_back(change_set: ChangeSet, user: User, *, by: Actor, at: datetime) -> None:
    if _is_the_person(change_set, user.pk):
        identity.set_active(user, active=True, by=by, at=at)
        return
    people = User.objects.select_related("unit")
    manager = _found(people, change_set.spec["managers"][str(user.pk)])
    unit = _found(people, user.pk).unit
    identity.move_user(user, unit=unit, manager=manager, by=by, at=at)


def _put_member_back(change_set: ChangeSet, team: Team, *, by: Actor, at: datetime) -> None:
    _set_member(change_set, team.pk, is_member=True, by=by, at=at)


DEALT: dict[str, Deal] = {"identity.user": _deal_with_person, "identity.team": _deal_with_team}
APART = {
    "identity.user": Apart(model=User, stands=_person_stands, put_back=_put_person_back),
    "identity.team": Apart(model=Team, stands=_team_stands, put_back=_put_member_back),
}

LEAVE = kinds.register(
    SetKind(
        key="administration.leave",
        label=gettext_lazy("Hand over and keep out"),
        icon="user-x",
        run=_run,
        put_back=_put_back,
        apart=APART,
        describe=lambda change_set: change_set.name,
    )
)
