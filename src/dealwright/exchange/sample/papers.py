"""A few files on the records of the sample: the first offer as it was sent, and what its client asked for."""

from datetime import datetime

from dealwright.core.actor import Actor
from dealwright.quotes import actions as quotes
from dealwright.quotes.models import Quote
from dealwright.records.files import actions as files
from dealwright.records.files import receiving

WISHES = """What we need
============

- Delivery in week 6, in two lorries; the yard is closed on Fridays.
- Installation outside of working hours, from 18:00.
- One contact for questions, in English or German.
"""


def attach(*, by: Actor, at: datetime) -> int:
    """Add them to the deal of the first quote that was activated; how many."""
    sent = Quote.objects.filter(activated_at__isnull=False).order_by("number", "revision").first()
    if sent is None or sent.opportunity is None:
        return 0
    kept = quotes.keep_file(sent, by=by, at=at)
    papers = {
        "What we need.txt": WISHES.encode(),
        f"{sent.number}-{sent.revision}.pdf": bytes(kept.content),
    }
    for name, content in papers.items():
        with receiving.receive([content], name) as received:
            files.attach(sent.opportunity, received, by=by, at=at)
    return len(papers)
