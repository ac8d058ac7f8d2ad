"""Values of custom fields by every way in and out: verbs, pages, REST, history, undo, rights."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, RefusedError
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.identity import actions as identity
from dealwright.identity.models import Role
from dealwright.identity.privileges import FieldLevel
from dealwright.identity.queries import actor_for
from dealwright.records import registry, shapes
from dealwright.records.changesets import actions as changesets
from dealwright.records.custom import actions
from dealwright.records.custom.models import CustomLink, CustomVersion
from dealwright.records.history import actions as history
from dealwright.records.history import copies
from dealwright.records.shapes import Purpose
from tests.records.custom.conftest import ACCOUNT, CONTACT, Add, Make, choices

pytestmark = pytest.mark.django_db

EVERY: dict[str, tuple[dict[str, Any], Any, Any]] = {
    # kind: (settings, value, as REST gives it)
    "text": ({}, "Ædificium", "Ædificium"),
    "long_text": ({}, "one\ntwo", "one\ntwo"),
    "integer": ({}, 12, 12),
    "decimal": ({}, Decimal("1234567890123.45"), "1234567890123.45"),
    "money": ({}, Decimal("0.1"), "0.1"),
    "percent": ({}, Decimal("7.25"), "7.25"),
    "date": ({}, date(2026, 12, 31), "2026-12-31"),
    "datetime": ({}, datetime(2026, 12, 31, 14, 30, tzinfo=UTC), "2026-12-31T14:30:00Z"),
    "boolean": ({}, False, False),
    "choice": ({"choices": choices("Gold", "Silver")}, "silver", "silver"),
    "list": ({"choices": choices("Red", "Blue")}, ["red", "blue"], ["red", "blue"]),
    "url": ({}, "https://nordhaven.example", "https://nordhaven.example"),
    "email": ({}, "annika@nordhaven.example", "annika@nordhaven.example"),
    "phone": ({}, "+46101234567", "+46101234567"),
}


@pytest.mark.parametrize("kind", EVERY)
def test_a_value_comes_back_by_every_way(
    kind: str, add: Add, alice: Actor, at: datetime, api_for: Callable[..., Client]
) -> None:
    settings, value, plain = EVERY[kind]
    add("X", kind, **settings)
    client = api_for(alice)
    given = {"name": "Nordhaven", "cf_x": str(value) if isinstance(value, Decimal) else plain}
    answer = client.post("/api/v1/accounts", given, content_type="application/json")
    assert answer.status_code == 201, answer.content
    assert answer.json()["cf_x"] == plain
    row = Account.objects.get()
    field = registry.entity(ACCOUNT).field("cf_x")
    assert getattr(row.custom, field.column.removeprefix("custom__")) == value
    assert list(Account.objects.values_list(field.column, flat=True)) == [value]


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("text", 5),
        ("text", "a\0b"),
        ("text", "x" * 201),
        ("text", "x" * 10_000_000),
        ("integer", "many"),
        ("integer", 10**15),
        ("integer", True),
        ("decimal", "1e400"),
        ("decimal", "0.123"),
        ("decimal", [1]),
        ("date", "2026-02-30"),
        ("date", 20260101),
        ("datetime", "later"),
        ("boolean", "yes"),
        ("choice", "bronze"),
        ("list", "red"),
        ("list", ["green"]),
        ("email", "nobody"),
        ("link", "not-an-id"),
        ("link", "01997f4e-2b6a-7c31-9d0e-5a4b8c7f1e20"),
    ],
)
def test_what_a_field_does_not_take_is_refused_by_its_name(
    kind: str, wrong: Any, add: Add, alice: Actor, api_for: Callable[..., Client], selling: Any
) -> None:
    settings = EVERY[kind][0] if kind in EVERY else {"to": CONTACT}
    add("X", kind, **settings)
    body = {"name": "Nordhaven", "cf_x": wrong}
    answer = api_for(alice).post("/api/v1/accounts", body, content_type="application/json")
    assert answer.status_code in {413, 422}
    if answer.status_code == 422:
        assert answer.json()["errors"][0]["field"].split(".")[0] == "cf_x"
    assert not Account.objects.exists()


def test_a_field_that_there_is_not_is_refused(add: Add, alice: Actor, api_for: Any) -> None:
    body = {"name": "Nordhaven", "cf_y": 1}
    answer = api_for(alice).post("/api/v1/accounts", body, content_type="application/json")
    assert answer.json()["errors"] == [{"field": "cf_y", "detail": "There is no such field."}]


def test_the_bounds_hold(add: Add, alice: Actor) -> None:
    add("X", "decimal", minimum=Decimal(1), maximum=Decimal(9))
    shape = shapes.of(registry.entity(ACCOUNT), Purpose.UPDATE)
    assert shapes.check(shape, {"cf_x": 9}) == {"cf_x": 9}
    with pytest.raises(InvalidError, match="at most 9"):
        shapes.check(shape, {"cf_x": "9.01"})


@pytest.mark.parametrize(("kind", "time"), [("date", ""), ("datetime", "T10:00:00Z")])
def test_the_first_and_the_last_day_hold(kind: str, time: str, add: Add) -> None:
    add("X", kind, earliest=date(2026, 1, 1), latest=date(2026, 12, 31))
    shape = shapes.of(registry.entity(ACCOUNT), Purpose.UPDATE)
    for day in ("2026-01-01", "2026-12-31"):
        assert shapes.check(shape, {"cf_x": f"{day}{time}"})
    with pytest.raises(InvalidError, match="2026-01-01 at the earliest"):
        shapes.check(shape, {"cf_x": f"2025-12-31{time}"})
    with pytest.raises(InvalidError, match="2026-12-31 at the latest"):
        shapes.check(shape, {"cf_x": f"2027-01-01{time}"})


def test_a_default_is_what_is_not_given(add: Add, account: Make) -> None:
    add("X", "integer", default=7)
    add("Y", "choice", choices=choices("Gold"), required=True, default="gold")
    assert account().custom == {"cf_x": 7, "cf_y": "gold"}
    assert account(cf_x=8).custom == {"cf_x": 8, "cf_y": "gold"}


def test_a_telephone_number_has_one_form(add: Add, account: Make) -> None:
    add("X", "phone")
    assert account(cf_x="030 1000007").custom == {"cf_x": "+49301000007"}
    with pytest.raises(InvalidError) as refused:
        account(cf_x="call me")
    assert list(refused.value.errors) == ["cf_x"]


def test_a_field_required_later_leaves_old_rows_editable(
    add: Add, account: Make, alice: Actor, at: datetime
) -> None:
    old = account()
    add("X", required=True)
    entity = registry.entity(ACCOUNT)
    values = shapes.check(shapes.of(entity, Purpose.UPDATE), {"website": "https://n.example"})
    customers.update_account(old, values, by=alice, at=at)
    with pytest.raises(InvalidError, match="required"):
        shapes.check(shapes.of(entity, Purpose.CREATE), {"name": "New"})
    with pytest.raises(InvalidError, match=r"cannot be empty|required"):
        shapes.check(shapes.of(entity, Purpose.UPDATE), {"cf_x": ""})


def test_a_retired_choice_is_shown_and_not_taken_again(
    add: Add, account: Make, admin: Actor, alice: Actor, at: datetime, client_for: Any
) -> None:
    row = add("Tier", "choice", choices=choices("Gold", "Silver"))
    old, new = account(cf_tier="silver"), account("Other")
    retired = [row.choices[0], {**row.choices[1], "is_retired": True}]
    actions.change_field(row, {"choices": retired}, by=admin, at=at)
    client = client_for(alice)
    assert "Silver" in client.get(f"/accounts/{old.pk}/").content.decode()
    assert "Silver" in client.get(f"/accounts/{old.pk}/edit").content.decode()
    assert "Silver" not in client.get(f"/accounts/{new.pk}/edit").content.decode()
    with pytest.raises(InvalidError):
        shapes.check(shapes.of(registry.entity(ACCOUNT), Purpose.UPDATE), {"cf_tier": "silver"})


def test_a_change_is_told_field_by_field_and_can_be_restored(
    add: Add, account: Make, alice: Actor, at: datetime
) -> None:
    add("Budget", "money")
    made = account(cf_budget=Decimal(500))
    changed = customers.update_account(made, {"cf_budget": Decimal("600.5")}, by=alice, at=at)
    event = EventRecord.objects.filter(subject_id=made.pk).latest("pk")
    assert event.changes == {"cf_budget": ["500", "600.5"]}
    entity = registry.entity(ACCOUNT)
    newest, first = copies.page(entity, made.pk, actor=alice).entries
    assert newest.changes == {"cf_budget": (Decimal(500), Decimal("600.5"))}
    history.restore_field(changed, "cf_budget", copy=first.copy, by=alice, at=at)
    made.refresh_from_db()
    assert made.custom.number_cf_budget == 500


def test_a_value_that_is_stored_already_is_no_change(
    add: Add, account: Make, alice: Actor, at: datetime
) -> None:
    add("Budget", "money")
    made = account(cf_budget=Decimal(500))
    same = customers.update_account(made, {"cf_budget": Decimal("500.00")}, by=alice, at=at)
    assert same.version == 1


def test_a_hidden_field_is_absent_everywhere(
    add: Add, account: Make, admin: Actor, people: Any, at: datetime, client_for: Any, api_for: Any
) -> None:
    add("Secret plan")
    made = account(cf_secret_plan="Zq9 secret")
    role = Role.objects.get(key="salesperson")
    levels = {"cf_secret_plan": FieldLevel.HIDDEN}
    identity.set_field_rights(role, ACCOUNT, levels, by=admin, at=at)
    alice = actor_for(people.alice)
    assert "cf_secret_plan" not in registry.entity(ACCOUNT).seen_by(alice).by_name
    pages, api = client_for(alice), api_for(alice)
    for address in ("", "edit", "?tab=history"):
        answer = pages.get(f"/accounts/{made.pk}/{address}")
        assert answer.status_code == 200
        found = answer.content.decode()
        assert "Zq9" not in found
        assert "ecret plan" not in found
    for address in (
        f"/{made.pk}",
        f"/{made.pk}/history",
        "?order=cf_secret_plan",
        "?cf_secret_plan=x",
    ):
        found = api.get(f"/api/v1/accounts{address}").content.decode()
        assert "Zq9" not in found
    (shown,) = registry.conceal([Account.objects.get()], alice)
    assert shown.custom == {}


def test_an_undo_puts_custom_values_back(
    add: Add, account: Make, alice: Actor, at: datetime
) -> None:
    add("Tier", "choice", choices=choices("Gold", "Silver"))
    made = account(cf_tier="gold")
    change_set = changesets.edit_many(
        registry.entity(ACCOUNT), Account.objects.all(), {"cf_tier": "silver"}, by=alice, at=at
    )
    while changesets.advance(change_set.pk, at=at):
        pass
    made.refresh_from_db()
    assert made.custom == {"cf_tier": "silver"}
    undo = changesets.undo(change_set, chosen=set(), by=alice, at=at)
    while changesets.advance(undo.pk, at=at):
        pass
    made.refresh_from_db()
    assert made.custom == {"cf_tier": "gold"}


# links


def test_a_link_leads_to_what_its_giver_may_see(
    add: Add, account: Make, alice: Actor, charlie: Actor, at: datetime
) -> None:
    add("Partner", "link", to=ACCOUNT)
    theirs = customers.create_account({"name": "Hidden"}, by=charlie, at=at)
    with pytest.raises(InvalidError, match="no such record"):
        account(cf_partner=theirs.pk)
    assert Account.objects.count() == 1


def test_a_link_stands_in_the_row_and_in_its_table(
    add: Add, account: Make, alice: Actor, at: datetime
) -> None:
    field = add("Partner", "link", to=ACCOUNT)
    first, second = account("First"), account("Second")
    made = account("Third", cf_partner=first.pk)
    assert list(CustomLink.objects.values_list("field", "record_id", "target_id")) == [
        (field.pk, made.pk, first.pk)
    ]
    customers.update_account(made, {"cf_partner": second}, by=alice, at=at)
    assert CustomLink.objects.get().target_id == second.pk
    customers.update_account(made, {"cf_partner": None}, by=alice, at=at)
    assert not CustomLink.objects.exists()


def test_what_a_custom_link_leads_to_is_not_deleted(
    add: Add, account: Make, alice: Actor, at: datetime
) -> None:
    add("Partner", "link", to=ACCOUNT)
    first = account("First")
    made = account("Second", cf_partner=first.pk)
    with pytest.raises(RefusedError, match="accounts \\(Partner\\)"):
        customers.delete_account(first, by=alice, at=at)
    customers.delete_account(made, by=alice, at=at)
    customers.delete_account(first, by=alice, at=at)
    assert not CustomLink.objects.exists()


def test_a_link_is_shown_by_name_to_those_who_may_see_it(
    add: Add, account: Make, alice: Actor, at: datetime, client_for: Any, api_for: Any
) -> None:
    add("Partner", "link", to=ACCOUNT)
    made = account("Second", cf_partner=account("Zq9 partner").pk)
    assert "Zq9 partner" in client_for(alice).get(f"/accounts/{made.pk}/").content.decode()
    found = api_for(alice).get(f"/api/v1/accounts/{made.pk}").json()
    assert found["cf_partner"]["label"] == "Zq9 partner"


# what it costs


def test_a_request_asks_once_whether_fields_were_changed_that_are_not_committed(
    add: Add, account: Make, alice: Actor, client_for: Any
) -> None:
    add("X")
    made = account(cf_x="1")
    client = client_for(alice)
    client.get(f"/accounts/{made.pk}/")
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/accounts/{made.pk}/")
    told = [q["sql"] for q in queries if "records_custom" in q["sql"]]
    assert len(told) == 1
    assert CustomVersion._meta.db_table in told[0]


def _told(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/v1/openapi.json").json()
    return found


def test_the_document_of_the_api_has_the_field_and_its_filters(
    add: Add, alice: Actor, client_for: Any, api_for: Any
) -> None:
    add("Budget", "money", help="What they spend.")
    for client in (client_for(alice), api_for(alice)):
        found = _told(client)
        schema = found["components"]["schemas"]["Account"]["properties"]["cf_budget"]
        assert schema["title"] == "Budget"
        names = [each["name"] for each in found["paths"]["/api/v1/accounts"]["get"]["parameters"]]
        assert {"cf_budget", "cf_budget__gte", "cf_budget__isnull"} <= set(names)
        assert "cf_budget" in found["components"]["schemas"]["AccountCreate"]["properties"]
        assert "What they spend." in client.get("/api/v1/docs/accounts").text


def test_the_document_of_the_api_tells_each_reader_what_they_may_know(
    add: Add, admin: Actor, people: Any, at: datetime, client: Client, client_for: Any, api_for: Any
) -> None:
    add("Zq9 plan", "choice", help="Zq8 help.", choices=choices("Zq7 gold"), is_searchable=True)
    add("Zq6 rule", "text")
    role = Role.objects.get(key="salesperson")
    levels = {"cf_zq9_plan": FieldLevel.HIDDEN, "cf_zq6_rule": FieldLevel.READ}
    identity.set_field_rights(role, ACCOUNT, levels, by=admin, at=at)
    addresses = ("openapi.json", "docs", "docs/accounts")

    def reads(reader: Client) -> str:
        return "".join(reader.get(f"/api/v1/{each}").content.decode() for each in addresses)

    assert not re.search("zq[6-9]", reads(client), re.IGNORECASE)
    alice = actor_for(people.alice)
    for reader in (client_for(alice), api_for(alice)):
        assert set(re.findall("zq[6-9]", reads(reader), re.IGNORECASE)) == {"Zq6", "zq6"}
        schemas = _told(reader)["components"]["schemas"]
        assert schemas["Account"]["properties"]["cf_zq6_rule"]["readOnly"]
        assert "cf_zq6_rule" not in schemas["AccountUpdate"]["properties"]
        assert "phone" in schemas["AccountUpdate"]["properties"]
    for reader in (client_for(admin), api_for(admin)):
        found = reads(reader)
        assert all(each in found for each in ("Zq9 plan", "Zq8 help", "zq7_gold", "Zq6 rule"))
        assert (
            "cf_zq6_rule" in _told(reader)["components"]["schemas"]["AccountUpdate"]["properties"]
        )


def test_the_document_of_the_api_refuses_credentials_that_are_no_good(alice: Actor) -> None:
    stranger = Client(headers={"authorization": "Bearer dw_nothing"})
    assert stranger.get("/api/v1/openapi.json").status_code == 401
    assert stranger.get("/api/v1/docs").status_code == 401
