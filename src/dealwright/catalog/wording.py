"""The codes of `pricing` in words: what a step is called, and what a fault is and asks for."""

from django.utils.translation import gettext_lazy as _

from dealwright.catalog.pricing import FaultCode, Label
from dealwright.core.errors import Text

LABELS: dict[Label, Text] = {
    Label.PRICE_LIST: _("List price"),
    Label.TYPED_PRICE: _("Price typed by hand"),
    Label.WRITE_IN: _("Write-in price"),
    Label.BREAK_UNIT_PRICE: _("Price for this quantity"),
    Label.BREAK_PERCENT_OFF: _("Volume discount, percent"),
    Label.BREAK_AMOUNT_OFF: _("Volume discount, amount"),
    Label.DISCOUNT_PER_LINE: _("Discount on the line"),
    Label.DISCOUNT_PER_UNIT: _("Discount per unit"),
    Label.SHARE_OF_HEADER_DISCOUNT: _("Share of the total discount"),
    Label.LINES: _("Lines"),
    Label.HEADER_PERCENT: _("Total discount, percent"),
    Label.HEADER_AMOUNT: _("Total discount, amount"),
    Label.FREIGHT: _("Freight"),
    Label.TAX: _("Tax"),
}

FAULTS: dict[FaultCode, Text] = {
    FaultCode.QUANTITY_NOT_POSITIVE: _("The quantity must be greater than zero."),
    FaultCode.PRICE_MISSING: _(
        "There is no price. Type one, or add the product to the price list."
    ),
    FaultCode.PRICE_NEGATIVE: _("A price is zero or more. Use a discount to take something off."),
    FaultCode.UNIT_NOT_PRICED: _("The price list has no price for this unit. Choose another unit."),
    FaultCode.WRONG_CURRENCY: _(
        "The price list is in another currency. Choose one in the currency of the document."
    ),
    FaultCode.LIST_INACTIVE: _("The price list is not active. Choose another, or activate it."),
    FaultCode.LIST_NOT_YET_VALID: _("The price list is not valid yet. Choose another."),
    FaultCode.LIST_EXPIRED: _("The price list has expired. Choose the present one."),
    FaultCode.DISCOUNT_NEGATIVE: _("A discount is zero or more."),
    FaultCode.DISCOUNT_OUT_OF_RANGE: _("A discount lies between 0 and 100 %."),
    FaultCode.DISCOUNT_EXCEEDS_AMOUNT: _("The discount is more than the amount. Lower it."),
    FaultCode.TAX_OUT_OF_RANGE: _("A tax rate lies between 0 and 100 %."),
    FaultCode.FREIGHT_NEGATIVE: _("Freight is zero or more."),
}
