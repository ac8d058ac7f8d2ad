"""A formula that reads a linked record tells nothing of it to those who may not open that record, by whatever door."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dealwright.core.actor import Actor
from dealwright.customers.models import Account, Contact
from dealwright.exchange.exporting import tables
from dealwright.identity.queries import actor_for
from dealwright.records import actions as records
from dealwright.records import fields, registry
from tests.factories.customers import account_of, contact_of
from tests.records.custom.conftest import ACCOUNT, CONTACT, Add

pytestmark = pytest.mark.django_db

SECRET = "918273"
UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # may hold any digits


@pytest.fixture
def formulas(add: Add) -> None:
    add("Revenue", "formula", entity=CONTACT, formula="account.annual_revenue")
    add("Double", "formula", entity=CONTACT, formula="cf_revenue + cf_revenue")
    add("Place", "formula", entity=CONTACT, formula="account.billing_city", is_searchable=True)


@pytest.fixture
def charlie_reads(formulas: None, alice: Actor, people: Any, at: datetime) -> Actor:
    """Charlie, with whom two of Alice's three contacts are shared, and the account of one of these."""
    secret = account_of(alice, name="Secret", annual_revenue=SECRET, billing_city="Hiddenburg")
    known = account_of(alice, name="Known", annual_revenue=111, billing_city="Opentown")
    for name, account in (("Berg", secret), ("Dahl", known), ("Frost", None)):
        contact = contact_of(alice, last_name=name, account=account)
        if name != "Frost":
            records.share(contact, people.charlie, by=alice, at=at)
    records.share(known, people.charlie, by=alice, at=at)
    return actor_for(people.charlie)


def names(answer: Any) -> list[str]:
    return [each["last_name"] for each in answer.json()["items"]]


def test_rest_answers_it_empty_on_that_record_and_whole_on_others(
    charlie_reads: Actor, alice: Actor, api_for: Any
) -> None:
    berg, dahl = Contact.objects.get(last_name="Berg"), Contact.objects.get(last_name="Dahl")
    client = api_for(charlie_reads)
    found = client.get(f"/api/v1/contacts/{berg.pk}").json()
    assert (found["cf_revenue"], found["cf_double"], found["cf_place"]) == (None, None, None)
    found = client.get(f"/api/v1/contacts/{dahl.pk}").json()
    assert (found["cf_revenue"], found["cf_double"], found["cf_place"]) == (
        "111",
        "222",
        "Opentown",
    )
    assert api_for(alice).get(f"/api/v1/contacts/{berg.pk}").json()["cf_revenue"] == SECRET


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"filter": "cf_revenue > 1"}, ["Dahl"]),
        ({"filter": "cf_revenue is empty"}, ["Berg"]),
        ({"filter": "not cf_revenue > 1"}, ["Berg"]),
        ({"filter": 'cf_place = "Hiddenburg"'}, []),
        ({"filter": 'cf_place contains "town"'}, ["Dahl"]),
        ({"cf_revenue__gte": "1"}, ["Dahl"]),
        ({"cf_place__icontains": "burg"}, []),
        ({"cf_revenue__isnull": "true"}, ["Berg"]),
        ({"order": "-cf_revenue"}, ["Dahl", "Berg"]),
        ({"order": "cf_revenue", "fields": "last_name"}, ["Dahl", "Berg"]),
        ({"search": "Hiddenburg"}, []),
    ],
)
def test_rest_neither_filters_nor_sorts_by_what_is_not_told(
    asked: dict[str, str], expected: list[str], charlie_reads: Actor, api_for: Any
) -> None:
    assert names(api_for(charlie_reads).get("/api/v1/contacts", asked)) == expected


def test_pages_in_its_order_go_on_where_they_ended(charlie_reads: Actor, api_for: Any) -> None:
    client, asked = api_for(charlie_reads), {"order": "-cf_revenue", "limit": 1}
    first = client.get("/api/v1/contacts", asked)
    second = client.get("/api/v1/contacts", {**asked, "cursor": first.json()["next_cursor"]})
    assert (names(first), names(second)) == (["Dahl"], ["Berg"])


