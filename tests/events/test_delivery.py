"""Facts are kept with the change itself, and each handler acts once, whatever dies in between."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from dealwright.core import actor as actors
from dealwright.core.action import writing
from dealwright.events import actions, bus, tasks
from dealwright.events.bus import Event
from dealwright.events.models import EventDelivery, EventRecord
from dealwright.identity.models import BusinessUnit
from dealwright.records.retention import actions as retention


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitPainted(Event):
    colour: str


UnitPainted.__module__ = "dealwright.tests.events"
seen: list[str] = []


def paint(record: EventRecord) -> None:
    colour = bus.read(record, UnitPainted).colour
    if colour == "broken":
        raise RuntimeError("no such paint")
    seen.append(colour)


@pytest.fixture(autouse=True)
def _listening() -> Iterator[None]:
    seen.clear()
    bus.on(UnitPainted)(paint)
    yield
    bus._by_kind.pop(bus.kind_of(UnitPainted), None)


@pytest.fixture
def unit(db: None) -> BusinessUnit:
    with writing(actors.system()):
        return BusinessUnit.objects.create(name="Workshop")


def announce(unit: BusinessUnit, colour: str, at: datetime) -> EventRecord:
    with writing(actors.system()):
        return bus.record(UnitPainted(colour=colour), subject=unit, by=actors.system(), at=at)


def run_jobs() -> None:
    """What a worker does with the jobs of events, in this process."""
    for job in ProcrastinateJob.objects.filter(status="todo", queue_name="events").order_by("id"):
        tasks.deliver.func(**job.args)  # type: ignore[attr-defined]


def handler() -> str:
    return f"{paint.__module__}.{paint.__qualname__}"


def test_a_fact_waits_as_a_job_of_its_transaction(unit: BusinessUnit, at: datetime) -> None:
    record = announce(unit, "green", at)
    job = ProcrastinateJob.objects.get(task_name="events.deliver")
    assert job.args == {"handler": handler(), "events": [str(record.pk)]}
    assert record.about == [unit.pk]


def test_what_is_rolled_back_is_neither_fact_nor_job(unit: BusinessUnit, at: datetime) -> None:
    with transaction.atomic():
        announce(unit, "green", at)
        transaction.set_rollback(True)
    assert not EventRecord.objects.exists()
    assert not ProcrastinateJob.objects.exists()


def test_a_handler_acts_once_however_often_it_is_told(unit: BusinessUnit, at: datetime) -> None:
    record = announce(unit, "green", at)
    run_jobs()
    run_jobs()
    assert seen == ["green"]
    assert not actions.deliver(handler=handler(), event_id=record.pk, at=at)
    assert EventDelivery.objects.get().delivered_at is not None


def test_a_failing_handler_is_parked_after_eight_tries(unit: BusinessUnit, at: datetime) -> None:
    announce(unit, "broken", at)
    for _ in range(actions.MOST_ATTEMPTS - 1):
        with pytest.raises(tasks.DeliveryFailedError):
            run_jobs()
    run_jobs()
    delivery = EventDelivery.objects.get()
    assert (delivery.attempts, delivery.parked_at is not None) == (8, True)
    assert delivery.error == "RuntimeError: no such paint"


def test_a_parked_delivery_can_be_run_again(unit: BusinessUnit, at: datetime) -> None:
    record = announce(unit, "broken", at)
    for _ in range(actions.MOST_ATTEMPTS):
        actions.note_failure(
            handler=handler(), event_id=record.pk, error=RuntimeError("dry"), at=at
        )
    with writing(actors.system()):
        EventRecord.objects.filter(pk=record.pk).update(data={"colour": "blue"})
    actions.run_again(EventDelivery.objects.get())
    run_jobs()
    assert seen == ["blue"]


def test_a_failure_does_not_hold_up_the_rest_of_its_batch(unit: BusinessUnit, at: datetime) -> None:
    facts = [
        bus.Fact(event=UnitPainted(colour=colour), subject=unit)
        for colour in ("red", "broken", "blue")
    ]
    with writing(actors.system()):
        bus.record_many(facts, by=actors.system(), at=at)
    with pytest.raises(tasks.DeliveryFailedError):
        run_jobs()
    assert seen == ["red", "blue"]


def test_a_forgotten_event_is_passed_over(unit: BusinessUnit, at: datetime) -> None:
    record = announce(unit, "green", at)
    with writing(actors.system()):
        record.delete()
    run_jobs()
    assert not actions.deliver(handler=handler(), event_id=uuid4(), at=at)
    assert seen == []
    assert not EventDelivery.objects.exists()


def test_a_failure_of_a_forgotten_event_is_not_counted(unit: BusinessUnit, at: datetime) -> None:
    assert actions.note_failure(
        handler=handler(), event_id=uuid4(), error=RuntimeError("dry"), at=at
    )
    connection.check_constraints()
    assert not EventDelivery.objects.exists()


@pytest.mark.parametrize("tries", [1, actions.MOST_ATTEMPTS])
def test_what_a_handler_failed_to_deal_with_is_not_forgotten(
    unit: BusinessUnit, at: datetime, tries: int
) -> None:
    failed, done = announce(unit, "broken", at), announce(unit, "green", at)
    actions.deliver(handler=handler(), event_id=done.pk, at=at)
    for _ in range(tries):
        actions.note_failure(
            handler=handler(), event_id=failed.pk, error=RuntimeError("dry"), at=at
        )
    with writing(actors.system()):
        EventRecord.objects.update(recorded_at=at)
    later = at + timedelta(days=400)
    while retention.forget_events(before=later, by=actors.system(), at=later):
        pass
    assert list(EventRecord.objects.all()) == [failed]


def test_writing_many_facts_costs_as_few_statements_as_one(
    unit: BusinessUnit, at: datetime, django_assert_num_queries: object
) -> None:
    for count in (1, 300):
        facts = [bus.Fact(event=UnitPainted(colour="red"), subject=unit)] * count
        with writing(actors.system()), django_assert_num_queries(2):  # type: ignore[operator]
            bus.record_many(facts, by=actors.system(), at=at)
