import re
from datetime import UTC, datetime

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from dealwright.core import actor
from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError
from dealwright.events.models import EventRecord
from dealwright.records import actions, numbering, registry
from dealwright.records.models import NumberFormat
from dealwright.records.numbering import Format
from tests.factories.customers import account_of
from tests.racing import race

NEXT_YEAR = datetime(2027, 1, 1, tzinfo=UTC)


def take(count: int = 1, *, at: datetime) -> list[str]:
    with writing(actor.system()):
        return numbering.take("TST", at=at, count=count)


@pytest.mark.django_db
def test_numbers_run_by_kind_and_year(at: datetime) -> None:
    assert take(2, at=at) == ["TST-2026-000001", "TST-2026-000002"]
    assert take(at=at) == ["TST-2026-000003"]
    assert take(at=NEXT_YEAR) == ["TST-2027-000001"]


@pytest.mark.django_db
def test_a_number_that_is_rolled_back_is_issued_again(at: datetime) -> None:
    with writing(actor.system()):
        numbering.take("TST", at=at)
        transaction.set_rollback(True)
    assert take(at=at) == ["TST-2026-000001"]


@pytest.mark.django_db(transaction=True)
def test_no_number_is_issued_twice_to_many_at_once(at: datetime) -> None:
    taken, refused = race(*[lambda: take(5, at=at)] * 8)
    numbers = [number for batch in taken for number in batch]
    assert refused == []
    assert sorted(numbers) == [f"TST-2026-{n:06d}" for n in range(1, 41)]


def set_format(look: Format, *, by: Actor, at: datetime, next_number: int | None = None) -> None:
    actions.set_number_format("ACC", look, next_number=next_number, by=by, at=at)


@pytest.mark.django_db
def test_numbers_look_as_the_organisation_wants(olga: Actor, alice: Actor, at: datetime) -> None:
    set_format(Format("K{yy}-{number}", 4), by=olga, at=at)
    assert account_of(alice).number == f"K{at.year % 100}-0001"
    event = EventRecord.objects.get(kind="records.NumberFormatChanged")
    assert event.changes["pattern"][1] == f"K{at.year % 100}-0001"


@pytest.mark.django_db
def test_numbers_that_never_start_anew_run_on(olga: Actor, at: datetime) -> None:
    set_format(Format("K{number}", 3, restarts=False), next_number=41, by=olga, at=at)
    with writing(actor.system()):
        assert numbering.take("ACC", at=at) == ["K041"]
        assert numbering.take("ACC", at=NEXT_YEAR) == ["K042"]


@pytest.mark.django_db
def test_no_number_comes_again_under_a_pattern_that_looks_alike(
    olga: Actor, alice: Actor, at: datetime
) -> None:
    """K2612 of the one pattern is the twelfth number of 2026 under the other."""
    set_format(Format("K{number}", 4, restarts=False), next_number=2612, by=olga, at=at)
    first = account_of(alice).number
    set_format(Format("K{yy}{number}", 2), by=olga, at=at)
    assert (first, numbering.last("ACC", year=2026)) == ("K2612", 12)
    assert account_of(alice).number == "K2613"


@pytest.mark.parametrize(
    ("look", "field"),
    [
        (Format("K"), "pattern"),
        (Format("K{number}X"), "pattern"),
        (Format("k{number}"), "pattern"),
        (Format("K{month}{number}"), "pattern"),
        (Format("K{number}", restarts=True), "pattern"),
        (Format("K{year}-{number}", 0), "digits"),
        (Format("VERY-LONG-{year}-{number}"), "pattern"),
    ],
)
@pytest.mark.django_db
def test_a_pattern_that_cannot_number_is_refused(
    look: Format, field: str, olga: Actor, at: datetime
) -> None:
    with pytest.raises(InvalidError) as refusal:
        set_format(look, by=olga, at=at)
    assert list(refusal.value.errors) == [field]
    assert not NumberFormat.objects.exists()
    assert not EventRecord.objects.filter(kind="records.NumberFormatChanged").exists()


@pytest.mark.django_db
def test_a_next_number_that_was_given_is_refused(olga: Actor, alice: Actor, at: datetime) -> None:
    account_of(alice)
    with pytest.raises(InvalidError, match="up to 1 are given"):
        set_format(numbering.usual("ACC"), next_number=1, by=olga, at=at)


@pytest.mark.django_db
def test_a_salesperson_chooses_no_pattern(alice: Actor, at: datetime) -> None:
    with pytest.raises(NotAllowedError):
        set_format(numbering.usual("ACC"), by=alice, at=at)
    assert not NumberFormat.objects.exists()


@given(
    st.sampled_from(["Q{number}", "Q{yy}{number}", "{year}{number}", "A.{year}/{number}"]),
    st.integers(1, 6),
    st.integers(1, 10**9),
    st.integers(2001, 2099),
)
def test_a_number_is_read_back_from_what_it_looks_like(
    pattern: str, digits: int, number: int, year: int
) -> None:
    look = Format(pattern, digits)
    found = re.match(look.regex, look.written(number, year=year))
    assert found is not None
    assert int(found[2]) == number


@pytest.mark.django_db
def test_every_number_of_the_house_can_be_chosen() -> None:
    numbered = {entity.key for entity in registry.entities() if entity.number == "number"}
    assert set(numbering.kinds().values()) == numbered
