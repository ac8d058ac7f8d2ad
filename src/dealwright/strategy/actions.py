"""Verbs on sales processes and their stages. A process is locked before its stages are touched."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from dealwright.core import guards
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, refuse_unless, require
from dealwright.events import bus
from dealwright.events.bus import Fact
from dealwright.records import writing
from dealwright.records.events import RecordUpdated
from dealwright.strategy import gates, policies, queries, starting
from dealwright.strategy.models import SalesProcess, Stage

type Values = Mapping[str, Any]


@action
def create_processes(rows: Sequence[Values], *, by: Actor, at: datetime) -> list[SalesProcess]:
    """Add processes, still without stages. The first ever is the default; a new default unseats the old.

    Refuses: not permitted, a name that is taken, two defaults in one batch.
    """
    built = writing.build(SalesProcess, rows, by=by, at=at)
    if any(process.is_default for process in built):
        _unseat_default(by=by, at=at)
    elif built and not SalesProcess.objects.filter(is_default=True).exists():
        built[0].is_default = True
    return writing.insert(built, by=by, at=at)


@action
def create_process(
    name: str,
    stages: Sequence[Values] = (),
    *,
    by: Actor,
    at: datetime,
    is_default: bool = False,
) -> SalesProcess:
    """Add a process with its stages, in their order. Refuses what `create_processes` and `create_stages` do."""
    (process,) = create_processes([{"name": name, "is_default": is_default}], by=by, at=at)
    create_stages([{**stage, "process": process} for stage in stages], by=by, at=at)
    return process


@action
def keep_default_process(*, by: Actor, at: datetime) -> SalesProcess:
    """See that there is a default process: the standard one is made when there is none at all."""
    if SalesProcess.objects.filter(is_default=True).exists():
        return queries.default_process()
    stages = [
        {**stage, "name": str(stage["name"]), "guidance": str(stage["guidance"])}
        for stage in starting.STAGES
    ]
    return create_process(str(starting.NAME), stages, by=by, at=at, is_default=True)


@action
def update_process(
    process: SalesProcess,
    values: Values,
    *,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> SalesProcess:
    """Rename a process, retire it, or make it the default.

    Refuses: not permitted, changed meanwhile, a default that is retired or merely unset: name another instead.
    """
    process = SalesProcess.objects.lock(process.pk)
    require(policies.can_edit_process(by, process))
    was_default = process.is_default
    changes = writing.apply(process, values, by=by, version=version)
    if was_default and not process.is_default:
        raise InvalidError({"is_default": _("Make another process the default instead.")})
    if process.is_default and not process.is_active:
        raise InvalidError({"is_active": _("The default process stays active.")})
    if process.is_default and not was_default:
        _unseat_default(by=by, at=at)
    return writing.save(process, changes, by=by, at=at)


@action
def remove_process(process: SalesProcess, *, by: Actor, at: datetime) -> None:
    """Delete a process and its stages. Refuses: not permitted, the default, one that deals went through."""
    process = SalesProcess.objects.lock(process.pk)
    refuse_unless(
        not process.is_default,
        _("The default process cannot be deleted."),
        remedy=_("Make another process the default first."),
        code="default_process",
    )
    for stage in queries.stages(process):
        guards.check("strategy.remove_stage", stage)
        writing.remove(stage, by=by, at=at)
    writing.remove(process, by=by, at=at)


@action
def create_stages(rows: Sequence[Values], *, by: Actor, at: datetime) -> list[Stage]:
    """Add stages, each at its `position` or behind the last; later stages make room.

    Refuses: not permitted, a name twice in a process, a probability beyond 100, fields no deal has, a position
    beyond the end.
    """
    normal = writing.each(rows, _normal)
    built = writing.build(Stage, normal, by=by, at=at)
    wanted = {stage.pk: row.get("position") for stage, row in zip(built, normal, strict=True)}
    of_process = attrgetter("process_id")
    for process_id, added in groupby(sorted(built, key=of_process), key=of_process):
        _lock_process(process_id)
        order = queries.stages(process_id)
        for stage in added:
            _insert(order, stage, wanted[stage.pk])
        _place(order, new=built, by=by, at=at)
    return writing.insert(built, by=by, at=at)


def add_stage(process: SalesProcess, values: Values, *, by: Actor, at: datetime) -> Stage:
    """Add one stage to a process, at the end or at `position`."""
    return create_stages([{**values, "process": process}], by=by, at=at)[0]


@action
def update_stage(
    stage: Stage, values: Values, *, by: Actor, at: datetime, version: int | None = None
) -> Stage:
    """Change a stage; deals that stand in it keep what they have. Refuses: not permitted, changed meanwhile."""
    stage = _lock_stage(stage)
    require(policies.can_edit_stage(by, stage))
    changes = writing.apply(stage, _normal(values), by=by, version=version)
    return writing.save(stage, changes, by=by, at=at)


@action
def move_stage(stage: Stage, *, position: int, by: Actor, at: datetime) -> Stage:
    """Put a stage at another place of its process, counted from 1. Refuses: not permitted, beyond the end."""
    stage = _lock_stage(stage)
    require(policies.can_edit_stage(by, stage))
    order = [found for found in queries.stages(stage.process_id) if found.pk != stage.pk]
    _insert(order, stage, position)
    _place(order, by=by, at=at)
    return stage


@action
def remove_stage(stage: Stage, *, by: Actor, at: datetime) -> None:
    """Take a stage out of its process; later stages close the gap.

    Refuses: not permitted, a stage that deals stand in or went through, the only stage of the process.
    """
    stage = _lock_stage(stage)
    guards.check("strategy.remove_stage", stage)
    remaining = [found for found in queries.stages(stage.process_id) if found.pk != stage.pk]
    refuse_unless(
        remaining,
        _("This is the only stage of its process."),
        remedy=_("Add the stage that replaces it first, or delete the process."),
        code="last_stage",
    )
    writing.remove(stage, by=by, at=at)
    _place(remaining, by=by, at=at)


def _unseat_default(*, by: Actor, at: datetime) -> None:
    for process in SalesProcess.objects.filter(is_default=True).select_for_update():
        process.is_default = False
        writing.save(process, {"is_default": [True, False]}, by=by, at=at)


def _lock_process(pk: UUID) -> None:
    SalesProcess.objects.lock(pk)


def _lock_stage(stage: Stage) -> Stage:
    """The stage, locked after its process, so that two people who reorder it wait for each other."""
    _lock_process(stage.process_id)
    return Stage.objects.lock(stage.pk)


def _normal(values: Values) -> dict[str, Any]:
    normal = dict(values)
    if "required_fields" in normal:
        normal["required_fields"] = gates.check(normal["required_fields"] or [])
    return normal


def _insert(order: list[Stage], stage: Stage, position: int | None) -> None:
    """Put a stage into the order at this position, counted from 1; None is behind the last."""
    last = len(order) + 1
    place = last if position is None else position
    if not 1 <= place <= last:
        sentence = _("Choose a position from 1 to %(last)s.") % {"last": last}
        raise InvalidError({"position": sentence})
    order.insert(place - 1, stage)


def _place(order: Sequence[Stage], *, by: Actor, at: datetime, new: Sequence[Stage] = ()) -> None:
    """Number the stages of one process in this order and save those, not `new`, that changed place."""
    unsaved = {stage.pk for stage in new}
    moved: list[Stage] = []
    facts: list[Fact] = []
    for position, stage in enumerate(order, start=1):
        old, stage.position = stage.position, position
        if old == position or stage.pk in unsaved:
            continue
        stage.version += 1
        stage.modified_at = at
        stage.modified_by_id = by.id
        moved.append(stage)
        facts.append(
            Fact(
                event=RecordUpdated(),
                subject=stage,
                about=[stage.process_id],
                changes={"position": [old, position]},
            )
        )
    Stage.objects.bulk_update(moved, ["position", "version", "modified_at", "modified_by"])
    bus.record_many(facts, by=by, at=at)
