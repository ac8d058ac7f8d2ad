"""The PDF of an activated quote: made once, by whoever needs it first."""

import hashlib
from datetime import datetime

from django.utils.translation import gettext as _

from dealwright.core.action import action
from dealwright.core.actor import Actor, Channel
from dealwright.core.errors import refuse_unless
from dealwright.quotes import snapshots
from dealwright.quotes.document import render, render_apart
from dealwright.quotes.models import Quote, QuoteFile


@action
def keep_file(quote: Quote, *, by: Actor, at: datetime) -> QuoteFile:
    """The PDF of an activated quote, made now if there is none yet. Refuses a quote that was never activated.

    It is made from what activation froze and dated by that moment, so that two who make it at once make the
    same bytes; the first to write wins, and nobody ever writes again but for a validity that was extended.
    """
    found = QuoteFile.objects.filter(quote=quote).first()
    return found or _make(quote, by=by, at=at)


def _make(quote: Quote, *, by: Actor, at: datetime) -> QuoteFile:
    refuse_unless(
        quote.activated_at is not None,
        _("A draft has no file yet."),
        remedy=_("Activate the quote, or look at the preview."),
        code="draft",
    )
    content = _typeset(quote, by=by)
    current = Quote.objects.lock(quote.pk)
    if current.content_hash != quote.content_hash:  # its validity was extended meanwhile
        content = _typeset(current, by=by)
    digest = hashlib.sha256(content).hexdigest()
    file = QuoteFile(quote=quote, content=content, sha256=digest, made_at=at)
    QuoteFile.objects.bulk_create([file], ignore_conflicts=True)
    return QuoteFile.objects.get(quote=quote)


def _typeset(quote: Quote, *, by: Actor) -> bytes:
    """A worker sets it itself; a web process leaves the memory and the time that it takes to another one."""
    assert quote.snapshot is not None  # noqa: S101  a constraint: what was activated has one
    assert quote.activated_at is not None  # noqa: S101  likewise
    print_document = render if by.channel == Channel.JOB else render_apart
    return print_document(snapshots.thaw(quote.snapshot), at=quote.activated_at)
