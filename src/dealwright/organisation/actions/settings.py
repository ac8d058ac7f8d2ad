"""Setting the organisation up, and changing what it said of itself."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from babel import Locale, UnknownLocaleError, numbers
from django.utils.translation import gettext_lazy as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, Text, refuse_unless, require
from dealwright.events import bus
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.organisation import branding, calendars
from dealwright.organisation.events import OrganisationChanged, OrganisationSetUp
from dealwright.organisation.models import Organisation

SETTINGS = (
    "name", "currency", "fiscal_year_start", "time_zone", "locale", "country", "address", "email",
    "phone", "website", "discount_mode", "quote_validity_days", "terms",
    "keep_events_months", "keep_history_months", "accent", "languages",
    "holiday_country", "holiday_region",
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
    wrong = dict(_wrong(values))
    if wrong:
        raise InvalidError(wrong)
    return dict(values)


def _wrong(values: Mapping[str, Any]) -> Iterator[tuple[str, Text]]:
    if "currency" in values and values["currency"] not in numbers.list_currencies():
        yield "currency", _("This is not a currency.")
    for name in RETENTION:
        if (values.get(name) or LEAST_MONTHS) < LEAST_MONTHS:
            yield name, _("At least 3 months: undo needs them.")
    if "accent" in values:
        yield from _wrong_accent(values["accent"])
    if not all(map(_is_language, values.get("languages", ()))):
        yield "languages", _("There is no such language.")
    country, region = values.get("holiday_country", ""), values.get("holiday_region", "")
    if not calendars.is_known(country, region):
        yield "holiday_region" if region else "holiday_country", _("No holidays are known of it.")


def _wrong_accent(accent: str) -> Iterator[tuple[str, Text]]:
    if not branding.is_color(accent):
        yield "accent", _("Write a colour as #005e67.")
    elif not branding.is_readable(accent):
        told = _("White letters on it reach a contrast of %(ratio)s; %(least)s is needed.")
        ratio = branding.contrast(accent, branding.WHITE)
        text = str(told) % {"ratio": f"{ratio:.1f}", "least": branding.LEAST_CONTRAST}
        yield "accent", f"{text} {_('Choose a darker one.')}"


def _is_language(tag: str) -> bool:
    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True
