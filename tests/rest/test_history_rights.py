"""History over REST tells and restores no more than the caller may see, and a token takes back what it may write."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from dealwright.core.actor import Actor
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from dealwright.exchange.undoable import IMPORT
from dealwright.identity import actions as identity
from dealwright.identity.models import Role
from dealwright.identity.privileges import FieldLevel
from dealwright.records import actions as records
from dealwright.records.changesets import actions as changesets
from dealwright.records.changesets.models import ChangeSet
from tests.factories.customers import account_of
from tests.records.changesets.acting import work_off
from tests.rest.conftest import Api

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(alice: Actor) -> Account:
    return account_of(alice, industry="food", phone="+493012345678")


def test_restoring_a_field_tells_nothing_of_hidden_ones(
    as_alice: Api, account: Account, alice: Actor, admin: Actor, at: datetime
) -> None:
    customers.update_account(account, {"industry": "energy"}, by=alice, at=at)
    role, levels = Role.objects.get(key="salesperson"), {"phone": FieldLevel.HIDDEN}
    identity.set_field_rights(role, "customers.account", levels, by=admin, at=at)
    address = f"accounts/{account.pk}"
    entry = as_alice.get(f"{address}/history").json()["items"][-1]["entry"]

    body = {"field": "industry", "entry": entry}
    found = as_alice.post(f"{address}/restore", body, If_Match="*").json()

    assert found["industry"] == "food"
    assert found == as_alice.get(address).json()
    assert "phone" not in found


def test_a_deleted_link_is_told_to_those_who_reached_it_whatever_is_shared_with_them(
    as_alice: Api,
    as_charlie: Api,
    account: Account,
    alice: Actor,
    ann: Actor,
    people: SimpleNamespace,
    at: datetime,
) -> None:
    group = account_of(alice, name="Group")
    customers.update_account(account, {"parent": group.pk}, by=alice, at=at)
    customers.update_account(account, {"parent": None}, by=alice, at=at)
    customers.delete_account(group, by=alice, at=at)
    records.share(account, people.charlie, by=alice, at=at)
    records.share(account_of(ann, name="Hers"), people.alice, by=ann, at=at)

    def label(api: Api) -> Any:
        answer = api.get(f"accounts/{account.pk}/history")
        assert answer.status_code == 200
        (change,) = answer.json()["items"][0]["changes"]
        assert (change["field"], change["old"]["id"]) == ("parent", str(group.pk))
        return change["old"]["label"]

    assert label(as_alice) == "Group"
    assert label(as_charlie) is None


@pytest.mark.parametrize(
    ("scope", "status"), [("read:*", 403), ("write:leads", 403), ("write:customers", 202)]
)
def test_a_token_undoes_only_what_it_may_write(
    scope: str, status: int, as_alice: Api, api_of: Any, account: Account, alice: Actor
) -> None:
    as_alice.post("accounts/bulk", {"ids": [str(account.pk)], "set": {"employees": 3}})
    done = work_off(ChangeSet.objects.get())
    answer = api_of(alice, "read:*", scope).post(f"changes/{done.pk}/undo", {})
    assert answer.status_code == status
    assert ChangeSet.objects.filter(kind="undo").exists() == (status == 202)
    if status == 403:
        assert answer.json()["code"] == "missing_scope"
        assert "write:customers" in answer.json()["detail"]


@pytest.mark.parametrize(("scope", "status"), [("write:customers", 403), ("write:*", 202)])
def test_a_token_undoes_an_import_only_when_it_may_write_all(
    scope: str, status: int, api_of: Any, alice: Actor, at: datetime
) -> None:
    done = changesets.begin(IMPORT, name="Old system", by=alice, at=at)
    changesets.end(done, by=alice, at=at)
    answer = api_of(alice, "read:*", scope).post(f"changes/{done.pk}/undo", {})
    assert answer.status_code == status
    assert ChangeSet.objects.filter(kind="undo").exists() == (status == 202)
