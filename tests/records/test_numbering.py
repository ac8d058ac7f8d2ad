from datetime import UTC, datetime

import pytest
from django.db import transaction

from dealwright.core import actor
from dealwright.core.action import writing
from dealwright.records import numbering
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
