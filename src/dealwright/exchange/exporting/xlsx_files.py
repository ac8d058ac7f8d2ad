"""XLSX: cells with types, so that a spreadsheet can sort, sum and show them as its reader is used to.

Money has the format of its own currency; days and times take the form that the reader's system gives them. Text stays
text: no formula, no link, no number is made of it.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, BinaryIO

from babel import Locale
from babel.numbers import get_currency_precision, get_currency_symbol
from django.utils import timezone
from django.utils.translation import gettext as _

from dealwright.core.errors import RefusedError
from dealwright.exchange.exporting.formulas import FORMULAS
from dealwright.exchange.exporting.tables import Column, Table
from dealwright.organisation import queries as organisation
from dealwright.records.fields import Field, Kind
from dealwright.ui import formats
from dealwright.ui.cells import capitalised

if TYPE_CHECKING:
    from xlsxwriter import Workbook

MOST_ROWS = 1_048_575  # of a sheet, below the heading
LONGEST_CELL = 32_767
EXACT_DIGITS = 15  # what a spreadsheet's numbers hold
SHORT_DAY, SHORT_MOMENT = 14, 22  # formats that the reader's system spells out
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}
WIDTHS = {Kind.TEXT: 28, Kind.LONG_TEXT: 40, Kind.LINK: 28, Kind.EMAIL: 28, Kind.URL: 28}
USUAL_WIDTH = 16

type Line = Any  # the values of a row, by position
type Put = Callable[[int, Line], None]


def write(table: Table, out: BinaryIO) -> Iterator[int]:
    """Write the file; yields after each row how many there are. Refuses more rows than a sheet holds."""
    from xlsxwriter import Workbook  # noqa: PLC0415  in the worker only

    with Workbook(out, OPTIONS) as book:
        yield from _Sheet(book, table).write()


class _Sheet:
    """The one sheet of the book. Rows are written from the top; what is written is not kept."""

    def __init__(self, book: "Workbook", table: Table) -> None:
        self._book = book
        self._table = table
        self._sheet = book.add_worksheet(_("Records"))
        self._locale = formats.active_locale()
        self._formats: dict[str | int, Any] = {}
        self._puts = [self._put(at, column) for at, column in enumerate(table.columns)]

    def write(self) -> Iterator[int]:
        count = 0
        self._head()
        for count, line in enumerate(self._table.lines(), start=1):
            _refuse_beyond(count)
            for put in self._puts:
                put(count, line)
            yield count
        self._sheet.autofilter(0, 0, count, len(self._table.columns) - 1)

    def _head(self) -> None:
        bold = self._book.add_format({"bold": True})
        for at, column in enumerate(self._table.columns):
            self._sheet.set_column(at, at, WIDTHS.get(column.field.kind, USUAL_WIDTH))
        self._sheet.freeze_panes(1, 0)
        for at, column in enumerate(self._table.columns):
            self._sheet.write_string(0, at, column.heading, bold)

    def _put(self, at: int, column: Column) -> Put:
        """How the cells of a column are written."""
        field = column.field
        if field.kind == Kind.MONEY:
            return self._put_money(at, column.currency)
        if field.is_number:
            return self._put_number(at, field)
        makers = {
            Kind.DATE: self._put_day,
            Kind.DATETIME: self._put_moment,
            Kind.BOOLEAN: self._put_truth,
        }
        return makers.get(field.kind, self._put_text)(at, field)

    def _put_money(self, at: int, currency_path: str) -> Put:
        place = self._table.place_of(currency_path) if currency_path else None

        def put(row: int, line: Line) -> None:
            currency = (line[place] if place is not None else "") or self._currency
            self._number(row, at, line[at], money_pattern(currency, self._locale))

        return put

    def _put_number(self, at: int, field: Field) -> Put:
        pattern = number_pattern(field)
        share = field.kind == Kind.PERCENT

        def put(row: int, line: Line) -> None:
            value = line[at]
            self._number(row, at, value / 100 if share and value is not None else value, pattern)

        return put

    def _number(self, row: int, at: int, value: Any, pattern: str) -> None:
        """A number that a spreadsheet cannot hold to the last digit goes out as text, and stays right."""
        if value is None:
            return
        if len(Decimal(value).normalize().as_tuple().digits) > EXACT_DIGITS:
            self._text(row, at, str(value))
        else:
            self._sheet.write_number(row, at, float(value), self._format(pattern))

    def _put_day(self, at: int, _field: Field) -> Put:
        def put(row: int, line: Line) -> None:
            value: date | None = line[at]
            if value is not None:
                midnight = datetime.combine(value, time())
                self._sheet.write_datetime(row, at, midnight, self._format(SHORT_DAY))

        return put

    def _put_moment(self, at: int, _field: Field) -> Put:
        def put(row: int, line: Line) -> None:
            value: datetime | None = line[at]
            if value is not None:
                local = timezone.localtime(value).replace(microsecond=0)
                self._sheet.write_datetime(row, at, local, self._format(SHORT_MOMENT))

        return put

    def _put_truth(self, at: int, _field: Field) -> Put:
        def put(row: int, line: Line) -> None:
            if line[at] is not None:
                self._sheet.write_boolean(row, at, line[at])

        return put

    def _put_text(self, at: int, field: Field) -> Put:
        labels = {value: capitalised(str(label)) for value, label in field.choices}
        known = labels if self._table.in_words else {}

        def put(row: int, line: Line) -> None:
            value = line[at]
            parts = value if isinstance(value, list | tuple) else [value]
            said = [str(known.get(part, part)) for part in parts if part not in (None, "")]
            self._text(row, at, ", ".join(said))

        return put

    def _text(self, row: int, at: int, text: str) -> None:
        if not text:
            return
        if len(text) > LONGEST_CELL:
            text = f"{text[: LONGEST_CELL - 1]}…"
        quoted = self._quoted if text.startswith(FORMULAS) else None
        self._sheet.write_string(row, at, text, quoted)

    @cached_property
    def _quoted(self) -> Any:
        """Keeps text text even when someone edits the cell."""
        return self._book.add_format({"quote_prefix": True})

    @cached_property
    def _currency(self) -> str:
        return organisation.current().currency

    def _format(self, pattern: str | int) -> Any:
        found = self._formats.get(pattern)
        if found is None:
            found = self._formats[pattern] = self._book.add_format({"num_format": pattern})
        return found


def _refuse_beyond(count: int) -> None:
    if count > MOST_ROWS:
        raise RefusedError(
            _("A sheet holds %(most)d rows, and these are more.") % {"most": MOST_ROWS},
            remedy=_("Choose CSV, or narrow the list."),
            code="too_many_rows",
        )


def number_pattern(field: Field) -> str:
    """The number format of a field: as many decimals as it may have, without zeros that say nothing."""
    if field.kind == Kind.INTEGER:
        return "#,##0"
    decimals = f".{'#' * field.places}" if field.places else ""
    return f"0{decimals}%" if field.kind == Kind.PERCENT else f"#,##0{decimals}"


def money_pattern(currency: str, locale: Locale) -> str:
    """The number format of an amount: the currency where this locale puts it, with its own minor units."""
    places = get_currency_precision(currency)
    figure = f"#,##0{'.' + '0' * places if places else ''}"
    sign = f'"{get_currency_symbol(currency, locale=locale)}"'
    stands_first = locale.currency_formats["standard"].pattern.startswith("\N{CURRENCY SIGN}")
    parted = " " if currency in sign or not stands_first else ""
    return f"{sign}{parted}{figure}" if stands_first else f"{figure} {sign}"
