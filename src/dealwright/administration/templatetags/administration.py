"""How rights, devices and ways to sign in are named on the pages, and what else administrators' templates need."""

import json
from typing import Any

from django import template
from django.db.models import QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from dealwright.administration import matrix
from dealwright.core.actor import Actor
from dealwright.identity import access
from dealwright.identity.privileges import Depth
from dealwright.identity.signing_in import devices, queries
from dealwright.identity.signing_in.models import IdentityProvider

register = template.Library()

register.filter("verb", matrix.verb)


@register.filter
def is_administrator(actor: Actor | None) -> bool:
    return actor is not None and access.is_administrator(actor)


BARS = format_html_join(
    "",
    '<rect x="{}" y="0" width="5" height="12" rx="1.5"/>',
    (((depth - 1) * 6.2,) for depth in Depth if depth > Depth.NONE),
)


@register.simple_tag
def bars(depth: Depth | None = None) -> SafeString:
    """A depth as five bars. Without one the stylesheet fills them by what is chosen beside them."""
    shown = "" if depth is None else depth.value
    return format_html(
        '<svg class="dw-bars" viewBox="0 0 30 12" data-depth="{}" aria-hidden="true">{}</svg>',
        shown,
        BARS,
    )


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
