"""The pages of custom fields: administrators add, change, order and retire; nobody else comes in."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dealwright.core.actor import Actor
from dealwright.records import registry
from dealwright.records.custom import actions
from dealwright.records.custom.models import CustomField, Type

pytestmark = pytest.mark.django_db
type SignIn = Callable[[Actor], Client]
ACCOUNT = "customers.account"
NEW = f"/settings/fields/{ACCOUNT}/new/"


@pytest.fixture
def client(client_for: SignIn, admin: Actor) -> Client:
    return client_for(admin)


@pytest.fixture
def tier(admin: Actor, at: datetime) -> CustomField:
    values = {
        "label": "Tier",
        "kind": "choice",
        "choices": [{"label": "Gold"}, {"label": "Silver"}],
    }
    return actions.add_field(ACCOUNT, values, by=admin, at=at)


@pytest.mark.parametrize("who", ["alice", "bob", "charlie", "olga"])
def test_only_administrators_come_in(
    who: str, request: pytest.FixtureRequest, client_for: SignIn, tier: CustomField
) -> None:
    client = client_for(request.getfixturevalue(who))
    pages = ["/settings/fields/", NEW, f"/settings/field/{tier.pk}/"]
    assert [client.get(page).status_code for page in pages] == [403, 403, 403]
    for verb in ("retire", "purge", "index"):
        assert client.post(f"/settings/field/{tier.pk}/{verb}/").status_code == 403
    assert client.post(f"{NEW}?kind=text", {"label": "Mine"}).status_code == 403
    assert CustomField.objects.get().is_retired is False


@pytest.mark.parametrize("kind", Type.values)
def test_every_kind_of_field_has_a_form(kind: str, client: Client) -> None:
    page = client.get(f"{NEW}?kind={kind}")
    assert page.status_code == 200
    given = {"label": "X", "places": "2"}
    given |= {"choice": {"new_choices": "A\nB"}, "list": {"new_choices": "A\nB"}}.get(kind, {})
    given |= {
        "link": {"to": ACCOUNT, "when_deleted": "keep"},
        "formula": {"formula": "employees * 2"},
    }.get(kind, {})
    answer = client.post(f"{NEW}?kind={kind}", given)
    assert answer.status_code == 302, answer.content.decode()
    row = CustomField.objects.get()
    assert (row.kind, row.name) == (kind, "cf_x")
    again = client.get(f"/settings/field/{row.pk}/")
    assert again.status_code == 200
    assert "cf_x" in again.content.decode()


def test_what_is_wrong_stands_beside_the_field(client: Client) -> None:
    page = client.post(
        f"{NEW}?kind=formula", {"label": "X", "formula": "employes + 1", "places": "2"}
    )
    assert page.status_code == 422
    assert "Character 1: there is no field" in page.content.decode()
    assert not CustomField.objects.exists()


def test_bounds_and_default_are_kept(client: Client) -> None:
    given = {"label": "X", "minimum": "1", "maximum": "10", "default": "5", "is_searchable": "true"}
    client.post(f"{NEW}?kind=integer", given)
    row = CustomField.objects.get()
    assert (row.minimum, row.maximum, row.default) == (1, 10, 5)
    assert row.is_searchable
    assert row.index_state == "building"


def test_choices_are_renamed_retired_ordered_and_added(client: Client, tier: CustomField) -> None:
    given = {
        "label": "Tier",
        "choice.gold.label": "Platinum",
        "choice.gold.position": "2",
        "choice.silver.label": "Silver",
        "choice.silver.position": "1",
        "choice.silver.retired": "true",
        "new_choices": "Bronze\n\n",
    }
    assert client.post(f"/settings/field/{tier.pk}/", given).status_code == 302
    tier.refresh_from_db()
    assert [(c["value"], c["label"], c["is_retired"]) for c in tier.choices] == [
        ("silver", "Silver", True),
        ("gold", "Platinum", False),
        ("bronze", "Bronze", False),
    ]
    page = client.get(f"/settings/field/{tier.pk}/").content.decode()
    assert "changed the field Tier" in page
    assert "Silver (retired)" in page


def test_fields_are_moved(client: Client, admin: Actor, at: datetime) -> None:
    rows = [
        actions.add_field(ACCOUNT, {"label": label, "kind": "text"}, by=admin, at=at)
        for label in "ABC"
    ]
    address = f"/settings/fields/{ACCOUNT}/order/"
    client.post(address, {"field": rows[2].pk, "up": "1"})
    client.post(address, {"field": rows[0].pk, "up": "1"})
    client.post(address, {"field": "nonsense", "up": "1"})
    assert [f.label for f in registry.entity(ACCOUNT).customs] == ["A", "C", "B"]


def test_a_field_is_retired_brought_back_and_purged(client: Client, tier: CustomField) -> None:
    address = f"/settings/field/{tier.pk}/"
    client.post(f"{address}retire/")
    assert "cf_tier" not in registry.entity(ACCOUNT).by_name
    page = client.get(address).content.decode()
    assert "0 records still have a value" in page
    client.post(f"{address}retire/")
    assert "cf_tier" in registry.entity(ACCOUNT).by_name
    refused = client.post(f"{address}purge/")
    assert refused.status_code == 409
    client.post(f"{address}retire/")
    assert client.post(f"{address}purge/").status_code == 302


def test_a_kind_that_there_is_not_is_not_found(client: Client) -> None:
    assert client.get("/settings/fields/customers.nothing/").status_code == 404
    assert client.get("/settings/fields/catalog.quantitybreak/new/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_field_and_three(
    count: int, client: Client, admin: Actor, at: datetime
) -> None:
    for number in range(count):
        values = {"label": f"F{number}", "kind": "text"}
        actions.add_field(ACCOUNT, values, by=admin, at=at)
    client.get("/settings/fields/")
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/settings/fields/").status_code == 200
    assert len(queries) == 8
