"""Python values as plain JSON values, the one way for events, history and answers: money as text."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.functional import Promise


def plain(value: Any) -> Any:
    """JSON-ready copy: Decimal, dates, UUID and lazy text become strings; a row becomes its id."""
    match value:
        case Enum():
            return plain(value.value)
        case None | bool() | int() | float():
            return value
        case str() | Promise() | Decimal() | UUID() | timedelta():
            return str(value)
        case datetime() | date() | time():
            return value.isoformat()
        case models.Model():
            return str(value.pk)
        case _:
            return _contents(value)


def _contents(value: Any) -> Any:
    match value:
        case Mapping():
            return {str(key): plain(found) for key, found in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(found) for found in value]
        case _:
            msg = f"no plain form for {type(value).__name__}"
            raise TypeError(msg)
