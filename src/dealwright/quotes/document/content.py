"""What a quote says, as plain values. Nothing here knows a database, a font or a request."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

PETROL = (
    "#005e67"  # the house accent, oklch(44% .077 205), for a seller without a colour of its own
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """The company that offers. `logo` is a PNG or JPEG; `imprint` is the small print of the foot."""

    # for whoever keeps the document as JSON: a logo is no text
    __pydantic_config__ = {"ser_json_bytes": "base64", "val_json_bytes": "base64"}

    name: str
    address: tuple[str, ...] = ()
    imprint: str = ""
    accent: str = PETROL
    logo: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """The company, or the person, to whom the quote is addressed."""

    name: str
    address: tuple[str, ...] = ()
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """The person who answers for the quote on the seller's side."""

    name: str
    role: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One position. Amounts are in the document's currency and rounded already.

    `discount` is what was taken off the whole line, `net_amount` what remains of it before tax.
    `tax_rate` is a percentage (25 for 25 %), None where no tax applies. A part of a bundle has the number "2.1" and
    `depth` 1; what `is_included` in the price of its bundle costs nothing by itself. Of kind "note" it is a text alone; with a
    `choice`, "optional" or "alternative", it is in the sums only when chosen. Amounts are for one period of `billing`.
    """

    position: int
    name: str
    quantity: Decimal
    unit_price: Decimal
    net_amount: Decimal
    code: str = ""
    description: str = ""
    unit: str = ""
    discount: Decimal = Decimal(0)
    tax_rate: Decimal | None = None
    section: str = ""
    number: str = ""
    depth: int = 0
    is_included: bool = False
    kind: str = "product"
    choice: str = ""
    is_chosen: bool = True
    billing: str = "once"

    @property
    def counts(self) -> bool:
        """Whether it is in the sums."""
        return self.is_chosen and self.kind != "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxSum:
    """The tax of one rate. `rate` is a percentage, `amount` is in the document's currency."""

    rate: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodSum:
    """What is due for one period of `billing`, with its tax, in the document's currency."""

    billing: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The sums as the pricing gave them; the document prints them and never adds up for itself.

    `total` is `lines` less `discount`, plus `freight`, plus the amounts of `taxes`; where prices include the tax, these
    say how much of them it is and add nothing. Where anything is paid again and again, `periods` add up to the total, which
    is then what is due at first; they are empty while all is paid once.
    """

    lines: Decimal
    total: Decimal
    discount: Decimal = Decimal(0)
    freight: Decimal = Decimal(0)
    taxes: tuple[TaxSum, ...] = ()
    periods: tuple[PeriodSum, ...] = ()
    is_tax_included: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteDocument:
    """All that is printed, and nothing else: two equal documents give two equal files.

    `currency` is an ISO 4217 code, `locale` a language tag such as `sv-SE` or `en`.
    """

    number: str
    revision: int
    seller: Seller
    client: Client
    currency: str
    locale: str
    issued_on: date
    lines: tuple[Line, ...]
    totals: Totals
    valid_until: date | None = None
    subject: str = ""
    notes: str = ""
    terms: str = ""
    payment_terms: str = ""
    term_months: int | None = None
    signer: Signer | None = None
    draft: bool = field(default=False)
