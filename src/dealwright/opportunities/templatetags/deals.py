"""Filters for templates of deals."""

from datetime import datetime

from django import template

from dealwright.core import clock

register = template.Library()


@register.filter
def days_since(moment: datetime) -> int:
    """Whole days from a moment until now."""
    return (clock.now() - moment).days
