"""Entries say what their records say, whatever wrote these."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import F, Func, TextField
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.core.errors import NotAllowedError
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.exchange import importing, mapping
from dealwright.leads import actions as leads
from dealwright.records import registry
from dealwright.records.changesets import actions as changesets
from dealwright.records.custom import actions as custom
from dealwright.records.searching import actions, entries, keeping, rebuilding, watching
from dealwright.records.searching.models import SearchEntry, SearchMark, SearchNews, SearchWord
from tests.factories.activities import activity_of
from tests.factories.customers import account_of, contact_of
from tests.factories.leads import lead_of
from tests.people import AT
from tests.records.changesets.acting import undo, work_off

pytestmark = pytest.mark.django_db

MAPPING = """
name = "Old system"
[[step]]
file = "accounts.csv"
into = "customers.account"
key = ["name"]
[step.fields]
name = "Firm"
phone = "Phone"
"""


def stored() -> dict[Any, tuple[Any, ...]]:
    """Every entry by its record: what is kept of it, in columns that Python can compare."""
    lexemes = Func(F("words"), function="tsvector_to_array", output_field=TextField())
    rows = SearchEntry.objects.annotate(lexemes=lexemes).values_list(
        *(name for name in keeping.TYPES if name != "words"), "lexemes"
    )
    return {row[0]: (*row[:-1], frozenset(row[-1])) for row in rows}


def expected() -> dict[Any, tuple[Any, ...]]:
    """The same, made of every record there is."""
    found = {}
    for kind in entries.kinds():
        for made in keeping.made_of(kind, kind.model._default_manager.values_list("pk", flat=True)):
            own, parent = made.rights[:2], made.rights[2:]
            told = (made.record_id, made.entity, made.title, made.key, made.number, made.digits)
            row = (*told, *own, parent[0] or "", *parent[1:], frozenset(made.words))
            found[made.record_id] = row
    return found


def test_an_entry_is_written_with_its_record(alice: Actor) -> None:
    lead = lead_of(alice)
    entry = SearchEntry.objects.get(pk=lead.pk)
    assert (entry.title, entry.key) == ("Annika Sjöberg-Lindqvist", "annika sjoberg-lindqvist")
    assert (entry.owner_id, entry.unit_id) == (lead.owner_id, lead.unit_id)
    assert entry.digits == "phone:46315550142"
    assert stored() == expected()


def test_a_refused_verb_leaves_no_entry(alice: Actor, charlie: Actor) -> None:
    account = account_of(alice)
    before = stored()
    with pytest.raises(NotAllowedError):
        customers.update_account(account, {"name": "Taken"}, by=charlie, at=AT)
    assert stored() == before
    assert not SearchMark.objects.exists()


def test_many_rows_by_copy_are_kept_in_a_constant_number_of_statements(
    alice: Actor, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    rows = [{"last_name": f"Harbour {n}", "email": f"n{n}@harbour.example"} for n in range(150)]
    with django_assert_max_num_queries(20):
        leads.create_many(rows, by=alice, at=AT)
    assert SearchEntry.objects.filter(entity="leads.lead").count() == 150
    assert stored() == expected()


def test_what_is_written_past_the_verbs_is_kept_too(alice: Actor, system: Actor) -> None:
    account = account_of(alice)
    with writing(system):
        Account.objects.filter(pk=account.pk).update(name="By hand")
    assert SearchEntry.objects.get(pk=account.pk).title == "By hand"
    with writing(system), connection.cursor() as cursor:
        cursor.execute("DELETE FROM customers_account WHERE id = %s", [account.pk])
    assert not SearchEntry.objects.filter(pk=account.pk).exists()


def test_what_was_written_outside_of_the_house_is_taken_up_by_the_job(
    alice: Actor, system: Actor
) -> None:
    account = account_of(alice)
    with connection.cursor() as cursor:  # as psql would: no verb ends after it
        cursor.execute("/* by hand */ UPDATE customers_account SET name = 'By hand'")
        cursor.execute("/* of another transaction */ UPDATE records_searchmark SET transaction = 1")
    assert SearchEntry.objects.get(pk=account.pk).title != "By hand"
    assert actions.take_up(by=system, at=AT) == 1
    assert SearchEntry.objects.get(pk=account.pk).title == "By hand"
    assert actions.take_up(by=system, at=AT) == 0


def test_a_change_that_says_nothing_to_the_search_marks_nothing(alice: Actor) -> None:
    account = account_of(alice)
    with connection.cursor() as cursor:
        cursor.execute("/* by hand */ UPDATE customers_account SET employees = 12, version = 9")
    assert not SearchMark.objects.exists()
    assert SearchEntry.objects.filter(pk=account.pk).exists()


def test_activities_carry_who_sees_the_record_they_are_about(
    alice: Actor, bob: Actor, system: Actor
) -> None:
    account = account_of(alice)
    activity = activity_of(alice, about=account)
    entry = SearchEntry.objects.get(pk=activity.pk)
    found = (entry.parent_type, entry.parent_id, entry.parent_owner_id, entry.parent_unit_id)
    assert found == ("customers.account", account.pk, account.owner_id, account.unit_id)
    assert stored() == expected()


def test_an_import_and_its_undo_are_kept(
    alice: Actor, bob: Actor, tmp_path: Path, at: datetime
) -> None:
    account_of(bob, "Known", phone="+4930123456")
    before = stored()
    lines = [f"Harbour {n},+49 30 99{n:04d}" for n in range(150)]
    text = "\n".join(["Firm,Phone", "Known,+49 30 777777", *lines])
    (tmp_path / "accounts.csv").write_text(text)
    (tmp_path / "mapping.toml").write_text(MAPPING)
    (report,) = importing.run(mapping.read(tmp_path / "mapping.toml"), tmp_path, by=bob, at=at)
    assert (report.created, report.updated) == (150, 1)
    assert stored() == expected()
    undo(changesets.ChangeSet.objects.get(), by=bob)
    assert stored() == expected() == before


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "account",
                "contact",
                "lead",
                "task",
                "rename",
                "phone",
                "assign",
                "bulk",
                "undo",
                "delete",
            ]
        ),
        st.integers(0, 5),
        st.sampled_from(["Ærø Havn", "Straße 7", "Łódź", "O’Brien", "北京 公司", "x\\y"]),
    ),
    min_size=3,
    max_size=12,
)


class World:
    """Records that random steps are taken with."""

    def __init__(self, by: Actor, other: Actor) -> None:
        self.by, self.other = by, other
        self.accounts: list[Account] = [account_of(by, "First")]
        self.sets: list[Any] = []

    def step(self, what: str, n: int, text: str) -> None:
        account = self.accounts[n % len(self.accounts)]
        getattr(self, what)(
            Account.objects.filter(pk=account.pk).first() or self.account(n, text), n, text
        )

    def account(self, _n: Any, _at: Any = None, text: str = "Made") -> Account:
        self.accounts.append(account_of(self.by, text))
        return self.accounts[-1]

    def contact(self, account: Account, n: int, text: str) -> None:
        contact_of(self.by, text, account=account, email=f"c{n}@house.example")

    def lead(self, _account: Account, _n: int, text: str) -> None:
        lead_of(self.by, last_name=text)

    def task(self, account: Account, _n: int, text: str) -> None:
        activity_of(self.by, text, about=account)

    def rename(self, account: Account, _n: int, text: str) -> None:
        customers.update_account(account, {"name": text}, by=self.by, at=AT)

    def phone(self, account: Account, n: int, _text: str) -> None:
        values = {"phone": f"+49 30 12345{n}", "email": f"a{n}@house.example"}
        customers.update_account(account, values, by=self.by, at=AT)

    def assign(self, account: Account, _n: int, _text: str) -> None:
        customers.update_account(account, {"owner": self.other.id}, by=self.by, at=AT)

    def bulk(self, _account: Account, n: int, _text: str) -> None:
        kind = registry.entity("customers.account")
        values = {"phone": f"+49 30 99999{n}"}
        made = changesets.edit_many(kind, kind.rows(self.by), values, by=self.by, at=AT)
        self.sets.append(work_off(made))

    def undo(self, _account: Account, _n: int, _text: str) -> None:
        if self.sets:
            undo(self.sets.pop(), by=self.by)

    def delete(self, _account: Account, _n: int, text: str) -> None:
        customers.delete_account(account_of(self.by, text), by=self.by, at=AT)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_entries_equal_their_records_after_any_steps(
    steps: list[tuple[str, int, str]], admin: Actor, alice: Actor
) -> None:
    world = World(admin, alice)
    for what, n, text in steps:
        world.step(what, n, text)
        assert stored() == expected(), what


def test_what_was_there_before_is_gone_through_in_batches_and_goes_on_where_it_was(
    alice: Actor, system: Actor
) -> None:
    made = sorted(account_of(alice, f"Harbour {n}").pk for n in range(5))
    kind = registry.entity("customers.account")
    with writing(system), connection.cursor() as cursor:
        cursor.execute("DELETE FROM records_searchentry")
    assert {each.entity.key: each.missing for each in rebuilding.missing()}[kind.key] == 5
    assert actions.advance(kind, by=system, at=AT, batch=2) == 2
    assert sorted(SearchEntry.objects.values_list("pk", flat=True)) == made[:2]
    assert [actions.advance(kind, by=system, at=AT, batch=2) for _n in range(3)] == [2, 1, 0]
    assert kind not in rebuilding.unfinished()
    assert all(not each.missing for each in rebuilding.missing() if each.entity is kind)


def test_entries_without_a_record_go_and_those_of_newer_records_stay(
    alice: Actor, system: Actor
) -> None:
    account = account_of(alice)
    kind = registry.entity("customers.account")
    while actions.advance(kind, by=system, at=AT):
        pass
    newer = account_of(alice, "Newer")
    with writing(system), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE records_searchentry SET record_id = gen_random_uuid() WHERE title <> 'Newer'"
        )
        cursor.execute("DELETE FROM records_searchmark")
    actions.start_anew(by=system, at=AT)
    assert rebuilding.work(by=system, at=AT, until=lambda: False)
    assert {account.pk, newer.pk} <= set(SearchEntry.objects.values_list("pk", flat=True))
    assert stored() == expected()


def test_a_field_that_is_searched_from_now_on_has_its_kind_gone_through_again(
    alice: Actor, system: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    rebuilding.work(by=system, at=AT, until=lambda: False)
    assert rebuilding.unfinished() == []
    monkeypatch.setattr(entries, "FORMAT", entries.FORMAT + 1)
    assert rebuilding.unfinished() == entries.kinds()


def test_records_written_past_the_verbs_are_held_in_the_order_of_verbs(
    alice: Actor, system: Actor
) -> None:
    account_of(alice, "Harbour")
    with connection.cursor() as cursor:
        cursor.execute("/* by hand */ UPDATE customers_account SET name = 'Quay'")
    with CaptureQueriesContext(connection) as queries:
        actions.take_up(by=system, at=AT)
    (held,) = [
        q["sql"] for q in queries if '"customers_account"' in q["sql"] and " FOR " in q["sql"]
    ]
    assert held.startswith('SELECT "customers_account"."id"')
    assert "ORDER BY 1 ASC FOR NO KEY UPDATE" in held
    assert stored() == expected()


def test_only_the_system_makes_entries_anew(admin: Actor) -> None:
    before, events = stored(), EventRecord.objects.count()
    for verb in (actions.start_anew, actions.take_up, actions.learn):
        with pytest.raises(NotAllowedError):
            verb(by=admin, at=AT)
    with pytest.raises(NotAllowedError):
        actions.advance(registry.entity("leads.lead"), by=admin, at=AT)
    assert (stored(), EventRecord.objects.count()) == (before, events)


def test_words_are_learnt_once_and_counted(alice: Actor, system: Actor) -> None:
    account_of(alice, "Harbour Works 12")
    account_of(alice, "Harbour Lights")
    assert actions.learn(by=system, at=AT) > 0
    assert not SearchNews.objects.exists()
    assert actions.learn(by=system, at=AT) == 0
    found = SearchWord.objects.filter(scope="account").values_list("word", "count")
    assert dict(found) == {"harbour": 2, "works": 1, "lights": 1}


@pytest.mark.parametrize(
    ("kind", "value"), [("email", "zq9@b.example"), ("phone", "+49 30 7654321")]
)
def test_what_administrators_add_is_watched_at_once(
    kind: str, value: str, alice: Actor, admin: Actor
) -> None:
    row = account_of(alice, "Harbour")
    custom.add_field("customers.account", {"label": "X", "kind": kind}, by=admin, at=AT)
    before = stored()
    customers.update_account(row, {"cf_x": value}, by=alice, at=AT)
    assert stored() == expected() != before
    assert watching.missing() == []


def test_a_table_without_its_trigger_is_missed() -> None:
    with connection.cursor() as cursor:
        cursor.execute(watching.PRESENT)
        name = next(name for name, table in cursor.fetchall() if table == "leads_lead")
        cursor.execute(f'DROP TRIGGER "{name}" ON leads_lead')
    assert watching.missing() == ["leads_lead"]


def test_triggers_that_are_there_are_left_alone(
    django_assert_num_queries: Callable[..., Any],
) -> None:
    with django_assert_num_queries(4):  # the savepoint and its end, the tables, the triggers
        watching.install()


def test_a_trigger_of_an_earlier_declaration_is_replaced() -> None:
    with connection.cursor() as cursor:
        cursor.execute(watching.PRESENT)
        before = dict(cursor.fetchall())
        name = next(name for name, table in before.items() if table == "leads_lead")
        cursor.execute(f'ALTER TRIGGER "{name}" ON leads_lead RENAME TO search_old')
        cursor.execute(f'ALTER FUNCTION "{name}" RENAME TO search_old')
        watching.install()
        cursor.execute(watching.PRESENT)
        assert dict(cursor.fetchall()) == before


def test_kinds_are_told_apart_by_their_names() -> None:
    names = [entries.name(kind) for kind in entries.kinds()]
    assert len(set(names)) == len(names)
