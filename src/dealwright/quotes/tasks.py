"""Jobs: make the file of a quote, mail a link to it, expire what is over. Each loads by id and calls a verb."""

from datetime import datetime
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app as jobs

from dealwright.core import actor as actors
from dealwright.core import clock
from dealwright.organisation import queries as organisation
from dealwright.quotes import actions, mailing
from dealwright.quotes.models import Quote, QuoteLink

AGAIN = RetryStrategy(max_attempts=8, exponential_wait=2)


@jobs.task(name="quotes.make_file", retry=AGAIN)
def make_file(quote: str) -> None:
    """Make the PDF of a quote, if nobody needed it sooner."""
    found = Quote.objects.filter(pk=UUID(quote)).first()
    if found is not None:
        actions.keep_file(found, by=actors.system(), at=clock.now())


@jobs.task(name="quotes.mail_link", retry=AGAIN)
def mail_link(link: str, message: str) -> None:
    """Mail a client the link to his quote, unless it was revoked meanwhile."""
    rows = QuoteLink.objects.select_related("quote__owner", "quote__contact", "quote__account")
    found = rows.filter(pk=UUID(link), revoked_at__isnull=True).first()
    if found is not None:
        mailing.mail(found, message=message)


# Midnight falls on a quarter of an hour in every time zone.
@jobs.periodic(cron="*/15 * * * *")
@jobs.task(name="quotes.expire", queueing_lock="quotes.expire")
def expire(timestamp: int) -> None:
    """Expire the quotes whose last day is over where the organisation is."""
    at = datetime.fromtimestamp(timestamp, tz=clock.now().tzinfo)
    if organisation.is_set_up():
        actions.expire_due(by=actors.system(), at=at)
