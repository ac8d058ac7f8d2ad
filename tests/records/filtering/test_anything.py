"""Whatever is asked of any kind is answered or refused in a sentence; nothing reaches the database that it cannot take."""

from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dealwright.core.actor import Actor
from dealwright.records import registry
from dealwright.records.fields import Field, Kind
from dealwright.records.filtering import comparing, compiling
from dealwright.records.filtering.errors import FilterError
from dealwright.records.filtering.limits import MOST_UNITS
from dealwright.records.filtering.tree import (
    BARE,
    LISTS,
    PAIRS,
    Condition,
    Literal,
    Mine,
    Operator,
    Relative,
    Unit,
    Value,
    Which,
    Who,
)
from dealwright.records.registry import Entity
from tests.people import AT
from tests.records.filtering import trees

pytestmark = pytest.mark.django_db
KEYS = sorted(entity.key for entity in registry.entities())
ODD = [
    "0", "-1", "1e5", "1e400", "12.345", "9" * 40, "NaN", "٣", "true", "2026-02-29", "2200-12-31", "1900-01-01",
    "9999-12-31T23:59:59-14:00", "2026-10-25T02:30", "2026-10-25T02:30:00.123456+02:00", "20260101", "2026-W01-1",
    str(UUID(int=0)), "{" + str(UUID(int=1)) + "}", "EUR", "open", "\\", "%", "_", "a\\", "\t", "\x00", "ﬁ", "İ", "",
]  # fmt: skip


def values_for(field: Field) -> st.SearchStrategy[Value]:
    """Values of which this field takes some."""
    known: list[Value] = [Literal(stored) for stored, _label in field.choices]
    if field.kind in {Kind.DATE, Kind.DATETIME}:
        known += [Literal("2026-09-30"), Literal("2026-09-30T10:00")]
    likely = [st.sampled_from(known)] if known else []
    return st.one_of(*likely, st.builds(Literal, st.sampled_from(ODD)), trees.values)


@st.composite
def conditions(draw: st.DrawFn, entity: Entity) -> Condition:
    """Any field of a kind, or of one that its links lead to, compared in any way."""
    path: list[str] = []
    while True:
        field = draw(st.sampled_from(list(comparing.fields(entity).values())))
        path.append(field.name)
        target = registry.find(field.to) if field.kind == Kind.LINK else None
        if target is None or len(path) == 4 or draw(st.booleans()):
            break
        entity = target
    linked = registry.find(field.to)
    offered = comparing.operators(entity, field, linked)
    operator = draw(st.sampled_from(offered) | st.sampled_from(Operator))
    few, many = (0, 0) if operator in BARE else (2, 2) if operator in PAIRS else (1, 1)
    several = 4 if operator in LISTS else many
    given = draw(st.lists(values_for(field), min_size=few, max_size=several))
    return Condition(tuple(path), operator, tuple(given))


@pytest.mark.parametrize("key", KEYS)
def test_anything_is_answered_or_refused(key: str, alice: Actor, admin: Actor) -> None:
    entity = registry.entity(key)
    outcomes: set[str] = set()

    @given(conditions(entity))
    @settings(max_examples=150, suppress_health_check=list(HealthCheck))
    def ask(condition: Condition) -> None:
        for actor in (alice, admin):
            try:
                asked = compiling.condition_of(condition, entity, actor=actor, at=AT)
            except FilterError as error:
                outcomes.add(str(error).partition(",")[0])
                continue
            outcomes.add("answered")
            assert entity.rows(actor).filter(asked).exists() in {True, False}

    ask()
    assert outcomes == {"answered", "Line 1"}  # the rest is refused where it stands


@pytest.mark.parametrize("count", [None, 1, MOST_UNITS])
@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("which", [Which.LAST, Which.NEXT])
def test_days_however_far_are_compared(
    alice: Actor, which: Which, unit: Unit, count: int | None
) -> None:
    entity = registry.entity("opportunities.opportunity")
    for name in ("close_on", "created_at"):
        for operator in (Operator.EQUAL, Operator.LESS, Operator.GREATER, Operator.NOT_IN):
            condition = Condition((name,), operator, (Relative(which, unit, count),))
            asked = compiling.condition_of(condition, entity, actor=alice, at=AT)
            assert not entity.rows(alice).filter(asked).exists()


def test_people_may_be_asked_for_by_those_who_are_none(system: Actor) -> None:
    entity = registry.entity("customers.account")
    for who in Who:
        condition = Condition(("owner",), Operator.EQUAL, (Mine(who),))
        asked = compiling.condition_of(condition, entity, actor=system, at=AT)
        assert not entity.rows(system).filter(asked).exists()
