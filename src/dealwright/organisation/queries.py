"""Reads on the organisation."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from dealwright.core import plans
from dealwright.core.actor import Actor
from dealwright.core.errors import RefusedError
from dealwright.organisation.models import ExchangeRate, Organisation

ONE = Decimal(1)


def current() -> Organisation:
    """The organisation; RefusedError before the first set-up."""
    with plans.kept():
        found = Organisation.objects.first()
    if found is None:
        raise RefusedError(
            _("This installation is not set up yet."),
            remedy=_("Open the first page and name your organisation."),
            code="not_set_up",
        )
    return found


def current_for(actor: Actor) -> Organisation:
    """The organisation, read once in the life of the actor object, as their rights are."""
    if "organisation" not in actor.memo:
        actor.memo["organisation"] = current()
    found: Organisation = actor.memo["organisation"]
    return found


def is_set_up() -> bool:
    return Organisation.objects.exists()


def rate(currency: str, *, on: date, base: str) -> Decimal:
    """What one unit of `currency` is worth in `base` on a day: the latest rate up to that day.

    RefusedError when none is known.
    """
    if currency == base:
        return ONE
    found = (
        ExchangeRate.objects.filter(currency=currency, valid_from__lte=on)
        .order_by("-valid_from", "pk")
        .values_list("rate", flat=True)
        .first()
    )
    if found is None:
        raise RefusedError(
            _("No exchange rate for %(currency)s is known on %(day)s.")
            % {"currency": currency, "day": on.isoformat()},
            remedy=_("Add the rate under Settings, Exchange rates."),
            code="no_rate",
        )
    return found


def rates(*, on: date, base: str) -> dict[str, Decimal]:
    """The rate of every known currency on a day, the base currency included; one query."""
    found = (
        ExchangeRate.objects.filter(valid_from__lte=on)
        .order_by("currency", "-valid_from")
        .distinct("currency")
        .values_list("currency", "rate")
    )
    return {base: ONE, **dict(found)}
