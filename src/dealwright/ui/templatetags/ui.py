"""Tags and filters of every template: icons, assets, the frame, and values in the reader's locale."""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from dealwright.core import clock
from dealwright.ui import assets, formats
from dealwright.ui.initials import initials, tint

register = template.Library()
register.filter("initials", initials)
register.filter("tint", tint)


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """A Lucide drawing inline, hidden from screen readers. Sizes: s 14, plain 16, l 20, xl 28 pixels."""
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>',
        f"dw-i {size}".strip(),
        mark_safe(assets.drawing(name)),  # noqa: S308  our own build wrote the drawing
    )


@register.simple_tag
def frontend() -> SafeString:
    """The stylesheet and the entry module of this build, for the head of a page."""
    links = format_html_join("", '<link rel="stylesheet" href="{}">', ((static(s),) for s in assets.styles()))
    return links + format_html('<script type="module" src="{}"></script>', static(assets.script()))


@register.filter
def number(value: Decimal | int | None, digits: int | None = None) -> str:
    return formats.number(value, formats.active_locale(), digits=digits)


@register.filter
def compact(value: Decimal | int | None) -> str:
    return formats.compact(value, formats.active_locale())


@register.filter
def money(amount: Decimal | None, currency: str) -> str:
    return formats.money(amount, currency, formats.active_locale())


@register.filter
def exact_money(amount: Decimal | None, currency: str) -> str:
    """As `money`, always with the minor units."""
    return formats.money(amount, currency, formats.active_locale(), exact=True)


@register.filter
def compact_money(amount: Decimal | None, currency: str) -> str:
    return formats.compact_money(amount, currency, formats.active_locale())


@register.filter
def percent(value: Decimal | None) -> str:
    return formats.percent(value, formats.active_locale())


@register.filter
def day(value: date | datetime | None) -> str:
    return formats.day(value, formats.active_locale(), timezone.get_current_timezone())


@register.filter
def moment(value: datetime | None) -> str:
    return formats.moment(value, formats.active_locale(), timezone.get_current_timezone())


@register.filter
def clock_time(value: datetime | None) -> str:
    return formats.clock_time(value, formats.active_locale(), timezone.get_current_timezone())


@register.filter
def ago(value: datetime | None) -> str:
    return formats.ago(value, clock.now(), formats.active_locale())


@register.filter
def relative_day(value: date | None) -> str:
    if value is None:
        return formats.NONE
    return formats.relative_day(value, timezone.localdate(clock.now()), formats.active_locale())


@register.filter
def due(value: date | None) -> formats.Due:
    """State and words of a due day, for the next-step mark."""
    return formats.due(value, timezone.localdate(clock.now()), formats.active_locale())

