"""A worker dies in the middle of an import; the next one goes on, and no row is there twice."""

from functools import partial

import pytest

from dealwright.core.actor import Actor
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.exchange import actions
from dealwright.exchange.mapping import STAGES
from dealwright.exchange.models import Import, State
from dealwright.opportunities.models import DealSpan, Opportunity
from dealwright.records.changesets import actions as changesets
from tests.exchange.uploads import checked, done, planned, uploaded
from tests.factories.opportunities import standard_process
from tests.people import AT
from tests.records.changesets.crashing import SMALL
from tests.records.changesets.test_crash import work as working

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ROWS = 8
DEATHS = {"within a batch": SMALL, "after a batch": 2 * SMALL}
work = partial(working, worker="tests.exchange.crashing")


def started(kind: str, content: str, by: Actor) -> Import:
    begun = planned(uploaded(kind, content, by=by, at=AT), by=by, at=AT, mode="create", key=[])
    begun = checked(begun, by=by, at=AT)
    assert (begun.created, begun.refused) == (ROWS, 0)
    return actions.start(begun, entity=kind.partition(":")[0], by=by, at=AT)


def counts(found: Import) -> tuple[str, int, int]:
    found.refresh_from_db()
    return (found.state, found.read, found.created)


@pytest.mark.parametrize("death", DEATHS)
def test_whoever_dies_every_row_becomes_one_record(death: str, alice: Actor) -> None:
    lines = "".join(f"Firm {number}\n" for number in range(ROWS))
    found = started("customers.account", f"Name\n{lines}", alice)
    assert work(die=death) == 7
    assert Account.objects.count() == DEATHS[death]
    assert counts(found) == (State.RUNNING, DEATHS[death], DEATHS[death])
    assert work() == 0
    assert counts(found) == (State.DONE, ROWS, ROWS)
    names = set(Account.objects.values_list("name", flat=True))
    assert len(names) == Account.objects.count() == ROWS
    assert work() == 0
    assert Account.objects.count() == ROWS


@pytest.mark.parametrize("death", DEATHS)
def test_whoever_dies_what_was_done_can_be_taken_back(death: str, alice: Actor) -> None:
    lines = "".join(f"Firm {number}\n" for number in range(ROWS))
    found = started("customers.account", f"Name\n{lines}", alice)
    assert work(die=death) == 7
    actions.cancel(found, by=alice, at=AT)
    found.refresh_from_db()
    assert found.change_set is not None
    changesets.undo(found.change_set, by=alice, at=AT)
    assert work() == 0
    assert not Account.objects.exists()


@pytest.mark.parametrize("death", DEATHS)
def test_whoever_dies_every_stage_is_told_once(death: str, alice: Actor) -> None:
    standard_process()
    names = [f"Deal {number}" for number in range(ROWS // 2)]
    deals = "".join(f"{name}\n" for name in names)
    done(uploaded("opportunities.opportunity", f"Name\n{deals}", by=alice, at=AT), by=alice, at=AT)
    lines = "".join(
        f"{name},{stage},{day}\n"
        for stage, day in (("Develop", "2026-02-01"), ("Qualify", "2026-01-10"))
        for name in names
    )
    found = started(STAGES, f"Deal,Stage,Entered on\n{lines}", alice)
    assert work(die=death) == 7
    assert DealSpan.objects.count() == len(names) + DEATHS[death]
    assert work() == 0
    assert counts(found) == (State.DONE, ROWS, ROWS)
    for deal in Opportunity.objects.all():
        past = DealSpan.objects.filter(deal=deal).order_by("valid_from")
        stages = list(past.values_list("stage__name", flat=True))
        assert stages == ["Qualify", "Develop", "Qualify"]
    told = EventRecord.objects.filter(kind="opportunities.EarlierStagesTold")
    assert sum(len(event.data["stages"]) for event in told) == ROWS
