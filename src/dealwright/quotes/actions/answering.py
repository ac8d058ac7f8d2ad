"""The client's answer, and all that follows from it in the same transaction."""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from dealwright.core.action import action
from dealwright.core.actor import Actor, Kind, system
from dealwright.core.clock import local_date
from dealwright.core.errors import refuse_unless, require
from dealwright.core.money import EXACT, round_money
from dealwright.identity.queries import people_behind
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.models import Opportunity
from dealwright.organisation import queries as organisation
from dealwright.quotes import consequences, policies
from dealwright.quotes.actions.closing import close_as
from dealwright.quotes.actions.filing import keep_file
from dealwright.quotes.actions.locking import lock_with_rivals
from dealwright.quotes.events import QuoteAccepted, QuoteDeclined
from dealwright.quotes.models import CloseReason, Quote, QuoteAnswer, QuoteLink, State
from dealwright.records import actions as records
from dealwright.records import registry, writing


@action
def accept(
    quote: Quote,
    name: str,
    *,
    by: Actor,
    at: datetime,
    address: str | None = None,
    link: QuoteLink | None = None,
) -> Quote:
    """The client accepts: the quote and its deal are won, the deal's other quotes cancelled, the order made.

    `name` is who accepts, `address` where from. The file he accepts is kept with its SHA-256. What follows runs
    as the system on his behalf. Refuses: not permitted, not active (accepted, revised or closed meanwhile), a
    closed deal, a client after the last day of validity, no name.
    """
    quote, deal, rivals = _lock_to_answer(quote, by=by, at=at)
    answer = _answer(quote, name, is_accepted=True, at=at, address=address, link=link, by=by)
    _win(quote, answer, by=by, at=at)
    follower = system(on_behalf_of=by)
    for rival in rivals:
        note = _("Another quote was accepted: %(number)s.") % {"number": quote.number}
        close_as(rival, CloseReason.CANCELLED, by=follower, at=at, note=note)
    if deal:
        _win_deal(deal, quote, by=follower, at=at)
    consequences.follow(quote, by=follower, at=at)
    _tell_owner(quote, _("%(name)s accepted %(quote)s.") % {"name": name, "quote": quote}, by, at)
    return quote


@action
def decline(
    quote: Quote,
    name: str,
    reason: str,
    *,
    by: Actor,
    at: datetime,
    address: str | None = None,
    link: QuoteLink | None = None,
) -> Quote:
    """The client declines and says why: the quote is closed as lost, its deal goes on.

    Refuses: not permitted, not active, no name, no reason.
    """
    quote, _deal, _rivals = _lock_to_answer(quote, by=by, at=at, even_when_over=True)
    _answer(quote, name, is_accepted=False, at=at, address=address, link=link, by=by, reason=reason)
    event = QuoteDeclined(name=name, reason=reason)
    close_as(quote, CloseReason.LOST, by=by, at=at, note=reason, event=event)
    _tell_owner(quote, _("%(name)s declined %(quote)s.") % {"name": name, "quote": quote}, by, at)
    return quote


def _lock_to_answer(
    quote: Quote, *, by: Actor, at: datetime, even_when_over: bool = False
) -> tuple[Quote, Opportunity | None, list[Quote]]:
    quote, deal, rivals = lock_with_rivals(quote)
    require(policies.can_answer(by, quote))
    refuse_unless(
        quote.is_active,
        _answered_already(quote),
        remedy=_("Ask for the latest revision."),
        code="state",
    )
    if by.kind == Kind.CLIENT and not even_when_over:
        _refuse_when_over(quote, at)
    return quote, deal, rivals


def _answered_already(quote: Quote) -> str:
    sentences = {
        State.DRAFT: _("This quote is not out yet."),
        State.WON: _("This quote was accepted already."),
        State.CLOSED: _("This quote is closed."),
    }
    return sentences.get(State(quote.state), "")


def _refuse_when_over(quote: Quote, at: datetime) -> None:
    today = local_date(at, organisation.current().time_zone)
    refuse_unless(
        quote.valid_until is None or today <= quote.valid_until,
        _("This quote was valid until %(day)s.") % {"day": quote.valid_until},
        remedy=_("Ask for a new one; nothing was ordered."),
        code="expired",
    )


def _answer(
    quote: Quote,
    name: str,
    *,
    is_accepted: bool,
    by: Actor,
    at: datetime,
    address: str | None,
    link: QuoteLink | None,
    reason: str = "",
) -> QuoteAnswer:
    answer = QuoteAnswer(
        quote=quote,
        link=link,
        is_accepted=is_accepted,
        name=name.strip(),
        reason=reason.strip(),
        at=at,
        address=address,
        sha256=keep_file(quote, by=by, at=at).sha256,
    )
    answer.save(force_insert=True)
    return answer


def _win(quote: Quote, answer: QuoteAnswer, *, by: Actor, at: datetime) -> None:
    changes = {"state": [quote.state, State.WON.value]}
    quote.state, quote.closed_at = State.WON, at
    event = QuoteAccepted(
        name=answer.name, total=quote.total, currency=quote.currency, sha256=answer.sha256
    )
    writing.save(quote, changes, by=by, at=at, event=event, also=["closed_at"])


def _win_deal(deal: Opportunity, quote: Quote, *, by: Actor, at: datetime) -> None:
    opportunities.win(
        deal,
        by=by,
        at=at,
        actual_revenue=_revenue(quote, deal),
        account=None if deal.account_id else quote.account_id,
    )


def _revenue(quote: Quote, deal: Opportunity) -> Decimal:
    """What the quote brings, without freight and tax, in the deal's currency."""
    if quote.currency == deal.currency:
        return quote.net
    in_base = EXACT.multiply(quote.net, quote.rate)
    return round_money(EXACT.divide(in_base, deal.rate), deal.currency)


def _tell_owner(quote: Quote, text: str, by: Actor, at: datetime) -> None:
    """The owner, or everyone in the team that is, hears what the client said."""
    records.notify(
        [person.pk for person in people_behind([quote.owner_id])],
        text=text,
        url=registry.of(quote).url(quote),
        by=by,
        at=at,
        icon="file-text",
    )
