"""The audit search: what is found, by whom, at what cost; its export; how long the past is kept."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dealwright.administration import audit
from dealwright.core import actor as actors
from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.identity import actions as identity
from dealwright.identity.models import BusinessUnit, Role, User
from dealwright.organisation import actions as organisation
from dealwright.organisation.models import Organisation
from dealwright.records import registry, tasks
from dealwright.records.changesets import actions as changesets
from dealwright.records.changesets.models import ChangeSet
from dealwright.records.retention import actions as retention
from tests.factories.customers import account_of
from tests.people import AT
from tests.records.changesets.acting import undo, work_off

pytestmark = pytest.mark.django_db

AUDIT = "administration:audit"


@pytest.fixture
def as_admin(client_for: Callable[[Actor], Client], admin: Actor) -> Client:
    return client_for(admin)


def found(admin: Actor, **asked: Any) -> list[str]:
    """The labels of what is found, newest first."""
    return [line.label for line in audit.page(asked, actor=admin).lines]


@pytest.fixture
def accounts(alice: Actor, ann: Actor, by_api: Callable[[Actor], Actor]) -> list[Account]:
    return [account_of(alice, name="Nordhaven"), account_of(by_api(ann), name="Südwerk")]


def test_records_are_found_by_id_address_and_the_beginning_of_their_name(
    accounts: list[Account], admin: Actor
) -> None:
    pk = accounts[0].pk
    for text in (str(pk), f"https://crm.example/accounts/{pk}/", "nordh", "Nordhaven"):
        assert found(admin, record=text) == ["Nordhaven"]
    assert found(admin, record="haven") == []


def test_what_was_deleted_is_found_by_its_name(
    accounts: list[Account], alice: Actor, admin: Actor, at: datetime
) -> None:
    customers.delete_account(accounts[0], by=alice, at=at)
    assert found(admin, record="Nordhaven") == ["Nordhaven", "Nordhaven"]


def test_filters_narrow_by_kind_person_what_way_and_time(
    accounts: list[Account], admin: Actor, people, at: datetime
) -> None:
    assert found(admin, kind="customers.account") == ["Südwerk", "Nordhaven"]
    assert found(admin, person=people.alice.pk) == ["Nordhaven"]
    assert found(admin, channel="api") == ["Südwerk"]
    assert found(admin, what="records.RecordCreated", person=people.ann.pk) == ["Südwerk"]
    assert found(admin, since=at.date() + timedelta(days=1)) == []
    assert len(found(admin, until=at.date(), kind="customers.account")) == 2
    assert found(admin, until=at.date() - timedelta(days=1)) == []


def test_changes_of_people_units_teams_rights_settings_and_tokens_are_there(
    people, system: Actor, admin: Actor, at: datetime
) -> None:
    north = BusinessUnit.objects.get(name="North")
    identity.create_team(name="Bid desk", unit=north, members=[people.ann], by=admin, at=at)
    identity.create_token(people.ann, name="Sync", scopes=["read:*"], by=admin, at=at)
    identity.set_active(people.ann, active=False, by=admin, at=at)
    with writing(admin):
        Role.objects.get(key="finance").grants.filter(entity="orders.order").delete()
    identity.keep_standard_roles(by=system, at=at)
    organisation.change({"phone": "+49 30 1"}, by=admin, at=at)
    page = audit.page({"what": "access"}, actor=admin)
    words = {line.words for line in page.lines}
    assert words >= {
        "User created", "Unit created", "Team created", "Token created", "User changed", "Grants changed",
    }  # fmt: skip
    latest = EventRecord.objects.filter(kind="identity.GrantsChanged").latest("pk")
    assert (latest.subject_label, latest.changes["orders.order read"]) == ("Finance", ["none", "all"])  # fmt: skip
    (settings,) = audit.page({"what": "settings", "kind": Organisation._meta.label_lower, "person": admin.id}, actor=admin).lines  # fmt: skip
    assert settings.changes[0].new == "+49 30 1"


def test_bulk_changes_are_there_with_a_link_to_their_page(
    accounts: list[Account], alice: Actor, admin: Actor, at: datetime
) -> None:
    entity = registry.of(Account)
    done = work_off(
        changesets.edit_many(entity, entity.rows(alice), {"employees": 3}, by=alice, at=at)
    )
    lines = audit.page({"what": "bulk"}, actor=admin).lines
    assert [line.words for line in lines] == ["Change set ended", "Change set started"]
    assert lines[0].record is not None
    assert lines[0].record.url == f"/changes/{done.pk}/"


def test_pages_follow_each_other_without_gap(
    alice: Actor, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "SIZE", 2)
    for number in range(5):
        account_of(alice, name=f"A{number}")
    asked, cursor, seen = {"kind": "customers.account"}, None, []
    while True:
        page = audit.page(asked, actor=admin, cursor=cursor)
        seen += [line.label for line in page.lines]
        cursor = page.cursor
        if cursor is None:
            break
    assert seen == ["A4", "A3", "A2", "A1", "A0"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_the_same_for_one_event_and_for_three(
    count: int, alice: Actor, admin: Actor, django_assert_num_queries
) -> None:
    for number in range(count):
        account_of(alice, name=f"A{number}")
    audit.page({"kind": "customers.account"}, actor=admin)
    with django_assert_num_queries(3):  # events, accounts, people
        audit.page({"kind": "customers.account"}, actor=admin)


PLANS = {
    "everything": {},
    "one person": {"person": "01997f4e-2b6a-7c31-9d0e-5a4b8c7f1e20"},
    "one kind of record": {"kind": "customers.account"},
    "one kind of event": {"what": "records.RecordDeleted"},
    "one way in": {"channel": "import"},
    "one record": {"record": "01997f4e-2b6a-7c31-9d0e-5a4b8c7f1e20"},
    "a name": {"record": "Nord"},
    "a time": {"since": AT.date(), "until": AT.date()},
}


@pytest.mark.parametrize("what", PLANS)
def test_every_search_reads_an_index(what: str, admin: Actor) -> None:
    """Whatever is asked, some index leads to it: with sequential scans forbidden the plan has none."""
    rows = audit.search(PLANS[what]).order_by("-at", "-id")[:51]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = on")
        sql, parameters = rows.query.sql_with_params()
        cursor.execute(f"EXPLAIN {sql}", parameters)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Seq Scan" not in plan, plan
    assert "event_" in plan, plan


def test_only_administrators_search_and_export(
    client_for: Callable[[Actor], Client], alice: Actor, bob: Actor, as_admin: Client
) -> None:
    for name in (AUDIT, "administration:audit_csv"):
        assert client_for(alice).get(reverse(name)).status_code == 403
        assert client_for(bob).get(reverse(name)).status_code == 403
        assert as_admin.get(reverse(name)).status_code == 200


def test_the_page_shows_what_changed_and_leads_to_the_record(
    accounts: list[Account], alice: Actor, as_admin: Client, at: datetime
) -> None:
    customers.update_account(accounts[0], {"industry": "food"}, by=alice, at=at)
    text = as_admin.get(reverse(AUDIT), {"kind": "customers.account"}).content.decode()
    assert f'href="/accounts/{accounts[0].pk}/"' in text
    assert "Record updated" in text
    assert "Food" in text


@pytest.mark.parametrize(
    "asked", [{"person": "x"}, {"since": "soon"}, {"what": "x" * 99}, {"after": "damaged"}]
)
def test_filters_that_cannot_be_read_are_said_beside_them(
    asked: dict[str, str], as_admin: Client
) -> None:
    answer = as_admin.get(reverse(AUDIT), asked)
    assert answer.status_code == 422


def test_the_export_holds_what_was_found_and_stands_in_the_audit_itself(
    accounts: list[Account], as_admin: Client, admin: Actor, alice: Actor
) -> None:
    account_of(alice, name="=1+1")
    answer = as_admin.get(reverse("administration:audit_csv"), {"kind": "customers.account"})
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [row["record"] for row in rows] == ["'=1+1", "Südwerk", "Nordhaven"]
    event = EventRecord.objects.get(kind="administration.AuditExported")
    assert (event.actor_id, event.data["rows"]) == (admin.id, 3)
    assert event.data["filters"] == {"kind": "customers.account"}


def test_an_export_that_is_refused_is_no_export(
    client_for: Callable[[Actor], Client], alice: Actor
) -> None:
    client_for(alice).get(reverse("administration:audit_csv"))
    assert not EventRecord.objects.filter(kind="administration.AuditExported").exists()


# Retention


def keep(admin: Actor, **months: int | None) -> None:
    organisation.change(months, by=admin, at=AT)


NOW = datetime(2026, 11, 27, 2, 41, tzinfo=UTC)


def aged(days: int, **which: Any) -> None:
    """As if these events had happened and been recorded long ago."""
    with writing(actors.system()):
        past = NOW - timedelta(days=days)
        EventRecord.objects.filter(**which).update(at=past, recorded_at=past)


def forget() -> None:
    tasks.forget_past.func(int(NOW.timestamp()))


def test_events_older_than_the_setting_are_forgotten_at_night(
    accounts: list[Account], admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 1)
    aged(200, subject_label="Nordhaven")
    aged(150, subject_label="Südwerk")
    keep(admin, keep_events_months=6)
    forget()
    assert found(admin, kind="customers.account") == ["Südwerk"]


def test_without_a_setting_nothing_is_forgotten(accounts: list[Account], admin: Actor) -> None:
    aged(5000, subject_type="customers.account")
    forget()
    assert len(found(admin, kind="customers.account")) == 2


def test_what_an_undo_needs_is_kept(accounts: list[Account], alice: Actor, admin: Actor) -> None:
    entity = registry.of(Account)
    started = changesets.edit_many(
        entity, entity.rows(alice), {"industry": "food"}, by=alice, at=NOW - timedelta(days=80)
    )
    done = work_off(started)
    aged(200, subject_type="customers.account")
    keep(admin, keep_events_months=3, keep_history_months=3)
    forget()
    undone = undo(done, by=alice, at=NOW)
    assert undone.changed == 1  # Alice may change her own account only
    accounts[0].refresh_from_db()
    assert accounts[0].industry == ""


def test_change_sets_go_with_their_events(
    accounts: list[Account], alice: Actor, admin: Actor
) -> None:
    entity = registry.of(Account)
    for days in (400, 10):
        started = changesets.edit_many(
            entity, entity.rows(alice), {"employees": days}, by=alice, at=NOW - timedelta(days=days)
        )
        work_off(started, NOW - timedelta(days=days))
    keep(admin, keep_events_months=12)
    forget()
    assert [kept.spec["values"] for kept in ChangeSet.objects.all()] == [{"employees": 10}]


@pytest.mark.parametrize("months", [1, 2])
def test_less_than_undo_needs_is_refused(months: int, admin: Actor) -> None:
    before = EventRecord.objects.count()
    with pytest.raises(InvalidError):
        keep(admin, keep_events_months=months)
    assert Organisation.objects.get().keep_events_months is None
    assert EventRecord.objects.count() == before


def test_copies_go_when_another_took_their_place_before_that_time(
    alice: Actor, admin: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    account, gone = account_of(alice, name="Kept"), account_of(alice, name="Deleted")
    for city in ("Malmö", "Lund", "Ystad"):
        customers.update_account(account, {"billing_city": city}, by=alice, at=at)
    customers.delete_account(gone, by=alice, at=at)
    copies: Any = Account.pgh_event_model
    old = NOW - timedelta(days=400)
    with writing(admin):
        copies.objects.exclude(billing_city="Ystad").update(pgh_created_at=old)
        copies.objects.filter(billing_city="Ystad").update(pgh_created_at=NOW)
    keep(admin, keep_history_months=12)
    forget()
    kept = copies.objects.order_by("pgh_id").values_list("name", "billing_city")
    assert list(kept) == [("Kept", "Lund"), ("Kept", "Ystad")]


def test_nobody_forgets_by_hand(admin: Actor, at: datetime) -> None:
    with pytest.raises(NotAllowedError):
        retention.forget_events(before=at, by=admin, at=at)
    assert EventRecord.objects.exists()


def test_how_long_is_set_on_the_page(as_admin: Client, people) -> None:
    address = reverse("administration:retention")
    as_admin.post(address, {"keep_events_months": "24", "keep_history_months": ""})
    assert Organisation.objects.get().keep_events_months == 24
    text = as_admin.get(reverse(AUDIT)).content.decode()
    assert 'value="24"' in text
    as_admin.post(address, {"keep_events_months": "1", "keep_history_months": ""})
    assert Organisation.objects.get().keep_events_months == 24
    assert User.objects.exists()


def test_the_cost_of_the_page_does_not_grow(as_admin: Client, alice: Actor) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert as_admin.get(reverse(AUDIT), {"kind": "customers.account"}).status_code == 200
        return len(queries)

    account_of(alice, name="A")
    cost()
    one = cost()
    account_of(alice, name="B")
    account_of(alice, name="C")
    assert cost() == one
