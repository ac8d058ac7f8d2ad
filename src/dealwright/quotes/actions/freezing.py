"""The moment from which a quote no longer changes, and the new draft that replaces it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from dealwright.catalog import actions as catalog
from dealwright.catalog import nesting
from dealwright.catalog.pricing import Fault, FaultCode, Place, PricedDocument
from dealwright.catalog.wording import FAULTS
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.clock import local_date
from dealwright.core.errors import InvalidError, Text, refuse_unless, require
from dealwright.organisation import queries as organisation
from dealwright.quotes import bundling, policies, queries, reckoning, snapshots
from dealwright.quotes.actions.closing import close_as
from dealwright.quotes.actions.locking import lock_under_open_deal
from dealwright.quotes.actions.primary import follow, lead_first, pass_lead
from dealwright.quotes.actions.repricing import ask_taxes, lines_of, price, price_again
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
    "list_choice",
    "currency",
    "rate",
    "locale",
    "term_months",
    "payment_terms",
    "notes",
    "terms",
    "discount_basis",
    "is_tax_included",
    "discount_percent",
    "discount_amount",
    "freight",
    "codes",
    "owner_id",
    "custom",
)


class TaxNotToldError(InvalidError):
    """A quote cannot be activated, for one thing because the tax service has not told its rates at `place`."""

    def __init__(self, errors: Mapping[str, Text | list[Text]], place: Place) -> None:
        super().__init__(errors)
        self.place = place


def activate(quote: Quote, *, by: Actor, at: datetime) -> Quote:
    """Freeze names, prices and terms, so that the quote can go to the client. Its PDF is made by a job.

    Refuses: not permitted, no draft, a closed deal, no lines, a validity that is over, a line that cannot be
    priced, a bundle whose parts do not go together (each is named). A tax service that has not told its rates is asked
    though all else is taken back.
    """
    try:
        return _activate(quote, by=by, at=at)
    except TaxNotToldError as refusal:
        catalog.ask_tax_rates([refusal.place])
        raise


@action
def _activate(quote: Quote, *, by: Actor, at: datetime) -> Quote:
    quote = lock_under_open_deal(quote)
    require(policies.can_edit(by, quote))
    _refuse_unless_draft(quote)
    selling = organisation.current(with_logo=True)
    today = local_date(at, selling.time_zone)
    lines = lines_of(quote)
    priced, changes = price_again(quote, lines, selling=selling, by=by, on=today)
    _refuse_unready(quote, lines, priced, today)
    quote.state = State.ACTIVE
    document = snapshots.document_of(quote, lines, selling, issued_on=today)
    quote.activated_at = at
    quote.snapshot, quote.content_hash = snapshots.freeze(document)
    changes["state"] = [State.DRAFT.value, State.ACTIVE.value]
    writing.save(quote, changes, by=by, at=at, event=_activated(quote), also=FROZEN)
    follow(quote, by=by, at=at)
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
    pass_lead(quote, draft, by=by, at=at)
    event = QuoteRevised(successor=draft.pk, revision=draft.revision)
    if quote.is_active:
        close_as(quote, CloseReason.REVISED, by=by, at=at, event=event)
    else:
        writing.save(quote, {}, by=by, at=at, event=event)
    if not draft.is_primary:
        lead_first([draft], by=by, at=at)
    lines = _copy_lines(queries.lines(quote), draft)
    draft.price_list, draft.account = quote.price_list, quote.account
    draft.opportunity = quote.opportunity
    books = reckoning.books_for([(draft, lines)], base_currency=selling.currency, by=by, on=today)
    price(draft, lines, books, on=today)
    ask_taxes([draft], books)
    writing.insert([draft], by=by, at=at)
    QuoteLine.objects.bulk_create(lines)
    follow(draft, by=by, at=at)
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


def _copy_lines(lines: Sequence[QuoteLine], draft: Quote) -> list[QuoteLine]:
    """The lines on another quote, parts under the copies of their bundles, not yet saved."""
    copies = {line.pk: _copy_line(line, draft) for line in lines}
    for line in lines:
        if line.part_of_id:
            copies[line.pk].part_of = copies[line.part_of_id]
    return [*copies.values()]


def _copy_line(line: QuoteLine, draft: Quote) -> QuoteLine:
    """A line as it was typed, with its identity, on another quote, not yet saved."""
    values = {
        column.attname: getattr(line, column.attname)
        for column in QuoteLine._meta.concrete_fields
        if column.name not in {"id", "quote", "part_of"}
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


def _refuse_unless_draft(quote: Quote) -> None:
    refuse_unless(
        quote.is_draft,
        _("This quote is %(state)s.") % {"state": quote.get_state_display()},
        remedy=_("Revise it: that makes a new draft of it."),
        code="state",
    )


def _told(fault: Fault) -> Text:
    """What is wrong, and by which rule where one is to blame."""
    text = FAULTS[fault.code]
    if fault.code is FaultCode.OVER_AUTHORITY and fault.rule:
        return f"{text} {fault.rule.name}"
    return text


def _refuse_unready(
    quote: Quote, lines: Sequence[QuoteLine], priced: PricedDocument, today: date
) -> None:
    wrong: dict[str, Text | list[Text]] = {}
    if not any(line.counts for line in lines):
        wrong["lines"] = _("A quote without lines offers nothing. Add one.")
    if quote.valid_until and quote.valid_until < today:
        wrong["valid_until"] = _("This day is over. Choose a later one.")
    for fault in priced.faults:
        wrong[fault.field] = FAULTS[fault.code]
    numbers = nesting.numbers(lines)
    wrong |= _faults_of(lines, priced, numbers)
    wrong |= _misconfigured(lines, numbers)
    if FaultCode.TAX_NOT_TOLD in _codes(lines, priced):
        raise TaxNotToldError(wrong, reckoning.place_of(quote))
    if wrong:
        raise InvalidError(wrong)


def _codes(lines: Sequence[QuoteLine], priced: PricedDocument) -> set[str]:
    """What is wrong with any line, whether it counts or is only offered."""
    counted = {fault.code.value for line in priced.lines for fault in line.faults}
    return counted | {line.fault for line in lines}


def _faults_of(
    lines: Sequence[QuoteLine], priced: PricedDocument, numbers: Mapping[UUID, str]
) -> dict[str, Text | list[Text]]:
    """What is wrong with lines, by their place: those that count, and those that are only offered."""
    counted = (place for place, line in enumerate(lines) if line.counts)
    found = [
        (place, f".{fault.field}", _told(fault))
        for place, line in zip(counted, priced.lines, strict=True)
        for fault in line.faults
    ]
    found += [
        (place, "", FAULTS[FaultCode(line.fault)])
        for place, line in enumerate(lines)
        if line.fault and not line.is_chosen
    ]
    sentence = _("Line %(place)s: %(fault)s")
    return {
        f"lines.{place}{field}": sentence % {"place": numbers[lines[place].pk], "fault": fault}
        for place, field, fault in found
    }


def _misconfigured(
    lines: Sequence[QuoteLine], numbers: Mapping[UUID, str]
) -> dict[str, Text | list[Text]]:
    """What is missing or too much in the bundles among these lines, by rule."""
    structure = bundling.structure_of(line.product for line in lines if line.product)
    found = bundling.findings(lines, structure)
    sentence = _("Line %(place)s: %(fault)s")
    return {
        f"lines.{place}.parts": [
            sentence % {"place": numbers[line.pk], "fault": fault} for fault in found[line.pk]
        ]
        for place, line in enumerate(lines)
        if line.pk in found
    }
