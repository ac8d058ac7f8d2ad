"""How merging and decisions about duplicates read on a timeline."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dealwright.activities import wording
from dealwright.activities.wording import Wording
from dealwright.core.errors import Text
from dealwright.records.matching.events import DuplicateDecided
from dealwright.records.merging.events import MergeUndone, RecordsMerged


def _merged(data: Mapping[str, Any]) -> Text:
    moved = int(data["moved"])
    rows = ngettext("%(count)d row moved with them", "%(count)d rows moved with them", moved)
    return f"{_names(data)}; {rows % {'count': moved}}" if moved else _names(data)


def _names(data: Mapping[str, Any]) -> str:
    return ", ".join(map(str, data["names"]))


def _decided(data: Mapping[str, Any]) -> Text:
    said = {
        "apart": _("%(name)s is another one"),
        "later": _("%(name)s is decided on later"),
        "open": _("%(name)s may be the same after all"),
    }
    return said.get(str(data["state"]), "%(name)s") % {"name": data["name"]}


wording.say(
    {
        RecordsMerged: Wording(
            text=gettext_lazy("merged others into this"),
            icon="merge",
            tone="accent",
            detail=_merged,
        ),
        MergeUndone: Wording(
            text=gettext_lazy("took others out of this again"), icon="undo-2", detail=_names
        ),
        DuplicateDecided: Wording(
            text=gettext_lazy("looked at a possible duplicate"),
            icon="copy",
            detail=_decided,
            other="other",
        ),
    }
)
