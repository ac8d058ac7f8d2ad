"""Who is away at a moment, and who stands in: what pages show, and what routing and approvals go by."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from dealwright.identity.models import Absence, User

DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Away:
    """That a person is away, until which day, and who stands in."""

    until: date
    deputy: User | None = None


def away(ids: Collection[UUID], at: datetime) -> Mapping[UUID, Away]:
    """Those of these people who are away, by id; one query. The day is that of each one's own time zone, UTC where none
    is chosen.
    """
    rows = Absence.objects.filter(user__in=ids, until_on__gte=at.date() - DAY)
    return {
        row.user_id: Away(until=row.until_on, deputy=row.deputy)
        for row in rows.select_related("user", "deputy")
        if row.from_on <= _today(row.user, at) <= row.until_on
    }


def _today(user: User, at: datetime) -> date:
    return at.astimezone(ZoneInfo(user.time_zone or "UTC")).date()


def is_away(user_id: UUID, at: datetime) -> bool:
    """Whether a person is away at this moment."""
    return user_id in away([user_id], at)


def deputy_of(user_id: UUID, at: datetime) -> User | None:
    """Who acts for a person at this moment: the first in the line of deputies who works here and is not away.

    None when the person is not away, nobody stands in, or the line comes back to someone who was asked already.
    """
    seen: set[UUID] = set()
    while user_id not in seen:
        seen.add(user_id)
        found = away([user_id], at).get(user_id)
        if found is None or found.deputy is None:
            return None
        if found.deputy.is_active and not is_away(found.deputy.pk, at):
            return found.deputy
        user_id = found.deputy.pk
    return None
