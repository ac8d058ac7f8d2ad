"""How events read on a timeline. Every context says it for its own, in its `apps.py` or `pages.py`:

    wording.say({OpportunityWon: Wording(text=_("won the deal"), icon="trophy", tone="ok")})

A kind of event without words is told by its name: "opportunity won".
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from dealwright.core.errors import Text
from dealwright.events.bus import Event, kind_of
from dealwright.records.notifications import telling

USUAL_ICON = "circle-dot"
WORD = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """`text` continues a sentence that starts with who did it: "Ines *won the deal*".

    `detail` makes a second line of the event's data; `tone` is empty, ok, warn, danger or accent. `other` is where the data
    have the id of another record of the subject's kind, of which `detail` tells: it is told to those who may read that
    one, and with the "name" that it has now.
    """

    text: Text
    icon: str = USUAL_ICON
    tone: str = ""
    detail: Callable[[Mapping[str, Any]], Text] | None = None
    other: str = ""


_by_kind: dict[str, Wording] = {}


def say(words: Mapping[type[Event], Wording]) -> None:
    """Make the words for kinds of events known, to notifications as well; a second time replaces the first."""
    known = {kind_of(event): wording for event, wording in words.items()}
    _by_kind.update(known)
    telling.say({kind: wording.text for kind, wording in known.items()})


def of(kind: str) -> Wording:
    """The words for a kind of event."""
    return _by_kind.get(kind) or Wording(text=plain_words(kind))


def plain_words(kind: str) -> str:
    """ "opportunities.OpportunityWon" as "opportunity won", in the reader's language where `event_names` lists it."""
    return gettext(WORD.sub(" ", kind.rpartition(".")[2]).lower())
