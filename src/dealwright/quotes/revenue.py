"""What a quote brings to its deal."""

from decimal import Decimal

from dealwright.core.money import EXACT, round_money
from dealwright.opportunities.models import Opportunity
from dealwright.opportunities.quoted import reads_quoted
from dealwright.quotes import periods, recurring
from dealwright.quotes.models import LEADING, Quote, QuoteLine


def revenue(quote: Quote, deal: Opportunity) -> Decimal:
    """What the quote brings, without freight and tax, in the deal's currency.

    With a contract term that is what is paid over it; without one, one period of what is paid again and again.
    """
    brought = _over_term(quote, quote.term_months) if quote.term_months else quote.net
    if quote.currency == deal.currency:
        return brought
    in_base = EXACT.multiply(brought, quote.rate)
    return round_money(EXACT.divide(in_base, deal.rate), deal.currency)


@reads_quoted
def primary_amount(deal: Opportunity) -> Decimal | None:
    """What the deal's primary quote brings; None without one that is open or won."""
    leading = Quote.objects.filter(opportunity=deal, is_primary=True, state__in=LEADING)
    found = leading.first()
    return revenue(found, deal) if found else None


def _over_term(quote: Quote, months: int) -> Decimal:
    """The value of the contract; the net of a quote where all is paid once."""
    lines = QuoteLine.objects.filter(quote=quote)
    return recurring.value_over(periods.nets(line for line in lines if line.counts), months)
