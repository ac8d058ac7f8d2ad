"""Administrators define fields; nobody else does, and no definition breaks what is there."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError, NotFoundError, RefusedError
from dealwright.events.models import EventRecord
from dealwright.records import registry
from dealwright.records.custom import actions
from dealwright.records.custom.models import CustomField, CustomVersion, IndexState
from dealwright.records.fields import Kind
from tests.records.custom.conftest import ACCOUNT, Add, Make, choices

pytestmark = pytest.mark.django_db


def test_a_new_field_is_a_field_of_its_kind_at_once(add: Add) -> None:
    row = add("Renewal budget", "money", help="What they plan to spend.", section="Renewal")
    field = registry.entity(ACCOUNT).field("cf_renewal_budget")
    assert row.name == "cf_renewal_budget"
    assert (field.kind, field.label, field.group) == (Kind.MONEY, "Renewal budget", "Renewal")
    assert field.currency == "currency"


def test_a_new_field_is_recorded(add: Add, admin: Actor) -> None:
    row = add("Tier", "choice", choices=choices("Gold", "Silver"))
    event = EventRecord.objects.get(subject_id=row.pk)
    assert event.kind == "records.CustomFieldAdded"
    assert event.actor_id == admin.id
    assert event.changes["label"] == [None, "Tier"]


@pytest.mark.parametrize("who", ["alice", "bob", "olga"])
def test_only_administrators_define_fields(
    request: pytest.FixtureRequest, who: str, at: datetime
) -> None:
    actor = request.getfixturevalue(who)
    with pytest.raises(NotAllowedError):
        actions.add_field(ACCOUNT, {"label": "Mine", "kind": "text"}, by=actor, at=at)
    assert not CustomField.objects.exists()
    assert not EventRecord.objects.filter(kind__startswith="records.CustomField").exists()


def test_every_change_makes_another_version(add: Add, admin: Actor, at: datetime) -> None:
    row = add("Tier")
    before = CustomVersion.objects.get().token
    actions.change_field(row, {"label": "Class"}, by=admin, at=at)
    assert CustomVersion.objects.get().token != before
    assert registry.entity(ACCOUNT).field("cf_tier").label == "Class"


def test_a_change_to_the_same_is_none(add: Add, admin: Actor, at: datetime) -> None:
    row = add("Tier")
    before = CustomVersion.objects.get().token
    actions.change_field(row, {"label": "Tier"}, by=admin, at=at)
    assert CustomVersion.objects.get().token == before
    assert not EventRecord.objects.filter(kind="records.CustomFieldChanged").exists()


def test_two_fields_of_the_same_label_have_two_names(add: Add) -> None:
    assert [add("Tier").name, add("Tier").name] == ["cf_tier", "cf_tier_2"]


def test_a_label_without_latin_letters_still_makes_a_name(add: Add) -> None:
    assert add("予算").name == "cf_field"


def test_a_chosen_name_is_taken_once(add: Add) -> None:
    assert add("Tier", name="level").name == "cf_level"
    with pytest.raises(InvalidError) as refused:
        add("Tier", name="cf_level")
    assert list(refused.value.errors) == ["name"]


@pytest.mark.parametrize("name", ["Level", "a-b", "a__b", "cf_", "x'; drop", "_a"])
def test_a_name_that_sql_would_stumble_over_is_refused(add: Add, name: str) -> None:
    with pytest.raises(InvalidError):
        add("Tier", name=name)
    assert not CustomField.objects.exists()


@pytest.mark.parametrize(
    ("kind", "values", "named"),
    [
        ("nonsense", {}, "kind"),
        ("choice", {}, "choices"),
        ("choice", {"choices": choices("Gold", "gold")}, "choices"),
        ("choice", {"choices": choices("G\0ld")}, "choices"),
        ("list", {"choices": choices(*map(str, range(501)))}, "choices"),
        ("link", {}, "to"),
        ("link", {"to": "records.customfield"}, "to"),
        ("boolean", {"required": True}, "required"),
        ("long_text", {"is_unique": True}, "is_unique"),
        ("text", {"minimum": Decimal(1)}, "minimum"),
        ("integer", {"earliest": date(2026, 1, 1)}, "earliest"),
        ("text", {"max_length": 10**6}, "max_length"),
        ("text", {"max_length": 501, "is_unique": True}, "max_length"),
        ("url", {"max_length": 2000, "is_searchable": True}, "max_length"),
        ("integer", {"default": "many"}, "default"),
        ("date", {"default": "soon"}, "default"),
        ("email", {"default": "nobody"}, "default"),
    ],
)
def test_a_definition_that_makes_no_sense_is_refused(
    add: Add, kind: str, values: dict[str, Any], named: str
) -> None:
    with pytest.raises(InvalidError) as refused:
        add("Tier", kind, **values)
    assert named in refused.value.errors
    assert not CustomField.objects.exists()


def test_a_field_is_as_long_as_its_index_takes(add: Add, admin: Actor, at: datetime) -> None:
    assert add("Usual", is_unique=True).max_length == 200
    assert add("Longest", is_searchable=True, max_length=500).max_length == 500
    assert add("Story", "long_text", is_searchable=True, max_length=20_000).max_length == 20_000
    plain = add("Plain", max_length=20_000)
    with pytest.raises(InvalidError) as refused:
        actions.change_field(plain, {"is_searchable": True}, by=admin, at=at)
    assert list(refused.value.errors) == ["max_length"]


def test_bounds_that_cross_are_refused_by_the_database(add: Add) -> None:
    with pytest.raises(InvalidError, match="above the largest"):
        add("Tier", "integer", minimum=Decimal(5), maximum=Decimal(1))


@pytest.mark.parametrize("key", ["orders.order2", "customers.nothing", "records.customfield"])
def test_a_kind_that_takes_no_fields_is_refused(add: Add, key: str) -> None:
    with pytest.raises(NotFoundError):
        add("Tier", entity=key)


def test_choices_keep_their_values_when_they_are_renamed(
    add: Add, account: Make, admin: Actor, at: datetime
) -> None:
    row = add("Tier", "choice", choices=choices("Gold", "Silver"))
    made = account(cf_tier="gold")
    renamed = [{"value": "gold", "label": "Platinum"}, *row.choices[1:], {"label": "Gold"}]
    row = actions.change_field(row, {"choices": renamed}, by=admin, at=at)
    assert [each["value"] for each in row.choices] == ["gold", "silver", "gold_2"]
    assert registry.entity(ACCOUNT).field("cf_tier").choice_label("gold") == "Platinum"
    assert made.custom == {"cf_tier": "gold"}


def test_a_choice_is_retired_and_never_left_out(add: Add, admin: Actor, at: datetime) -> None:
    row = add("Tier", "choice", choices=choices("Gold", "Silver"))
    with pytest.raises(InvalidError, match="Retire Silver instead"):
        actions.change_field(row, {"choices": row.choices[:1]}, by=admin, at=at)
    retired = [row.choices[0], {**row.choices[1], "is_retired": True}]
    actions.change_field(row, {"choices": retired}, by=admin, at=at)
    field = registry.entity(ACCOUNT).field("cf_tier")
    assert [value for value, _label in field.offered] == ["gold"]
    assert field.choice_label("silver") == "Silver"


def test_fields_stand_in_the_order_that_was_chosen(add: Add, admin: Actor, at: datetime) -> None:
    first, second, third = add("A"), add("B"), add("C")
    actions.order_fields(ACCOUNT, [third.pk, first.pk], by=admin, at=at)
    assert [f.name for f in registry.entity(ACCOUNT).customs] == ["cf_c", "cf_a", "cf_b"]
    assert second.entity == ACCOUNT


def test_a_retired_field_is_shown_nowhere_and_comes_back_with_its_values(
    add: Add, account: Make, admin: Actor, at: datetime
) -> None:
    row = add("Tier")
    made = account(cf_tier="A")
    actions.retire_field(row, by=admin, at=at)
    assert "cf_tier" not in registry.entity(ACCOUNT).by_name
    actions.bring_back_field(row, by=admin, at=at)
    made.refresh_from_db()
    assert made.custom.text_cf_tier == "A"


def test_only_a_retired_field_is_purged(add: Add, admin: Actor, at: datetime) -> None:
    with pytest.raises(RefusedError, match="Only a retired field"):
        actions.purge_field(add("Tier"), by=admin, at=at)


def test_a_purged_field_is_gone_with_its_values(
    add: Add, account: Make, admin: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, other = add("Tier"), add("Class")
    made = [account(str(n), cf_tier="A", cf_class="B") for n in range(3)]
    actions.retire_field(row, by=admin, at=at)
    monkeypatch.setattr(actions, "PURGED_AT_ONCE", 2)
    counts = [actions.purge_some(row.pk, by=admin, at=at, done=0) for _ in range(3)]
    assert counts == [2, 1, None]
    for each in made:
        each.refresh_from_db()
        assert each.custom == {"cf_class": "B"}
        assert each.version == 1
    assert list(CustomField.objects.all()) == [other]


def test_every_verb_holds_the_definitions_before_it_touches_one(
    add: Add, admin: Actor, system: Actor, at: datetime
) -> None:
    row = add("Tier")
    others = {
        "change": lambda: actions.change_field(row, {"label": "Class"}, by=admin, at=at),
        "note": lambda: actions.note_index(row.pk, IndexState.READY, by=system, at=at),
        "retire": lambda: actions.retire_field(row, by=admin, at=at),
        "purge": lambda: actions.purge_some(row.pk, by=system, at=at, done=0),
    }
    for name, verb in others.items():
        with CaptureQueriesContext(connection) as queries:
            verb()
        told = [q["sql"] for q in queries]
        locks = [sql for sql in told if "FOR UPDATE" in sql or sql.startswith(("UPDATE", "DELETE"))]
        assert CustomVersion._meta.db_table in locks[0], name
        touched = next(n for n, sql in enumerate(told) if CustomField._meta.db_table in sql)
        assert told.index(locks[0]) < touched, name
