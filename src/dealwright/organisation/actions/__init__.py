"""Verbs on what the organisation says of itself: settings, logo, rates, hours."""

from dealwright.organisation.actions.hours import remove_special_day, set_hours, set_special_day
from dealwright.organisation.actions.logos import remove_logo, set_logo
from dealwright.organisation.actions.rates import remove_rate, set_rate
from dealwright.organisation.actions.settings import RETENTION, change, set_up

__all__ = [
    "RETENTION",
    "change",
    "remove_logo",
    "remove_rate",
    "remove_special_day",
    "set_hours",
    "set_logo",
    "set_rate",
    "set_special_day",
    "set_up",
]
