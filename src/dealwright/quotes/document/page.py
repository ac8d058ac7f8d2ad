"""A quote as the words and figures of its page: the shape that `quote.typ` lays out.

Everything leaves here as finished text in the document's language, so that the page does no
arithmetic and knows no locale.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from dealwright.quotes.document.content import Line, QuoteDocument
from dealwright.quotes.document.figures import NO_BREAK_SPACE, Figures
from dealwright.quotes.document.prose import set_text
from dealwright.quotes.document.words import words_in

WIDEST_TRIED = (
    4  # candidates per column that the page measures; figures of one length differ little
)
LONGEST_UNBROKEN_QUANTITY = 12  # "2,500 pallets"; a longer unit goes on a line of its own
BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")


def page_of(document: QuoteDocument) -> dict[str, Any]:
    """The page's data as JSON-ready values."""
    figures = Figures.of(document.locale, document.currency)
    words = words_in(figures.locale)
    printed = _Printed(document, figures, words).everything()
    return {
        "lang": figures.locale.language,
        "region": figures.locale.territory,
        "rtl": figures.is_right_to_left,
        "paper": figures.paper,
        "accent": document.seller.accent,
        "logo": list(document.seller.logo) if document.seller.logo else None,
        "title": f"{words['quote']} {document.number}",
        "author": document.seller.name,
        **_set_throughout(printed, right_to_left=figures.is_right_to_left),
    }


def _set_throughout(value: Any, *, right_to_left: bool) -> Any:
    match value:
        case str():
            return set_text(value, right_to_left=right_to_left)
        case list() | tuple():
            return [_set_throughout(item, right_to_left=right_to_left) for item in value]
        case dict():
            return {
                key: _set_throughout(item, right_to_left=right_to_left)
                for key, item in value.items()
            }
        case _:
            return value


