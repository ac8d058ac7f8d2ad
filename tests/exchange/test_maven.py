"""The real data set, through the mapping file that the project keeps; skipped where the data are not there."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest
from django.db.models import Count, F, Q

from dealwright.core.actor import Channel
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.exchange import importing, mapping
from dealwright.exchange.report import Report
from dealwright.identity.models import BusinessUnit, User
from dealwright.identity.queries import actor_for
from dealwright.opportunities.models import DealSpan, Opportunity, OpportunityLine

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data" / "maven_crm"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"the data set is not at {DATA}"),
]


def load(house: User, at: datetime) -> Sequence[Report]:
    mapped = mapping.read(ROOT / "examples" / "maven_crm" / "mapping.toml")
    by = actor_for(house, channel=Channel.IMPORT)
    return importing.run(mapped, DATA, by=by, at=at)


def test_the_whole_company_arrives_and_a_second_time_changes_nothing(
    house: User, at: datetime
) -> None:
    people, accounts, products, deals = load(house, at)

    counts = [(r.read, r.created, r.updated, r.unchanged, r.refused) for r in (people, accounts)]
    assert counts == [(35, 35, 0, 0, 0), (85, 85, 0, 0, 0)]
    assert (products.created, products.refused) == (7, 0)
    assert (deals.read, deals.created, deals.refused) == (8800, 8800, 0)
    assert all(report.is_balanced for report in (people, accounts, products, deals))

    assert accounts.rules == {
        "sector: technolgy → technology": 12,
        "sector: medical → health": 12,
    }
    assert deals.rules == {"product: GTXPro → GTX Pro": 1480}

    stages = dict(
        Opportunity.objects.filter(state="open").values_list("stage__name").annotate(Count("pk"))
    )
    assert stages == {"Engaging": 1589, "Prospecting": 500}
    won, lost = (Opportunity.objects.filter(state=state).count() for state in ("won", "lost"))
    assert (won, lost) == (4238, 2473)
    assert round(won / (won + lost) * 100, 2) == 63.15
    assert Opportunity.objects.filter(account__isnull=True).count() == 1425
    assert not Opportunity.objects.filter(~Q(state="open"), account__isnull=True).exists()

    assert User.objects.filter(manager__isnull=False).count() == 35
    assert User.objects.filter(reports__isnull=False).distinct().count() == 6
    assert set(BusinessUnit.objects.values_list("name", flat=True)) >= {"Central", "East", "West"}
    assert Account.objects.filter(parent__isnull=False).count() == 15
    assert OpportunityLine.objects.count() == 8800

    assert_spans_tell_the_past(at)
    assert_nothing_changes_a_second_time(house, at)


def assert_spans_tell_the_past(at: datetime) -> None:
    closed = Opportunity.objects.filter(~Q(state="open"))
    assert DealSpan.objects.count() == 8800 + closed.count()
    assert not DealSpan.objects.filter(valid_to__isnull=True).exclude(state=F("deal__state"))
    begun = DealSpan.objects.filter(deal__stage__name="Prospecting")
    assert set(begun.values_list("valid_from", flat=True)) == {at}
    first = DealSpan.objects.get(deal__external_key="1C1I7A6R", valid_to__isnull=False)
    assert first.state == "open"
    assert f"{first.valid_from:%Y-%m-%d} {first.valid_to:%Y-%m-%d}" == "2016-10-20 2017-03-01"


def assert_nothing_changes_a_second_time(house: User, at: datetime) -> None:
    before = told_of_records()
    for report in load(house, at):
        assert (report.unchanged, report.created, report.updated) == (report.read, 0, 0)
        assert report.refusals == report.remarks == []
    assert told_of_records() == before


def told_of_records() -> int:
    """How many events there are, but for those that tell of the imports themselves."""
    return EventRecord.objects.exclude(subject_type="records.changeset").count()
