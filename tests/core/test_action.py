from datetime import datetime

import pytest
from django.db import IntegrityError, connection

from dealwright.core.action import action, is_writing, writing
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, RefusedError
from dealwright.identity.models import BusinessUnit
from tests.write_guard import WriteOutsideActionError

pytestmark = pytest.mark.django_db


@action
def add_unit(name: str, *, by: Actor, at: datetime) -> BusinessUnit:
    return BusinessUnit.objects.create(name=name)


@action
def add_two_and_refuse(*, by: Actor, at: datetime) -> None:
    add_unit("First", by=by, at=at)
    add_unit("Second", by=by, at=at)
    raise RefusedError("No.")


def test_writes_are_allowed_inside_a_verb_only(system: Actor, at: datetime) -> None:
    assert add_unit("Inside", by=system, at=at).pk
    with pytest.raises(WriteOutsideActionError):
        BusinessUnit.objects.create(name="Outside")
    assert not is_writing()


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_guard_sees_querysets_too(system: Actor, at: datetime, act: str) -> None:
    unit = add_unit("Here", by=system, at=at)
    rows = BusinessUnit.objects.filter(pk=unit.pk)
    with pytest.raises(WriteOutsideActionError):
        rows.update(name="Gone") if act == "update" else rows._raw_delete(rows.db)


def test_a_refusal_of_the_whole_undoes_the_parts(system: Actor, at: datetime) -> None:
    with pytest.raises(RefusedError):
        add_two_and_refuse(by=system, at=at)
    assert not BusinessUnit.objects.filter(name__in=["First", "Second"]).exists()


def test_a_broken_constraint_speaks_its_own_sentence(system: Actor, at: datetime) -> None:
    add_unit("North", by=system, at=at)
    with pytest.raises(InvalidError) as refusal:
        add_unit("north", by=system, at=at)
    assert "has this name already" in str(refusal.value)


def test_an_unknown_fault_stays_a_fault(system: Actor, at: datetime) -> None:
    @action
    def fault(*, by: Actor, at: datetime) -> None:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE odd (n int CONSTRAINT odd_n CHECK (n > 0))")
            cursor.execute("INSERT INTO odd VALUES (0)")

    with pytest.raises(IntegrityError):
        fault(by=system, at=at)


def test_history_knows_who_acted(alice: Actor, at: datetime) -> None:
    with writing(alice), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('pghistory.context_metadata', true)")
        assert '"name": "Alice Example"' in cursor.fetchone()[0]
