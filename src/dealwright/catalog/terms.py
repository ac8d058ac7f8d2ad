"""In which currency terms are: a percentage in none; a price or an amount that names none in the base currency."""

from collections.abc import Mapping
from typing import Any

from dealwright.catalog.models import BreakMethod, Conditions

type Values = Mapping[str, Any]


def completed(values: Values, *, base: str) -> dict[str, Any]:
    """The values of new terms with their currency."""
    method = values.get("method") or BreakMethod.PERCENT_OFF
    return _in_currency(values, method, values.get("currency") or base)


def settled(row: Conditions, values: Values, *, base: str) -> Values:
    """The values for terms that are there already; their currency is settled anew when the method changes."""
    if not {"method", "currency"} & set(values):
        return values
    currency = values.get("currency", row.currency) or base
    return _in_currency(values, values.get("method") or row.method, currency)


def _in_currency(values: Values, method: str, currency: str) -> dict[str, Any]:
    return {**values, "currency": "" if method == BreakMethod.PERCENT_OFF else currency}
