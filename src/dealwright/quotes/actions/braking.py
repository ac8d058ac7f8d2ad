"""The brake on client pages: so many tries of a kind per address and ten minutes, counted for all web processes."""

from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import DomainError

WINDOW = timedelta(minutes=10)
MOST = {
    "wrong": 20,  # addresses that lead nowhere: somebody guesses
    "answer": 10,
    "file": 60,
}

COUNT = """
WITH gone AS (DELETE FROM quotes_clienttry WHERE began_at < %(began)s - interval '1 hour')
INSERT INTO quotes_clienttry (digest, began_at, count) VALUES (%(digest)s, %(began)s, 1)
ON CONFLICT (digest, began_at) DO UPDATE SET count = quotes_clienttry.count + 1
RETURNING count
"""


class TooManyTriesError(DomainError):
    """One address tried too often."""

    status = 429
    code = "too_many_tries"


@action
def count_try(kind: str, address: str, *, by: Actor, at: datetime) -> int:
    """Count one try of a kind ("wrong", "answer" or "file"); returns how many there were in this window."""
    digest = salted_hmac("dealwright.quotes.tries", f"{kind} {address}", algorithm="sha256")
    seconds = int(WINDOW.total_seconds())
    began = datetime.fromtimestamp(at.timestamp() // seconds * seconds, tz=UTC)
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"digest": digest.hexdigest(), "began": began})
        (count,) = cursor.fetchone()
    return int(count)


def brake(kind: str, address: str, *, by: Actor, at: datetime) -> None:
    """Count a try; TooManyTriesError when there were too many. The count is kept whatever the page does next."""
    if count_try(kind, address, by=by, at=at) > MOST[kind]:
        raise TooManyTriesError(
            _("Too many tries came from your network."),
            remedy=_("Wait ten minutes, then open the page again."),
        )
