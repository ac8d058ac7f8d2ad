"""A person leaves: everything of theirs is handed over, the login ends, and undo gives it all back."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dealwright.administration.leaving import actions, belongings
from dealwright.administration.leaving.rules import Dealer, Plan, Rule
from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.core.errors import DomainError, InvalidError, NotAllowedError, RefusedError
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.identity import actions as identity
from dealwright.identity.models import Absence, ApiToken, Team, User
from dealwright.leads import actions as leads
from dealwright.leads.models import Lead
from dealwright.opportunities.models import Opportunity
from dealwright.records.changesets import actions as changesets
from dealwright.records.changesets.models import ChangeSet, State
from tests.factories.activities import activity_of
from tests.factories.customers import account_of, contact_of
from tests.factories.leads import lead_of
from tests.factories.opportunities import deal_of, standard_process
from tests.records.changesets.acting import work_off

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


def owners() -> dict[UUID, tuple[UUID, UUID]]:
    """{record: (owner, unit)} of every kind that the tests hand over."""
    return {
        row.pk: (row.owner_id, row.unit_id)
        for model in (Account, Lead, Opportunity)
        for row in model._default_manager.all()
    }


@pytest.fixture
def belongs(alice: Actor, people: SimpleNamespace, system: Actor, at: datetime) -> SimpleNamespace:
    """What is Alice's: accounts, a closed lead, tasks, a report, a team, a token."""
    account = account_of(alice, "Alfa")
    lead = lead_of(alice)
    leads.disqualify(lead, reason="no_budget", by=alice, at=at)
    identity.move_user(people.ann, unit=people.ann.unit, manager=people.alice, by=system, at=at)
    team = identity.create_team(
        name="Key accounts",
        unit=people.alice.unit,
        members=[people.alice, people.ann],
        by=system,
        at=at,
    )
    identity.create_token(people.alice, name="Sync", scopes=["read:*"], by=alice, at=at)
    return SimpleNamespace(
        account=account,
        lead=lead,
        task=activity_of(alice, "Still to do"),
        contact=contact_of(alice, account=account),
        team=team,
    )


def all_to(person: User, **values: Any) -> Plan:
    return Plan(rule=Rule.ONE, to=person.pk, **values)


