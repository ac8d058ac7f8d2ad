"""Who is away, in their own time zone, and who stands in."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError, NotFoundError
from dealwright.events.models import EventRecord
from dealwright.identity import absences
from dealwright.identity import actions as identity
from dealwright.identity.models import Absence, User

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 9, 1), date(2026, 9, 5)


def away(user: User, by: Actor, at: datetime, **values: Any) -> Absence:
    return identity.set_absence(
        user, **({"from_on": FIRST, "until_on": LAST} | values), by=by, at=at
    )


def test_a_person_is_away_from_the_first_day_to_the_last(
    people: SimpleNamespace, alice: Actor, at: datetime
) -> None:
    away(people.alice, alice, at)
    moments = [
        datetime(2026, 8, 31, 23, 59, tzinfo=UTC),
        at,
        datetime(2026, 9, 5, 23, 59, tzinfo=UTC),
    ]
    after = datetime(2026, 9, 6, tzinfo=UTC)
    assert [absences.is_away(people.alice.pk, each) for each in (*moments, after)] == [
        False,
        True,
        True,
        False,
    ]
    assert EventRecord.objects.filter(kind="identity.AbsenceSet").count() == 1


def test_days_are_those_of_the_persons_own_time_zone(
    people: SimpleNamespace, alice: Actor, system: Actor, at: datetime
) -> None:
    identity.update_user(people.alice, {"time_zone": "Pacific/Auckland"}, by=system, at=at)
    away(people.alice, alice, at)
    assert absences.is_away(people.alice.pk, datetime(2026, 8, 31, 13, tzinfo=UTC))
    assert not absences.is_away(people.alice.pk, datetime(2026, 9, 5, 13, tzinfo=UTC))


@given(
    hour=st.integers(-14 * 24, 14 * 24),
    zone=st.sampled_from(["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin"]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_being_away_is_told_as_the_calendar_on_the_wall_tells_it(
    people: SimpleNamespace, system: Actor, hour: int, zone: str
) -> None:
    at = datetime(2026, 9, 3, tzinfo=UTC) + timedelta(hours=hour)
    identity.update_user(people.bob, {"time_zone": zone}, by=system, at=at)
    if not people.bob.absences.exists():
        away(people.bob, system, at)
    is_on_the_wall = FIRST <= at.astimezone(ZoneInfo(zone)).date() <= LAST
    assert absences.is_away(people.bob.pk, at) == is_on_the_wall


def test_two_absences_do_not_overlap(people: SimpleNamespace, alice: Actor, at: datetime) -> None:
    away(people.alice, alice, at)
    with pytest.raises(InvalidError, match="away on some of these days already"):
        away(people.alice, alice, at, from_on=LAST, until_on=LAST + timedelta(days=3))
    assert Absence.objects.count() == 1
    away(
        people.alice, alice, at, from_on=LAST + timedelta(days=1), until_on=LAST + timedelta(days=3)
    )


@pytest.mark.parametrize("wrong", ["backwards", "oneself", "someone who left"])
def test_an_absence_that_makes_no_sense_is_refused(
    wrong: str, people: SimpleNamespace, alice: Actor, system: Actor, at: datetime
) -> None:
    identity.set_active(people.mia, active=False, by=system, at=at)
    values: dict[str, Any] = {
        "backwards": {"until_on": FIRST - timedelta(days=1)},
        "oneself": {"deputy": people.alice},
        "someone who left": {"deputy": User.objects.get(pk=people.mia.pk)},
    }[wrong]
    count = EventRecord.objects.count()
    with pytest.raises(InvalidError):
        away(people.alice, alice, at, **values)
    assert (Absence.objects.count(), EventRecord.objects.count()) == (0, count)


def test_one_notes_ones_own_absences_and_an_administrator_anyones(
    people: SimpleNamespace, alice: Actor, bob: Actor, admin: Actor, at: datetime
) -> None:
    with pytest.raises(NotAllowedError):
        away(people.alice, bob, at)
    noted = away(people.alice, admin, at)
    with pytest.raises(NotAllowedError):
        identity.end_absence(noted, by=bob, at=at)
    assert absences.is_away(people.alice.pk, at)
    identity.end_absence(noted, by=alice, at=at)
    assert not absences.is_away(people.alice.pk, at)
    with pytest.raises(NotFoundError):
        identity.end_absence(noted, by=alice, at=at)


def test_the_deputy_of_a_deputy_who_is_away_acts(
    people: SimpleNamespace, system: Actor, at: datetime
) -> None:
    assert absences.deputy_of(people.alice.pk, at) is None
    away(people.alice, system, at, deputy=people.bob)
    assert absences.deputy_of(people.alice.pk, at) == people.bob
    away(people.bob, system, at, deputy=people.ann)
    assert absences.deputy_of(people.alice.pk, at) == people.ann
    away(people.ann, system, at, deputy=people.alice)
    assert absences.deputy_of(people.alice.pk, at) is None


def test_asking_for_many_costs_one_query(
    django_assert_num_queries: Any, people: SimpleNamespace, system: Actor, at: datetime
) -> None:
    crowd = [people.alice, people.bob, people.charlie]
    for person in crowd:
        away(person, system, at, deputy=people.ann)
    for count in (1, 3):
        with django_assert_num_queries(1):
            found = absences.away([person.pk for person in crowd[:count]], at)
            assert [str(each.deputy) for each in found.values()] == ["Ann Example"] * count
