"""How a quote reaches the client: links, the mail that carries one, and the end of them."""

from datetime import UTC, datetime, time, timedelta

from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from dealwright.core.action import action
from dealwright.core.actor import Actor, Kind
from dealwright.core.addresses import normal_email
from dealwright.core.errors import InvalidError, refuse_unless, require
from dealwright.events import bus
from dealwright.quotes import policies
from dealwright.quotes.events import LinksRevoked, QuoteOpened, QuoteSent
from dealwright.quotes.models import Quote, QuoteLink
from dealwright.records import registry, writing

OPEN_AFTER_VALIDITY = timedelta(days=30)  # the client may still read what he let pass
OPEN_WITHOUT_VALIDITY = timedelta(days=90)


@action
def make_link(quote: Quote, *, by: Actor, at: datetime, sent_to: str = "") -> QuoteLink:
    """A way for the client to an active quote. Refuses: not permitted, not active."""
    quote = Quote.objects.lock(quote.pk)
    require(policies.can_edit(by, quote))
    refuse_unless(
        quote.is_active,
        _("Only an active quote can go to the client."),
        remedy=_("Activate it first."),
        code="state",
    )
    link = QuoteLink(
        quote=quote, sent_to=sent_to, created_at=at, created_by_id=by.id, expires_at=_end(quote, at)
    )
    link.save(force_insert=True)
    return link


@action
def send(quote: Quote, *, by: Actor, at: datetime, to: str = "", message: str = "") -> Quote:
    """Mail the client a link to an active quote, to the contact's address unless another is named.

    Refuses: not permitted, not active, no address.
    """
    address = normal_email(to) if to else _address_of_contact(quote)
    link = make_link(quote, by=by, at=at, sent_to=address)
    event = QuoteSent(to=address, link=link.pk)
    writing.save(link.quote, {}, by=by, at=at, event=event)
    jobs.configure_task("quotes.mail_link").defer(link=str(link.pk), message=message)
    return link.quote


@action
def revoke_links(quote: Quote, *, by: Actor, at: datetime) -> Quote:
    """Shut every link to a quote. Refuses: not permitted, none is open."""
    quote = Quote.objects.lock(quote.pk)
    require(policies.can_edit(by, quote))
    live = QuoteLink.objects.filter(quote=quote, revoked_at__isnull=True, expires_at__gt=at)
    count = live.update(revoked_at=at)
    refuse_unless(count, _("No link to this quote is open."), code="no_link")
    return writing.save(quote, {}, by=by, at=at, event=LinksRevoked(count=count))


@action
def note_opened(link: QuoteLink, *, by: Actor, at: datetime) -> bool:
    """Remember when the client first looked; later visits change nothing. Refuses all but the client."""
    require(by.kind == Kind.CLIENT and by.document == link.quote_id)
    is_first = QuoteLink.objects.filter(pk=link.pk, opened_at__isnull=True).update(opened_at=at)
    if is_first:
        about = writing.about(registry.of(link.quote), link.quote)
        bus.record(QuoteOpened(link=link.pk), subject=link.quote, by=by, at=at, about=about)
    return bool(is_first)


def lengthen_links(quote: Quote, *, at: datetime) -> None:
    """Let the links to a locked quote, save those that were shut, stay open as long as its new validity asks for."""
    end = _end(quote, at)
    kept = QuoteLink.objects.filter(quote=quote, revoked_at__isnull=True, expires_at__lt=end)
    kept.update(expires_at=end)


def _address_of_contact(quote: Quote) -> str:
    if quote.contact is None or not quote.contact.email:
        raise InvalidError({"to": _("Say to whom: the quote has no contact with an address.")})
    return quote.contact.email


def _end(quote: Quote, at: datetime) -> datetime:
    if quote.valid_until is None:
        return at + OPEN_WITHOUT_VALIDITY
    last_day = datetime.combine(quote.valid_until, time.max, tzinfo=UTC)
    return max(last_day, at) + OPEN_AFTER_VALIDITY
