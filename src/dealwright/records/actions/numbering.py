"""How documents are numbered from now on."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotFoundError, require
from dealwright.events import bus
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.organisation import queries as organisation
from dealwright.records import numbering
from dealwright.records.events import NumberFormatChanged
from dealwright.records.models import NumberFormat, NumberSequence
from dealwright.records.numbering import Format

KEY = "organisation.organisation"
LARGEST = 999_999_999


@action
def set_number_format(
    kind: str, look: Format, *, next_number: int | None = None, by: Actor, at: datetime
) -> NumberFormat:
    """Number documents of this kind like this from now on, counting from `next_number` or where it stands.

    Numbers that were given stay. None comes twice: counting goes on after the highest that already looks like this.
    Refuses: people without the right, patterns without a number at their end, a next number that was given.
    """
    require(access.may(by, Privilege.WRITE, KEY))
    if kind not in numbering.kinds():
        raise NotFoundError(f"{kind}?")
    _refuse_wrong(look)
    list(NumberSequence.objects.select_for_update().filter(kind=kind).order_by("pk"))
    before = numbering.formats()[kind]
    chosen, _created = NumberFormat.objects.update_or_create(
        kind=kind,
        defaults={"pattern": look.pattern, "digits": look.digits, "restarts": look.restarts},
    )
    for year, last in numbering.highest(kind, look).items():
        numbering.go_on_after(kind, year=year, last=last)
    if next_number is not None:
        _count_from(kind, next_number, year=at.year)
    changes = {"pattern": [before.written(1, year=at.year), look.written(1, year=at.year)]}
    event = NumberFormatChanged(kind=kind)
    bus.record(event, subject=organisation.current(), by=by, at=at, changes=changes)
    return chosen


def _refuse_wrong(look: Format) -> None:
    if not numbering.PATTERN.fullmatch(look.pattern):
        told = _("Capitals, digits and - . / _, then {number}; {year} or {yy} may stand before.")
        raise InvalidError({"pattern": told})
    if look.restarts and "{y" not in look.pattern:
        told = _("Numbers that start anew each year need {year} or {yy}, or they would come again.")
        raise InvalidError({"pattern": told})
    if not 1 <= look.digits <= len(str(LARGEST)):
        raise InvalidError({"digits": _("From 1 to 9 digits.")})
    if len(look.written(LARGEST, year=9999)) > numbering.LONGEST:
        told = _(
            "With nine digits this is longer than %(most)d letters. Shorten what stands before."
        )
        raise InvalidError({"pattern": str(told) % {"most": numbering.LONGEST}})


def _count_from(kind: str, next_number: int, *, year: int) -> None:
    last = numbering.last(kind, year=year)
    if not last < next_number <= LARGEST:
        told = _("The numbers up to %(last)d are given. Choose a higher one.")
        raise InvalidError({"next_number": str(told) % {"last": last}})
    restarts = NumberFormat.objects.values_list("restarts", flat=True).get(pk=kind)
    numbering.go_on_after(kind, year=year if restarts else 0, last=next_number - 1)
