"""Moving a deal through its process."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError
from dealwright.opportunities import gates
from dealwright.opportunities.actions import closing, editing, moving
from dealwright.opportunities.events import StageMoved
from dealwright.opportunities.models import Opportunity
from dealwright.strategy.models import Stage


@action
def move_stage(
    deal: Opportunity,
    stage: Stage | UUID,
    *,
    by: Actor,
    at: datetime,
    values: Mapping[str, Any] | None = None,
    version: int | None = None,
) -> Opportunity:
    """Move an open deal to any stage of its process; `values` fill fields in the same act.

    Refuses: not permitted, closed, changed meanwhile, a stage of another process, and on the way forward the
    fields that stages up to the new one require and the deal does not hold: InvalidError names each of them.
    """
    deal = moving.lock_to_edit(deal, by=by)
    changes = editing.edit(deal, values or {}, by=by, at=at, version=version)
    stages = {found.pk: found for found in Stage.objects.filter(process=deal.process_id)}
    target = stages.get(stage.pk if isinstance(stage, Stage) else stage)
    if target is None:
        raise InvalidError({"stage": _("This is no stage of the deal's sales process.")})
    present = stages[deal.stage_id]
    if target == present:
        return moving.move(deal, changes, by=by, at=at)
    gates.refuse(gates.missing(deal, gates.passed(stages.values(), target, present)), by=by)
    event = _moved(deal, present, target, at)
    changes |= editing.enter(deal, target, at, keep=_judged(deal, present) | set(values or {}))
    return moving.move(deal, changes, by=by, at=at, event=event)


@action
def place(
    deal: Opportunity,
    stage: Stage | UUID,
    *,
    by: Actor,
    at: datetime,
    values: Mapping[str, Any] | None = None,
) -> Opportunity:
    """Put a deal into a stage, whatever state it is in: a closed one is reopened first.

    Refuses what `reopen` and `move_stage` refuse; then it stays as it was.
    """
    deal = moving.lock(deal.pk)
    if not deal.is_open:
        deal = closing.reopen(deal, by=by, at=at)
    return move_stage(deal, stage, values=values, by=by, at=at)


def _judged(deal: Opportunity, present: Stage) -> set[str]:
    """What someone set by hand: it differs from what the stage says, and a move leaves it alone."""
    return {name for name in editing.OF_STAGE if getattr(deal, name) != getattr(present, name)}


def _moved(deal: Opportunity, present: Stage, target: Stage, at: datetime) -> StageMoved:
    return StageMoved(
        from_stage=present.name,
        to_stage=target.name,
        stage=target.pk,
        is_forward=target.position > present.position,
        days=max((at - deal.stage_since).days, 0),
    )
