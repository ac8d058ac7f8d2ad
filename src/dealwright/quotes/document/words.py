"""The fixed words of a quote, in the language of the document rather than of whoever prints it."""

from babel import Locale
from django.utils import translation
from django.utils.translation import pgettext

FORM = "quote document"  # the message context: these words stand on paper, beside figures


def words_in(locale: Locale) -> dict[str, str]:
    """Every label by its key, in the locale's language; in English where there is no translation."""
    with translation.override(str(locale).replace("_", "-").lower()):
        return {
            "quote": pgettext(FORM, "Quote"),
            "draft": pgettext(FORM, "Draft, not an offer"),
            "revision": pgettext(FORM, "Revision %(number)s"),
            "prepared_for": pgettext(FORM, "Prepared for"),
            "date": pgettext(FORM, "Date"),
            "valid_until": pgettext(FORM, "Valid until"),
            "payment": pgettext(FORM, "Payment"),
            "contact": pgettext(FORM, "Your contact"),
            "item": pgettext(FORM, "Item"),
            "quantity": pgettext(FORM, "Quantity"),
            "unit_price": pgettext(FORM, "Unit price"),
            "discount": pgettext(FORM, "Discount"),
            "tax": pgettext(FORM, "Tax"),
            "amount": pgettext(FORM, "Amount %(currency)s"),
            "lines_total": pgettext(FORM, "Sum of items"),
            "freight": pgettext(FORM, "Freight"),
            "tax_at": pgettext(FORM, "Tax %(rate)s"),
            "total": pgettext(FORM, "Total"),
            "terms": pgettext(FORM, "Terms"),
            "for_party": pgettext(FORM, "For %(party)s"),
            "name_date_signature": pgettext(FORM, "Name, date and signature"),
        }