@pytest.mark.parametrize(
    "address",
    [
        "/contacts/?view=all&cols=last_name,cf_revenue,cf_place",
        "/contacts/?view=all&cols=last_name,cf_revenue,cf_place&sort=-cf_revenue",
        "/contacts/?view=all&cols=last_name,cf_revenue,cf_place&group=account",
        "/contacts/?view=all&cols=last_name,cf_place&filter=cf_revenue%20is%20empty",
        "/contacts/{berg}/",
        "/history/customers.contact/{berg}",
        "/ui/rows/customers.contact/{berg}/quick",
    ],
)
def test_no_page_shows_it(address: str, charlie_reads: Actor, client_for: Any) -> None:
    berg = Contact.objects.get(last_name="Berg")
    answer = client_for(charlie_reads).get(address.format(berg=berg.pk))
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "Berg" in text or not address.startswith("/contacts")
    assert "918" not in re.sub(UUID, "", text)
    assert "Hiddenburg" not in text


def test_the_list_shows_it_to_whoever_may_open_the_account(
    charlie_reads: Actor, alice: Actor, client_for: Any
) -> None:
    address = "/contacts/?view=all&cols=last_name,cf_revenue,cf_place"
    assert "Opentown" in client_for(charlie_reads).get(address).content.decode()
    assert "Hiddenburg" in client_for(alice).get(address).content.decode()


def test_a_column_of_a_linked_record_shows_it_no_more_than_the_record_itself(
    add: Add, charlie_reads: Actor, people: Any, alice: Actor, client_for: Any, at: datetime
) -> None:
    add("Contact", "link", to=CONTACT, entity=ACCOUNT)
    berg = Contact.objects.get(last_name="Berg")
    account = account_of(alice, name="Third", cf_contact=berg.pk)
    records.share(account, people.charlie, by=alice, at=at)
    address = "/accounts/?view=all&cols=name,cf_contact.last_name,cf_contact.cf_place"
    text = client_for(charlie_reads).get(address).content.decode()
    assert "Berg" in text
    assert "Hiddenburg" not in text
    assert "Hiddenburg" in client_for(alice).get(address).content.decode()
    found = api_found(charlie_reads, 'cf_contact.cf_place = "Hiddenburg"')
    assert found == []
    assert api_found(alice, 'cf_contact.cf_place = "Hiddenburg"') == ["Third"]


def api_found(actor: Actor, text: str) -> list[str]:
    table = tables.of_kind(registry.entity(ACCOUNT), by=actor, at=NOW, where=text)
    return list(table.rows.values_list("name", flat=True))


NOW = datetime.fromisoformat("2026-11-28T00:00:00+00:00")


def test_no_file_that_goes_out_holds_it(charlie_reads: Actor, alice: Actor) -> None:
    def exported(actor: Actor) -> str:
        return str(list(tables.of_kind(registry.entity(CONTACT), by=actor, at=NOW).lines()))

    records_of_his = exported(charlie_reads)
    assert "918273" not in records_of_his
    assert "Hiddenburg" not in records_of_his
    assert "Hiddenburg" in exported(alice)


def test_a_writer_is_answered_no_more(
    charlie_reads: Actor, people: Any, alice: Actor, at: datetime, api_for: Any
) -> None:
    berg = Contact.objects.get(last_name="Berg")
    records.share(berg, people.charlie, by=alice, at=at, can_write=True)
    answer = api_for(actor_for(people.charlie)).patch(
        f"/api/v1/contacts/{berg.pk}",
        {"job_title": "Buyer"},
        content_type="application/json",
        headers={"If-Match": "*"},
    )
    assert (answer.status_code, answer.json().get("cf_revenue")) == (200, None)


def test_a_row_that_was_read_otherwise_tells_nothing(charlie_reads: Actor) -> None:
    seen = registry.entity(CONTACT).seen_by(charlie_reads)
    berg = Contact.objects.get(last_name="Berg")
    assert fields.value(berg, seen.field("cf_revenue").column) is None
    told = registry.entity(CONTACT).field("cf_revenue")
    assert fields.value(berg, told.column) == Decimal(SECRET)


def test_who_may_open_every_record_of_the_kind_asks_the_plain_column(
    formulas: None, admin: Actor
) -> None:
    entity = registry.entity(CONTACT)
    assert entity.seen_by(admin) is entity
    assert not entity.rows(admin).query.annotations


def test_a_list_costs_the_same_for_one_row_and_for_three(
    charlie_reads: Actor, alice: Actor, people: Any, client_for: Any, at: datetime
) -> None:
    client = client_for(charlie_reads)
    address = "/contacts/?view=all&cols=last_name,cf_revenue,cf_place&sort=cf_revenue"

    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    cost()
    before = cost()
    for name in ("One", "Two", "Three"):
        contact = contact_of(alice, last_name=name, account=Account.objects.get(name="Secret"))
        records.share(contact, people.charlie, by=alice, at=at)
    assert cost() == before
