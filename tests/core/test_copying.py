"""A large batch goes in by COPY and is, afterwards, what a small one by INSERT would have been."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, DataError, connection, transaction
from django.forms import model_to_dict

from dealwright.catalog.models import Product
from dealwright.core import copying
from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.core.errors import DomainError
from dealwright.events.models import EventRecord
from dealwright.leads import actions as leads
from dealwright.leads.models import Lead, LeadSource
from dealwright.records.searching.models import SearchProgress
from tests.factories.catalog import product_of

pytestmark = pytest.mark.django_db

WORDS = ("tab\t", "line\nbreak", r"back\slash \N", "emoji 🧊", "quote ' \"", "مرحبا", "", "NULL")


def row(number: int) -> dict[str, object]:
    return {
        "first_name": WORDS[number % len(WORDS)],
        "last_name": f"No. {number}",
        "email": f"no{number}@example.com",
        "employees": number or None,
        "source": LeadSource.PARTNER,
    }


def stored(numbers: range) -> list[dict[str, object]]:
    names = [f"No. {number}" for number in numbers]
    rows = Lead.objects.filter(last_name__in=names).order_by("employees", "pk")
    return [
        {
            name: value
            for name, value in model_to_dict(found).items()
            if name not in {"last_name", "email", "employees"}
        }
        | {"name": found.name.removesuffix(found.last_name), "state": found.state}
        for found in rows
    ]


def test_rows_history_and_events_are_those_of_an_insert(alice: Actor, at: datetime) -> None:
    many = range(1, copying.MANY + 1)
    few = range(1001, 1001 + len(WORDS))
    leads.create_many([row(number) for number in many], by=alice, at=at)
    for number in few:
        leads.create(row(number), by=alice, at=at)
    # the words go round, from 1 on and from 1001 on alike
    assert stored(many)[: len(WORDS)] == stored(few)
    events = EventRecord.objects.filter(kind="records.RecordCreated", subject_type="leads.lead")
    assert events.count() == len(many) + len(few)
    assert {event.actor_id for event in events} == {alice.id}
    assert not events.filter(recorded_at=None).exists()
    assert events.get(subject_label__endswith="No. 5").changes["employees"] == [None, 5]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE pgh_context->>'id' = %s) FROM leads_leadhistory",
            [str(alice.id)],
        )
        assert cursor.fetchone() == (len(many) + len(few),) * 2


def test_what_the_database_makes_of_few_rows_is_read_back(
    alice: Actor, at: datetime, django_assert_num_queries
) -> None:
    made = leads.create_many([row(number) for number in (1, 2, 3)], by=alice, at=at)
    made[1].first_name = "Ana"
    with writing(alice), django_assert_num_queries(1):
        assert all(lead.name.endswith(lead.last_name) for lead in made)
        copying.save(made[1], ["first_name"])
        assert made[1].name == "Ana No. 2"
    assert [lead.name for lead in Lead.objects.filter(pk=made[1].pk)] == ["Ana No. 2"]


@pytest.mark.parametrize("count", [1, 2, copying.MANY])
def test_a_text_that_is_too_long_is_refused_and_not_cut(
    count: int, alice: Actor, at: datetime
) -> None:
    rows = [
        copying.instance(EventRecord, {"kind": "k" * 500, "at": at, "actor_kind": "system"})
        for _number in range(count)
    ]
    progress = [
        copying.instance(SearchProgress, {"entity": f"{number}", "declaration": "d" * 65})
        for number in range(count)
    ]
    for wrong in (rows, progress):
        with writing(alice), pytest.raises(DataError, match="too long"), transaction.atomic():
            copying.insert(wrong)


def test_a_text_that_is_too_long_is_not_cut_where_many_are_written(
    alice: Actor, at: datetime
) -> None:
    lead = leads.create(row(1), by=alice, at=at)
    lead.company = "c" * 500
    with writing(alice), pytest.raises(DataError, match="too long"), transaction.atomic():
        copying.update([lead], ["company"])


def test_a_row_that_is_gone_is_not_saved_silently(alice: Actor, at: datetime) -> None:
    lead = leads.create(row(1), by=alice, at=at)
    leads.delete(lead, by=alice, at=at)
    with writing(alice), pytest.raises(DatabaseError, match="is not there"):
        copying.save(lead, ["company"])


def test_rows_that_were_copied_can_be_changed(alice: Actor, at: datetime) -> None:
    made = leads.create_many([row(number) for number in range(copying.MANY)], by=alice, at=at)
    assert made[3].name == f"{WORDS[3].strip()} No. 3"
    changed = leads.update(made[3], {"company": "Corvane"}, by=alice, at=at)
    assert (changed.company, changed.version) == ("Corvane", 2)


def test_many_rows_are_updated_in_one_statement_as_each_would_be(
    alice: Actor, at: datetime, django_assert_num_queries
) -> None:
    made = leads.create_many([row(number) for number in range(40)], by=alice, at=at)
    values = ["company", "employees", "source", "custom", "modified_at", "owner", "version"]
    for number, lead in enumerate(made):
        lead.company, lead.employees = WORDS[number % len(WORDS)], number % 3 or None
        lead.source, lead.custom = LeadSource.WEB_FORM, {"colour": WORDS[number % len(WORDS)]}
        lead.modified_at, lead.version = at + timedelta(days=number), number
    with writing(alice), django_assert_num_queries(1):
        copying.update(made, values)
    fresh = {lead.pk: lead for lead in Lead.objects.all()}
    assert [model_to_dict(fresh[lead.pk], values) for lead in made] == [
        model_to_dict(lead, values) for lead in made
    ]
    assert [fresh[lead.pk].custom for lead in made] == [lead.custom for lead in made]


def test_whole_numbers_and_decimals_go_into_a_column_of_decimals_together(
    admin: Actor,
) -> None:
    given: list[Decimal | int | None] = [Decimal("12.5"), 7, None, 30, Decimal("0.001")]
    products = [product_of(f"P{number}") for number in range(len(given))]
    for found, value in zip(products, given, strict=True):
        found.margin_floor = value
    with writing(admin):
        copying.update(products, ["margin_floor"])
    stored = dict(Product.objects.values_list("pk", "margin_floor"))
    assert [stored[found.pk] for found in products] == given


def test_a_constraint_of_the_database_is_explained(admin: Actor, at: datetime) -> None:
    forms = [
        {"name": f"Form {number % copying.MANY}", "headline": "Talk to us", "lead_owner": admin.id}
        for number in range(copying.MANY + 1)
    ]
    with pytest.raises(DomainError, match="with this name already"):
        leads.create_forms(forms, by=admin, at=at)
