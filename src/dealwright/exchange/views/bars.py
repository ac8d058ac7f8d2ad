"""One stacked bar with its counts: what became of the rows, or would."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from dealwright.core.errors import Text
from dealwright.exchange.models import Import

GAP = 0.3  # percent between two parts
LEAST = 0.6  # percent of a part that is there at all


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One part of the bar: where it begins and how wide it is, in percent."""

    key: str
    label: Text
    count: int
    at: float = 0
    width: float = 0


def _counts(found: Import, *, is_over: bool) -> list[Part]:
    done = {
        "created": _("created") if is_over else _("create"),
        "updated": _("updated") if is_over else _("update"),
        "unchanged": _("unchanged"),
        "duplicate": _("possible duplicates"),
        "refused": _("refused"),
    }
    counts = {
        "created": found.created,
        "updated": found.updated,
        "unchanged": found.unchanged,
        "duplicate": found.duplicates,
        "refused": found.refused - found.duplicates,
    }
    return [Part(key=key, label=label, count=counts[key]) for key, label in done.items()]


def bar(found: Import, *, is_over: bool = False) -> list[Part]:
    """The parts with their places; one of few rows is wide enough to be seen."""
    parts = _counts(found, is_over=is_over)
    total = sum(part.count for part in parts) or 1
    widths = [max(LEAST, 100 * part.count / total) if part.count else 0 for part in parts]
    scale = 100 / (sum(widths) or 1)
    placed, at = [], 0.0
    for part, width in zip(parts, widths, strict=True):
        wide = width * scale
        placed.append(_placed(part, at, wide))
        at += wide
    return placed


def _placed(part: Part, at: float, wide: float) -> Part:
    shown = round(max(0.0, wide - GAP), 2) if wide else 0
    return Part(key=part.key, label=part.label, count=part.count, at=round(at, 2), width=shown)


def tabs(found: Import, chosen: str) -> list[tuple[str, str, int, bool]]:
    """(key, label, count, is chosen) of the filters above the rows."""
    counts = {part.key: part.count for part in _counts(found, is_over=False)}
    labels = [
        ("", _("All"), found.read),
        ("refused", _("Refused"), found.refused),
        ("duplicate", _("Duplicates"), counts["duplicate"]),
        ("updated", _("Updates"), found.updated),
        ("created", _("Creates"), found.created),
        ("unchanged", _("Unchanged"), found.unchanged),
    ]
    return [(key, label, count, key == chosen) for key, label, count in labels if count or not key]
