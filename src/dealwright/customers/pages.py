"""The pages of accounts and contacts, declared."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Actor
from dealwright.customers import policies, queries
from dealwright.customers.models import Account, Contact
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.ui import navigation, shown, slots
from dealwright.ui.lists import Card, ListPage, View
from dealwright.ui.navigation import Area, Item
from dealwright.ui.record import Figure, RecordPage
from dealwright.ui.slots import Panel

KEY = "customers.account"
MINE = "owner in (me, my teams)"


ACCOUNTS = ListPage(
    entity="customers.account",
    columns=(
        "name",
        "industry",
        "billing_city",
        "billing_country",
        "phone",
        "employees",
        "annual_revenue",
        "owner",
    ),
    views=(View(key="mine", label=_("My accounts"), filter=MINE),),
    default_view="mine",
    sums=("annual_revenue", "employees"),
    card=Card(second="industry", right="annual_revenue", foot=("billing_city", "owner")),
    empty=_(
        "An account is a company you sell to, or want to. Deals, quotes and people hang on it."
    ),
)

CONTACTS = ListPage(
    entity="customers.contact",
    columns=("name", "account", "job_title", "email", "phone", "mobile", "owner"),
    views=(View(key="mine", label=_("My contacts"), filter=MINE),),
    default_view="mine",
    card=Card(second="account", foot=("job_title", "owner")),
    empty=_("A contact is a person you deal with, usually at an account."),
)


def _account_figures(account: Account, actor: Actor) -> list[Figure]:
    kin = queries.kin(account, actor=actor)
    return [
        Figure(
            label=_("Annual revenue"),
            value=shown.money(account.annual_revenue, account.currency),
            shows=(f"{KEY}.annual_revenue",),
        ),
        Figure(
            label=_("Employees"),
            value=shown.number(account.employees),
            shows=(f"{KEY}.employees",),
        ),
        Figure(label=_("Contacts"), value=shown.number(kin.contacts)),
        Figure(label=_("Subsidiaries"), value=shown.number(kin.subsidiaries)),
        Figure(
            label=_("Buys in"),
            value=account.currency,
            note=str(account.price_list or ""),
            shows=(f"{KEY}.currency", f"{KEY}.price_list"),
        ),
    ]


ACCOUNT = RecordPage(
    entity="customers.account",
    facts=("parent", "industry", "website", "owner"),
    figures=_account_figures,
)

CONTACT = RecordPage(entity="customers.contact", facts=("job_title", "account", "owner"))


def _has_account(_actor: Actor, contact: Contact) -> bool:
    return contact.account_id is not None


slots.fill(
    "customers.account.side",
    Panel(
        title=_("Contacts"),
        url_name="customers:contacts_of",
        order=20,
        add="customers:add_contact",
        add_label=_("New contact"),
        may_add=lambda actor, _account: policies.can_create_contact(actor),
    ),
)
slots.fill(
    "customers.account.side",
    Panel(
        title=_("Subsidiaries"),
        url_name="customers:subsidiaries_of",
        order=80,
        add="customers:add_subsidiary",
        add_label=_("New subsidiary"),
        may_add=lambda actor, _account: policies.can_create_account(actor),
    ),
)
slots.fill(
    "customers.contact.side",
    Panel(
        title=_("Colleagues"),
        url_name="customers:colleagues_of",
        order=80,
        may_see=_has_account,
    ),
)


def _may_read(entity: str) -> Callable[[Actor], bool]:
    return lambda actor: access.may(actor, Privilege.READ, entity)


navigation.register(
    Item(
        label=_("Accounts"),
        url_name="customers:accounts",
        icon="building-2",
        area=Area.CUSTOMERS,
        order=10,
        key="a",
        dock=_("Accounts"),
        may_see=_may_read("customers.account"),
    ),
    Item(
        label=_("Contacts"),
        url_name="customers:contacts",
        icon="contact",
        area=Area.CUSTOMERS,
        order=20,
        key="c",
        may_see=_may_read("customers.contact"),
    ),
)
