"""What a new record may duplicate, told in a header of the answer. The record is made all the same: a program
decides afterwards, as a person does who reads the hint beside the form.
"""

from collections.abc import Mapping
from typing import Any

from dealwright.core.actor import Actor
from dealwright.records import registry
from dealwright.records.registry import Entity, Hint
from dealwright.records.rest import ROOT

HEADER = "Possible-Duplicates"


def header(entity: Entity, values: Mapping[str, Any], actor: Actor) -> dict[str, str]:
    """The header for these values, not yet saved; empty when nothing is like them."""
    found = entity.hints(values, actor) if entity.hints else ()
    return {HEADER: ", ".join(map(_one, found))} if found else {}


def _one(hint: Hint) -> str:
    """One record in the manner of a Link header; of the reasons what ASCII can say."""
    kind = registry.of(hint.row)
    reasons = ", ".join(str(reason) for reason in hint.reasons)
    spelled = reasons.encode("ascii", "ignore").decode().replace('"', "")
    return f'<{ROOT}/{kind.route}/{hint.row.pk}>; reason="{spelled}"'