@dataclass(frozen=True, slots=True)
class _Printed:
    """What the reader sees, part by part."""

    document: QuoteDocument
    figures: Figures
    words: dict[str, str]

    def everything(self) -> dict[str, Any]:
        document, rows = self.document, self.rows()
        return {
            "labels": self.words,
            "reference": self.reference(),
            "draft": self.words["draft"] if document.draft else "",
            "subject": document.subject,
            "notes": document.notes,
            "terms": _paragraphs(document.terms),
            "seller": self.seller(),
            "client": self.client(),
            "facts": self.facts(),
            "columns": self.columns(rows),
            "lines": rows,
            "totals": self.totals(),
            "signature": self.signature(),
        }

    def reference(self) -> str:
        revision = self.words["revision"] % {"number": self.document.revision}
        return f"{self.document.number} · {revision}"

    def seller(self) -> dict[str, Any]:
        seller = self.document.seller
        return {
            "name": seller.name,
            "initial": seller.name[:1].upper(),
            "address": list(seller.address),
            "imprint": seller.imprint or seller.name,
        }

    def client(self) -> dict[str, Any]:
        client = self.document.client
        return {
            "name": client.name,
            "lines": [line for line in (client.contact, *client.address) if line],
        }

    def facts(self) -> list[tuple[str, str]]:
        document, words = self.document, self.words
        signer = document.signer
        reach = (signer.name, signer.email, signer.phone) if signer else ()
        valid_until = document.valid_until
        facts = [
            (words["date"], self.figures.day(document.issued_on)),
            (words["valid_until"], self.figures.day(valid_until) if valid_until else ""),
            (words["payment"], document.payment_terms),
            (words["term"], words["months"] % {"count": document.term_months or 0})
            if document.term_months
            else ("", ""),
            (words["contact"], "\n".join(part for part in reach if part)),
        ]
        return [(label, value) for label, value in facts if value]

    def rows(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        for section, members in groupby(self.document.lines, key=lambda line: line.section):
            lines = list(members)
            if section:
                rows.append(self.section(section, lines))
            rows.extend(self.item(line) for line in lines)
        return rows

    def section(self, section: str, lines: list[Line]) -> dict[str, Any]:
        net = sum((line.net_amount for line in lines if line.counts), Decimal(0))
        return {"is_item": False, "name": section, "amount": self.figures.amount(net)}

    def note(self, line: Line) -> dict[str, Any]:
        """A text that stands between the items: no position, no figures."""
        blank = [""] * (2 + len(self.optional_columns()))
        return {
            "is_item": True,
            "is_part": False,
            "position": "",
            "name": "",
            "detail": line.name,
            "figures": blank,
            "amount": "",
        }

    def item(self, line: Line) -> dict[str, Any]:
        if line.kind == "note":
            return self.note(line)
        optional = {
            "discount": self.figures.amount(-line.discount) if line.discount else "",
            "tax": self.figures.percent(line.tax_rate) if line.tax_rate is not None else "",
        }
        return {
            "is_item": True,
            "is_part": line.depth > 0,
            "position": line.number or str(line.position),
            "name": line.name,
            "detail": "\n".join(
                filter(None, (line.code, *self.conditions(line), line.description))
            ),
            "figures": [
                self.quantity(line),
                "" if line.is_included else self.figures.unit_price(line.unit_price),
                *(optional[column] for column in self.optional_columns()),
            ],
            "amount": self.words["included"] if line.is_included else self.amount(line),
        }

    def conditions(self, line: Line) -> list[str]:
        """That a line is a choice, and how often it is paid."""
        if line.depth:
            return []  # as its bundle says
        chosen = "" if line.is_chosen else "_open"
        keys = [f"{line.choice}{chosen}"] if line.choice else []
        if line.billing != "once":
            keys.append(f"every_{line.billing}")
        return [self.words[key] for key in keys]

    def amount(self, line: Line) -> str:
        """What is not in the total stands in brackets."""
        amount = self.figures.amount(line.net_amount)
        return amount if line.counts else f"({amount})"

    def quantity(self, line: Line) -> str:
        quantity = self.figures.quantity(line.quantity)
        is_short = len(quantity) + len(line.unit) < LONGEST_UNBROKEN_QUANTITY
        return f"{quantity}{NO_BREAK_SPACE if is_short else ' '}{line.unit}".rstrip()

    def optional_columns(self) -> list[str]:
        """A column that would say the same on every row, or nothing, is left out."""
        lines, shown = self.document.lines, []
        if any(line.discount for line in lines):
            shown.append("discount")
        if len({line.tax_rate for line in lines if line.kind != "note"}) > 1:
            shown.append("tax")
        return shown

    def columns(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        items = [row for row in rows if row["is_item"]]
        middle = ["quantity", "unit_price", *self.optional_columns()]
        return [
            _column("", [row["position"] for row in items]),
            _column(self.words["item"], []),
            *(
                _column(self.words[key], [row["figures"][place] for row in items])
                for place, key in enumerate(middle)
            ),
            _column(
                self.words["amount"] % {"currency": self.document.currency},
                [row["amount"] for row in rows],
            ),
        ]

    def totals(self) -> list[tuple[str, str]]:
        totals, words, figures = self.document.totals, self.words, self.figures
        sums = [(words["lines_total"], totals.lines)]
        if totals.discount:
            sums.append((words["discount"], -totals.discount))
        if totals.freight:
            sums.append((words["freight"], totals.freight))
        taxed = words["tax_within" if totals.is_tax_included else "tax_at"]
        sums += [(taxed % {"rate": figures.percent(tax.rate)}, tax.amount) for tax in totals.taxes]
        sums += [(words[f"due_{due.billing}"], due.amount) for due in totals.periods]
        printed = [(label, figures.amount(amount)) for label, amount in sums]
        total = words["due_first" if totals.periods else "total"]
        return [*printed, (total, figures.money(totals.total))]

    def signature(self) -> dict[str, str]:
        signer = self.document.signer
        named = ", ".join(filter(None, (signer.name, signer.role))) if signer else ""
        return {
            "seller": self.words["for_party"] % {"party": self.document.seller.name},
            "signer": named or self.words["name_date_signature"],
            "client": self.words["for_party"] % {"party": self.document.client.name},
        }


def _column(head: str, entries: list[str]) -> dict[str, Any]:
    """`widest` are the pieces that decide how wide the column must be; they break at plain spaces."""
    pieces = {piece for entry in entries for piece in entry.split(" ")}
    longest = sorted(pieces, key=lambda piece: (-len(piece), piece))[:WIDEST_TRIED]
    return {"head": head, "widest": [head, *longest]}


def _paragraphs(text: str) -> list[str]:
    blocks = BLANK_LINES.split(text.replace("\r\n", "\n").strip())
    return [block for block in blocks if block]
