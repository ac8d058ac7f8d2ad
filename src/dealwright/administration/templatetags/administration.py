"""How rights, devices and ways to sign in are named on the pages."""

import json
from typing import Any

from django import template
from django.db.models import QuerySet

from dealwright.identity.privileges import Depth
from dealwright.identity.signing_in import devices, queries
from dealwright.identity.signing_in.models import IdentityProvider

register = template.Library()


@register.filter
def depth_label(depth: int) -> str:
    """0 to 5 in words: none … everyone's."""
    return Depth(depth).label


@register.filter
def device(user_agent: str) -> str:
    """A browser's own description in words: Firefox on Windows."""
    return devices.words(user_agent)


@register.filter
def as_json(value: Any) -> str:
    """For a data attribute that a script reads; escaped like any other text."""
    return json.dumps(value)


@register.simple_tag
def sign_in_providers() -> QuerySet[IdentityProvider]:
    """The providers that people may come by."""
    return queries.providers()
