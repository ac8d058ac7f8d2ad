from datetime import date, datetime
from decimal import Decimal

import pytest

from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError, RefusedError
from dealwright.events.models import EventRecord
from dealwright.organisation import actions, queries
from dealwright.organisation.models import ExchangeRate, Organisation
from tests.racing import race

DAY = date(2026, 9, 1)


@pytest.mark.django_db
def test_an_installation_is_set_up_once(selling: Organisation, system: Actor, at: datetime) -> None:
    with pytest.raises(RefusedError):
        actions.set_up({"name": "Second"}, by=system, at=at)
    assert queries.current().name == "Corvane Systems"


@pytest.mark.django_db(transaction=True)
def test_of_two_first_runs_at_once_one_wins(system: Actor, at: datetime) -> None:
    won, refused = race(*[lambda: actions.set_up({"name": "X"}, by=system, at=at)] * 4)
    assert (len(won), len(refused)) == (1, 3)
    assert Organisation.objects.count() == 1


@pytest.mark.django_db
def test_before_set_up_the_remedy_is_named(db: None) -> None:
    with pytest.raises(RefusedError) as refusal:
        queries.current()
    assert "first page" in str(refusal.value.remedy)


@pytest.mark.django_db
def test_settings_change_and_say_how(selling: Organisation, olga: Actor, at: datetime) -> None:
    actions.change({"quote_validity_days": 45}, by=olga, at=at)
    event = EventRecord.objects.get(kind="organisation.OrganisationChanged")
    assert event.changes == {"quote_validity_days": [30, 45]}


@pytest.mark.django_db
def test_a_salesperson_changes_no_settings(
    selling: Organisation, alice: Actor, at: datetime
) -> None:
    with pytest.raises(NotAllowedError):
        actions.change({"name": "Mine"}, by=alice, at=at)
    with pytest.raises(NotAllowedError):
        actions.set_rate("SEK", valid_from=DAY, rate=Decimal("0.09"), by=alice, at=at)
    assert queries.current().name == "Corvane Systems"
    assert not ExchangeRate.objects.exists()


@pytest.mark.django_db
def test_the_base_currency_stays(selling: Organisation, olga: Actor, at: datetime) -> None:
    with pytest.raises(RefusedError):
        actions.change({"currency": "SEK"}, by=olga, at=at)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "field"), [({"currency": "XYZ"}, "currency"), ({"colour": "red"}, "colour")]
)
def test_wrong_settings_are_named(
    system: Actor, at: datetime, values: dict[str, str], field: str
) -> None:
    with pytest.raises(InvalidError) as refusal:
        actions.set_up({"name": "X"} | values, by=system, at=at)
    assert list(refusal.value.errors) == [field]
    assert not Organisation.objects.exists()


@pytest.mark.django_db
def test_the_latest_rate_up_to_a_day_counts(
    selling: Organisation, olga: Actor, at: datetime
) -> None:
    for day, rate in ((date(2026, 1, 1), "0.08"), (DAY, "0.09"), (date(2027, 1, 1), "0.10")):
        actions.set_rate("SEK", valid_from=day, rate=Decimal(rate), by=olga, at=at)
    assert queries.rate("SEK", on=date(2026, 8, 31), base="EUR") == Decimal("0.08")
    assert queries.rate("SEK", on=DAY, base="EUR") == Decimal("0.09")
    assert queries.rate("EUR", on=DAY, base="EUR") == 1
    assert queries.rates(on=DAY, base="EUR") == {"EUR": Decimal(1), "SEK": Decimal("0.09")}


@pytest.mark.django_db
def test_an_unknown_rate_is_refused_with_a_remedy(selling: Organisation) -> None:
    with pytest.raises(RefusedError) as refusal:
        queries.rate("SEK", on=DAY, base="EUR")
    assert refusal.value.code == "no_rate"


@pytest.mark.django_db
def test_a_rate_is_greater_than_zero(selling: Organisation, olga: Actor, at: datetime) -> None:
    with pytest.raises(InvalidError):
        actions.set_rate("SEK", valid_from=DAY, rate=Decimal(0), by=olga, at=at)
    assert not ExchangeRate.objects.exists()
