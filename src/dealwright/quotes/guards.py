"""What quotes have to say when a deal is closed by hand."""

from django.utils.translation import gettext as _

from dealwright.core.errors import RefusedError
from dealwright.core.guards import guard
from dealwright.opportunities.models import Opportunity
from dealwright.quotes.models import Quote


@guard("opportunities.win")
@guard("opportunities.lose")
def refuse_open_quotes(deal: Opportunity) -> None:
    """A deal is not won or lost while it has a draft or an active quote. The deal is locked by the caller."""
    open_quotes = Quote.objects.open().filter(opportunity=deal).order_by("number", "pk")
    numbers = list(open_quotes.values_list("number", flat=True))
    if numbers:
        raise RefusedError(
            _("This deal has open quotes: %(numbers)s.") % {"numbers": ", ".join(numbers)},
            remedy=_("Note down that one was accepted, or close them first."),
            code="open_quotes",
        )
