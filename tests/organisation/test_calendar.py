from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from dealwright.core import actor
from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError, NotFoundError
from dealwright.events.models import EventRecord
from dealwright.organisation import actions, calendars, queries
from dealwright.organisation.hours import USUAL
from dealwright.organisation.models import ExchangeRate, OpeningHours, Organisation, SpecialDay

CORPUS_CHRISTI = date(2026, 6, 4)
MORNINGS = [[(480, 720)]] * 5 + [[], []]


@pytest.mark.django_db
def test_without_hours_of_ones_own_the_usual_ones_hold(selling: Organisation) -> None:
    assert queries.week() == [list(hours) for hours in USUAL]


@pytest.mark.django_db
def test_hours_are_set_as_a_whole_week(selling: Organisation, olga: Actor, at: datetime) -> None:
    actions.set_hours(MORNINGS, by=olga, at=at)
    assert queries.week() == MORNINGS
    assert queries.working_time().week[0] == [(480, 720)]
    assert EventRecord.objects.filter(kind="organisation.HoursSet").exists()


@pytest.mark.parametrize(
    "monday", [[(600, 540)], [(480, 720), (700, 800)], [(0, 1441)], [(-60, 60)]]
)
@pytest.mark.django_db
def test_hours_that_cannot_be_are_refused(
    monday: list[tuple[int, int]], selling: Organisation, olga: Actor, at: datetime
) -> None:
    with pytest.raises(InvalidError) as refusal:
        actions.set_hours([monday, *MORNINGS[1:]], by=olga, at=at)
    assert list(refusal.value.errors) == ["0"]
    assert not OpeningHours.objects.exists()


@pytest.mark.django_db
def test_a_week_without_hours_is_refused(selling: Organisation, olga: Actor, at: datetime) -> None:
    with pytest.raises(InvalidError):
        actions.set_hours([[]] * 7, by=olga, at=at)
    assert not EventRecord.objects.filter(kind="organisation.HoursSet").exists()


@pytest.mark.django_db
def test_the_database_keeps_hours_apart(selling: Organisation) -> None:
    with writing(actor.system()), transaction.atomic():
        OpeningHours.objects.create(weekday=0, opens=480, closes=720)
        with pytest.raises(IntegrityError), transaction.atomic():
            OpeningHours.objects.create(weekday=0, opens=700, closes=800)
        OpeningHours.objects.create(weekday=0, opens=720, closes=800)


@pytest.mark.django_db
def test_public_holidays_and_special_days_are_no_usual_days(
    selling: Organisation, olga: Actor, at: datetime
) -> None:
    actions.change({"holiday_country": "DE", "holiday_region": "BY"}, by=olga, at=at)
    assert not queries.working_time().is_working_day(CORPUS_CHRISTI)
    made = actions.set_special_day(CORPUS_CHRISTI, name="Fair", hours=(600, 660), by=olga, at=at)
    assert queries.working_time().hours(CORPUS_CHRISTI) == [(600, 660)]
    actions.remove_special_day(made.pk, by=olga, at=at)
    assert not queries.working_time().is_working_day(CORPUS_CHRISTI)
    with pytest.raises(NotFoundError):
        actions.remove_special_day(made.pk, by=olga, at=at)


@pytest.mark.parametrize(("country", "region"), [("XX", ""), ("DE", "ZZ"), ("", "BY")])
@pytest.mark.django_db
def test_holidays_of_nowhere_are_refused(
    country: str, region: str, selling: Organisation, olga: Actor, at: datetime
) -> None:
    values = {"holiday_country": country, "holiday_region": region}
    with pytest.raises(InvalidError):
        actions.change(values, by=olga, at=at)
    assert queries.current().holiday_country == ""


def test_holidays_of_a_region_are_more_than_those_of_its_country() -> None:
    country = calendars.of_year("DE", "", 2026)
    region = calendars.of_year("DE", "BY", 2026)
    assert CORPUS_CHRISTI in region.keys() - country.keys()
    assert calendars.of_year("", "", 2026) == {}


@pytest.mark.django_db
def test_a_salesperson_changes_neither_hours_nor_days(
    selling: Organisation, alice: Actor, at: datetime
) -> None:
    with pytest.raises(NotAllowedError):
        actions.set_hours(MORNINGS, by=alice, at=at)
    with pytest.raises(NotAllowedError):
        actions.set_special_day(CORPUS_CHRISTI, name="Off", hours=None, by=alice, at=at)
    assert not SpecialDay.objects.exists()


@pytest.mark.django_db
def test_a_rate_set_by_mistake_is_taken_back(
    selling: Organisation, olga: Actor, alice: Actor, at: datetime
) -> None:
    day = at.date() - timedelta(days=1)
    rate = actions.set_rate("SEK", valid_from=day, rate=Decimal("0.9"), by=olga, at=at)
    with pytest.raises(NotAllowedError):
        actions.remove_rate(rate.pk, by=alice, at=at)
    assert ExchangeRate.objects.exists()
    actions.remove_rate(rate.pk, by=olga, at=at)
    assert not ExchangeRate.objects.exists()
    assert EventRecord.objects.get(kind="organisation.RateRemoved").data["currency"] == "SEK"
