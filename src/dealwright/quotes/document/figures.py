"""Numbers, money and dates as the reader of one document writes them. Formats; never rounds."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal

from dealwright.core.money import minor_units

NO_BREAK_SPACE = "\u00a0"
TRUE_MINUS = "\u2212"
CURRENCY_FIRST = re.compile(r"[^#0]*¤")  # of a number pattern: the currency before the digits
FINEST_PRICE = 6  # decimals that a unit price may have beyond the minor units of its currency

# Where CLDR says that paper is US Letter; everybody else prints on A4.
LETTER_TERRITORIES = frozenset(
    ("BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE")
)


def is_language_tag(tag: str) -> bool:
    """Whether a document can be written in the language of this tag."""
    try:
        _parse(tag)
    except (UnknownLocaleError, ValueError):
        return False
    return True


def _parse(tag: str) -> Locale:
    return Locale.parse(tag.replace("_", "-"), sep="-")


@dataclass(frozen=True, slots=True)
class Figures:
    """Writes figures in one locale and one currency."""

    locale: Locale
    currency: str

    @classmethod
    def of(cls, tag: str, currency: str) -> "Figures":
        """From a language tag (`sv-SE`) and an ISO 4217 code.

        Raises babel's `UnknownLocaleError` and core's `UnknownCurrencyError`.
        """
        minor_units(currency)
        return cls(_parse(tag), currency)

    def amount(self, value: Decimal) -> str:
        """An amount with the minor units of its currency, without the currency itself."""
        return self._decimal(value, least=minor_units(self.currency))

    def money(self, value: Decimal) -> str:
        """An amount with its ISO code on the side where the locale puts the currency.

        The code, not the symbol: "$" alone names twenty currencies.
        """
        amount = self.amount(value)
        pattern = self.locale.currency_formats["standard"].pattern
        if CURRENCY_FIRST.match(pattern):
            return f"{self.currency}{NO_BREAK_SPACE}{amount}"
        return f"{amount}{NO_BREAK_SPACE}{self.currency}"

    def unit_price(self, value: Decimal) -> str:
        """A price per unit: at least the minor units, and as many more decimals as it really has."""
        least = minor_units(self.currency)
        return self._decimal(value, least=least, most=least + FINEST_PRICE)

    def quantity(self, value: Decimal) -> str:
        """A quantity without idle zeros: 3, 2.5."""
        return self._decimal(value, least=0, most=FINEST_PRICE)

    def percent(self, rate: Decimal) -> str:
        """A percentage as the locale sets it: "25 %", "25%", "%25"."""
        pattern = self.locale.percent_formats[None].pattern
        number = self.quantity(rate)
        figure = re.sub(r"[#0][#0,.]*", lambda _: number, pattern, count=1)
        return figure.replace(" ", NO_BREAK_SPACE)

    def day(self, value: date) -> str:
        """A date in the locale's long form."""
        return format_date(value, format="long", locale=self.locale)

    @property
    def paper(self) -> str:
        """The sheet that the reader's printer holds, in Typst's words."""
        return "us-letter" if self.locale.territory in LETTER_TERRITORIES else "a4"

    @property
    def is_right_to_left(self) -> bool:
        return self.locale.text_direction == "rtl"

    def _decimal(self, value: Decimal, *, least: int, most: int | None = None) -> str:
        pattern = f"#,##0.{'0' * least}{'#' * ((most or least) - least)}".rstrip(".")
        text = format_decimal(abs(value), format=self._grouped(pattern), locale=self.locale)
        return f"{TRUE_MINUS}{text}" if value < 0 else text

    def _grouped(self, pattern: str) -> str:
        """The pattern with the locale's own grouping (Indian English: 12,34,567)."""
        grouping = self.locale.decimal_formats[None].pattern.split(".")[0]
        return pattern.replace("#,##0", grouping.split(";")[0], 1)
