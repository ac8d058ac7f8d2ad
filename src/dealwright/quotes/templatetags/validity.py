"""Filters for templates of quotes."""

from datetime import date

from django import template

from dealwright.ui import shown

register = template.Library()


@register.filter
def days_left(last_day: date) -> int:
    """Days from the reader's today until the last day of validity; negative once it is over."""
    return (last_day - shown.today()).days
