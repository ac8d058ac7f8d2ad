"""Accounts and contacts for tests, made by the verbs of customers."""

from typing import Any

from dealwright.core.actor import Actor
from dealwright.customers import actions as customers
from dealwright.customers.models import Account, Contact
from tests.people import AT


def account_of(owner: Actor, name: str = "Nordhaven Cold Chain AB", **values: Any) -> Account:
    """An account that this person owns."""
    return customers.create_account({"name": name} | values, by=owner, at=AT)


def contact_of(owner: Actor, name: str = "Annika Sjöberg-Lindqvist", **values: Any) -> Contact:
    """A contact that this person owns; the last word is the last name."""
    first, _space, last = name.rpartition(" ")
    return customers.create_contact(
        {"first_name": first, "last_name": last} | values, by=owner, at=AT
    )
