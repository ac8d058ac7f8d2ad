"""The stages that deals were in before they were here."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError
from dealwright.core.ids import new_id
from dealwright.events.models import EventRecord
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities import earlier
from dealwright.opportunities.actions import Chronicle, Step, ToldStage
from dealwright.opportunities.earlier import Stretch
from dealwright.opportunities.models import DealSpan, Opportunity
from tests.factories.opportunities import deal_of, stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standard")]

DAY = timedelta(days=1)


@pytest.fixture
def deal(alice: Actor, at: datetime) -> Opportunity:
    """A deal that an import brought, in its second stage."""
    return brought(alice, at, "A-1")


def brought(by: Actor, at: datetime, key: str) -> Opportunity:
    values = {"name": f"Deal {key}", "stage": stage("Develop").pk, "external_key": key}
    steps = [Step(at=at, otherwise={})]
    (made,) = opportunities.create_with_past([Chronicle(values=values, steps=steps)], by=by, at=at)
    return Opportunity.objects.get(pk=made.pk)


def told(deal: Opportunity, name: str, entered: datetime, **more: Any) -> ToldStage:
    return ToldStage(deal=deal.pk, stage=name, entered=entered, **more)


def past(deal: Opportunity) -> list[tuple[str, datetime, datetime | None]]:
    rows = DealSpan.objects.filter(deal=deal).order_by("valid_from")
    return [(row.stage.name, row.valid_from, row.valid_to) for row in rows.select_related("stage")]


def tell(rows: Sequence[ToldStage], by: Actor, at: datetime) -> list[str]:
    """What is answered: news, known, or the reason of the refusal."""
    answers = opportunities.tell_stages(rows, by=by, at=at)
    return [{True: "news", False: "known"}.get(each) or str(each) for each in answers]  # type: ignore[arg-type]  # errors are no keys of it


def test_earlier_stages_become_spans_up_to_the_first_day_here(
    deal: Opportunity, alice: Actor, bob: Actor, at: datetime
) -> None:
    rows = [
        told(deal, "Qualify", at - 50 * DAY, owner=bob.user_id),
        told(deal, "develop", at - 20 * DAY),
    ]
    assert tell(rows, alice, at) == ["news", "news"]
    assert past(deal) == [
        ("Qualify", at - 50 * DAY, at - 20 * DAY),
        ("Develop", at - 20 * DAY, at),
        ("Develop", at, None),
    ]
    first, second, here = DealSpan.objects.filter(deal=deal).order_by("valid_from")
    assert (first.owner_id, second.owner_id) == (bob.user_id, alice.user_id)
    assert (first.state, first.probability) == ("open", stage("Qualify").probability)
    assert here.valid_to is None
    again = Opportunity.objects.get(pk=deal.pk)
    assert (again.stage_since, again.version) == (at - 20 * DAY, deal.version + 1)
    event = EventRecord.objects.get(kind="opportunities.EarlierStagesTold")
    assert (event.subject_id, event.data) == (deal.pk, {"stages": ["Qualify", "Develop"]})


def test_what_is_told_twice_is_known(deal: Opportunity, alice: Actor, at: datetime) -> None:
    rows = [told(deal, "Qualify", at - 50 * DAY, left=at - 20 * DAY)]
    assert tell([*rows, *rows], alice, at) == ["news", "known"]
    before = past(deal)
    count = EventRecord.objects.count()
    assert tell(rows, alice, at) == ["known"]
    assert (past(deal), EventRecord.objects.count()) == (before, count)


def test_days_since_it_is_here_are_compared(deal: Opportunity, alice: Actor, at: datetime) -> None:
    rows = [
        told(deal, "Develop", at + DAY),
        told(deal, "Qualify", at + DAY),
        told(deal, "Develop", at - DAY, left=at + DAY),
        told(deal, "Qualify", at - 2 * DAY, left=at + DAY),
    ]
    known, otherwise, news, other = tell(rows, alice, at + 2 * DAY)
    assert (known, news) == ("known", "news")
    assert "they were others" in otherwise
    assert "they were others" in other


@pytest.mark.parametrize(
    ("name", "since", "until", "said"),
    [
        ("Nowhere", -9, None, "no stage of the deal's sales process"),
        ("Qualify", 1, None, "yet to come"),
        ("Qualify", -9, -9, "left after it was entered"),
        ("Propose", -45, None, "overlaps its time in Qualify"),
        ("Propose", -55, -45, "overlaps its time in Qualify"),
        ("Propose", -50, None, "overlaps its time in Qualify"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    name: str,
    since: int,
    until: int | None,
    said: str,
    deal: Opportunity,
    alice: Actor,
    at: datetime,
) -> None:
    tell([told(deal, "Qualify", at - 50 * DAY, left=at - 40 * DAY)], alice, at)
    before, count = past(deal), EventRecord.objects.count()
    left = None if until is None else at + until * DAY
    (answer,) = tell([told(deal, name, at + since * DAY, left=left)], alice, at)
    assert said in answer
    assert (past(deal), EventRecord.objects.count()) == (before, count)


def test_an_end_far_ahead_is_none(deal: Opportunity, alice: Actor, at: datetime) -> None:
    far = datetime(9999, 12, 31, 23, 59, 59, tzinfo=at.tzinfo)
    assert tell([told(deal, "Develop", at - 9 * DAY, left=far)], alice, at) == ["news"]
    assert past(deal)[0] == ("Develop", at - 9 * DAY, at)


def test_a_deal_that_was_made_here_was_nowhere_before(alice: Actor, at: datetime) -> None:
    deal = deal_of(alice)
    (answer,) = tell([told(deal, "Qualify", at - DAY)], alice, at)
    assert "made here only after that day" in answer


def test_closed_deals_and_those_of_others_are_refused_and_leave_the_rest(
    deal: Opportunity, alice: Actor, charlie: Actor, at: datetime
) -> None:
    lost = brought(alice, at, "A-2")
    opportunities.lose(lost, "price", by=alice, at=at)
    rows = [told(each, "Qualify", at - DAY) for each in (deal, lost)]
    assert all("roles do not allow" in said for said in tell(rows, charlie, at))
    assert len(past(deal)) == 1
    news, closed = tell(rows, alice, at)
    assert news == "news"
    assert "closed" in closed
    assert past(lost)[0][1] == at


def test_a_thousand_rows_cost_what_one_does(alice: Actor, at: datetime) -> None:
    counts = []
    for several in (1, 3):
        deals = [brought(alice, at, f"{several}-{number}") for number in range(several)]
        rows = [told(deal, "Qualify", at - DAY, owner=alice.user_id) for deal in deals]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert set(tell(rows, alice, at)) == {"news"}
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_restoring_puts_the_spans_back(deal: Opportunity, alice: Actor, at: datetime) -> None:
    before = past(deal)
    tell([told(deal, "Develop", at - 9 * DAY)], alice, at)
    later = Opportunity.objects.get(pk=deal.pk)
    kept = later.earlier_stages
    opportunities.restore(later, {"earlier_stages": []}, by=alice, at=at)
    assert past(deal) == before
    assert Opportunity.objects.get(pk=deal.pk).stage_since == at
    opportunities.restore(later, {"earlier_stages": kept}, by=alice, at=at)
    assert past(deal)[0] == ("Develop", at - 9 * DAY, at)


A, B = new_id(), new_id()
DAYS = st.integers(1, 12)
STRETCHES = st.lists(
    st.builds(
        lambda pk, since, days: (pk, since, since + days),
        st.sampled_from([A, B]),
        DAYS,
        st.integers(1, 4),
    ),
    max_size=6,
)


@given(told=STRETCHES)
def test_whatever_is_told_the_kept_stretches_never_overlap_and_are_known_afterwards(
    told: list[tuple[Any, int, int]],
) -> None:
    start = datetime.fromisoformat("2026-01-01T12:00:00+00:00")
    kept: list[Stretch] = []
    for pk, since, until in told:
        one = Stretch(stage_id=pk, name="x", entered=start + since * DAY, left=start + until * DAY)
        try:
            kept = earlier.add(kept, one)
        except InvalidError:
            assert any(
                each.entered < start + until * DAY and start + since * DAY < each.left  # type: ignore[operator]  # each has one
                for each in kept
            )
            continue
        assert earlier.add(kept, one) == kept
        assert one in kept
    assert kept == sorted(kept, key=lambda each: each.entered)
    for first, second in pairwise(kept):
        assert first.left is not None
        assert first.left <= second.entered


@given(told=STRETCHES, seed=st.randoms())
def test_stretches_that_fit_are_kept_alike_in_whatever_order_they_come(
    told: list[tuple[Any, int, int]], seed: Any
) -> None:
    start = datetime.fromisoformat("2026-01-01T12:00:00+00:00")
    fitting: list[Stretch] = []
    for pk, since, _until in told:
        one = Stretch(stage_id=pk, name="x", entered=start + since * DAY)
        if all(one.entered != each.entered for each in fitting):
            fitting.append(one)
    shuffled = [*fitting]
    seed.shuffle(shuffled)

    def kept(rows: Sequence[Stretch]) -> list[Stretch]:
        found: list[Stretch] = []
        for one in rows:
            found = earlier.add(found, one)
        return found

    assert kept(fitting) == kept(shuffled)
