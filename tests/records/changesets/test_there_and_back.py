"""Do and undo leave every business row as it was, whatever was done, in whatever order."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from django.db import models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dealwright.activities.models import Activity
from dealwright.catalog.models import Product
from dealwright.core.actor import Actor
from dealwright.customers.models import Account, Contact
from dealwright.leads.models import Lead
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.models import Opportunity
from dealwright.records import registry
from dealwright.records.changesets import actions
from dealwright.records.changesets.models import ChangeSet
from dealwright.strategy import actions as strategy
from dealwright.strategy.models import SalesProcess
from tests.factories.activities import activity_of
from tests.factories.catalog import product_of
from tests.factories.customers import account_of, contact_of
from tests.factories.leads import lead_of
from tests.factories.opportunities import deal_of, lost_deal_of, stage, won_deal_of
from tests.people import AT
from tests.records.changesets.acting import rows_of, undo, work_off

pytestmark = pytest.mark.django_db

KINDS: tuple[type[models.Model], ...] = (Account, Contact, Lead, Opportunity, Activity, Product)
# Every example takes back what it wrote, so the fixture is as new for the next.
ROLLED_BACK = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
TEXTS = st.sampled_from(["", "Alfa", "ß Ω 漢", "  blanks  ", "=1+1", "x" * 80])
AMOUNTS = st.none() | st.integers(0, 10**9).map(lambda cents: Decimal(cents) / 100)
VALUES: Mapping[type[models.Model], Mapping[str, st.SearchStrategy[Any]]] = {
    Account: {
        "industry": st.sampled_from(["", "food", "energy"]),
        "employees": st.none() | st.integers(0, 10**6),
        "annual_revenue": AMOUNTS,
        "billing_city": TEXTS,
        "description": TEXTS,
        "owner": st.just("owner"),
    },
    Contact: {"job_title": TEXTS, "account": st.none() | st.just("account")},
    Lead: {"company": TEXTS, "job_title": TEXTS, "owner": st.just("owner")},
    Opportunity: {
        "estimated_revenue": AMOUNTS,
        "close_on": st.none() | st.dates(AT.date(), AT.date().replace(year=2030)),
        "process": st.just("process"),
        "budget": AMOUNTS,
        "need": TEXTS,
        "owner": st.just("owner"),
    },
    Activity: {"body": TEXTS, "duration": st.none() | st.integers(0, 500)},
    Product: {"description": TEXTS},
}


@st.composite
def edits(draw: st.DrawFn) -> tuple[type[models.Model], dict[str, Any]]:
    """A kind, and values for some of its fields."""
    kind = draw(st.sampled_from(KINDS))
    names = draw(st.sets(st.sampled_from(sorted(VALUES[kind])), min_size=1, max_size=3))
    return kind, {name: draw(VALUES[kind][name]) for name in sorted(names)}


@pytest.fixture
def company(admin: Actor, people) -> dict[str, Any]:
    """Some rows of every kind, closed deals among them, and what links may lead to."""
    first = account_of(admin, name="First", industry="food", employees=7)
    account_of(admin, name="Second", annual_revenue=Decimal("12.50"))
    contact_of(admin, account=first.pk)
    contact_of(admin, name="Otto Kranz")
    lead_of(admin)
    deal = deal_of(admin, estimated_revenue=Decimal(1000))
    opportunities.move_stage(deal, stage=stage("Develop"), by=admin, at=AT)
    won_deal_of(admin)
    lost_deal_of(admin)
    activity_of(admin, about=first)
    product_of("P1")
    only = [{"name": "Only", "probability": 50, "category": "pipeline"}]
    other = strategy.create_process("Short", only, by=admin, at=AT)
    return {"owner": people.olga.pk, "account": first.pk, "process": other.pk}


def moments() -> Iterator[datetime]:
    """Hour after hour: nothing happens at the same time."""
    return (AT + timedelta(hours=hour) for hour in count(1))


def done(kind: type[models.Model], values: dict[str, Any], by: Actor, at: datetime) -> ChangeSet:
    entity = registry.of(kind)
    return work_off(actions.edit_many(entity, entity.rows(by), values, by=by, at=at), at)


def snapshot() -> list[dict[Any, Any]]:
    return [rows_of(kind) for kind in (*KINDS, SalesProcess)]


def differences(found: list[dict[Any, Any]], expected: list[dict[Any, Any]]) -> list[Any]:
    """(row, column, found, expected) of every value that differs, and of every row that only one of them has."""
    return [
        (row["id"], name, value, expected[kind].get(pk, {}).get(name))
        for kind, rows in enumerate(found)
        for pk, row in rows.items()
        for name, value in row.items()
        if expected[kind].get(pk, {}).get(name) != value
    ] + [pk for kind, rows in enumerate(expected) for pk in rows.keys() - found[kind].keys()]


@settings(ROLLED_BACK, max_examples=40)
@given(plan=st.lists(edits(), min_size=1, max_size=4))
def test_edits_undone_from_the_last_to_the_first_leave_no_trace(
    plan: list[tuple[type[models.Model], dict[str, Any]]], company: dict[str, Any], admin: Actor
) -> None:
    """What `company` names stands for the ids of this example's rows."""
    with transaction.atomic():
        before, made, hours = [snapshot()], [], moments()
        for kind, values in plan:
            real = {
                name: company[name] if value == name else value for name, value in values.items()
            }
            made.append(done(kind, real, admin, next(hours)))
            before.append(snapshot())
        for change_set in reversed(made):
            assert differences(snapshot(), before.pop()) == []
            back = undo(change_set, by=admin, at=next(hours))
            assert (back.refused, back.left) == (0, 0), list(back.rows.values("label", "reason"))
            assert differences(snapshot(), before[-1]) == []
        transaction.set_rollback(True)


@settings(ROLLED_BACK, max_examples=20)
@given(edit=edits(), times=st.integers(1, 4))
def test_undo_of_undo_of_undo_goes_there_and_back(
    edit: tuple[type[models.Model], dict[str, Any]],
    times: int,
    company: dict[str, Any],
    admin: Actor,
) -> None:
    kind, values = edit
    real = {name: company[name] if value == name else value for name, value in values.items()}
    with transaction.atomic():
        before, hours = snapshot(), moments()
        last = done(kind, real, admin, next(hours))
        after = snapshot()
        for number in range(times):
            last = undo(last, by=admin, at=next(hours))
            expected = after if number % 2 else before
            assert differences(snapshot(), expected) == []
        transaction.set_rollback(True)
