"""Reads that are worked out once answer as the query sets do that they were made of."""

from datetime import datetime
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone, translation

from dealwright.core.actor import Actor
from dealwright.core.prepared import Read
from dealwright.leads import actions as leads
from dealwright.leads.models import Lead
from dealwright.records import registry
from dealwright.records.custom import actions as custom
from dealwright.records.registry import Entity
from dealwright.records.rest.rows import projection, read_by_id
from tests.factories.leads import lead_of

pytestmark = pytest.mark.django_db


def test_a_row_is_the_one_that_the_query_set_gives(alice: Actor) -> None:
    lead = lead_of(alice, custom={"cf_colour": "teal"}, employees=12)
    (found,) = Read.of(Lead.objects.filter(pk__any_of=[])).rows([lead.pk])
    stored = Lead.objects.get(pk=lead.pk)
    names = [column.attname for column in Lead._meta.concrete_fields]
    assert [getattr(found, name) for name in names] == [getattr(stored, name) for name in names]
    assert type(found.custom) is type(stored.custom)
    assert (found._state.adding, found._state.db) == (False, "default")


def test_columns_are_read_of_the_rows_that_are_asked_for(alice: Actor) -> None:
    first, second, _third = (lead_of(alice, company=name) for name in ("One", "Two", "Three"))
    read = Read.of(Lead.objects.values_list("company", "pk").filter(pk__any_of=[]))
    assert {tuple(row) for row in read.values([first.pk, second.pk])} == {
        ("One", first.pk),
        ("Two", second.pk),
    }
    assert list(read.values([])) == []


def test_what_was_written_meanwhile_is_read(
    alice: Actor, at: datetime, django_assert_num_queries: Any
) -> None:
    lead = lead_of(alice, company="One")
    read = Read.of(Lead.objects.values_list("company").filter(pk__any_of=[]))
    assert [*read.values([lead.pk])] == [("One",)]
    leads.update(lead, {"company": "Two"}, by=alice, at=at)
    with django_assert_num_queries(1):
        assert [*read.values([lead.pk])] == [("Two",)]


def test_a_query_set_with_a_value_of_its_own_is_refused() -> None:
    with pytest.raises(AssertionError, match="only ids"):
        Read.of(Lead.objects.filter(company="Corvane"))


def test_what_stands_beside_whole_rows_is_refused() -> None:
    for rows in (Lead.objects.select_related("owner"), Lead.objects.annotate(firm=F("company"))):
        with pytest.raises(AssertionError, match="their own columns"):
            Read.of(rows)


def statements(entity: Entity) -> list[str]:
    """Those that are kept of a kind: its whole rows, and what REST tells of it."""
    rows = entity.model._default_manager.filter(pk__any_of=[])
    kept = (
        rows,
        rows.select_for_update(of=("self",)),
        rows.values_list(*projection(entity).columns),
    )
    return [Read.of(each).sql for each in kept]


def test_a_statement_is_the_same_in_every_language_and_time_zone(
    admin: Actor, at: datetime
) -> None:
    for number, kind in enumerate(("money", "datetime", "date", "link")):
        given = {"label": f"Further {number}", "kind": kind}
        given |= {"to": "customers.account"} if kind == "link" else {}
        custom.add_field("leads.lead", given, by=admin, at=at)
    kinds = list(registry.entities())
    here = [statements(entity) for entity in kinds]
    with translation.override("de"), timezone.override("Asia/Tokyo"):
        there = [statements(entity) for entity in kinds]
    assert here == there
    assert any("cf_further_3" in statement for found in here for statement in found)


def test_custom_fields_are_read_as_they_are_defined_now(
    alice: Actor, admin: Actor, at: datetime
) -> None:
    lead = lead_of(alice)

    def told() -> dict[str, Any]:
        (found,) = read_by_id(registry.of(Lead), [lead.pk], by=alice)
        return {name: value for name, value in found.items() if name.startswith("cf_")}

    assert told() == {}
    field = custom.add_field("leads.lead", {"label": "Rooms", "kind": "integer"}, by=admin, at=at)
    leads.update(lead, {"cf_rooms": 12}, by=alice, at=at)
    assert told() == {"cf_rooms": 12}
    custom.retire_field(field, by=admin, at=at)
    assert told() == {}
