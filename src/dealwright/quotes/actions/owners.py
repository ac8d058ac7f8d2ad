"""What the owner of a quote is told."""

from collections.abc import Mapping
from datetime import datetime

from dealwright.core.actor import Actor
from dealwright.core.errors import Text
from dealwright.identity.queries import people_behind
from dealwright.quotes.models import Quote
from dealwright.records import actions as records
from dealwright.records.notifications.kinds import NoticeKind


def tell_owner(
    quote: Quote,
    text: Text,
    words: Mapping[str, str],
    *,
    kind: NoticeKind,
    by: Actor,
    at: datetime,
) -> None:
    """The owner, or everyone in the team that is, hears what happened; `%(quote)s` in the text names the quote."""
    records.notify(
        [person.pk for person in people_behind([quote.owner_id])],
        text=text,
        words={**words, "quote": str(quote)},
        kind=kind,
        about=quote,
        by=by,
        at=at,
    )
