"""How long a quote may be accepted: it expires by itself, and is extended by hand."""

import logging
from dataclasses import replace
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app as jobs

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.clock import local_date
from dealwright.core.errors import InvalidError, refuse_unless, require
from dealwright.organisation import queries as organisation
from dealwright.quotes import policies, snapshots
from dealwright.quotes.actions.closing import end
from dealwright.quotes.actions.locking import lock_after_deal, lock_under_open_deal
from dealwright.quotes.actions.owners import tell_owner
from dealwright.quotes.actions.primary import follow, lead_first
from dealwright.quotes.actions.sending import lengthen_links
from dealwright.quotes.events import QuoteExpired, QuoteExtended
from dealwright.quotes.models import CloseReason, Quote, QuoteFile, State
from dealwright.records import writing
from dealwright.records.notifications import kinds, telling
from dealwright.records.notifications.kinds import NoticeKind
from dealwright.records.notifications.models import Mail

logger = logging.getLogger(__name__)

EXPIRED = kinds.register(
    NoticeKind(
        key="quotes.expired",
        label=gettext_lazy("a quote of mine expires"),
        icon="calendar-x",
        mail=Mail.NOW,
        order=61,
    )
)
telling.owners_hear(QuoteExpired)


def expire_due(*, by: Actor, at: datetime) -> int:
    """Expire every active quote whose last day is over in the organisation's time zone; returns how many.

    Each in a transaction of its own: a run that is killed leaves the rest to the next one, and a quote that cannot be
    expired is logged, holds no other up, and is tried again by the next run.
    """
    require(by.is_system)
    today = local_date(at, organisation.current().time_zone)
    due = list(Quote.objects.over(today).only("pk", "opportunity").order_by("pk"))
    return sum(_is_expired(quote, by=by, at=at) for quote in due)


def _is_expired(quote: Quote, *, by: Actor, at: datetime) -> bool:
    try:
        return expire(quote, by=by, at=at)
    except Exception:
        logger.exception("Quote %s could not be expired.", quote.pk)
        return False


@action
def expire(quote: Quote, *, by: Actor, at: datetime) -> bool:
    """Close an active quote whose last day is over, and tell its owner; whatever else it is by now stays so.

    Returns whether it expired now. Refuses: anyone but the system.
    """
    require(by.is_system)
    quote = lock_after_deal(quote)
    today = local_date(at, organisation.current().time_zone)
    if not quote.is_active or quote.valid_until is None or quote.valid_until >= today:
        return False
    event = QuoteExpired(valid_until=quote.valid_until)
    end(quote, quote.opportunity, CloseReason.EXPIRED, by=by, at=at, event=event)
    tell_owner(quote, gettext_lazy("%(quote)s expired."), {}, kind=EXPIRED, by=by, at=at)
    return True


@action
def extend(quote: Quote, valid_until: date, *, by: Actor, at: datetime) -> Quote:
    """Let a quote be accepted for longer, with the prices and terms it has; one that expired is active again.

    Its document is frozen anew with the later day, so that its fingerprint changes and a client accepts what he
    reads; links that were not shut stay open with it. Refuses: not permitted, a closed deal, a quote that is neither
    active nor expired or has a later revision, a day that is over or not later.
    """
    quote = lock_under_open_deal(quote)
    require(policies.can_edit(by, quote))
    _refuse_unextendable(quote)
    _refuse_backwards(quote, valid_until, at)
    event = QuoteExtended(was_until=quote.valid_until, valid_until=valid_until)
    changes: writing.Changes = {"valid_until": [quote.valid_until, valid_until]}
    if quote.is_expired:
        changes |= {
            "state": [quote.state, State.ACTIVE.value],
            "close_reason": [quote.close_reason, ""],
        }
    quote.state, quote.close_reason, quote.closed_at = State.ACTIVE, "", None
    quote.valid_until = valid_until
    _freeze_anew(quote)
    lengthen_links(quote, at=at)
    if not quote.is_primary:
        lead_first([quote], by=by, at=at)
        changes |= writing.changed({"is_primary": False}, {"is_primary": quote.is_primary})
    also = ("closed_at", "snapshot", "content_hash")
    writing.save(quote, changes, by=by, at=at, event=event, also=also)
    follow(quote, by=by, at=at)
    return quote


def _freeze_anew(quote: Quote) -> None:
    """The same document with the quote's new last day; its file is made again."""
    assert quote.snapshot is not None  # noqa: S101  a constraint: what was activated has one
    document = replace(snapshots.thaw(quote.snapshot), valid_until=quote.valid_until)
    quote.snapshot, quote.content_hash = snapshots.freeze(document)
    QuoteFile.objects.filter(quote=quote).delete()
    jobs.configure_task("quotes.make_file").defer(quote=str(quote.pk))


def _refuse_unextendable(quote: Quote) -> None:
    later = Quote.objects.filter(number=quote.number, revision__gt=quote.revision)
    refuse_unless(
        policies.is_extendable(quote) and not later.exists(),
        _("This quote is %(state)s, or was revised.") % {"state": quote.get_state_display()},
        remedy=_("Only what is active or expired is extended. Open its latest revision."),
        code="state",
    )


def _refuse_backwards(quote: Quote, valid_until: date, at: datetime) -> None:
    if valid_until < local_date(at, organisation.current().time_zone):
        raise InvalidError({"valid_until": _("This day is over. Choose a later one.")})
    if quote.valid_until is None:
        raise InvalidError({"valid_until": _("This quote has no last day that could be extended.")})
    if valid_until <= quote.valid_until:
        said = _("It is valid until %(day)s already. Choose a later day.")
        raise InvalidError({"valid_until": said % {"day": quote.valid_until}})
