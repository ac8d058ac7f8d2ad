"""The client's answer, and all that follows from it in the same transaction."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dealwright.core.action import action
from dealwright.core.actor import Actor, Kind, system
from dealwright.core.clock import local_date
from dealwright.core.errors import refuse_unless, require
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.models import Opportunity
from dealwright.organisation import queries as organisation
from dealwright.quotes import consequences, policies
from dealwright.quotes.actions.closing import close_as, end
from dealwright.quotes.actions.filing import keep_file
from dealwright.quotes.actions.locking import lock_with_rivals
from dealwright.quotes.actions.owners import tell_owner
from dealwright.quotes.actions.primary import take_lead
from dealwright.quotes.events import QuoteAccepted, QuoteDeclined
from dealwright.quotes.models import CloseReason, Quote, QuoteAnswer, QuoteLink, State
from dealwright.quotes.revenue import revenue
from dealwright.records import writing
from dealwright.records.notifications import kinds, telling
from dealwright.records.notifications.kinds import NoticeKind
from dealwright.records.notifications.models import Mail

ANSWERED = kinds.register(
    NoticeKind(
        key="quotes.answered",
        label=gettext_lazy("a client answers a quote of mine"),
        icon="file-text",
        mail=Mail.NOW,
        order=60,
    )
)
telling.owners_hear(QuoteAccepted, QuoteDeclined)


@action
def accept(
    quote: Quote,
    name: str,
    *,
    by: Actor,
    at: datetime,
    address: str | None = None,
    link: QuoteLink | None = None,
    content_hash: str = "",
) -> Quote:
    """The client accepts: the quote and its deal are won, the deal's other quotes cancelled, the order made.

    `name` is who accepts, `address` where from, `content_hash` that of what he read, where it is known. The file he
    accepts is kept with its SHA-256. What follows runs as the system on his behalf. Refuses: not permitted, not
    active (accepted, revised, expired or closed meanwhile), a closed deal, a client after the last day of validity,
    other content than he read, no name.
    """
    quote, deal, rivals = _lock_to_answer(quote, by=by, at=at)
    refuse_unless(
        content_hash in {"", quote.content_hash},
        _("This quote changed while you read it."),
        remedy=_("Read it again, then accept it."),
        code="changed",
    )
    answer = _answer(quote, name, is_accepted=True, at=at, address=address, link=link, by=by)
    _win(quote, answer, by=by, at=at)
    follower = system(on_behalf_of=by)
    for rival in rivals:
        note = _("Another quote was accepted: %(number)s.") % {"number": quote.number}
        close_as(rival, CloseReason.CANCELLED, by=follower, at=at, note=note)
    if deal:
        take_lead(quote, by=follower, at=at)
        _win_deal(deal, quote, by=follower, at=at)
    consequences.follow(quote, by=follower, at=at)
    tell_owner(
        quote,
        gettext_lazy("%(name)s accepted %(quote)s."),
        {"name": name},
        kind=ANSWERED,
        by=by,
        at=at,
    )
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
    quote, deal, _rivals = _lock_to_answer(quote, by=by, at=at, even_when_over=True)
    _answer(quote, name, is_accepted=False, at=at, address=address, link=link, by=by, reason=reason)
    event = QuoteDeclined(name=name, reason=reason)
    end(quote, deal, CloseReason.LOST, by=by, at=at, note=reason, event=event)
    tell_owner(
        quote,
        gettext_lazy("%(name)s declined %(quote)s."),
        {"name": name},
        kind=ANSWERED,
        by=by,
        at=at,
    )
    return quote


def _lock_to_answer(
    quote: Quote, *, by: Actor, at: datetime, even_when_over: bool = False
) -> tuple[Quote, Opportunity | None, list[Quote]]:
    quote, deal, rivals = lock_with_rivals(quote)
    require(policies.can_answer(by, quote))
    if quote.is_expired or (by.kind == Kind.CLIENT and not even_when_over):
        _refuse_over(quote, by=by, at=at)
    refuse_unless(
        quote.is_active,
        _answered_already(quote),
        remedy=_("Ask for the latest revision."),
        code="state",
    )
    return quote, deal, rivals


def _answered_already(quote: Quote) -> str:
    sentences = {
        State.DRAFT: _("This quote is not out yet."),
        State.WON: _("This quote was accepted already."),
        State.CLOSED: _("This quote is closed."),
    }
    return sentences.get(State(quote.state), "")


def _refuse_over(quote: Quote, *, by: Actor, at: datetime) -> None:
    """Refuse a quote that expired, or is about to: its last day has passed."""
    today = local_date(at, organisation.current().time_zone)
    is_over = quote.is_active and quote.valid_until is not None and quote.valid_until < today
    refuse_unless(
        not (quote.is_expired or is_over),
        _("This quote was valid until %(day)s.") % {"day": quote.valid_until},
        remedy=_("Ask for a new one; nothing was ordered.")
        if by.kind == Kind.CLIENT
        else _("Extend its validity first."),
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
        actual_revenue=revenue(quote, deal),
        account=None if deal.account_id else quote.account_id,
    )
