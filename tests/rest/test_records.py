"""One record: read, made, changed, deleted, by those who may."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dealwright.core.actor import Actor
from dealwright.customers import actions as customers
from dealwright.customers.models import Account, Contact
from dealwright.events.models import EventRecord
from tests.rest.conftest import Api

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(alice: Actor, at: datetime) -> Account:
    values = {"name": "Nordhaven", "annual_revenue": "1200000.5", "billing_city": "Malmö"}
    return customers.create_account(values, by=alice, at=at)


def test_a_record_is_read_with_its_links_as_id_and_label(
    as_alice: Api, alice: Actor, account: Account
) -> None:
    answer = as_alice.get(f"accounts/{account.pk}")
    found = answer.json()
    assert answer.status_code == 200
    assert answer["ETag"] == '"1"'
    assert answer["Cache-Control"] == "no-store"
    assert found["name"] == "Nordhaven"
    assert found["annual_revenue"] == "1200000.50"
    assert found["owner"] == {"id": str(alice.id), "label": "Alice Example"}
    assert found["parent"] is None
    assert found["created_at"] == "2026-09-01T09:00:00Z"
    assert found["version"] == 1


def test_a_link_to_its_own_kind_is_named_after_the_other(
    as_alice: Api, alice: Actor, account: Account, at: datetime
) -> None:
    values = {"name": "Nordhaven Malmö", "parent": account.pk}
    child = customers.create_account(values, by=alice, at=at)
    found = as_alice.get(f"accounts/{child.pk}").json()
    assert found["parent"] == {"id": str(account.pk), "label": "Nordhaven"}


def test_a_colleague_who_may_see_a_record_reads_it(as_bob: Api, account: Account) -> None:
    assert as_bob.get(f"accounts/{account.pk}").json()["name"] == "Nordhaven"


def test_a_stranger_gets_the_same_answer_as_for_nothing(as_charlie: Api, account: Account) -> None:
    theirs = as_charlie.get(f"accounts/{account.pk}")
    nothing = as_charlie.get(f"accounts/{uuid4()}")
    assert theirs.status_code == nothing.status_code == 404
    assert theirs.json() == nothing.json()


@pytest.mark.parametrize("method", ["patch", "delete"])
def test_a_stranger_cannot_touch_what_he_cannot_see(
    as_charlie: Api, account: Account, method: str
) -> None:
    send: Any = getattr(as_charlie, method)
    body = ({"name": "Mine"},) if method == "patch" else ()
    assert send(f"accounts/{account.pk}", *body, If_Match="*").status_code == 404
    account.refresh_from_db()
    assert account.name == "Nordhaven"


def test_a_colleague_without_the_right_is_refused_with_the_reason(
    api_of: Callable[..., Api], ann: Actor, account: Account
) -> None:
    answer = api_of(ann).patch(f"accounts/{account.pk}", {"name": "Mine"}, If_Match='"1"')
    assert answer.status_code == 403
    assert answer.json()["code"] == "not_allowed"
    assert answer.json()["remedy"]
    account.refresh_from_db()
    assert account.name == "Nordhaven"


def test_reading_costs_three_statements(as_alice: Api, account: Account) -> None:
    as_alice.get(f"accounts/{account.pk}")  # the token's use is noted once in five minutes
    with CaptureQueriesContext(connection) as queries:
        as_alice.get(f"accounts/{account.pk}")
    assert len(queries) == 3  # token, principals, record


def test_a_record_may_be_read_in_part(as_alice: Api, account: Account) -> None:
    answer = as_alice.get(f"accounts/{account.pk}", fields="name,owner,version")
    assert list(answer.json()) == ["id", "version", "name", "owner"]
    assert answer["ETag"] == '"1"'


def test_an_unknown_field_is_refused_by_name(as_alice: Api, account: Account) -> None:
    answer = as_alice.get(f"accounts/{account.pk}", fields="name,colour")
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "fields", "detail": "There is no field colour."}]


def test_a_record_is_created_and_says_where_it_is(
    as_alice: Api, alice: Actor, account: Account
) -> None:
    answer = as_alice.post(
        "contacts", {"last_name": "Lindqvist", "account": str(account.pk), "phone": "030 901820"}
    )
    found = answer.json()
    assert answer.status_code == 201
    assert answer["Location"] == f"/api/v1/contacts/{found['id']}"
    assert answer["ETag"] == '"1"'
    assert found["account"] == {"id": str(account.pk), "label": "Nordhaven"}
    assert found["phone"] == "+4930901820"
    assert Contact.objects.get(pk=found["id"]).owner_id == alice.id
    event = EventRecord.objects.get(subject_id=found["id"])
    assert (event.channel, event.actor_id) == ("api", alice.id)


def test_many_records_are_created_in_one_transaction_and_in_order(as_alice: Api) -> None:
    answer = as_alice.post("contacts", [{"last_name": name} for name in "CABD"])
    assert answer.status_code == 201
    assert [found["name"] for found in answer.json()["items"]] == ["C", "A", "B", "D"]


def test_many_cost_as_many_statements_as_few(as_alice: Api) -> None:
    def cost(count: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            as_alice.post("contacts", [{"last_name": str(number)} for number in range(count)])
        return len(queries)

    cost(1)
    assert cost(2) == cost(40)


def test_one_wrong_row_among_many_is_named_and_none_is_written(as_alice: Api) -> None:
    rows = [{"last_name": "A"}, {"first_name": "B"}, {"last_name": "C", "email": "c@"}]
    answer = as_alice.post("contacts", rows)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"row": 1, "field": "last_name", "detail": "This is required."},
        {"row": 2, "field": "email", "detail": "This is not an email address."},
    ]
    assert Contact.objects.count() == 0


@pytest.mark.parametrize("count", [0, 1001])
def test_a_list_of_records_has_its_bounds(as_alice: Api, count: int) -> None:
    answer = as_alice.post("contacts", [{"last_name": "A"}] * count)
    assert answer.status_code == 422
    assert "1 to 1000" in answer.json()["detail"]


def test_what_a_stranger_owns_cannot_be_linked(as_charlie: Api, account: Account) -> None:
    answer = as_charlie.post("contacts", {"last_name": "B", "account": str(account.pk)})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "account"
    assert Contact.objects.count() == 0


def test_a_change_raises_the_version(as_alice: Api, account: Account) -> None:
    answer = as_alice.patch(f"accounts/{account.pk}", {"employees": 12}, If_Match='"1"')
    assert answer.status_code == 200
    assert answer["ETag"] == '"2"'
    assert (answer.json()["employees"], answer.json()["name"]) == (12, "Nordhaven")


def test_a_change_without_difference_writes_nothing(as_alice: Api, account: Account) -> None:
    events = EventRecord.objects.count()
    answer = as_alice.patch(f"accounts/{account.pk}", {"name": "Nordhaven"}, If_Match='"1"')
    assert answer["ETag"] == '"1"'
    assert EventRecord.objects.count() == events


def test_a_change_must_say_what_it_was_made_from(as_alice: Api, account: Account) -> None:
    answer = as_alice.patch(f"accounts/{account.pk}", {"name": "Other"})
    assert answer.status_code == 428
    assert "If-Match" in answer.json()["remedy"]


def test_a_change_of_an_older_version_shows_both_values(
    as_alice: Api, as_bob: Api, account: Account
) -> None:
    as_bob.patch(f"accounts/{account.pk}", {"name": "Bob's"}, If_Match='"1"')
    answer = as_alice.patch(f"accounts/{account.pk}", {"name": "Alice's"}, If_Match='"1"')
    found = answer.json()
    assert answer.status_code == 412
    assert found["theirs"] == {"name": "Bob's"}
    assert found["mine"] == {"name": "Alice's"}
    assert (found["version"], found["changed_by"]) == (2, "Bob Example")
    account.refresh_from_db()
    assert account.name == "Bob's"


@pytest.mark.parametrize("header", ["*", 'W/"1"', "1"])
def test_a_version_may_be_written_in_several_ways(
    as_alice: Api, account: Account, header: str
) -> None:
    answer = as_alice.patch(f"accounts/{account.pk}", {"name": "Other"}, If_Match=header)
    assert answer.status_code == 200


@pytest.mark.parametrize("header", ["", "x", '"1", "2"', '"9999999999999"', "-1"])
def test_a_version_that_is_none_is_refused(as_alice: Api, account: Account, header: str) -> None:
    answer = as_alice.patch(f"accounts/{account.pk}", {"name": "Other"}, If_Match=header)
    assert answer.status_code == 400
    account.refresh_from_db()
    assert account.name == "Nordhaven"


def test_a_record_is_deleted_once(as_alice: Api, account: Account) -> None:
    assert as_alice.delete(f"accounts/{account.pk}").status_code == 204
    assert as_alice.delete(f"accounts/{account.pk}").status_code == 404
    assert not Account.objects.exists()


def test_a_delete_of_an_older_version_is_refused(as_alice: Api, account: Account) -> None:
    as_alice.patch(f"accounts/{account.pk}", {"employees": 12}, If_Match='"1"')
    answer = as_alice.delete(f"accounts/{account.pk}", If_Match='"1"')
    assert answer.status_code == 412
    assert answer.json()["version"] == 2
    assert as_alice.delete(f"accounts/{account.pk}", If_Match='"2"').status_code == 204


def test_a_record_in_use_is_not_deleted_and_says_by_whom(
    as_alice: Api, alice: Actor, account: Account, at: datetime
) -> None:
    customers.create_contact({"last_name": "B", "account": account.pk}, by=alice, at=at)
    answer = as_alice.delete(f"accounts/{account.pk}")
    assert answer.status_code == 409
    assert (answer.json()["code"], "contacts" in answer.json()["detail"]) == ("in_use", True)
    assert Account.objects.filter(pk=account.pk).exists()


def test_a_body_that_is_no_object_is_refused(as_alice: Api, account: Account) -> None:
    answer = as_alice.patch(f"accounts/{account.pk}", ["name"], If_Match="*")
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "", "detail": "Send a JSON object."}]


def test_head_is_answered_as_get(as_alice: Api, account: Account) -> None:
    answer = as_alice.client.head(f"/api/v1/accounts/{account.pk}")
    assert (answer.status_code, answer["ETag"]) == (200, '"1"')


def test_the_id_of_a_new_record_is_a_uuid(as_alice: Api) -> None:
    assert UUID(as_alice.post("accounts", {"name": "A"}).json()["id"]).version == 7
