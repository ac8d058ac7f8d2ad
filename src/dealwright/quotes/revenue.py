"""What a quote brings to its deal."""

from decimal import Decimal

from dealwright.core.money import EXACT, round_money
from dealwright.opportunities.models import Opportunity
from dealwright.opportunities.quoted import reads_quoted
from dealwright.quotes.models import LEADING, Quote


def revenue(quote: Quote, deal: Opportunity) -> Decimal:
    """What the quote brings, without freight and tax, in the deal's currency."""
    if quote.currency == deal.currency:
        return quote.net
    in_base = EXACT.multiply(quote.net, quote.rate)
    return round_money(EXACT.divide(in_base, deal.rate), deal.currency)


@reads_quoted
def primary_amount(deal: Opportunity) -> Decimal | None:
    """What the deal's primary quote brings; None without one that is open or won."""
    leading = Quote.objects.filter(opportunity=deal, is_primary=True, state__in=LEADING)
    found = leading.first()
    return revenue(found, deal) if found else None
