"""Verbs on the organisation's settings."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel import numbers
from django.utils.translation import gettext_lazy as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, refuse_unless, require
from dealwright.events import bus
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.organisation.events import OrganisationChanged, OrganisationSetUp, RateSet
from dealwright.organisation.models import ExchangeRate, Organisation

SETTINGS = (
    "name", "currency", "fiscal_year_start", "time_zone", "locale", "country", "address", "email",
    "phone", "website", "discount_mode", "quote_validity_days", "terms",
    "keep_events_months", "keep_history_months",
)  # fmt: skip
RETENTION = ("keep_events_months", "keep_history_months")
LEAST_MONTHS = 3  # as long as changes can be undone


@action
def set_up(
    values: Mapping[str, Any], *, by: Actor, at: datetime, is_sample: bool = False
) -> Organisation:
    """Name the organisation once. Refuses a second time, and all but the system."""
    require(by.is_system)
    refuse_unless(not Organisation.objects.exists(), _("The organisation is set up already."))
    organisation = Organisation(**_checked(values), is_sample=is_sample)
    organisation.save(force_insert=True)
    bus.record(OrganisationSetUp(name=organisation.name), subject=organisation, by=by, at=at)
    return organisation


@action
def change(values: Mapping[str, Any], *, by: Actor, at: datetime) -> Organisation:
    """Change settings. Refuses people without the right, and another base currency once set."""
    require(access.may(by, Privilege.WRITE, "organisation.organisation"))
    organisation = Organisation.objects.select_for_update().get()
    values = _checked(values)
    refuse_unless(
        values.get("currency", organisation.currency) == organisation.currency,
        _("The base currency stays as it was set up."),
        remedy=_("Add exchange rates to work in other currencies."),
    )
    changes = {
        name: [getattr(organisation, name), value]
        for name, value in values.items()
        if getattr(organisation, name) != value
    }
    for name, value in values.items():
        setattr(organisation, name, value)
    organisation.save(update_fields=list(values))
    if changes:
        bus.record(OrganisationChanged(), subject=organisation, by=by, at=at, changes=changes)
    return organisation


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(values) - set(SETTINGS)
    if unknown:
        raise InvalidError({name: _("There is no such setting.") for name in unknown})
    if "currency" in values and values["currency"] not in numbers.list_currencies():
        raise InvalidError({"currency": _("This is not a currency.")})
    short = {name for name in RETENTION if (values.get(name) or LEAST_MONTHS) < LEAST_MONTHS}
    if short:
        raise InvalidError(dict.fromkeys(short, _("At least 3 months: undo needs them.")))
    return dict(values)


@action
def set_rate(
    currency: str, *, valid_from: date, rate: Decimal, by: Actor, at: datetime
) -> ExchangeRate:
    """Set what a currency is worth from a day on; the same day again replaces it. Refuses strangers."""
    require(access.may(by, Privilege.CREATE, "organisation.exchangerate"))
    if currency not in numbers.list_currencies():
        raise InvalidError({"currency": _("This is not a currency.")})
    found, _created = ExchangeRate.objects.update_or_create(
        currency=currency, valid_from=valid_from, defaults={"rate": rate}
    )
    bus.record(
        RateSet(currency=currency, valid_from=valid_from, rate=rate), subject=found, by=by, at=at
    )
    return found
