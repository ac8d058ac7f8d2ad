"""How rights are named on the pages."""

from django import template

from dealwright.identity.privileges import Depth

register = template.Library()


@register.filter
def depth_label(depth: int) -> str:
    """0 to 5 in words: none … everyone's."""
    return Depth(depth).label
