"""Verbs on sales processes and stages."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from dealwright.core import guards
from dealwright.core.actor import Actor
from dealwright.core.errors import (
    ConflictError,
    InvalidError,
    NotAllowedError,
    RefusedError,
)
from dealwright.events.models import EventRecord
from dealwright.records.fields import Field
from dealwright.strategy import actions as strategy
from dealwright.strategy import gates, queries
from dealwright.strategy.models import Category, SalesProcess, Stage
from tests.factories.strategy import process_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _deal_fields() -> Iterator[None]:
    """A deal has these fields, whoever else is installed."""
    before = gates.offered()
    gates.offer(
        *(Field(name=name, label=name) for name in ("account", "estimated_revenue", "close_on"))
    )
    yield
    gates._offered.clear()
    gates._offered.update(before)


@pytest.fixture
def standard(olga: Actor, at: datetime) -> SalesProcess:
    return strategy.keep_default_process(by=olga, at=at)


def names(process: SalesProcess) -> list[str]:
    return [stage.name for stage in queries.stages(process)]


def positions(process: SalesProcess) -> list[int]:
    return [stage.position for stage in queries.stages(process)]


def everything() -> tuple[list[Any], list[Any], int]:
    return (
        list(SalesProcess.objects.order_by("pk").values()),
        list(Stage.objects.order_by("pk").values()),
        EventRecord.objects.count(),
    )


def refused(
    error: type[Exception], verb: Callable[..., Any], *args: Any, **kwargs: Any
) -> pytest.ExceptionInfo[Any]:
    """The verb raises; nothing changed and no event was recorded."""
    before = everything()
    with pytest.raises(error) as found:
        verb(*args, **kwargs)
    assert everything() == before
    return found


def test_the_standard_process_runs_from_qualify_to_close(standard: SalesProcess) -> None:
    found = [
        (stage.name, stage.probability, stage.category, stage.required_fields)
        for stage in queries.stages(standard)
    ]
    assert found == [
        ("Qualify", 25, Category.PIPELINE, []),
        ("Develop", 50, Category.PIPELINE, []),
        ("Propose", 75, Category.BEST_CASE, ["account"]),
        ("Close", 90, Category.COMMIT, ["estimated_revenue", "close_on"]),
    ]
    assert standard.is_default
    assert all(stage.guidance and stage.usual_days for stage in queries.stages(standard))


def test_keeping_the_standard_process_twice_makes_one(
    standard: SalesProcess, system: Actor, at: datetime
) -> None:
    before = everything()
    assert strategy.keep_default_process(by=system, at=at) == standard
    assert everything() == before


def test_keeping_a_process_leaves_one_of_the_users_own_in_place(olga: Actor, at: datetime) -> None:
    own = strategy.create_process("Tenders", [{"name": "Read", "probability": 5}], by=olga, at=at)
    assert strategy.keep_default_process(by=olga, at=at) == own


def test_a_second_process_does_not_take_the_default(
    standard: SalesProcess, olga: Actor, at: datetime
) -> None:
    stages = [{"name": "Prospecting", "probability": 10}, {"name": "Engaging", "probability": 40}]
    second = strategy.create_process("Short sale", stages, by=olga, at=at)
    assert names(second) == ["Prospecting", "Engaging"]
    assert positions(second) == [1, 2]
    assert queries.default_process() == standard


def test_a_new_default_unseats_the_old_one_and_says_so(
    standard: SalesProcess, olga: Actor, at: datetime
) -> None:
    second = strategy.create_process("Short sale", by=olga, at=at, is_default=True)
    assert queries.default_process() == second
    event = EventRecord.objects.get(subject_id=standard.pk, kind="records.RecordUpdated")
    assert event.changes == {"is_default": [True, False]}


def test_a_process_needs_a_name_of_its_own(
    standard: SalesProcess, olga: Actor, at: datetime
) -> None:
    found = refused(
        InvalidError, strategy.create_process, standard.name.upper(), [], by=olga, at=at
    )
    assert "this name already" in str(found.value)


def test_a_salesperson_makes_no_process(alice: Actor, at: datetime) -> None:
    refused(NotAllowedError, strategy.create_process, "My own", [], by=alice, at=at)


def test_a_broken_stage_leaves_no_process_behind(olga: Actor, at: datetime) -> None:
    stages = [{"name": "Start", "probability": 10}, {"name": "Sure", "probability": 101}]
    found = refused(InvalidError, strategy.create_process, "Odd", stages, by=olga, at=at)
    assert "between 0 and 100" in str(found.value)


def test_another_process_becomes_the_default(
    standard: SalesProcess, olga: Actor, at: datetime
) -> None:
    second = process_of(["One"], name="Second")
    strategy.update_process(second, {"is_default": True}, by=olga, at=at)
    assert queries.default_process() == second
    assert SalesProcess.objects.filter(is_default=True).count() == 1


def test_the_default_is_neither_unset_nor_retired(
    standard: SalesProcess, olga: Actor, at: datetime
) -> None:
    unset = refused(
        InvalidError, strategy.update_process, standard, {"is_default": False}, by=olga, at=at
    )
    assert set(unset.value.errors) == {"is_default"}
    retired = refused(
        InvalidError, strategy.update_process, standard, {"is_active": False}, by=olga, at=at
    )
    assert set(retired.value.errors) == {"is_active"}


def test_a_process_changed_meanwhile_is_not_overwritten(
    standard: SalesProcess, olga: Actor, admin: Actor, at: datetime
) -> None:
    strategy.update_process(standard, {"name": "Direct sale"}, by=admin, at=at, version=1)
    found = refused(
        ConflictError,
        strategy.update_process,
        standard,
        {"name": "Field sale"},
        by=olga,
        at=at,
        version=1,
    )
    assert found.value.theirs == {"name": "Direct sale"}
    assert found.value.mine == {"name": "Field sale"}


def test_a_salesperson_changes_no_process(
    standard: SalesProcess, alice: Actor, at: datetime
) -> None:
    refused(NotAllowedError, strategy.update_process, standard, {"name": "Mine"}, by=alice, at=at)


def test_an_unused_process_is_deleted_with_its_stages(
    standard: SalesProcess, olga: Actor, at: datetime
) -> None:
    second = process_of(["One", "Two"], name="Second")
    strategy.remove_process(second, by=olga, at=at)
    assert not Stage.objects.filter(process=second.pk).exists()
    assert EventRecord.objects.filter(kind="records.RecordDeleted").count() == 3


def test_the_default_process_is_not_deleted(
    standard: SalesProcess, olga: Actor, at: datetime
) -> None:
    refused(RefusedError, strategy.remove_process, standard, by=olga, at=at)


def test_a_stage_goes_last_unless_it_names_its_place(olga: Actor, at: datetime) -> None:
    process = process_of(["One", "Two"])
    strategy.add_stage(process, {"name": "Three", "probability": 80}, by=olga, at=at)
    strategy.add_stage(process, {"name": "Zero", "probability": 1, "position": 1}, by=olga, at=at)
    assert names(process) == ["Zero", "One", "Two", "Three"]
    assert positions(process) == [1, 2, 3, 4]


@pytest.mark.parametrize("position", [0, 4, 99])
def test_a_stage_finds_no_place_beyond_the_end(position: int, olga: Actor, at: datetime) -> None:
    process = process_of(["One", "Two"])
    values = {"name": "Far", "probability": 80, "position": position}
    found = refused(InvalidError, strategy.add_stage, process, values, by=olga, at=at)
    assert set(found.value.errors) == {"position"}


def test_a_stage_requires_only_what_a_deal_has(olga: Actor, at: datetime) -> None:
    process = process_of(["One"])
    values = {"name": "Two", "probability": 50, "required_fields": ["account", "shoe_size"]}
    found = refused(InvalidError, strategy.add_stage, process, values, by=olga, at=at)
    assert "shoe_size" in str(found.value)


def test_a_stage_name_stands_once_in_a_process(olga: Actor, at: datetime) -> None:
    process = process_of(["One"])
    values = {"name": "ONE", "probability": 50}
    refused(InvalidError, strategy.add_stage, process, values, by=olga, at=at)


def test_a_salesperson_adds_no_stage(alice: Actor, at: datetime) -> None:
    process = process_of(["One"])
    values = {"name": "Two", "probability": 50}
    refused(NotAllowedError, strategy.add_stage, process, values, by=alice, at=at)


def test_a_stage_is_changed_and_what_changed_is_recorded(olga: Actor, at: datetime) -> None:
    stage = queries.first_stage(process_of(["One"]))
    values = {"probability": 30, "required_fields": ["account", "account"]}
    strategy.update_stage(stage, values, by=olga, at=at, version=1)
    stage.refresh_from_db()
    assert (stage.probability, stage.required_fields, stage.version) == (30, ["account"], 2)
    event = EventRecord.objects.get(subject_id=stage.pk, kind="records.RecordUpdated")
    assert event.changes["required_fields"] == [[], ["account"]]
    assert stage.process_id in event.about


def test_a_salesperson_changes_no_stage(alice: Actor, at: datetime) -> None:
    stage = queries.first_stage(process_of(["One"]))
    refused(NotAllowedError, strategy.update_stage, stage, {"probability": 99}, by=alice, at=at)


def test_a_stage_moves_and_the_others_make_room(olga: Actor, at: datetime) -> None:
    process = process_of(["One", "Two", "Three"])
    last = queries.stages(process)[-1]
    strategy.move_stage(last, position=1, by=olga, at=at)
    assert names(process) == ["Three", "One", "Two"]
    assert positions(process) == [1, 2, 3]
    moved = EventRecord.objects.filter(kind="records.RecordUpdated", at=at)
    assert sorted(event.changes["position"] for event in moved) == [[1, 2], [2, 3], [3, 1]]


def test_a_stage_put_where_it_stands_changes_nothing(olga: Actor, at: datetime) -> None:
    stage = queries.first_stage(process_of(["One", "Two"]))
    before = everything()
    strategy.move_stage(stage, position=1, by=olga, at=at)
    assert everything() == before


def test_a_stage_does_not_move_beyond_the_end(olga: Actor, at: datetime) -> None:
    stage = queries.first_stage(process_of(["One", "Two"]))
    refused(InvalidError, strategy.move_stage, stage, position=3, by=olga, at=at)


def test_a_salesperson_moves_no_stage(alice: Actor, at: datetime) -> None:
    stage = queries.first_stage(process_of(["One", "Two"]))
    refused(NotAllowedError, strategy.move_stage, stage, position=2, by=alice, at=at)


def test_a_stage_nobody_used_is_removed_and_the_gap_closes(olga: Actor, at: datetime) -> None:
    process = process_of(["One", "Two", "Three"])
    strategy.remove_stage(queries.stages(process)[1], by=olga, at=at)
    assert names(process) == ["One", "Three"]
    assert positions(process) == [1, 2]


def test_the_only_stage_stays(olga: Actor, at: datetime) -> None:
    stage = queries.first_stage(process_of(["One"]))
    refused(RefusedError, strategy.remove_stage, stage, by=olga, at=at)


def test_a_salesperson_removes_no_stage(alice: Actor, at: datetime) -> None:
    stage = queries.first_stage(process_of(["One", "Two"]))
    refused(NotAllowedError, strategy.remove_stage, stage, by=alice, at=at)


def test_a_stage_that_a_deal_stood_in_stays(
    olga: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def object_(_stage: Stage) -> None:
        raise RefusedError("Deals stand in it.")

    monkeypatch.setitem(guards._guards, "strategy.remove_stage", [object_])
    process_of(["First"], name="Default")
    process = process_of(["One", "Two"])
    refused(RefusedError, strategy.remove_stage, queries.stages(process)[0], by=olga, at=at)
    refused(RefusedError, strategy.remove_process, process, by=olga, at=at)


def test_a_salesperson_deletes_no_process(alice: Actor, at: datetime) -> None:
    process_of(["First"], name="Default")
    process = process_of(["One"])
    refused(NotAllowedError, strategy.remove_process, process, by=alice, at=at)


def test_where_a_deal_begins(olga: Actor, at: datetime) -> None:
    empty = strategy.create_process("Empty", by=olga, at=at)
    with pytest.raises(RefusedError):
        queries.first_stage(empty)
    process = process_of(["One", "Two"])
    strategy.update_process(process, {"is_default": True}, by=olga, at=at)
    assert queries.first_stage().name == "One"
    assert queries.first_stage(process.pk).process == process


def test_before_there_is_a_process_its_absence_is_said(people: object) -> None:
    with pytest.raises(RefusedError):
        queries.default_process()
