"""The list of quotes, their panels on other pages, and their place in the navigation."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Actor
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.quotes.models import OPEN, Quote, State
from dealwright.quotes.policies import QUOTE
from dealwright.ui import dialogs, navigation, slots
from dealwright.ui.lists import Card, Column, ListPage, View
from dealwright.ui.navigation import Area, Item
from dealwright.ui.slots import Panel


def _mine(rows: Any, actor: Actor, _at: datetime) -> Any:
    return rows.owned_by(actor).filter(state__in=OPEN)


def _waiting(rows: Any, _actor: Actor, _at: datetime) -> Any:
    return rows.filter(state=State.ACTIVE)


def _drafts(rows: Any, _actor: Actor, _at: datetime) -> Any:
    return rows.filter(state=State.DRAFT)


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
        View(key="mine", label=_("My open quotes"), rows=_mine),
        View(key="waiting", label=_("Waiting for the client"), rows=_waiting),
        View(key="drafts", label=_("Drafts"), rows=_drafts),
    ),
    default_view="mine",
    filters=("account", "state", "currency", "owner", "valid_until"),
    card=Card(second="account", right="total", foot=("number", "state", "owner")),
    select_related=("account", "owner"),
    empty=_("A quote is an offer with lines, prices and a PDF that your client can accept online."),
)

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


def _who_answers(quote: Quote, _actor: Actor) -> dict[str, Any]:
    return {"name": str(quote.contact or "")}


dialogs.enrich(QUOTE, "send", initial=_receiver)
dialogs.enrich(QUOTE, "accept", initial=_who_answers)
dialogs.enrich(QUOTE, "decline", initial=_who_answers)
