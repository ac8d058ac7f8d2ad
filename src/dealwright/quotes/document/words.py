"""The fixed words of a quote, in the language of the document rather than of whoever prints it."""

from babel import Locale
from django.utils import translation
from django.utils.translation import pgettext


def words_in(locale: Locale) -> dict[str, str]:
    """Every label by its key, in the locale's language; in English where there is no translation.

    The context is written out each time, for the program that collects messages reads no names.
    """
    with translation.override(str(locale).replace("_", "-").lower()):
        return {
            "quote": pgettext("quote document", "Quote"),
            "draft": pgettext("quote document", "Draft, not an offer"),
            "revision": pgettext("quote document", "Revision %(number)s"),
            "prepared_for": pgettext("quote document", "Prepared for"),
            "date": pgettext("quote document", "Date"),
            "valid_until": pgettext("quote document", "Valid until"),
            "payment": pgettext("quote document", "Payment"),
            "term": pgettext("quote document", "Contract term"),
            "months": pgettext("quote document", "%(count)s months"),
            "optional": pgettext("quote document", "Option, in the total"),
            "optional_open": pgettext("quote document", "Option, not in the total"),
            "alternative": pgettext("quote document", "Alternative, in the total"),
            "alternative_open": pgettext("quote document", "Alternative, not in the total"),
            "every_month": pgettext("quote document", "Paid every month"),
            "every_quarter": pgettext("quote document", "Paid every quarter"),
            "every_year": pgettext("quote document", "Paid every year"),
            "contact": pgettext("quote document", "Your contact"),
            "item": pgettext("quote document", "Item"),
            "quantity": pgettext("quote document", "Quantity"),
            "unit_price": pgettext("quote document", "Unit price"),
            "discount": pgettext("quote document", "Discount"),
            "tax": pgettext("quote document", "Tax"),
            "amount": pgettext("quote document", "Amount %(currency)s"),
            "included": pgettext("quote document", "included"),
            "lines_total": pgettext("quote document", "Sum of items"),
            "freight": pgettext("quote document", "Freight"),
            "tax_at": pgettext("quote document", "Tax %(rate)s"),
            "tax_within": pgettext("quote document", "Tax %(rate)s, included"),
            "due_once": pgettext("quote document", "Due once"),
            "due_month": pgettext("quote document", "Due every month"),
            "due_quarter": pgettext("quote document", "Due every quarter"),
            "due_year": pgettext("quote document", "Due every year"),
            "due_first": pgettext("quote document", "Total due at first"),
            "total": pgettext("quote document", "Total"),
            "terms": pgettext("quote document", "Terms"),
            "for_party": pgettext("quote document", "For %(party)s"),
            "name_date_signature": pgettext("quote document", "Name, date and signature"),
        }
