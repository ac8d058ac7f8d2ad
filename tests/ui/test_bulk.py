"""Acts on many rows of a list: which rows are meant, what is confirmed, and what becomes of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dealwright.core.actor import Actor
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.identity import actions as identity
from dealwright.identity.privileges import FieldLevel
from dealwright.identity.queries import actor_for
from dealwright.records import registry
from dealwright.records.changesets.models import ChangeSet
from dealwright.ui import bulk
from tests.factories.customers import account_of
from tests.factories.leads import lead_of
from tests.records.changesets.acting import outcomes, undo, work_off

pytestmark = pytest.mark.django_db
ACCOUNT = "customers.account"
ALL = {"all": "1", "list": "view=all"}
DIALOG = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#dialog-body"}
type SignIn = Callable[[Actor], Client]


@pytest.fixture
def accounts(alice: Actor) -> list[Account]:
    return [account_of(alice, name=name, industry="food") for name in ("Alfa", "Beta", "Gamma")]


def act(client: Client, verb: str, key: str = ACCOUNT, **given: Any) -> Any:
    address = reverse(f"ui:bulk_{verb}", args=[key])
    return client.post(address, {**ALL, **given}, headers=DIALOG)


def go(client: Client, verb: str, count: int, **given: Any) -> Any:
    return act(client, verb, step="go", count=count, **given)


def test_all_that_match_are_edited_and_undone(
    accounts: list[Account], alice: Actor, charlie: Actor, client_for: SignIn
) -> None:
    account_of(alice, name="Other", industry="energy")
    strange = account_of(charlie, name="Strange", industry="food")
    client = client_for(alice)
    chosen = {"list": "view=all&q=a&filter=industry%20%3D%20food", "field": "industry"}
    dialog = act(client, "edit", **chosen, more="employees")
    assert "Edit 3 accounts" in dialog.content.decode()

    answer = go(
        client, "edit", 3, list=chosen["list"], field=["industry", "employees"], industry="energy", employees="12"
    )  # fmt: skip

    assert answer.status_code == 200
    assert "dw:unselect" in answer["HX-Trigger"]
    done = work_off(ChangeSet.objects.get())
    assert (done.kind, done.total, done.changed) == ("edit", 3, 3)
    found = Account.objects.exclude(name="Other").exclude(pk=strange.pk)
    assert set(found.values_list("industry", "employees")) == {("energy", 12)}
    strange.refresh_from_db()
    assert strange.industry == "food"
    undo(done, by=alice)
    assert set(found.values_list("industry", "employees")) == {("food", None)}


def test_ticked_rows_alone_are_edited(
    accounts: list[Account], alice: Actor, client_for: SignIn
) -> None:
    ids = ",".join(str(account.pk) for account in accounts[:2])
    go(client_for(alice), "edit", 2, all="", ids=ids, field="industry", industry="energy")
    work_off(ChangeSet.objects.get())
    assert list(Account.objects.order_by("name").values_list("industry", flat=True)) == ["energy", "energy", "food"]  # fmt: skip


def test_rows_of_others_are_not_counted_and_not_taken(
    accounts: list[Account], charlie: Actor, client_for: SignIn
) -> None:
    ids = ",".join(str(account.pk) for account in accounts)
    client = client_for(charlie)
    assert "Edit 0 accounts" in act(client, "edit", all="", ids=ids).content.decode()
    answer = go(client, "edit", 0, all="", ids=ids, field="industry", industry="energy")
    assert answer.status_code == 422
    assert not ChangeSet.objects.exists()


@pytest.mark.parametrize("name", ["edit", "assign", "delete"])
def test_another_number_than_was_confirmed_is_asked_again(
    name: str, accounts: list[Account], bob: Actor, alice: Actor, client_for: SignIn
) -> None:
    account_of(alice, name="Delta")
    given = {"field": "industry", "industry": "energy", "owner": str(bob.id)}
    answer = go(client_for(bob), name, 3, **given)
    assert answer.status_code == 422
    assert "Meanwhile these are 4 records, no longer 3." in answer.content.decode()
    assert 'name="count" value="4"' in answer.content.decode()
    assert not ChangeSet.objects.exists()
    assert not EventRecord.objects.filter(subject_type="records.changeset").exists()


def test_an_act_without_a_confirmed_number_is_refused(
    accounts: list[Account], bob: Actor, client_for: SignIn
) -> None:
    assert act(client_for(bob), "delete", step="go").status_code == 422
    assert Account.objects.count() == 3


def test_many_are_handed_over(
    accounts: list[Account], bob: Actor, ann: Actor, client_for: SignIn
) -> None:
    client = client_for(bob)
    assert go(client, "assign", 3).status_code == 422  # nobody is named
    assert go(client, "assign", 3, owner=str(ann.id)).status_code == 200
    work_off(ChangeSet.objects.get())
    assert {account.owner_id for account in Account.objects.all()} == {ann.id}


def test_many_are_deleted_and_the_refused_are_named(
    accounts: list[Account], bob: Actor, client_for: SignIn
) -> None:
    customers.create_contact(
        {"last_name": "Berg", "account": accounts[0].pk}, by=bob, at=accounts[0].created_at
    )
    client = client_for(bob)
    assert "Undo brings the others back" in act(client, "delete").content.decode()
    go(client, "delete", 3)
    done = work_off(ChangeSet.objects.get())
    assert outcomes(done) == {"Alfa": "refused", "Beta": "changed", "Gamma": "changed"}
    said = client.get(reverse("ui:bulk_progress", args=[done.pk]))
    assert "still used by: contacts" in said.content.decode()
    assert f"/changes/{done.pk}/undo/" in said.content.decode()
    assert "dw:changed" in said["HX-Trigger"]


def test_a_wrong_value_comes_back_beside_its_field_and_is_kept(
    accounts: list[Account], alice: Actor, client_for: SignIn
) -> None:
    answer = go(client_for(alice), "edit", 3, field="employees", employees="many")
    assert answer.status_code == 422
    assert 'value="many"' in answer.content.decode()
    assert "This must be a whole number." in answer.content.decode()
    assert not ChangeSet.objects.exists()


def test_a_field_that_must_have_a_value_is_not_emptied(
    accounts: list[Account], alice: Actor, client_for: SignIn
) -> None:
    assert go(client_for(alice), "edit", 3, field="name", name="").status_code == 422
    assert go(client_for(alice), "edit", 3, field="industry", industry="").status_code == 200
    work_off(ChangeSet.objects.get())
    assert set(Account.objects.values_list("industry", flat=True)) == {""}


def test_a_field_that_may_only_be_read_is_not_offered(
    people: Any, admin: Actor, client_for: SignIn, at: datetime
) -> None:
    levels = {"industry": FieldLevel.READ, "employees": FieldLevel.HIDDEN}
    identity.set_field_rights(people.alice.roles.get(), ACCOUNT, levels, by=admin, at=at)
    alice = actor_for(people.alice)
    account_of(alice)
    client = client_for(alice)
    page = act(client, "edit").content.decode()
    assert 'value="phone"' in page
    assert 'value="industry"' not in page
    assert 'value="employees"' not in page
    assert go(client, "edit", 1, field="industry", industry="energy").status_code == 422
    assert not ChangeSet.objects.exists()


@pytest.mark.parametrize(
    ("name", "key"), [("edit", "leads.lead"), ("assign", "leads.lead"), ("delete", "leads.lead")]
)
def test_who_lacks_the_right_is_refused(
    name: str, key: str, people: Any, alice: Actor, admin: Actor, client_for: SignIn, at: datetime
) -> None:
    lead_of(alice)
    identity.set_roles(people.alice, [], by=admin, at=at)
    assert act(client_for(alice), name, key, step="go", count=1).status_code == 403
    assert not ChangeSet.objects.exists()


@pytest.mark.parametrize("given", [{"ids": ""}, {"ids": "x"}, {"ids": "," * 5}])
def test_a_selection_that_cannot_be_read_is_refused(
    given: dict[str, str], accounts: list[Account], alice: Actor, client_for: SignIn
) -> None:
    assert act(client_for(alice), "edit", all="", **given).status_code == 422
    assert act(client_for(alice), "edit", "no.kind").status_code == 404


@pytest.mark.parametrize(
    "state",
    [
        "view=0192f0c1-0000-7000-8000-000000000001",
        "view=all&filter=" + "(" * 9000,
        "view=all&" + "x" * 41_000,
    ],
)
def test_all_rows_of_a_list_that_cannot_be_told_are_refused(
    state: str, accounts: list[Account], alice: Actor, client_for: SignIn
) -> None:
    client = client_for(alice)
    assert act(client, "delete", list=state).status_code == 409
    assert go(client, "delete", 3, list=state).status_code == 409
    assert act(client, "total", list=state).status_code == 409
    ticked = {"all": "", "ids": str(accounts[0].pk)}
    assert act(client, "delete", list=state, **ticked).status_code == 200
    assert not ChangeSet.objects.exists()


def test_the_bar_is_told_number_and_sum(alice: Actor, client_for: SignIn) -> None:
    for revenue in (1000, 234):
        account_of(alice, annual_revenue=revenue, currency="EUR")
    said = act(client_for(alice), "total").content.decode()
    assert "2 selected" in said
    assert "€1,234" in said


def test_progress_is_seen_by_whoever_started_it(
    accounts: list[Account], alice: Actor, bob: Actor, client_for: SignIn
) -> None:
    go(client_for(alice), "edit", 3, field="industry", industry="energy")
    address = reverse("ui:bulk_progress", args=[ChangeSet.objects.get().pk])
    page = client_for(alice).get(address)
    assert "0 of 3" in page.content.decode()
    assert "HX-Trigger" not in page
    assert client_for(bob).get(address).status_code == 404


def test_acts_are_offered_as_far_as_rights_go(
    alice: Actor, bob: Actor, mia: Actor, at: datetime
) -> None:
    def names(actor: Actor, key: str) -> list[str]:
        entity = registry.entity(key).seen_by(actor)
        return [act.name for act, _url in bulk.offered(entity, actor)]

    assert names(bob, ACCOUNT) == ["assign", "edit", "merge", "export", "delete"]
    assert "edit" not in names(mia, "opportunities.opportunity")
    assert names(alice, "orders.order") == ["edit", "export"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_dialog_costs_the_same_for_one_row_and_for_three(
    count: int, alice: Actor, client_for: SignIn, django_assert_max_num_queries: Any
) -> None:
    for _each in range(count):
        account_of(alice)
    client = client_for(alice)
    act(client, "edit")
    with django_assert_max_num_queries(12):
        act(client, "edit")
