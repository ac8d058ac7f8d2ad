"""What other currencies are worth, from a day on."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from babel import numbers
from django.utils.translation import gettext_lazy as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotFoundError, require
from dealwright.events import bus
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.organisation.events import RateRemoved, RateSet
from dealwright.organisation.models import ExchangeRate

KEY = "organisation.exchangerate"


@action
def set_rate(
    currency: str, *, valid_from: date, rate: Decimal, by: Actor, at: datetime
) -> ExchangeRate:
    """Set what a currency is worth from a day on; the same day again replaces it. Refuses strangers."""
    require(access.may(by, Privilege.CREATE, KEY))
    if currency not in numbers.list_currencies():
        raise InvalidError({"currency": _("This is not a currency.")})
    found, _created = ExchangeRate.objects.update_or_create(
        currency=currency, valid_from=valid_from, defaults={"rate": rate}
    )
    bus.record(
        RateSet(currency=currency, valid_from=valid_from, rate=rate), subject=found, by=by, at=at
    )
    return found


@action
def remove_rate(pk: UUID, *, by: Actor, at: datetime) -> None:
    """Take back a rate that was set by mistake. What was reckoned with it keeps its own copy. Refuses strangers."""
    require(access.may(by, Privilege.WRITE, KEY))
    found = ExchangeRate.objects.select_for_update().filter(pk=pk).first()
    if found is None:
        raise NotFoundError(_("This rate is gone already."))
    event = RateRemoved(currency=found.currency, valid_from=found.valid_from, rate=found.rate)
    bus.record(event, subject=found, by=by, at=at)
    found.delete()
