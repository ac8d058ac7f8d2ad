"""The list of quotes, their panels on other pages, and their place in the navigation."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Actor
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.organisation import queries as organisation
from dealwright.quotes.models import Quote
from dealwright.quotes.policies import AGREEMENT as AGREEMENT_KIND
from dealwright.quotes.policies import QUOTE
from dealwright.ui import dialogs, navigation, shown, slots
from dealwright.ui.lists import Card, Column, ListPage, View
from dealwright.ui.navigation import Area, Item
from dealwright.ui.record import RecordPage
from dealwright.ui.slots import Panel

QUOTES = ListPage(
    entity="quotes.quote",
    columns=(
        "name",
        "number",
        "revision",
        "account",
        Column(template="quotes/cells.html#state", label=_("state"), sort="state"),
        "total",
        "valid_until",
        "created_at",
        "owner",
    ),
    views=(
        View(
            key="mine",
            label=_("My open quotes"),
            filter="owner in (me, my teams) and state in (draft, active)",
        ),
        View(key="waiting", label=_("Waiting for the client"), filter="state = active"),
        View(
            key="expiring",
            label=_("Expiring soon"),
            filter="state = active and valid_until in the next 7 days",
        ),
        View(key="drafts", label=_("Drafts"), filter="state = draft"),
    ),
    default_view="mine",
    sums=(
        "lines_total",
        "discount_amount",
        "discount_total",
        "net",
        "freight",
        "tax_total",
        "total",
    ),
    card=Card(second="account", right="total", foot=("number", "state", "owner")),
    select_related=("account", "owner"),
    empty=_("A quote is an offer with lines, prices and a PDF that your client can accept online."),
)

AGREEMENTS = ListPage(
    entity="quotes.agreement",
    columns=(
        "name",
        "account",
        "product",
        "family",
        "method",
        "value",
        "currency",
        "from_quantity",
        "valid_from",
        "valid_to",
        "is_active",
    ),
    card=Card(second="account", right="value", foot=("method", "valid_to")),
    select_related=("account", "product", "family"),
    empty=_("An agreement is a price or discount that a customer was promised for a time."),
)
AGREEMENT = RecordPage(entity="quotes.agreement", facts=("account", "method", "value"))

slots.fill(
    "opportunities.opportunity.side",
    Panel(title=_("Quotes"), url_name="quotes:of_deal", icon="file-text", order=20),
)
slots.fill(
    "customers.account.side",
    Panel(title=_("Quotes"), url_name="quotes:of_account", icon="file-text", order=40),
)


def _may_read(actor: Actor, _row: Any = None) -> bool:
    return access.may(actor, Privilege.READ, QUOTE)


slots.fill(
    "home.side",
    Panel(
        title=_("Quotes waiting for the client"),
        url_name="quotes:waiting",
        icon="file-text",
        order=30,
        may_see=_may_read,
    ),
)


def _may_read_agreements(actor: Actor, _row: Any = None) -> bool:
    return access.may(actor, Privilege.READ, AGREEMENT_KIND)


slots.fill(
    "customers.account.side",
    Panel(
        title=_("Agreements"),
        url_name="quotes:agreements_of",
        icon="handshake",
        order=45,
        may_see=_may_read_agreements,
    ),
)
navigation.register(
    Item(
        label=_("Agreements"),
        url_name="quotes:agreements",
        icon="handshake",
        area=Area.QUOTE,
        order=62,
        may_see=_may_read_agreements,
    ),
    Item(
        label=_("Try a price"),
        url_name="quotes:try_price",
        icon="calculator",
        area=Area.QUOTE,
        order=70,
        may_see=_may_read,
    ),
)


def _waiting_count(actor: Actor) -> int:
    return Quote.objects.waiting().owned_by(actor).count()


navigation.register(
    Item(
        label=_("Quotes"),
        url_name="quotes:quotes",
        icon="file-text",
        area=Area.QUOTE,
        order=10,
        key="q",
        may_see=_may_read,
        count=_waiting_count,
    )
)


def _receiver(quote: Quote, _actor: Actor) -> dict[str, Any]:
    return {"to": quote.contact.email if quote.contact else ""}


def _later_day(_quote: Quote, actor: Actor) -> dict[str, Any]:
    days = organisation.current_for(actor).quote_validity_days
    return {"valid_until": shown.today() + timedelta(days=days)}


def _who_answers(quote: Quote, _actor: Actor) -> dict[str, Any]:
    return {"name": str(quote.contact or "")}


dialogs.enrich(QUOTE, "send", initial=_receiver)
dialogs.enrich(QUOTE, "extend", initial=_later_day)
dialogs.enrich(QUOTE, "accept", initial=_who_answers)
dialogs.enrich(QUOTE, "decline", initial=_who_answers)
