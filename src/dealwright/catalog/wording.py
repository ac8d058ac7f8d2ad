"""The codes of `pricing` in words: what a step is called, why a rule lost, what a fault is and asks for."""

from django.utils.translation import gettext_lazy as _

from dealwright.catalog.pricing import FaultCode, Ground, Label, Reason, StepKind
from dealwright.core.errors import Text

LABELS: dict[Label, Text] = {
    Label.PRODUCT_LIST_PRICE: _("List price of the product"),
    Label.PRICE_LIST: _("List price"),
    Label.TYPED_PRICE: _("Price typed by hand"),
    Label.WRITE_IN: _("Write-in price"),
    Label.INCLUDED: _("Included in the bundle"),
    Label.PERCENT_OF_LIST: _("Percentage of the list price"),
    Label.MARKUP: _("Markup on the cost"),
    Label.MARGIN: _("Margin on the cost"),
    Label.PROPERTY: _("Chosen property"),
    Label.BREAK_UNIT_PRICE: _("Price for this quantity"),
    Label.BREAK_PERCENT_OFF: _("Volume discount, percent"),
    Label.BREAK_AMOUNT_OFF: _("Volume discount, amount"),
    Label.VOLUME_DISCOUNT: _("Volume discount"),
    Label.AGREEMENT: _("Agreement with the customer"),
    Label.PROMOTION: _("Promotion"),
    Label.OTHER: _("Further discount"),
    Label.DISCOUNT_PER_LINE: _("Discount on the line"),
    Label.DISCOUNT_PER_UNIT: _("Discount per unit"),
    Label.SHARE_OF_HEADER_DISCOUNT: _("Share of the total discount"),
    Label.LINES: _("Lines"),
    Label.HEADER_PERCENT: _("Total discount, percent"),
    Label.HEADER_AMOUNT: _("Total discount, amount"),
    Label.FREIGHT: _("Freight"),
    Label.TAX: _("Tax"),
}

KINDS: dict[StepKind, Text] = {
    StepKind.LIST: _("Price list"),
    StepKind.LIST_RULE: _("Price list"),
    StepKind.PROPERTY: _("Properties"),
    StepKind.QUANTITY_BREAK: _("Quantity"),
    StepKind.AGREEMENT: _("Agreement"),
    StepKind.PROMOTION: _("Promotion"),
    StepKind.OTHER: _("Further discount"),
    StepKind.MANUAL_DISCOUNT: _("Manual discount"),
    StepKind.DETAIL: _("Lines"),
    StepKind.HEADER_DISCOUNT: _("Total discount"),
    StepKind.FREIGHT: _("Freight"),
    StepKind.TAX: _("Tax"),
}

GROUNDS: dict[Ground, Text] = {
    Ground.DOCUMENT: _("It is named on the quote."),
    Ground.DEAL: _("It is the list of the deal."),
    Ground.ACCOUNT: _("It is the list of the account."),
    Ground.SELECTOR: _("A selector names it for such customers."),
    Ground.DEFAULT: _("It is the default of its currency."),
}

REASONS: dict[Reason, Text] = {
    Reason.INACTIVE: _("It is not active."),
    Reason.NOT_YET_VALID: _("It is not valid yet."),
    Reason.EXPIRED: _("It has expired."),
    Reason.OTHER_CURRENCY: _("It is in another currency."),
    Reason.OUTRANKED: _("A list goes before it."),
    Reason.OTHER_CUSTOMERS: _("It is meant for other customers."),
    Reason.OWN_ITEM_FIRST: _("The list's own price goes before that of its parent."),
    Reason.TYPED: _("The price stands as it was given."),
    Reason.QUANTITY_NOT_REACHED: _("The quantity does not reach it."),
    Reason.HIGHER_BREAK: _("The quantity reaches a higher break."),
    Reason.CODE_NOT_GIVEN: _("Its code was not given."),
    Reason.TOO_MUCH: _("It takes off more than the price."),
    Reason.NOT_LOWER: _("It would not lower the price."),
    Reason.NOT_BEST: _("Another takes more off."),
    Reason.EXCLUDED: _("An exclusive one goes before it."),
    Reason.CLOSED: _("What decided before lets nothing on top."),
    Reason.LESS_SPECIFIC: _("A rate of the very place goes before it."),
}

FAULTS: dict[FaultCode, Text] = {
    FaultCode.QUANTITY_NOT_POSITIVE: _("The quantity must be greater than zero."),
    FaultCode.PRICE_MISSING: _(
        "There is no price. Type one, or add the product to the price list."
    ),
    FaultCode.PRICE_NEGATIVE: _("A price is zero or more. Use a discount to take something off."),
    FaultCode.PRICE_NOT_IN_FORCE: _(
        "The price list has a price, but not for today. Type one, or give it a new validity."
    ),
    FaultCode.UNIT_NOT_PRICED: _("The price list has no price for this unit. Choose another unit."),
    FaultCode.WRONG_CURRENCY: _(
        "The price list is in another currency. Choose one in the currency of the document."
    ),
    FaultCode.LIST_INACTIVE: _("The price list is not active. Choose another, or activate it."),
    FaultCode.LIST_NOT_YET_VALID: _("The price list is not valid yet. Choose another."),
    FaultCode.LIST_EXPIRED: _("The price list has expired. Choose the present one."),
    FaultCode.LIST_PRICE_MISSING: _(
        "The price is a percentage of a list price that is missing. Type a price."
    ),
    FaultCode.COST_MISSING: _(
        "The price follows from a cost that is not known. Type a price, or add the cost."
    ),
    FaultCode.PERCENT_OUT_OF_RANGE: _(
        "The percentage on the price list makes no price. Correct it, or type a price."
    ),
    FaultCode.ROUNDING_IMPOSSIBLE: _(
        "The price list rounds to nothing. Correct it, or type a price."
    ),
    FaultCode.RATE_MISSING: _(
        "There is no exchange rate for this currency. Add one, or type a price."
    ),
    FaultCode.DISCOUNT_NEGATIVE: _("A discount is zero or more."),
    FaultCode.DISCOUNT_OUT_OF_RANGE: _("A discount lies between 0 and 100 %."),
    FaultCode.DISCOUNT_EXCEEDS_AMOUNT: _("The discount is more than the amount. Lower it."),
    FaultCode.OVER_AUTHORITY: _(
        "This is more off than you may give. Lower it, or ask someone who may."
    ),
    FaultCode.CODE_WITHOUT_EFFECT: _("A promotion code takes nothing off. Remove it."),
    FaultCode.PROPERTY_MISSING: _(
        "A property that this product needs was not chosen. Choose it on the line."
    ),
    FaultCode.BUNDLE_MISSING: _("The bundle of this part is not on the document."),
    FaultCode.TAX_RATE_MISSING: _(
        "There is no tax rate for this product at the place of the customer. Type one, or add it."
    ),
    FaultCode.TAX_NOT_TOLD: _(
        "The tax service has not told the rate yet. Try again in a minute, or type one."
    ),
    FaultCode.TAX_OUT_OF_RANGE: _("A tax rate lies between 0 and 100 %."),
    FaultCode.FREIGHT_NEGATIVE: _("Freight is zero or more."),
    FaultCode.AMOUNT_TOO_LARGE: _(
        "The amount is larger than a document can hold. Lower the quantity or the price."
    ),
}
