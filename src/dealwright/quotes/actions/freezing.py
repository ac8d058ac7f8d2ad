"""The moment from which a quote no longer changes, and the new draft that replaces it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from dealwright.catalog.pricing import PricedDocument
from dealwright.catalog.wording import FAULTS
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.clock import local_date
from dealwright.core.errors import InvalidError, Text, refuse_unless, require
from dealwright.organisation import queries as organisation
from dealwright.quotes import policies, queries, reckoning, snapshots
from dealwright.quotes.actions.closing import close_as
from dealwright.quotes.actions.locking import lock_under_open_deal
from dealwright.quotes.actions.repricing import price, price_again
from dealwright.quotes.events import QuoteActivated, QuoteRevised
from dealwright.quotes.models import CloseReason, Quote, QuoteLine, State
from dealwright.records import writing

FROZEN = ("state", "activated_at", "snapshot", "content_hash")
KEPT_IN_REVISION = (
    "number",
    "name",
    "opportunity_id",
    "account_id",
    "contact_id",
    "price_list_id",
    "currency",
    "rate",
    "locale",
    "payment_terms",
    "notes",
    "terms",
    "discount_basis",
    "discount_percent",
    "discount_amount",
    "freight",
    "owner_id",
    "custom",
)


@action
def activate(quote: Quote, *, by: Actor, at: datetime) -> Quote:
    """Freeze names, prices and terms, so that the quote can go to the client. Its PDF is made by a job.

    Refuses: not permitted, no draft, a closed deal, no lines, a validity that is over, a line that cannot be
    priced (each is named).
    """
    quote = lock_under_open_deal(quote)
    require(policies.can_edit(by, quote))
    _refuse_unless_may_become(quote, State.ACTIVE)
    selling = organisation.current()
    today = local_date(at, selling.time_zone)
    lines = queries.lines(quote)
    priced, changes = price_again(quote, lines, selling=selling, on=today)
    _refuse_unready(quote, lines, priced, today)
    quote.state = State.ACTIVE
    document = snapshots.document_of(quote, lines, selling, issued_on=today)
    quote.activated_at = at
    quote.snapshot, quote.content_hash = snapshots.freeze(document)
    changes["state"] = [State.DRAFT.value, State.ACTIVE.value]
    writing.save(quote, changes, by=by, at=at, event=_activated(quote), also=FROZEN)
    jobs.configure_task("quotes.make_file").defer(quote=str(quote.pk))
    return quote


@action
def revise(quote: Quote, *, by: Actor, at: datetime) -> Quote:
    """Replace a quote by a new draft with the same number and the next revision; returns the draft.

    An active quote is closed as revised; one that the client declined, or that was closed, stays as it is.
    Refuses: not permitted, a closed deal, a draft, a quote that was accepted or has a later revision.
    """
    quote = lock_under_open_deal(quote)
    require(policies.can_edit(by, quote) and policies.can_create(by))
    _refuse_unrevisable(quote)
    selling = organisation.current()
    today = local_date(at, selling.time_zone)
    draft = _copy(quote, by=by, at=at)
    draft.valid_until = today + timedelta(days=selling.quote_validity_days)
    event = QuoteRevised(successor=draft.pk, revision=draft.revision)
    if quote.is_active:
        close_as(quote, CloseReason.REVISED, by=by, at=at, event=event)
    else:
        writing.save(quote, {}, by=by, at=at, event=event)
    lines = [_copy_line(line, draft) for line in queries.lines(quote)]
    draft.price_list = quote.price_list
    books = reckoning.books_for([(draft, lines)], base_currency=selling.currency)
    price(draft, lines, books, on=today)
    writing.insert([draft], by=by, at=at)
    QuoteLine.objects.bulk_create(lines)
    return draft


def _copy(quote: Quote, *, by: Actor, at: datetime) -> Quote:
    """The next revision of a quote, not yet saved."""
    return Quote(
        revision=quote.revision + 1,
        unit_id=quote.unit_id,
        created_at=at,
        modified_at=at,
        created_by_id=by.id,
        modified_by_id=by.id,
        **{name: getattr(quote, name) for name in KEPT_IN_REVISION},
    )


def _copy_line(line: QuoteLine, draft: Quote) -> QuoteLine:
    """A line as it was typed, on another quote, not yet saved."""
    values = {
        column.attname: getattr(line, column.attname)
        for column in QuoteLine._meta.concrete_fields
        if column.name not in {"id", "quote"}
    }
    return QuoteLine(**values, quote=draft)


def _activated(quote: Quote) -> QuoteActivated:
    return QuoteActivated(
        number=quote.number,
        revision=quote.revision,
        total=quote.total,
        currency=quote.currency,
        valid_until=quote.valid_until,
        content_hash=quote.content_hash,
    )


def _refuse_unrevisable(quote: Quote) -> None:
    later = Quote.objects.filter(number=quote.number, revision__gt=quote.revision)
    refuse_unless(
        policies.is_revisable(quote) and not later.exists(),
        _("This quote is %(state)s, or was revised already.")
        % {"state": quote.get_state_display()},
        remedy=_("Open its latest revision, or make a new quote."),
        code="state",
    )


def _refuse_unless_may_become(quote: Quote, state: State) -> None:
    refuse_unless(
        quote.may_become(state),
        _("This quote is %(state)s.") % {"state": quote.get_state_display()},
        remedy=_("Revise it: that makes a new draft of it."),
        code="state",
    )


def _refuse_unready(
    quote: Quote, lines: Sequence[QuoteLine], priced: PricedDocument, today: date
) -> None:
    wrong: dict[str, Text | list[Text]] = {}
    if not lines:
        wrong["lines"] = _("A quote without lines offers nothing. Add one.")
    if quote.valid_until and quote.valid_until < today:
        wrong["valid_until"] = _("This day is over. Choose a later one.")
    for fault in priced.faults:
        wrong[fault.field] = FAULTS[fault.code]
    for place, line in enumerate(priced.lines):
        for fault in line.faults:
            sentence = _("Line %(place)s: %(fault)s")
            said = {"place": place + 1, "fault": FAULTS[fault.code]}
            wrong[f"lines.{place}.{fault.field}"] = sentence % said
    if wrong:
        raise InvalidError(wrong)
