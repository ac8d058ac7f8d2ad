"""The quote and the line that a page is about: strangers get 404."""

from uuid import UUID

from django.utils.translation import gettext as _

from dealwright.core.actor import Actor
from dealwright.core.errors import NotFoundError
from dealwright.quotes.models import Quote, QuoteLine
from dealwright.records import registry
from dealwright.ui import editing


def quote_of(pk: UUID, actor: Actor) -> Quote:
    """A quote that the actor may see, with all that its page shows; NotFoundError otherwise."""
    found: Quote = editing.fetch(registry.entity("quotes.quote"), pk, actor)
    return found


def line_of(quote: Quote, pk: UUID) -> QuoteLine:
    """A line of this quote; NotFoundError when it is gone."""
    found = QuoteLine.objects.filter(quote=quote, pk=pk).first()
    if found is None:
        raise NotFoundError(_("This line is gone."), remedy=_("Reload the quote."))
    found.quote = quote
    return found
