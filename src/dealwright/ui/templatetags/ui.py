"""Tags and filters of every template: icons, assets, slots, and values in the reader's locale."""

from typing import Any

from django import template
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from dealwright.ui import assets, shown, slots
from dealwright.ui.brands import Brand
from dealwright.ui.initials import initials, tint

register = template.Library()

for function in (
    initials,
    tint,
    shown.number,
    shown.compact,
    shown.money,
    shown.exact_money,
    shown.compact_money,
    shown.percent,
    shown.day,
    shown.moment,
    shown.clock_time,
    shown.ago,
    shown.relative_day,
    shown.due,
):
    register.filter(function.__name__, function)


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
    sheets = ((static(sheet),) for sheet in assets.styles())
    links = format_html_join("", '<link rel="stylesheet" href="{}">', sheets)
    return links + format_html('<script type="module" src="{}"></script>', static(assets.script()))


@register.simple_tag(takes_context=True)
def brand(context: Context) -> Brand:
    """The organisation's logo and colour, asked for once a page."""
    request = context["request"]
    if not hasattr(request, "brand"):
        request.brand = Brand.current()
    found: Brand = request.brand
    return found


@register.inclusion_tag("ui/slot.html", takes_context=True)
def slot(context: Context, name: str, row: Any = None) -> dict[str, Any]:
    """The panels that upper contexts put here; each loads itself."""
    actor = context["frame"].actor
    panels = [panel.at(row, actor) for panel in slots.panels(name, actor, row)]
    return {"panels": panels}
