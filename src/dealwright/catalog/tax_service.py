"""Tax rates from an outside service: what it was asked, what it told, and how prices are computed from that.

Pricing runs inside transactions and never waits for a network: it reads the answers that are kept, and a job asks anew
outside of them. An answer is fresh on its day and the next; later it still counts for a month, marked with the day it was told, while it is
asked for again. Without an answer the line has a fault that says so.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from http.client import HTTPException
from time import monotonic
from typing import Any, Protocol
from urllib.request import HTTPRedirectHandler, Request, build_opener
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from dealwright.catalog.models import TaxAnswer
from dealwright.catalog.pricing import Assessed, FaultCode, Place, Rule

FRESH = timedelta(days=1)
USABLE = timedelta(days=30)
LONGEST_ANSWER = 2**20  # bytes
PIECE = 2**14
MOST = 100  # percent


class _Nowhere(HTTPRedirectHandler):
    """Follows no redirect: the token is for the address that was configured, and for no other."""

    def redirect_request(self, *_told: Any) -> None:
        """None makes the redirect an error."""


OPENER = build_opener(_Nowhere)


class TaxServiceError(Exception):
    """The service did not answer in time, or not with rates."""


class TaxService(Protocol):
    """Who is asked for rates, outside of any transaction."""

    def rates(self, classes: Sequence[str], place: Place, on: date) -> Mapping[str, Decimal | None]:
        """The percentage of each class, by name; None where it has none there. Raises `TaxServiceError`."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class HttpTaxService:
    """A service that is asked by POST, with the token as bearer, and answers within `timeout` seconds. A
    redirect is no answer.

    Asked: {"country": "DE", "region": "", "date": "2026-11-28", "tax_classes": ["full rate"]}
    Told:  {"rates": [{"tax_class": "full rate", "percent": "19"}]}
    """

    url: str
    token: str
    timeout: float

    def rates(self, classes: Sequence[str], place: Place, on: date) -> Mapping[str, Decimal | None]:
        asked = {
            "country": place.country,
            "region": place.region,
            "date": on.isoformat(),
            "tax_classes": list(classes),
        }
        told = _rates_in(self._answer(json.dumps(asked).encode()))
        return {name: told.get(name) for name in classes}

    def _answer(self, body: bytes) -> bytes:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        request = Request(self.url, data=body, headers=headers, method="POST")  # noqa: S310  checked with the settings
        end = monotonic() + self.timeout
        try:
            with OPENER.open(request, timeout=self.timeout) as response:
                return _read(response, end)
        except (OSError, HTTPException) as error:
            raise TaxServiceError(f"the tax service did not answer: {error}") from error


def _read(response: Any, end: float) -> bytes:
    """The whole answer, though it may come in drops: no later than `end`, no longer than it may be."""
    read = b""
    while piece := response.read1(PIECE):
        read += piece
        if monotonic() > end or len(read) > LONGEST_ANSWER:
            raise TaxServiceError("the answer of the tax service takes too long, or is too long")
    return read


def _rates_in(answer: bytes) -> dict[str, Decimal]:
    try:
        rows = json.loads(answer, parse_float=Decimal, parse_int=Decimal)["rates"]
        told = {str(row["tax_class"]): Decimal(row["percent"]) for row in rows}
    except (ValueError, KeyError, TypeError, InvalidOperation) as error:
        raise TaxServiceError(f"the tax service did not answer with rates: {error}") from error
    if not all(percent.is_finite() and 0 <= percent <= MOST for percent in told.values()):
        raise TaxServiceError("the tax service told a rate that is no percentage")
    return told


def configured() -> TaxService | None:
    """The service of this installation, None without one."""
    if not settings.TAX_SERVICE_URL:
        return None
    return HttpTaxService(
        url=settings.TAX_SERVICE_URL,
        token=settings.TAX_SERVICE_TOKEN,
        timeout=settings.TAX_SERVICE_TIMEOUT,
    )


@dataclass(frozen=True, slots=True)
class ToldRates:
    """A `TaxSource` of what the service told, for some tax classes, as of a moment."""

    classes: frozenset[str]
    answers: Mapping[tuple[str, Place], TaxAnswer]
    at: datetime

    def assess(self, tax_class: str, place: Place, on: date) -> Assessed | FaultCode:  # noqa: ARG002
        """As `TaxSource`; the same on every day, for the service is asked for today's rates."""
        found = self.answers.get((tax_class, place))
        if not place.country:
            return FaultCode.TAX_RATE_MISSING
        if found is None or self._age(found) > USABLE:
            return FaultCode.TAX_NOT_TOLD
        if found.percent is None:
            return FaultCode.TAX_RATE_MISSING
        return Assessed(percent=found.percent, rule=self._rule(found))

    def wants(self, place: Place) -> bool:
        """Whether the service should be asked for a place."""
        answers = [self.answers.get((each, place)) for each in self.classes]
        return bool(place.country) and any(
            found is None or self._age(found) > FRESH for found in answers
        )

    def _age(self, found: TaxAnswer) -> timedelta:
        return self.at - found.told_at

    def _rule(self, found: TaxAnswer) -> Rule:
        name = _("Tax service, %(country)s") % {
            "country": " ".join(filter(None, (found.country, found.region)))
        }
        if self._age(found) > FRESH:
            told_on = found.told_at.date().isoformat()
            name = _("%(service)s, as told on %(day)s") % {"service": name, "day": told_on}
        return Rule(str(found.pk), name=name)


def told(classes: Iterable[UUID], *, on: date) -> ToldRates:
    """What the service told of these classes, as of the end of a day; one statement."""
    wanted = set(classes)
    rows = TaxAnswer.objects.filter(tax_class__in=wanted)
    answers = {(str(row.tax_class_id), Place(row.country, row.region)): row for row in rows}
    return ToldRates(
        frozenset(map(str, wanted)), answers, datetime(on.year, on.month, on.day, tzinfo=UTC)
    )