def test_everything_is_handed_over_and_the_login_ends(
    belongs: SimpleNamespace, alice: Actor, people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    standard_process()
    deal = deal_of(alice, "Pilot")
    plan = all_to(people.bob, manager=people.bob.pk)
    done = work_off(actions.leave(people.alice, plan, by=admin, at=at))

    assert (done.state, done.refused, done.left) == (State.DONE, 0, 0)
    assert {owner for owner, _unit in owners().values()} == {people.bob.pk}
    deal.refresh_from_db()
    assert deal.spans.get(valid_to__isnull=True).owner_id == people.bob.pk
    assert not User.objects.get(pk=people.alice.pk).is_active
    assert ApiToken.objects.get().revoked_at
    assert User.objects.get(pk=people.ann.pk).manager_id == people.bob.pk
    assert list(belongs.team.members.all()) == [people.ann]
    assert belongings.records(people.alice) == []


@pytest.mark.usefixtures("belongs")
def test_undo_gives_everything_back(
    alice: Actor, people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    standard_process()
    deal_of(alice, "Pilot")
    before = owners()
    plan = all_to(people.charlie, manager=people.bob.pk)
    left = work_off(actions.leave(people.alice, plan, by=admin, at=at))
    assert owners() != before

    undone = work_off(changesets.undo(left, by=admin, at=at))

    assert (undone.refused, undone.left) == (0, 0)
    assert owners() == before
    assert User.objects.get(pk=people.alice.pk).is_active
    assert User.objects.get(pk=people.ann.pk).manager_id == people.alice.pk
    assert set(Team.objects.get().members.all()) == {people.alice, people.ann}
    assert ChangeSet.objects.get(pk=left.pk).state == State.UNDONE


def test_what_others_changed_since_is_left_by_undo(
    belongs: SimpleNamespace, people: SimpleNamespace, admin: Actor, system: Actor, at: datetime
) -> None:
    plan = all_to(people.bob, manager=people.bob.pk)
    left = work_off(actions.leave(people.alice, plan, by=admin, at=at))
    identity.move_user(people.ann, unit=people.ann.unit, manager=people.mia, by=system, at=at)
    undone = work_off(changesets.undo(left, by=admin, at=at))
    assert undone.left == 1
    assert User.objects.get(pk=people.ann.pk).manager_id == people.mia.pk
    belongs.account.refresh_from_db()
    assert belongs.account.owner_id == people.alice.pk


def test_a_killed_worker_leaves_the_person_out_and_the_rest_goes_on(
    belongs: SimpleNamespace, people: SimpleNamespace, admin: Actor, at: datetime, monkeypatch: Any
) -> None:
    monkeypatch.setattr(changesets, "BATCH", 2)
    left = actions.leave(people.alice, all_to(people.bob), by=admin, at=at)
    assert changesets.advance(left.pk, at=at)  # and then the worker is gone
    assert not User.objects.get(pk=people.alice.pk).is_active
    belongs.account.refresh_from_db()
    assert belongs.account.owner_id == people.alice.pk
    done = work_off(left)
    assert (done.state, done.dealt_with) == (State.DONE, done.total)
    assert (
        EventRecord.objects.filter(change_set=left.pk, subject_id=belongs.account.pk).count() == 1
    )


def test_a_team_that_is_deleted_meanwhile_stops_nothing_else(
    belongs: SimpleNamespace, people: SimpleNamespace, admin: Actor, system: Actor, at: datetime
) -> None:
    left = actions.leave(people.alice, all_to(people.bob), by=admin, at=at)
    identity.delete_team(belongs.team, by=system, at=at)
    done = work_off(left)
    assert (done.state, done.refused, done.dealt_with) == (State.DONE, 1, done.total)
    assert done.rows.get(entity="identity.team").reason == "It was deleted meanwhile."
    assert not User.objects.get(pk=people.alice.pk).is_active
    assert {owner for owner, _unit in owners().values()} == {people.bob.pk}


def test_a_choice_by_hand_comes_before_the_rule(
    belongs: SimpleNamespace, people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    plan = all_to(people.bob, by_hand={belongs.account.pk: people.charlie.pk})
    work_off(actions.leave(people.alice, plan, by=admin, at=at))
    assert owners()[belongs.account.pk][0] == people.charlie.pk
    assert owners()[belongs.lead.pk][0] == people.bob.pk


def test_records_go_to_the_owner_of_their_account(
    alice: Actor, bob: Actor, people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    his, hers = account_of(bob, "His"), account_of(alice, "Hers")
    with_his, with_hers = (
        contact_of(alice, "Eva Berg", account=his),
        contact_of(alice, account=hers),
    )
    about_his = activity_of(alice, "Call", about=his)
    plan = Plan(rule=Rule.ACCOUNT, to=people.charlie.pk)
    work_off(actions.leave(people.alice, plan, by=admin, at=at))
    for row, owner in (
        (with_his, people.bob),
        (about_his, people.bob),
        (hers, people.charlie),
        (with_hers, people.charlie),
    ):
        row.refresh_from_db()
        assert row.owner_id == owner.pk


def test_colleagues_of_the_unit_take_turns(
    alice: Actor, people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    for number in range(4):
        account_of(alice, f"Firm {number}")
    plan = Plan(rule=Rule.UNIT, to=people.bob.pk)
    work_off(actions.leave(people.alice, plan, by=admin, at=at))
    counts = Counter(owner for owner, _unit in owners().values())
    assert counts == {people.ann.pk: 2, people.bob.pk: 2}


def test_each_kind_goes_to_its_own(
    belongs: SimpleNamespace, people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    plan = Plan(rule=Rule.KIND, to=people.bob.pk, by_kind={"leads.lead": people.mia.pk})
    work_off(actions.leave(people.alice, plan, by=admin, at=at))
    assert owners()[belongs.lead.pk][0] == people.mia.pk
    assert owners()[belongs.account.pk][0] == people.bob.pk


def test_what_was_done_stays_with_whoever_did_it(
    alice: Actor, people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    done = activity_of(alice, "Called", kind="call", done_at=at)
    work_off(actions.leave(people.alice, all_to(people.bob), by=admin, at=at))
    done.refresh_from_db()
    assert done.owner_id == people.alice.pk


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"to": "alice"}, InvalidError),
        ({"to": "nobody"}, InvalidError),
        ({"manager": "alice"}, InvalidError),
        ({"rule": Rule.TURNS}, InvalidError),
    ],
)
@pytest.mark.usefixtures("belongs")
def test_takers_who_cannot_take_are_refused(
    changed: dict[str, Any],
    error: type[DomainError],
    people: SimpleNamespace,
    admin: Actor,
    at: datetime,
) -> None:
    known = {"alice": people.alice.pk, "nobody": uuid4()}
    before = (owners(), EventRecord.objects.count())
    plan = replace(
        all_to(people.bob), **{name: known.get(each, each) for name, each in changed.items()}
    )
    with pytest.raises(error):
        actions.leave(people.alice, plan, by=admin, at=at)
    assert (owners(), EventRecord.objects.count()) == before
    assert User.objects.get(pk=people.alice.pk).is_active


def test_only_administrators_hand_over(
    alice: Actor, bob: Actor, charlie: Actor, people: SimpleNamespace, at: datetime
) -> None:
    for actor in (alice, bob, charlie):
        with pytest.raises(NotAllowedError):
            actions.leave(people.ann, all_to(people.mia), by=actor, at=at)
    assert not ChangeSet.objects.exists()


def test_the_last_administrator_stays(
    people: SimpleNamespace, admin: Actor, system: Actor, at: datetime
) -> None:
    with pytest.raises(RefusedError) as refused:
        actions.leave(people.ada, all_to(people.bob), by=system, at=at)
    assert refused.value.code == "last_administrator"
    with pytest.raises(RefusedError) as refused:
        actions.leave(people.ada, all_to(people.bob), by=admin, at=at)
    assert refused.value.code == "oneself"
    assert User.objects.get(pk=people.ada.pk).is_active


@pytest.mark.usefixtures("belongs")
def test_the_preview_counts_all_that_is_theirs(people: SimpleNamespace, at: datetime) -> None:
    counts = {holding.key: count for holding, count in belongings.records(people.alice)}
    assert counts == {
        "customers.account": 1,
        "customers.contact": 1,
        "leads.lead": 1,
        "activities.activity": 1,
    }
    others = {str(each.label): each.count for each in belongings.others(people.alice, at)}
    expected = {"Direct reports": 1, "Teams": 1, "API tokens": 1}
    assert {label: others.get(label) for label in expected} == expected


def test_turns_are_even() -> None:
    among = [uuid4(), uuid4(), uuid4()]
    dealer = Dealer(Plan(rule=Rule.TURNS, to=uuid4(), among=among), frozenset())
    taken = Counter(dealer.taker("customers.account", uuid4()) for _each in range(9))
    assert taken == dict.fromkeys(among, 3)


def test_the_page_shows_what_is_theirs_and_sets_it_to_work(
    client_for: Callable[[Actor], Client],
    belongs: SimpleNamespace,
    people: SimpleNamespace,
    admin: Actor,
) -> None:
    client = client_for(admin)
    url = f"/settings/people/{people.alice.pk}/leave/"
    text = client.get(url).content.decode()
    assert "New manager of the reports" in text
    rows = client.get(f"{url}customers.account/", headers=PART).content.decode()
    assert f'name="row-{belongs.account.pk}"' in rows

    refused = client.post(url, {"rule": "one"})
    assert refused.status_code == 422
    assert "Choose who gets what nobody else does." in refused.content.decode()

    typed = {
        "rule": "one",
        "to": str(people.bob.pk),
        "manager": str(people.bob.pk),
        f"row-{belongs.account.pk}": str(people.charlie.pk),
    }
    answer = client.post(url, typed)
    found = ChangeSet.objects.get()
    assert answer.headers["Location"] == f"/changes/{found.pk}/"
    work_off(found)
    assert owners()[belongs.account.pk][0] == people.charlie.pk
    assert client.get(f"/changes/{found.pk}/").status_code == 200
    preview = client.get(f"/changes/{found.pk}/undo/").content.decode()
    assert "Alice Example" in preview
    assert "cannot be put back" not in preview


def test_the_preview_costs_the_same_for_one_record_and_for_three(
    client_for: Callable[[Actor], Client],
    alice: Actor,
    people: SimpleNamespace,
    admin: Actor,
) -> None:
    client, counts = client_for(admin), []
    client.get(f"/settings/people/{people.alice.pk}/leave/")
    for number in (1, 3):
        for each in range(number):
            account_of(alice, f"Firm {number} {each}")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/settings/people/{people.alice.pk}/leave/")
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_absences_are_noted_on_a_page_and_shown_beside_the_name(
    client_for: Callable[[Actor], Client],
    alice: Actor,
    bob: Actor,
    admin: Actor,
    people: SimpleNamespace,
) -> None:
    account = account_of(alice)
    today = clock.now().date()
    typed = {"from_on": f"{today}", "until_on": f"{today}", "deputy": str(people.bob.pk)}
    assert "Who acts for you meanwhile" in client_for(alice).get("/settings/away/").content.decode()
    assert client_for(alice).post("/settings/away/", typed).status_code == 302
    assert client_for(alice).post("/settings/away/", typed).status_code == 422
    assert (
        "Bob Example stands in" in client_for(bob).get(f"/accounts/{account.pk}/").content.decode()
    )
    assert "away" in client_for(admin).get("/settings/people/?q=alice").content.decode()
    options = client_for(bob).get("/ui/lookup/identity.user?term=alice").content.decode()
    assert "away until" in options
    assert client_for(bob).get(f"/settings/people/{people.alice.pk}/away/").status_code == 403
    noted = Absence.objects.get()
    assert client_for(bob).post(f"/settings/away/{noted.pk}/end/").status_code == 403
    assert client_for(alice).post(f"/settings/away/{noted.pk}/end/").status_code == 302
    assert not Absence.objects.exists()
