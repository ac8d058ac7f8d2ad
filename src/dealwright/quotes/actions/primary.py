"""The one quote of a deal that stands for it, and whose amount may be the deal's estimate."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from dealwright.core.action import action
from dealwright.core.actor import Actor, system
from dealwright.core.errors import refuse_unless, require
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.models import Opportunity
from dealwright.quotes import policies
from dealwright.quotes.actions.locking import lock_under_open_deal
from dealwright.quotes.models import LEADING, Quote
from dealwright.records import writing


@action
def make_primary(quote: Quote, *, by: Actor, at: datetime) -> Quote:
    """Let this quote stand for its deal instead of the one that does.

    Refuses: not permitted, no deal, a closed deal, a closed quote, one that is primary already.
    """
    quote = lock_under_open_deal(quote)
    require(policies.can_edit(by, quote))
    refuse_unless(
        policies.may_lead(quote),
        _("Only an open quote of a deal that is not primary yet can become it."),
        code="state",
    )
    take_lead(quote, by=by, at=at)
    follow(quote, by=by, at=at)
    return quote


def take_lead(quote: Quote, *, by: Actor, at: datetime) -> None:
    """Make a locked quote primary, whose deal is locked as well."""
    if quote.is_primary or not quote.opportunity_id:
        return
    rows = Quote.objects.filter(opportunity=quote.opportunity_id, is_primary=True)
    for other in rows.select_for_update(of=("self",)).order_by("pk"):
        _mark(other, is_primary=False, by=by, at=at)
    _mark(quote, is_primary=True, by=by, at=at)


def pass_lead(quote: Quote, successor: Quote, *, by: Actor, at: datetime) -> None:
    """Give what a locked quote has of it to a successor that is not saved yet."""
    successor.is_primary = quote.is_primary
    if quote.is_primary:
        _mark(quote, is_primary=False, by=by, at=at)


def hand_on(deal: Opportunity, *, by: Actor, at: datetime) -> None:
    """Let the newest open quote, if there is one, stand for a deal whose primary quote ended; the deal is locked."""
    follower = system(on_behalf_of=by)
    heirs = Quote.objects.open().filter(opportunity=deal).select_for_update(of=("self",))
    heir = heirs.order_by("-created_at", "-pk").first()
    if heir:
        _mark(heir, is_primary=True, by=follower, at=at)
    opportunities.follow_quote(deal, by=follower, at=at)


def lead_first(quotes: Sequence[Quote], *, by: Actor, at: datetime) -> None:
    """Of quotes, not yet saved, mark the first of each deal that has no primary quote; the deals are locked.

    One that ended stands for its deal no more.
    """
    deals = {quote.opportunity_id for quote in quotes} - {None}
    if not deals:
        return
    led = Quote.objects.filter(opportunity__in=deals, is_primary=True)
    taken = set()
    for other in led.select_for_update(of=("self",)).order_by("pk"):
        if other.state in LEADING:
            taken.add(other.opportunity_id)
        else:
            _mark(other, is_primary=False, by=by, at=at)
    for quote in quotes:
        if quote.opportunity_id and quote.opportunity_id not in taken:
            quote.is_primary = True
            taken.add(quote.opportunity_id)


def follow(quote: Quote, *, by: Actor, at: datetime) -> None:
    """Let a deal that takes its estimate from this quote, its primary one, take it anew; the deal is locked."""
    if quote.is_primary and quote.opportunity:
        opportunities.follow_quote(quote.opportunity, by=system(on_behalf_of=by), at=at)


def _mark(quote: Quote, *, is_primary: bool, by: Actor, at: datetime) -> None:
    changes = {"is_primary": [quote.is_primary, is_primary]}
    quote.is_primary = is_primary
    writing.save(quote, changes, by=by, at=at)
