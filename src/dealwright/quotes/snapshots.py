"""What an activated quote says, kept as JSON: the content of its document, and the hash of that content."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from dealwright.catalog import nesting
from dealwright.core.money import EXACT
from dealwright.customers.models import Account
from dealwright.organisation.models import Organisation
from dealwright.quotes import recurring
from dealwright.quotes.document import (
    Client,
    Line,
    PeriodSum,
    QuoteDocument,
    Seller,
    Signer,
    TaxSum,
    Totals,
)
from dealwright.quotes.models import Quote, QuoteLine
from dealwright.quotes.recurring import Period

_DOCUMENT = TypeAdapter(QuoteDocument)


def document_of(
    quote: Quote, lines: Sequence[QuoteLine], selling: Organisation, *, issued_on: date
) -> QuoteDocument:
    """The document of a quote as it is now; a draft's says that it is one."""
    return QuoteDocument(
        number=quote.number,
        revision=quote.revision,
        seller=_seller(selling),
        client=_client(quote),
        currency=quote.currency,
        locale=quote.locale,
        issued_on=issued_on,
        valid_until=quote.valid_until,
        subject=quote.name,
        notes=quote.notes,
        terms=quote.terms,
        payment_terms=quote.payment_terms,
        term_months=quote.term_months,
        lines=tuple(_lines(lines)),
        totals=_totals(quote, lines),
        signer=Signer(name=quote.owner.name, role=quote.owner.job_title, email=quote.owner.email),
        draft=quote.is_draft,
    )


def freeze(document: QuoteDocument) -> tuple[dict[str, Any], str]:
    """The document as JSON values, and the SHA-256 of their canonical text."""
    content: dict[str, Any] = _DOCUMENT.dump_python(document, mode="json")
    return content, digest(content)


def digest(content: dict[str, Any]) -> str:
    """The SHA-256 of JSON values, whatever the order of their names."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def thaw(content: dict[str, Any]) -> QuoteDocument:
    """The document back from its JSON values."""
    return _DOCUMENT.validate_json(json.dumps(content))


def _seller(selling: Organisation) -> Seller:
    reach = (selling.phone, selling.email, selling.website)
    logo = getattr(selling, "logo", None)
    return Seller(
        name=selling.name,
        address=tuple(line for line in selling.address.splitlines() if line.strip()),
        imprint=" · ".join(part for part in (selling.name, *reach) if part),
        accent=selling.accent,
        logo=bytes(logo.content) if logo else None,
    )


def _client(quote: Quote) -> Client:
    return Client(
        name=quote.account.name,
        contact=str(quote.contact) if quote.contact else "",
        address=tuple(_address(quote.account)),
    )


def _address(account: Account) -> list[str]:
    town = " ".join(filter(None, (account.billing_postal_code, account.billing_city)))
    parts = (account.billing_street, town, account.billing_region, account.billing_country)
    return [part for part in parts if part]


def _lines(lines: Sequence[QuoteLine]) -> Iterator[Line]:
    numbers = nesting.numbers(lines)
    for place, line in enumerate(lines, start=1):
        yield _line(place, line, numbers[line.pk])


def _line(place: int, line: QuoteLine, number: str) -> Line:
    """A line as the client reads it: the price that the rules make, then what was taken off by hand."""
    return Line(
        position=place,
        number=number,
        depth=number.count("."),
        is_included=line.is_included,
        section=line.section,
        code=line.code,
        name=line.name,
        description=line.about,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=EXACT.subtract(line.unit_price, line.rule_discount),
        discount=line.base - line.net,
        net_amount=line.net,
        tax_rate=line.tax_rate or None,
        kind=line.kind,
        choice=line.choice,
        is_chosen=line.is_chosen,
        billing=line.billing,
    )


def _totals(quote: Quote, lines: Sequence[QuoteLine]) -> Totals:
    counted = [line for line in lines if line.counts]
    rates = sorted({line.tax_rate for line in counted if line.tax_rate}, reverse=True)
    taxes = (
        TaxSum(
            rate=rate,
            amount=sum((line.tax for line in counted if line.tax_rate == rate), Decimal(0)),
        )
        for rate in rates
    )
    return Totals(
        lines=quote.lines_total,
        discount=quote.discount_total,
        freight=quote.freight,
        taxes=tuple(taxes),
        periods=tuple(_periods(quote, counted)),
        total=quote.total,
        is_tax_included=quote.is_tax_included,
    )


def _periods(quote: Quote, counted: Sequence[QuoteLine]) -> Iterator[PeriodSum]:
    """What is due once, with the freight, and for each period; nothing while all is paid once."""
    due = [(Period.ONCE, quote.freight)] if quote.freight else []
    due += [(Period(line.billing), line.total) for line in counted]
    sums = recurring.by_period(due)
    if recurring.recurs(sums):
        for period, amount in sums.items():
            yield PeriodSum(billing=period.value, amount=amount)
