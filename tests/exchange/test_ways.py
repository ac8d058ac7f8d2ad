"""One chooses by which field a column of an import finds the records it names: on the page, over REST, and in the engine."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import orjson
import pytest
from django.test import Client
from django.urls import reverse

from dealwright.core.actor import Actor
from dealwright.customers.models import Account, Contact
from dealwright.exchange import actions, links
from dealwright.exchange.models import Import
from dealwright.identity import actions as identity
from dealwright.identity.models import Role
from dealwright.identity.privileges import FieldLevel
from dealwright.records.custom import actions as custom
from dealwright.records.custom.models import CustomField, IndexState
from tests.exchange.uploads import done, plan_of, uploaded
from tests.factories.customers import account_of

pytestmark = pytest.mark.django_db
ACCOUNT = "customers.account"
type SignIn = Callable[[Actor], Client]


@pytest.fixture
def code(admin: Actor, system: Actor, at: datetime) -> CustomField:
    """A unique field of accounts, its index built."""
    given = {"label": "Code", "kind": "text", "is_unique": True}
    made = custom.add_field(ACCOUNT, given, by=admin, at=at)
    custom.note_index(made.pk, IndexState.READY, by=system, at=at)
    return made


@pytest.fixture
def acme(code: CustomField, alice: Actor) -> Account:
    """Alice's account, with another one that has its code for a name."""
    account_of(alice, "NX-7")
    return account_of(alice, "Acme", cf_code="nx-7", registration_number="HRB 123 456")


def contacts(text: str, *, by: Actor, at: datetime) -> Import:
    return uploaded("customers.contact", f"Last name,Account\nLind,{text}\n", by=by, at=at)


def finding(found: Import, way: str, client: Client) -> None:
    """Choose on the page how accounts are found."""
    address = reverse("exchange:columns", args=[found.pk])
    answer = client.post(address, {"by.1": way, "mode": "create", "duplicates": "create"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("way", "text"),
    [("cf_code", "Nx-7"), ("registration_number", "hrb-123456"), ("name", "ACME")],
)
def test_records_are_found_by_the_field_that_is_chosen(
    way: str, text: str, acme: Account, alice: Actor, client_for: SignIn, at: datetime
) -> None:
    found = contacts(text, by=alice, at=at)
    finding(found, way, client_for(alice))
    assert plan_of(found).columns[1].rule.by == way
    found = done(found, by=alice, at=at)
    assert (found.created, found.refused) == (1, 0)
    assert Contact.objects.get().account == acme


def test_a_field_that_is_not_chosen_finds_nothing(
    acme: Account, alice: Actor, client_for: SignIn, at: datetime
) -> None:
    found = contacts("Acme", by=alice, at=at)
    finding(found, "cf_code", client_for(alice))
    found = done(found, by=alice, at=at)
    assert (found.created, found.refused) == (0, 1)


def test_the_page_offers_what_tells_records_apart(
    acme: Account, alice: Actor, client_for: SignIn, at: datetime
) -> None:
    found = contacts("Acme", by=alice, at=at)
    page = client_for(alice).get(reverse("exchange:columns", args=[found.pk])).text
    assert "Account is found by" in page
    for way in (links.ANY, "external_id", "name", "registration_number", "cf_code"):
        assert f'<option value="{way}"' in page
    finding(found, "description", client_for(alice))
    assert plan_of(found).columns[1].rule.by == links.ANY


def test_a_hidden_field_is_no_way(acme: Account, alice: Actor, admin: Actor, at: datetime) -> None:
    role = Role.objects.get(key="salesperson")
    hidden = {"registration_number": FieldLevel.HIDDEN}
    identity.set_field_rights(role, ACCOUNT, hidden, by=admin, at=at)
    found = links.ways(ACCOUNT, replace(alice, memo={}))
    assert "registration_number" not in found
    assert "cf_code" in found


def test_only_names_make_what_is_missing(acme: Account, alice: Actor, at: datetime) -> None:
    found = contacts("HRB 999 111", by=alice, at=at)
    plan = plan_of(found)
    rule = plan.columns[1].rule.model_copy(update={"by": "registration_number", "create": True})
    plan = plan.with_column(plan.columns[1].model_copy(update={"rule": rule}))
    actions.set_plan(found, plan.model_dump(mode="json"), by=alice, at=at)
    found = done(found, by=alice, at=at)
    assert (found.created, found.refused) == (0, 1)
    assert Account.objects.count() == 2


@pytest.mark.parametrize(("way", "status"), [("cf_code", 200), ("description", 422)])
def test_rest_takes_the_same_and_refuses_others(
    way: str, status: int, acme: Account, alice: Actor, api_for: SignIn, at: datetime
) -> None:
    found = contacts("Acme", by=alice, at=at)
    answer = api_for(alice).patch(
        f"/api/v1/imports/{found.pk}/plan",
        orjson.dumps({"columns": {"Account": {"by": way}}}),
        content_type="application/json",
    )
    assert answer.status_code == status, answer.text
    assert plan_of(found).columns[1].rule.by == (way if status == 200 else links.ANY)
