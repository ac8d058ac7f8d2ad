"""Public holidays of countries and their regions, as the `holidays` package knows them."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any


def _package() -> Any:
    import holidays  # noqa: PLC0415  18 MB and 50 ms that few processes need

    return holidays


@lru_cache(maxsize=1)
def countries() -> Mapping[str, tuple[str, ...]]:
    """Countries by ISO code, each with the codes of its regions."""
    known = _package().list_supported_countries(include_aliases=False)
    return {code: tuple(regions) for code, regions in sorted(known.items())}


@lru_cache(maxsize=64)
def regions(country: str) -> Mapping[str, str]:
    """The regions of a country by code, with a name where one is known."""
    if country not in countries():
        return {}
    named = _package().country_holidays(country).get_subdivision_aliases()
    return {code: next(iter(named.get(code, ())), code) for code in countries()[country]}


def is_known(country: str, region: str) -> bool:
    """Whether holidays are known; none is asked for without a country."""
    if not country:
        return not region
    return country in countries() and (not region or region in countries()[country])


@lru_cache(maxsize=64)
def of_year(country: str, region: str, year: int) -> Mapping[date, str]:
    """The public holidays of a year by day, in the country's own language; none without a country."""
    if not country:
        return {}
    found = _package().country_holidays(country, subdiv=region or None, years=year)
    return {day: name for day, name in sorted(found.items()) if day.year == year}
