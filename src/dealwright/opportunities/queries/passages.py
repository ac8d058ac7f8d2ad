"""How a deal came to where it is, read from its spans."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from dealwright.opportunities.models import DealSpan, Opportunity

NO_TIME = timedelta()


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """How long an open deal has stood in each stage, and how often its close date was moved."""

    in_stage: Mapping[UUID, timedelta]
    close_moves: int

    def days_in(self, stage: UUID) -> int | None:
        """Whole days in a stage; None when the deal never stood there."""
        time = self.in_stage.get(stage)
        return None if time is None else time.days


def passage(deal: Opportunity, *, at: datetime) -> Passage:
    """Read the passage of one deal up to now; one statement."""
    columns = ("stage_id", "state", "close_on", "valid_from", "valid_to")
    past = DealSpan.objects.filter(deal=deal).order_by("valid_from", "pk")
    rows = list(past.values_list(*columns))
    in_stage: dict[UUID, timedelta] = defaultdict(lambda: NO_TIME)
    for stage, state, _close_on, start, end in rows:
        in_stage[stage] += max((end or at) - start, NO_TIME) if state == "open" else NO_TIME
    days = [close_on for _stage, _state, close_on, _start, _end in rows]
    moves = sum(1 for old, new in pairwise(days) if old is not None and old != new)
    return Passage(in_stage=dict(in_stage), close_moves=moves)
