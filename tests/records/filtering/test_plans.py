"""A condition is written so that PostgreSQL finds an index for it: asked of a few thousand rows."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from dealwright.core import actor as actors
from dealwright.core.actor import Actor, Channel
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from dealwright.opportunities import actions as opportunities
from dealwright.records import registry
from dealwright.records.filtering import compiling
from tests import snapshots
from tests.factories.opportunities import standard_process
from tests.people import AT

pytestmark = pytest.mark.django_db
MANY = 2000


@pytest.fixture
def many(alice: Actor) -> list[Account]:
    """Accounts with a deal each, every tenth under the first."""
    return snapshots.once("many", lambda: _many(alice))


def _many(alice: Actor) -> list[Account]:
    alice = replace(alice, channel=Channel.IMPORT)  # of which nobody is told
    standard_process()
    top = customers.create_account({"name": "Top"}, by=alice, at=AT)
    rows = [
        {
            "name": f"Account {number * 7919 % MANY:x}",
            "email": f"u{number}@x.example",
            "phone": f"+4930100{number:04d}",
            "industry": ("food", "retail", "")[number % 3],
            "parent": top if number % 10 == 0 else None,
        }
        for number in range(MANY)
    ]
    accounts = customers.create_accounts(rows, by=alice, at=AT)
    deals: list[dict[str, Any]] = [
        {"name": f"Deal {number:x}", "account": account} for number, account in enumerate(accounts)
    ]
    for start in range(0, MANY, 1000):
        opportunities.create_many(deals[start : start + 1000], by=alice, at=AT)
    return [top, *accounts]


@pytest.mark.parametrize(
    ("key", "text", "indexes"),
    [
        ("customers.account", 'name contains "t 7bf"', {"account_name_trgm"}),
        ("customers.account", 'name = "ACCOUNT 7bf"', {"account_name_trgm"}),
        ("customers.account", 'name starts with "account 7bf"', {"account_name_trgm"}),
        ("customers.account", "name in (abc, abd)", {"account_name_trgm"}),
        ("customers.account", "email = U7@x.example", {"account_email"}),
        ("customers.account", 'phone = "+49 30 1000007"', {"account_phone"}),
        ("opportunities.opportunity", 'account.name = "account 7bf"', {"account_name_trgm", "opportunity_account_created"}),
        ("opportunities.opportunity", "account.email = u7@x.example", {"account_email", "opportunity_account_created"}),
        ("opportunities.opportunity", "account = {first}", {"opportunity_account_created"}),
        ("opportunities.opportunity", "account under {last}", {"customers_account_pkey", "opportunity_account_created"}),
        ("customers.account", "id under {last}", {"customers_account_pkey", "customers_account_parent"}),
    ],
)  # fmt: skip
def test_an_index_serves_the_condition(
    many: list[Account], olga: Actor, key: str, text: str, indexes: set[str]
) -> None:
    with connection.cursor() as cursor:  # of so few rows some servers had rather read all
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = plan_of(key, text.format(first=many[0].pk, last=many[-1].pk), olga)
    assert all(index in plan for index in indexes), plan
    assert "Seq Scan" not in plan, plan


@pytest.mark.parametrize(
    ("text", "join"),
    [("account.industry = food", "Join|Nested Loop"), ("not account.industry = food", "Anti Join")],
)
def test_a_condition_on_a_linked_record_is_planned_as_a_join(
    many: list[Account], bob: Actor, text: str, join: str
) -> None:
    plan = plan_of("opportunities.opportunity", text, bob)
    assert any(one in plan for one in join.split("|")), plan
    assert "SubPlan" not in plan, plan


def plan_of(key: str, text: str, actor: Actor) -> str:
    """The plan of the first page of what a filter finds."""
    entity = registry.entity(key)
    condition = compiling.condition(text, entity, actor=actor, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE customers_account, opportunities_opportunity")
    return str(entity.rows(actor).filter(condition).order_by("-created_at", "-id")[:50].explain())


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("account.name = a and account.industry = food and account.email = a@x.example", 1),
        ("account.name = a or state = won or account.industry != food", 1),
        ("not (account.name = a or account.industry = food)", 1),
        ("account.parent.name = a and account.name = b and account.parent.industry = food", 2),
        ("account.name = a and not account.industry = food", 2),
        ("not account.name = a and not account.industry = food", 1),
        ("not account.parent.name = a or not account.parent.industry = food", 2),
        ("account.name = a and contact.name = a", 2),
        (" and ".join(["account.parent.parent.name = a"] * 100), 3),
    ],
)
def test_a_linked_record_is_looked_up_once(text: str, times: int) -> None:
    entity, system = registry.entity("opportunities.opportunity"), actors.system()
    condition = compiling.condition(text, entity, actor=system, at=AT)
    assert str(entity.rows(system).filter(condition).query).count("EXISTS") == times
