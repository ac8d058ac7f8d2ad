"""Python values as plain JSON values, the one way for events, history and answers: money as text."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from types import NoneType
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.functional import Promise

ITSELF = frozenset((NoneType, bool, int, float, str))  # what most values are


def plain(value: Any) -> Any:
    """JSON-ready copy: Decimal, dates, UUID and lazy text become strings; a row becomes its id."""
    kind = type(value)
    if kind in ITSELF:
        return value
    if kind is dict:
        return {str(key): plain(found) for key, found in value.items()}
    if kind is list:
        return [found if type(found) in ITSELF else plain(found) for found in value]
    return _text(value)


def _text(value: Any) -> Any:
    match value:
        case Enum():
            return plain(value.value)
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
        case int() | float():
            return value
        case Mapping():
            return {str(key): plain(found) for key, found in value.items()}
        case tuple() | set() | frozenset():
            return [plain(found) for found in value]
        case _:
            msg = f"no plain form for {type(value).__name__}"
            raise TypeError(msg)
