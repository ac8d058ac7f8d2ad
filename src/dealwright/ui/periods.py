"""Days seen from today, as people choose them and as chips tell them; each beside its spelling in the filter language."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from dealwright.records.filtering import printing
from dealwright.records.filtering.tree import Relative, Unit, Which

type Text = str | Promise

PERIODS: Mapping[str, Text] = {
    "today": _("today"),
    "yesterday": _("yesterday"),
    "tomorrow": _("tomorrow"),
    "this week": _("this week"),
    "last week": _("last week"),
    "next week": _("next week"),
    "this month": _("this month"),
    "last month": _("last month"),
    "next month": _("next month"),
    "this quarter": _("this quarter"),
    "last quarter": _("last quarter"),
    "next quarter": _("next quarter"),
    "this fiscal quarter": _("this fiscal quarter"),
    "last fiscal quarter": _("last fiscal quarter"),
    "next fiscal quarter": _("next fiscal quarter"),
    "this year": _("this year"),
    "last year": _("last year"),
    "next year": _("next year"),
    "this fiscal year": _("this fiscal year"),
    "last fiscal year": _("last fiscal year"),
    "next fiscal year": _("next fiscal year"),
}
COUNTED: Mapping[str, Text] = {
    f"{which}-{unit}": label
    for which, unit, label in (
        (Which.NEXT, Unit.DAY, _("the next … days")),
        (Which.NEXT, Unit.WEEK, _("the next … weeks")),
        (Which.NEXT, Unit.MONTH, _("the next … months")),
        (Which.LAST, Unit.DAY, _("the last … days")),
        (Which.LAST, Unit.WEEK, _("the last … weeks")),
        (Which.LAST, Unit.MONTH, _("the last … months")),
    )
}
SEVERAL: Mapping[str, Any] = {
    "next-day": ngettext_lazy("the next %(count)d day", "the next %(count)d days", "count"),
    "next-week": ngettext_lazy("the next %(count)d week", "the next %(count)d weeks", "count"),
    "next-month": ngettext_lazy("the next %(count)d month", "the next %(count)d months", "count"),
    "last-day": ngettext_lazy("the last %(count)d day", "the last %(count)d days", "count"),
    "last-week": ngettext_lazy("the last %(count)d week", "the last %(count)d weeks", "count"),
    "last-month": ngettext_lazy("the last %(count)d month", "the last %(count)d months", "count"),
}
USUAL_COUNT = 30


def told(found: Relative) -> str:
    """The period in words."""
    if found.count is None:
        spelled = printing.value(found)
        return str(PERIODS.get(spelled, spelled))
    words = SEVERAL.get(key_of(found))
    return str(words % {"count": found.count}) if words else printing.value(found)


def key_of(found: Relative) -> str:
    """The choice that stands for a period."""
    return printing.value(found) if found.count is None else f"{found.which}-{found.unit}"


def spelled(key: str, count: str) -> str:
    """A choice and its count as the filter language writes them."""
    if key not in COUNTED:
        return key
    which, _dash, unit = key.partition("-")
    return f"the {which} {count.strip() or USUAL_COUNT} {unit}s"
