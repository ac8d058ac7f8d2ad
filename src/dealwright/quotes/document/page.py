"""A quote as the words and figures of its page: the shape that `quote.typ` lays out.

Everything leaves here as finished text in the document's language, so that the page does no
arithmetic and knows no locale.
"""

import re
from decimal import Decimal
from itertools import groupby
from typing import Any

from dealwright.quotes.document.content import Line, QuoteDocument
from dealwright.quotes.document.figures import Figures, breakable
from dealwright.quotes.document.words import words_in

WIDEST_TRIED = 4  # candidates per column that the page measures; figures of one length differ little


def page_of(document: QuoteDocument) -> dict[str, Any]:
    """The page's data as JSON-ready values."""
    figures = Figures.of(document.locale, document.currency)
    words = words_in(figures.locale)
    rows = _rows(document, figures)
    return {
        "lang": figures.locale.language,
        "region": figures.locale.territory,
        "rtl": figures.is_right_to_left,
        "paper": figures.paper,
        "labels": words,
        "title": f"{words['quote']} {document.number}",
        "reference": _reference(document, words),
        "draft": words["draft"] if document.draft else "",
        "subject": breakable(document.subject),
        "notes": breakable(document.notes),
        "terms": _paragraphs(document.terms),
        "seller": _seller(document),
        "client": _client(document),
        "facts": _facts(document, figures, words),
        "columns": _columns(document, rows, words),
        "lines": rows,
        "totals": _totals(document, figures, words),
        "signature": _signature(document, words),
    }


def _reference(document: QuoteDocument, words: dict[str, str]) -> str:
    return f"{document.number} · {words['revision'] % {'number': document.revision}}"


def _seller(document: QuoteDocument) -> dict[str, Any]:
    seller = document.seller
    return {
        "name": breakable(seller.name),
        "initial": seller.name[:1].upper(),
        "address": [breakable(line) for line in seller.address],
        "imprint": breakable(seller.imprint or seller.name),
        "accent": seller.accent,
        "logo": list(seller.logo) if seller.logo else None,
    }


def _client(document: QuoteDocument) -> dict[str, Any]:
    client = document.client
    return {
        "name": breakable(client.name),
        "lines": [breakable(line) for line in (client.contact, *client.address) if line],
    }


def _facts(
    document: QuoteDocument, figures: Figures, words: dict[str, str]
) -> list[tuple[str, str]]:
    signer = document.signer
    reach = [signer.name, signer.email, signer.phone] if signer else []
    facts = [
        (words["date"], figures.day(document.issued_on)),
        (words["valid_until"], figures.day(document.valid_until) if document.valid_until else ""),
        (words["payment"], document.payment_terms),
        (words["contact"], "\n".join(part for part in reach if part)),
    ]
    return [(label, breakable(value)) for label, value in facts if value]


def _paragraphs(text: str) -> list[str]:
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n"))
    return [breakable(block.strip()) for block in blocks if block.strip()]


def _rows(document: QuoteDocument, figures: Figures) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    shown = _optional_columns(document)
    for section, members in groupby(document.lines, key=lambda line: line.section):
        lines = list(members)
        if section:
            rows.append(_section_row(section, lines, figures))
        rows.extend(_item_row(line, figures, shown) for line in lines)
    return rows


def _section_row(section: str, lines: list[Line], figures: Figures) -> dict[str, Any]:
    net = sum((line.net_amount for line in lines), Decimal(0))
    return {"kind": "section", "section": breakable(section), "amount": figures.amount(net)}


def _item_row(line: Line, figures: Figures, shown: list[str]) -> dict[str, Any]:
    quantity = figures.quantity(line.quantity)
    optional = {
        "discount": figures.amount(-line.discount) if line.discount else "",
        "tax": figures.percent(line.tax_rate) if line.tax_rate is not None else "",
    }
    return {
        "kind": "item",
        "position": str(line.position),
        "name": breakable(line.name),
        "detail": breakable("\n".join(part for part in (line.code, line.description) if part)),
        "figures": [
            f"{quantity}\u00a0{line.unit}" if line.unit else quantity,
            figures.unit_price(line.unit_price),
            *(optional[column] for column in shown),
        ],
        "amount": figures.amount(line.net_amount),
    }


def _optional_columns(document: QuoteDocument) -> list[str]:
    """A column that would say the same on every row, or nothing, is left out."""
    shown = []
    if any(line.discount for line in document.lines):
        shown.append("discount")
    if len({line.tax_rate for line in document.lines}) > 1:
        shown.append("tax")
    return shown


def _columns(
    document: QuoteDocument, rows: list[dict[str, Any]], words: dict[str, str]
) -> list[dict[str, Any]]:
    items = [row for row in rows if row["kind"] == "item"]
    middle = ["quantity", "unit_price", *_optional_columns(document)]
    amounts = [row["amount"] for row in rows]
    return [
        _column("", [row["position"] for row in items]),
        _column(words["item"], []),
        *(
            _column(words[key], [row["figures"][place] for row in items])
            for place, key in enumerate(middle)
        ),
        _column(words["amount"] % {"currency": document.currency}, amounts),
    ]


def _column(head: str, entries: list[str]) -> dict[str, Any]:
    """`widest` are the entries that decide how wide the column must be."""
    longest = sorted(set(entries), key=lambda entry: (-len(entry), entry))[:WIDEST_TRIED]
    return {"head": head, "widest": [head, *longest]}


def _totals(
    document: QuoteDocument, figures: Figures, words: dict[str, str]
) -> list[tuple[str, str]]:
    totals = document.totals
    sums = [(words["lines_total"], figures.amount(totals.lines))]
    if totals.discount:
        sums.append((words["discount"], figures.amount(-totals.discount)))
    if totals.freight:
        sums.append((words["freight"], figures.amount(totals.freight)))
    for tax in totals.taxes:
        label = words["tax_at"] % {"rate": figures.percent(tax.rate)}
        sums.append((label, figures.amount(tax.amount)))
    sums.append((words["total"], figures.money(totals.total)))
    return sums


def _signature(document: QuoteDocument, words: dict[str, str]) -> dict[str, str]:
    signer = document.signer
    role = [part for part in (signer.name, signer.role) if part] if signer else []
    return {
        "seller": breakable(words["for_party"] % {"party": document.seller.name}),
        "signer": breakable(", ".join(role)) or words["name_date_signature"],
        "client": breakable(words["for_party"] % {"party": document.client.name}),
    }
