"""Verbs on absences."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotFoundError, require
from dealwright.events import bus
from dealwright.identity import policies
from dealwright.identity.events import AbsenceEnded, AbsenceSet
from dealwright.identity.models import Absence, User


@action
def set_absence(
    user: User,
    *,
    from_on: date,
    until_on: date,
    by: Actor,
    at: datetime,
    deputy: User | None = None,
) -> Absence:
    """Note that a person is away, from the first day to the last, and who stands in.

    Refuses: all but themselves and administrators, a last day before the first, days that are noted already, someone who
    stands in for themselves or no longer works here.
    """
    require(policies.can_set_absence(by, user))
    if deputy and not deputy.is_active:
        raise InvalidError({"deputy": _("They no longer work here.")})
    if deputy and deputy.pk == user.pk:
        raise InvalidError({"deputy": _("Nobody stands in for themselves.")})
    made = Absence.objects.create(
        user=user, from_on=from_on, until_on=until_on, deputy=deputy, created_at=at
    )
    event = AbsenceSet(from_on=from_on, until_on=until_on, deputy=str(deputy or ""))
    bus.record(event, subject=user, by=by, at=at)
    return made


@action
def end_absence(absence: Absence, *, by: Actor, at: datetime) -> None:
    """Take an absence out: the person is here after all. Refuses all but themselves and administrators."""
    found = Absence.objects.select_for_update(of=("self",)).select_related("user")
    row = found.filter(pk=absence.pk).first()
    if row is None:
        raise NotFoundError(_("This absence is noted no more."))
    require(policies.can_set_absence(by, row.user))
    event = AbsenceEnded(from_on=row.from_on, until_on=row.until_on)
    row.delete()
    bus.record(event, subject=row.user, by=by, at=at)
