"""Which price a line starts from: the one typed, or the one its price list offers on that day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dealwright.catalog.pricing.book import PriceBook, PriceItem, QuantityBreak
from dealwright.catalog.pricing.requests import ZERO, DiscountBasis, DocumentRequest, LineRequest
from dealwright.catalog.pricing.results import Fault, FaultCode
from dealwright.catalog.pricing.waterfall import Label


@dataclass(frozen=True, slots=True)
class Offer:
    """A unit price, where it comes from, and the quantity break that counts for the line.

    Its faults leave the price standing: an expired list still says what it would cost.
    """

    unit_price: Decimal
    label: Label
    rule: str | None = None
    volume_discount: Decimal = ZERO
    quantity_break: QuantityBreak | None = None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is looked up once per document and read by every line."""

    currency: str
    basis: DiscountBasis
    items: Mapping[tuple[str, str | None], PriceItem]
    products: frozenset[str]
    list_faults: tuple[Fault, ...]
    currency_fault: Fault | None

    @classmethod
    def of(cls, request: DocumentRequest, book: PriceBook | None, on: date) -> "Sheet":
        """Raises `ValueError` when a list prices the same product and unit twice."""
        listed = book.items if book else ()
        items = {(item.product, item.unit): item for item in listed}
        if len(items) != len(listed):
            raise ValueError("a price list has one item for a product and unit")
        return cls(
            currency=request.currency,
            basis=request.discount_basis,
            items=items,
            products=frozenset(item.product for item in listed),
            list_faults=_list_faults(book, on) if book else (),
            currency_fault=_currency_fault(request, book),
        )


def _currency_fault(request: DocumentRequest, book: PriceBook | None) -> Fault | None:
    if book is None or book.currency == request.currency:
        return None
    return Fault(FaultCode.WRONG_CURRENCY, "price_list", book.rule)


def _list_faults(book: PriceBook, on: date) -> tuple[Fault, ...]:
    checks = (
        (FaultCode.LIST_INACTIVE, not book.is_active),
        (FaultCode.LIST_NOT_YET_VALID, book.valid_from is not None and on < book.valid_from),
        (FaultCode.LIST_EXPIRED, book.valid_until is not None and book.valid_until < on),
    )
    return tuple(Fault(code, "price_list", book.rule) for code, is_so in checks if is_so)


def find_offer(line: LineRequest, sheet: Sheet) -> Offer | Fault:
    """The price that the line starts from, or why there is none."""
    if line.unit_price is not None:
        label = Label.WRITE_IN if line.product is None else Label.TYPED_PRICE
        return Offer(line.unit_price, label)
    if line.product is None:
        return Fault(FaultCode.PRICE_MISSING, "unit_price")
    return _listed_offer(line.product, line, sheet)


def _listed_offer(product: str, line: LineRequest, sheet: Sheet) -> Offer | Fault:
    if sheet.currency_fault:
        return sheet.currency_fault
    item = sheet.items.get((product, line.unit))
    if item is None and product in sheet.products:
        return Fault(FaultCode.UNIT_NOT_PRICED, "unit")
    if item is None:
        return Fault(FaultCode.PRICE_MISSING, "unit_price")
    quantity_break = item.break_for(line.quantity)
    return Offer(
        unit_price=item.unit_price,
        label=Label.PRICE_LIST,
        rule=item.rule,
        volume_discount=quantity_break.volume_discount(item.unit_price) if quantity_break else ZERO,
        quantity_break=quantity_break,
        faults=sheet.list_faults,
    )
