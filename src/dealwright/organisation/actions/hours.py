"""Business hours, and days that differ."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotFoundError, require
from dealwright.events import bus
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.organisation.events import HoursSet, SpecialDayRemoved, SpecialDaySet
from dealwright.organisation.hours import MIDNIGHT, Hours, Interval
from dealwright.organisation.models import OpeningHours, Organisation, SpecialDay

KEY = "organisation.organisation"


@action
def set_hours(week: Sequence[Hours], *, by: Actor, at: datetime) -> None:
    """Be open at these hours, Monday to Sunday. Refuses people without the right, hours that end before they begin or
    overlap, and a week without any.
    """
    require(access.may(by, Privilege.WRITE, KEY))
    organisation = Organisation.objects.select_for_update().get()
    wrong = {str(day): _("Open before closing, one after the other.") for day in _wrong(week)}
    if wrong:
        raise InvalidError(wrong)
    if not any(week):
        raise InvalidError({"": _("Be open at some time of the week.")})
    OpeningHours.objects.all().delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(weekday=day, opens=opens, closes=closes)
        for day, hours in enumerate(week)
        for opens, closes in hours
    )
    bus.record(HoursSet(), subject=organisation, by=by, at=at)


def _wrong(week: Sequence[Hours]) -> list[int]:
    """The weekdays whose hours cannot be."""
    return [day for day, hours in enumerate(week) if not _is_in_order(hours)]


def _is_in_order(hours: Hours) -> bool:
    flat = [minute for interval in hours for minute in interval]
    rises = all(earlier < later for earlier, later in pairwise(flat))
    return rises and all(0 <= minute <= MIDNIGHT for minute in flat)


@action
def set_special_day(
    day: date, *, name: str, hours: Interval | None, by: Actor, at: datetime
) -> SpecialDay:
    """Be closed on a day, or open at other hours than usual; the same day again replaces it. Refuses as `set_hours`."""
    require(access.may(by, Privilege.WRITE, KEY))
    if hours and not _is_in_order([hours]):
        raise InvalidError({"closes": _("Open before closing.")})
    opens, closes = hours or (None, None)
    found, _created = SpecialDay.objects.update_or_create(
        day=day, defaults={"name": name, "opens": opens, "closes": closes}
    )
    bus.record(SpecialDaySet(day=day, name=name), subject=found, by=by, at=at)
    return found


@action
def remove_special_day(pk: UUID, *, by: Actor, at: datetime) -> None:
    """Let a day be like any other. Refuses people without the right."""
    require(access.may(by, Privilege.WRITE, KEY))
    found = SpecialDay.objects.select_for_update().filter(pk=pk).first()
    if found is None:
        raise NotFoundError(_("This day is like any other already."))
    bus.record(SpecialDayRemoved(day=found.day, name=found.name), subject=found, by=by, at=at)
    found.delete()
