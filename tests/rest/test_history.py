"""History over REST: every write, the record as it was, a field restored, and many changes at once."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from dealwright.core.actor import Actor
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from dealwright.records import registry
from dealwright.records.changesets import queries
from dealwright.records.changesets.models import ChangeSet
from dealwright.strategy import actions as strategy
from tests.factories.customers import account_of
from tests.people import AT
from tests.records.changesets.acting import undo, work_off
from tests.rest import samples
from tests.rest.conftest import Api
from tests.rest.test_document import validator

pytestmark = pytest.mark.django_db
KINDS = [entity.key for entity in registry.entities() if entity.route and entity.create]


def schema(name: str) -> Any:
    return validator({"$ref": f"#/components/schemas/{name}"})


@pytest.fixture
def account(alice: Actor) -> Account:
    made = account_of(alice, industry="food")
    return customers.update_account(made, {"industry": "logistics"}, by=alice, at=AT)


def test_every_write_is_told_and_as_described(
    as_alice: Api, account: Account, alice: Actor
) -> None:
    found = as_alice.get(f"accounts/{account.pk}/history").json()
    schema("History").validate(found)
    changed, created = found["items"]
    assert changed["changes"] == [{"field": "industry", "old": "food", "new": "logistics"}]
    assert (changed["by"]["id"], changed["channel"]) == (str(alice.id), "web")
    assert (created["what"], created["changes"]) == ("created", [])


def test_links_are_told_by_id_and_label(
    as_bob: Api, account: Account, alice: Actor, people
) -> None:
    customers.update_account(account, {"owner": people.ann.pk}, by=alice, at=AT)
    change = as_bob.get(f"accounts/{account.pk}/history").json()["items"][0]["changes"][0]
    assert change["new"] == {"id": str(people.ann.pk), "label": "Ann Example"}


def test_it_comes_in_pages(as_alice: Api, account: Account) -> None:
    address = f"accounts/{account.pk}/history"
    first = as_alice.get(address, limit=1).json()
    rest = as_alice.get(address, limit=1, cursor=first["next_cursor"]).json()
    assert [page["items"][0]["what"] for page in (first, rest)] == ["changed", "created"]
    assert rest["next_cursor"] is None


def test_a_record_as_it_was(as_alice: Api, account: Account) -> None:
    address = f"accounts/{account.pk}/history"
    now = datetime.now(UTC)
    found = as_alice.get(address, at=now.isoformat()).json()
    schema("RecordThen").validate(found)
    assert found["record"]["industry"] == "logistics"
    assert found["record"]["owner"]["label"] == "Alice Example"
    early = as_alice.get(address, at=(now - timedelta(days=1)).isoformat())
    assert early.status_code == 404


@pytest.mark.parametrize(
    "asked",
    [{"at": "soon"}, {"at": "9999-99-99"}, {"cursor": "x"}, {"cursor": "9" * 30}, {"limit": "0"}, {"page": "2"}],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(
    asked: dict[str, str], as_alice: Api, account: Account
) -> None:
    assert as_alice.get(f"accounts/{account.pk}/history", **asked).status_code == 422


def test_a_field_is_restored_against_the_version_that_was_read(
    as_alice: Api, account: Account
) -> None:
    address = f"accounts/{account.pk}"
    entry = as_alice.get(f"{address}/history").json()["items"][1]["entry"]
    body = {"field": "industry", "entry": entry}
    assert as_alice.post(f"{address}/restore", body).status_code == 428
    assert as_alice.post(f"{address}/restore", body, If_Match='"1"').status_code == 412
    found = as_alice.post(f"{address}/restore", body, If_Match='"2"')
    assert (found.json()["industry"], found["ETag"]) == ("food", '"3"')


def test_a_stranger_finds_no_history_and_restores_nothing(
    as_charlie: Api, account: Account
) -> None:
    address = f"accounts/{account.pk}"
    assert as_charlie.get(f"{address}/history").status_code == 404
    body = {"field": "industry", "entry": "1"}
    assert as_charlie.post(f"{address}/restore", body, If_Match="*").status_code == 404
    assert as_charlie.post("accounts/bulk", {"ids": [str(account.pk)], "set": {"industry": "food"}}).status_code == 422  # fmt: skip
    assert not ChangeSet.objects.exists()


@pytest.mark.parametrize("key", KINDS)
def test_every_kind_has_a_history_that_is_as_described(api_of: Any, admin: Actor, key: str) -> None:
    strategy.keep_default_process(by=admin, at=AT)
    entity = registry.entity(key)
    row = samples.row(entity, admin)
    api = api_of(admin)
    found = api.get(f"{entity.route}/{row.pk}/history")
    schema("History").validate(found.json())
    assert found.json()["items"][-1]["what"] == "created"
    then = api.get(f"{entity.route}/{row.pk}/history", at=datetime.now(UTC).isoformat()).json()
    now = api.get(f"{entity.route}/{row.pk}").json()
    kept = then["record"].keys() & now.keys()
    assert {name: then["record"][name] for name in kept} == {name: now[name] for name in kept}


def test_many_records_are_changed_watched_and_taken_back(
    as_alice: Api, account: Account, alice: Actor
) -> None:
    other = account_of(alice, name="Other", industry="energy")
    started = as_alice.post(
        "accounts/bulk", {"where": {"industry": "energy"}, "set": {"employees": 3}}
    )
    assert started.status_code == 202
    schema("ChangeSet").validate(started.json())
    address = started["Location"].removeprefix("/api/v1/")
    work_off(ChangeSet.objects.get())
    done = as_alice.get(address).json()
    assert (done["state"], done["changed"], done["total"]) == ("done", 1, 1)
    other.refresh_from_db()
    assert other.employees == 3

    customers.update_account(other, {"employees": 4}, by=alice, at=AT)
    preview = as_alice.get(f"{address}/undo").json()
    schema("UndoPreview").validate(preview)
    assert preview["counts"] == {"changed": 1}
    assert preview["changed_since"][0]["now"] == {"employees": 4}

    undone = as_alice.post(f"{address}/undo", {"also": [str(other.pk)]})
    assert undone.status_code == 202
    work_off(ChangeSet.objects.get(kind="undo"))
    other.refresh_from_db()
    assert other.employees is None
    page = as_alice.get("changes").json()
    schema("ChangeSetPage").validate(page)
    assert {each["kind"]: each["state"] for each in page["items"]} == {
        "undo": "done",
        "edit": "undone",
    }


def test_all_that_was_changed_since_is_listed_page_by_page(
    as_alice: Api, alice: Actor, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "SHOWN", 1)
    other = account_of(alice, name="Other")
    as_alice.post("accounts/bulk", {"where": {}, "set": {"employees": 3}})
    done = work_off(ChangeSet.objects.get())
    for each in (account, other):
        customers.update_account(each, {"employees": 4}, by=alice, at=AT)
    address = f"changes/{done.pk}/undo"
    first = as_alice.get(address).json()
    rest = as_alice.get(f"{address}/changed-since", cursor=first["next_cursor"]).json()
    schema("ChangedSincePage").validate(rest)
    found = [each["id"] for each in first["changed_since"] + rest["items"]]
    assert sorted(found) == sorted(str(each.pk) for each in (account, other))
    assert rest["next_cursor"] is None
    assert as_alice.get(f"{address}/changed-since", cursor="x").status_code == 422


def test_assigning_many_is_another_form_of_it(as_bob: Api, account: Account, people) -> None:
    body = {"ids": [str(account.pk)], "assign": str(people.ann.pk)}
    assert as_bob.post("accounts/bulk", body).status_code == 202
    work_off(ChangeSet.objects.get())
    account.refresh_from_db()
    assert account.owner_id == people.ann.pk


def test_deleting_many_is_one_more(as_bob: Api, as_alice: Api, account: Account) -> None:
    body = {"ids": [str(account.pk)], "delete": True}
    assert as_bob.post("accounts/bulk", body).status_code == 202
    done = work_off(ChangeSet.objects.get())
    assert (done.kind, done.changed) == ("delete", 1)
    assert as_alice.get(f"accounts/{account.pk}").status_code == 404
    undo(done, by=done.actor())
    assert as_alice.get(f"accounts/{account.pk}").status_code == 200


def test_what_was_not_taken_is_listed_with_its_reason(
    as_alice: Api, account: Account, ann: Actor
) -> None:
    hers = account_of(ann, name="Hers")
    as_alice.post(
        "accounts/bulk", {"ids": [str(hers.pk), str(account.pk)], "set": {"employees": 3}}
    )
    done = work_off(ChangeSet.objects.get())
    found = as_alice.get(f"changes/{done.pk}/not-taken").json()
    schema("NotTakenPage").validate(found)
    (row,) = found["items"]
    assert (row["id"], row["outcome"]) == (str(hers.pk), "refused")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"ids": [], "set": {"employees": 3}},
        {"ids": ["x"], "set": {"employees": 3}},
        {"ids": "x", "set": {"employees": 3}},
        {"ids": [str(uuid4())], "set": {"employees": 3}},
        {"ids": [str(uuid4())], "where": {}, "set": {"employees": 3}},
        {"where": {}, "set": {}},
        {"where": {}, "set": 3},
        {"where": {}, "set": {"employees": "many"}},
        {"where": {}, "set": {"number": "1"}},
        {"where": {"nothing": "x"}, "set": {"employees": 3}},
        {"where": {"industry": 3}, "set": {"employees": 3}},
        {"where": {}, "assign": "nobody"},
        {"where": {}, "assign": None},
        {"where": {}, "set": {"employees": 3}, "assign": str(uuid4())},
        {"where": {}, "set": {"employees": 3}, "more": 1},
        {"where": {}, "delete": False},
        {"where": {}, "delete": True, "set": {"employees": 3}},
    ],
)
def test_a_bulk_change_that_cannot_be_read_is_refused(
    body: Any, as_alice: Api, account: Account
) -> None:
    assert as_alice.post("accounts/bulk", body).status_code == 422
    assert not ChangeSet.objects.exists()


def test_change_sets_of_others_are_not_found(as_alice: Api, as_bob: Api, account: Account) -> None:
    as_alice.post("accounts/bulk", {"ids": [str(account.pk)], "set": {"employees": 3}})
    found = ChangeSet.objects.get()
    for address in ("", "/not-taken", "/undo", "/undo/changed-since"):
        assert as_bob.get(f"changes/{found.pk}{address}").status_code == 404
    assert as_bob.post(f"changes/{found.pk}/undo").status_code == 404
    assert as_bob.get("changes").json()["items"] == []


@pytest.mark.parametrize(
    ("scopes", "status"),
    [(("read:customers",), 200), (("read:*",), 200), (("read:leads", "write:*"), 404)],
)
def test_a_token_finds_the_change_sets_of_what_it_may_read(
    scopes: tuple[str, ...], status: int, as_alice: Api, api_of: Any, account: Account, alice: Actor
) -> None:
    as_alice.post("accounts/bulk", {"ids": [str(account.pk)], "set": {"employees": 3}})
    found = ChangeSet.objects.get()
    api = api_of(alice, *scopes)
    assert api.get(f"changes/{found.pk}").status_code == status
    assert len(api.get("changes").json()["items"]) == (status == 200)


def test_an_undo_puts_back_all_that_others_changed(
    as_alice: Api, account: Account, alice: Actor
) -> None:
    others = [account_of(alice, name=name, industry="energy") for name in ("One", "Two")]
    started = as_alice.post(
        "accounts/bulk", {"where": {"industry": "energy"}, "set": {"employees": 3}}
    )
    work_off(ChangeSet.objects.get())
    for other in others:
        other.refresh_from_db()
        customers.update_account(other, {"employees": 4}, by=alice, at=AT)
    address = f"{started['Location'].removeprefix('/api/v1/')}/undo"
    assert as_alice.post(address, {"also": "every"}).status_code == 422
    assert as_alice.post(address, {"also": "all"}).status_code == 202
    work_off(ChangeSet.objects.get(kind="undo"))
    assert {Account.objects.get(pk=other.pk).employees for other in others} == {None}
