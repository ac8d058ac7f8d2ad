"""Where orders come from, and what an order forbids."""

from datetime import datetime

from django.utils.translation import gettext as _

from dealwright.core.actor import Actor
from dealwright.core.errors import refuse_unless
from dealwright.core.guards import guard
from dealwright.opportunities.models import Opportunity
from dealwright.orders import actions
from dealwright.orders.models import Order
from dealwright.quotes.consequences import upon_acceptance
from dealwright.quotes.models import Quote


@upon_acceptance
def place(quote: Quote, by: Actor, at: datetime) -> None:
    """An accepted quote is an order, in the same transaction."""
    actions.place(quote, by=by, at=at)


@guard("opportunities.reopen")
def refuse_while_ordered(deal: Opportunity) -> None:
    """A deal is not reopened while an order that came of it stands."""
    number = (
        Order.objects.standing()
        .filter(opportunity=deal)
        .order_by("number")
        .values_list("number", flat=True)
        .first()
    )
    refuse_unless(
        number is None,
        _("An order came of this deal: %(number)s.") % {"number": number},
        remedy=_("Cancel the order first, or make a new deal."),
        code="ordered",
    )
