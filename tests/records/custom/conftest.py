"""Ada defines fields of accounts; Alice, Bob and Charlie meet them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from dealwright.core.actor import Actor
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from dealwright.records.custom import actions
from dealwright.records.custom.models import CustomField

ACCOUNT = "customers.account"
CONTACT = "customers.contact"

type Add = Callable[..., CustomField]
type Make = Callable[..., Account]


@pytest.fixture
def add(admin: Actor, at: datetime) -> Add:
    """Adds a field: `add("Budget", "money", minimum=Decimal(0))`."""

    def added(
        label: str, kind: str = "text", *, entity: str = ACCOUNT, **values: Any
    ) -> CustomField:
        given = {"label": label, "kind": kind, **values}
        return actions.add_field(entity, given, by=admin, at=at)

    return added


@pytest.fixture
def account(alice: Actor, at: datetime) -> Make:
    """Makes an account of Alice's: `account(cf_budget=Decimal(500))`."""

    def made(name: str = "Nordhaven", **values: Any) -> Account:
        return customers.create_account({"name": name, **values}, by=alice, at=at)

    return made


def choices(*labels: str) -> list[dict[str, Any]]:
    return [{"label": label} for label in labels]
