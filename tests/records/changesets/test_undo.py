"""Undo: what still is as the change set left it goes back; what others changed is shown and left unless chosen."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dealwright.activities import actions as activities
from dealwright.core import changesets
from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.core.errors import NotAllowedError, NotFoundError, RefusedError
from dealwright.customers import actions as customers
from dealwright.customers.models import Account, Contact
from dealwright.events.models import EventRecord
from dealwright.exchange import importing, mapping
from dealwright.exchange.report import Report
from dealwright.exchange.undoable import IMPORT
from dealwright.identity.models import User
from dealwright.leads import actions as leads
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.models import Opportunity
from dealwright.records import registry
from dealwright.records.changesets import actions, kinds, queries
from dealwright.records.changesets.kinds import SetKind
from dealwright.records.changesets.models import ChangeSet, State
from dealwright.records.changesets.trails import Trail
from dealwright.records.changesets.undoing import Standing
from dealwright.strategy import actions as strategy
from tests.factories.customers import account_of
from tests.factories.leads import lead_of
from tests.factories.opportunities import deal_of, stage
from tests.records.changesets.acting import outcomes, rows_of, undo, work_off

pytestmark = pytest.mark.django_db

MAPPING = """
name = "Old system"
[[step]]
file = "accounts.csv"
into = "customers.account"
key = ["name"]
later = ["parent"]
[step.fields]
name = "Firm"
industry = "Trade"
parent = { column = "Parent", by = "name" }
[[step]]
file = "people.csv"
into = "customers.contact"
key = ["last_name"]
[step.fields]
last_name = "Name"
account = { column = "Firm", by = "name" }
"""
ACCOUNTS = """Firm,Trade,Parent
Known,energy,
Child,food,Fresh
Fresh,food,
Bad,alchemy,
"""
PEOPLE = """Name,Firm
Lindqvist,Fresh
"""


def edited(by: Actor, at: datetime, **values) -> ChangeSet:
    entity = registry.of(Account)
    return work_off(actions.edit_many(entity, entity.rows(by), values, by=by, at=at))


@pytest.fixture
def accounts(alice: Actor) -> list[Account]:
    return [account_of(alice, name=name, industry="food") for name in ("Alfa", "Beta", "Gamma")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mapping.toml").write_text(MAPPING)
    (tmp_path / "accounts.csv").write_text(ACCOUNTS)
    (tmp_path / "people.csv").write_text(PEOPLE)
    return tmp_path


def imported(folder: Path, *, by: Actor, at: datetime) -> ChangeSet:
    importing.run(mapping.read(folder / "mapping.toml"), folder, by=by, at=at)
    return ChangeSet.objects.get(kind="exchange.import")


def test_a_bulk_edit_is_taken_back(accounts: list[Account], alice: Actor, at: datetime) -> None:
    before = rows_of(Account)
    done = edited(alice, at, industry="energy", employees=12)

    undone = undo(done, by=alice)

    assert rows_of(Account) == before
    done.refresh_from_db()
    assert (undone.state, undone.changed) == (State.DONE, 3)
    assert (done.state, done.undone_by_id) == (State.UNDONE, undone.pk)


def test_undoing_the_undo_does_it_again_and_so_on(
    accounts: list[Account], alice: Actor, at: datetime
) -> None:
    before = rows_of(Account)
    done = edited(alice, at, industry="energy")
    after = rows_of(Account)
    first = undo(done, by=alice)
    second = undo(first, by=alice)
    assert rows_of(Account) == after
    done.refresh_from_db()
    first.refresh_from_db()
    assert (done.state, done.undone_by_id, first.state) == (State.DONE, None, State.UNDONE)
    undo(second, by=alice)
    assert rows_of(Account) == before


def test_a_row_changed_since_is_left_and_the_change_set_is_partly_undone(
    accounts: list[Account], alice: Actor, ann: Actor, at: datetime
) -> None:
    done = edited(alice, at, industry="energy")
    customers.update_account(accounts[1], {"industry": "finance"}, by=alice, at=at)

    undone = undo(done, by=alice)

    assert outcomes(undone) == {"Alfa": "changed", "Beta": "left", "Gamma": "changed"}
    accounts[1].refresh_from_db()
    assert accounts[1].industry == "finance"
    done.refresh_from_db()
    assert done.state == State.PARTLY


def test_a_row_changed_since_goes_back_when_it_is_chosen(
    accounts: list[Account], alice: Actor, at: datetime
) -> None:
    before = rows_of(Account)
    done = edited(alice, at, industry="energy")
    customers.update_account(accounts[1], {"industry": "finance"}, by=alice, at=at)
    undo(done, by=alice, chosen=[accounts[1].pk])
    assert rows_of(Account) == before


def test_what_was_left_can_be_undone_later(
    accounts: list[Account], alice: Actor, at: datetime
) -> None:
    before = rows_of(Account)
    done = edited(alice, at, industry="energy")
    customers.update_account(accounts[1], {"industry": "finance"}, by=alice, at=at)
    undo(done, by=alice)
    done.refresh_from_db()
    again = undo(done, by=alice, chosen=[accounts[1].pk])
    assert outcomes(again) == {"Alfa": "unchanged", "Beta": "changed", "Gamma": "unchanged"}
    assert rows_of(Account) == before


def test_other_fields_changed_since_do_not_stand_in_the_way(
    accounts: list[Account], alice: Actor, at: datetime
) -> None:
    done = edited(alice, at, industry="energy")
    customers.update_account(accounts[1], {"employees": 7}, by=alice, at=at)
    undone = undo(done, by=alice)
    accounts[1].refresh_from_db()
    assert (accounts[1].industry, accounts[1].employees, undone.changed) == ("food", 7, 3)


def test_what_was_deleted_since_is_left(
    accounts: list[Account], alice: Actor, at: datetime
) -> None:
    done = edited(alice, at, industry="energy")
    customers.delete_account(accounts[2], by=alice, at=at)
    assert outcomes(undo(done, by=alice))["Gamma"] == "left"


def test_the_preview_says_what_would_go_back_and_what_was_changed_since(
    accounts: list[Account], alice: Actor, at: datetime, django_assert_max_num_queries
) -> None:
    done = edited(alice, at, industry="energy")
    customers.update_account(accounts[1], {"industry": "finance"}, by=alice, at=at)
    with django_assert_max_num_queries(8):
        found = queries.preview(done, actor=alice)
    assert found.counts == {Standing.READY: 2, Standing.CHANGED: 1}
    assert found.fields == {("customers.account", "industry"): 2}
    (other,) = found.others
    assert (other.trail.label, other.theirs) == ("Beta", {"industry": "finance"})
    assert other.trail.changes == {"industry": ("food", "energy")}


def test_an_undo_is_allowed_row_by_row(
    accounts: list[Account], alice: Actor, bob: Actor, people, at: datetime
) -> None:
    """Alice may not change what was handed over to someone of whom she sees nothing."""
    done = edited(alice, at, industry="energy")
    customers.update_account(accounts[0], {"owner": people.charlie.pk}, by=bob, at=at)
    undone = undo(done, by=alice)
    assert outcomes(undone) == {"Alfa": "refused", "Beta": "changed", "Gamma": "changed"}


def test_a_stranger_undoes_nothing(
    accounts: list[Account], alice: Actor, bob: Actor, admin: Actor, at: datetime
) -> None:
    done = edited(alice, at, industry="energy")
    events = EventRecord.objects.count()
    with pytest.raises(NotAllowedError):
        actions.undo(done, by=bob, at=at)
    with pytest.raises(NotFoundError):
        queries.get(done.pk, bob)
    assert EventRecord.objects.count() == events
    assert undo(done, by=admin).changed == 3


def test_what_runs_or_is_undone_is_not_undone(
    accounts: list[Account], alice: Actor, at: datetime
) -> None:
    entity = registry.of(Account)
    running = actions.edit_many(entity, entity.rows(alice), {"industry": "energy"}, by=alice, at=at)
    with pytest.raises(RefusedError, match="running"):
        actions.undo(running, by=alice, at=at)
    done = work_off(running)
    undo(done, by=alice)
    with pytest.raises(RefusedError):
        actions.undo(done, by=alice, at=at)


def test_what_is_too_long_ago_is_not_undone(
    accounts: list[Account], alice: Actor, at: datetime
) -> None:
    done = edited(alice, at, industry="energy")
    with pytest.raises(RefusedError, match="too long ago"):
        actions.undo(done, by=alice, at=at + timedelta(days=91))
    assert ChangeSet.objects.count() == 1


def test_an_import_is_one_change_set_with_its_refused_lines(
    folder: Path, alice: Actor, at: datetime
) -> None:
    account_of(alice, name="Known", industry="food")
    done = imported(folder, by=alice, at=at)
    assert (done.state, done.name) == (State.DONE, "Old system")
    assert (done.created, done.changed, done.refused) == (3, 1, 1)
    (refused,) = done.rows.all()
    assert refused.label == "accounts.csv, line 5"
    assert refused.data["cells"]["Trade"] == "alchemy"


def test_an_import_is_taken_back_created_rows_and_updates(
    folder: Path, alice: Actor, at: datetime
) -> None:
    account_of(alice, name="Known", industry="food")
    before = rows_of(Account)
    done = imported(folder, by=alice, at=at)
    assert Account.objects.count() == 3

    undone = undo(done, by=alice)

    assert rows_of(Account) == before
    assert not Contact.objects.exists()
    assert undone.refused == 0


def test_an_import_that_broke_off_is_stopped_and_what_it_did_is_taken_back(
    folder: Path, alice: Actor, at: datetime
) -> None:
    class ClosedError(Exception):
        """Whoever ran it closed the terminal."""

    def break_off(report: Report) -> None:
        if report.file == "people.csv":
            raise ClosedError

    mapped = mapping.read(folder / "mapping.toml")
    with pytest.raises(ClosedError):
        importing.run(mapped, folder, by=alice, at=at, progress=break_off)
    done = ChangeSet.objects.get()
    assert (done.state, done.created) == (State.STOPPED, 4)
    undo(done, by=alice)
    assert not Account.objects.exists()
    assert not Contact.objects.exists()


def test_people_whom_an_import_added_are_not_deleted_and_that_is_said(
    tmp_path: Path, admin: Actor, at: datetime
) -> None:
    rules = """
name = "People"
[[step]]
file = "people.csv"
into = "people"
[step.people]
name = "Name"
unit = "Office"
manager = "Boss"
role = "salesperson"
manager_role = "sales-manager"
email_domain = "corvane.example"
"""
    (tmp_path / "mapping.toml").write_text(rules)
    (tmp_path / "people.csv").write_text("Name,Office,Boss\nOtto Neu,North,\n")
    importing.run(mapping.read(tmp_path / "mapping.toml"), tmp_path, by=admin, at=at)
    undone = undo(ChangeSet.objects.get(), by=admin)
    (row,) = undone.rows.all()
    assert (row.label, row.outcome, row.reason) == (
        "Otto Neu",
        "refused",
        "cannot be put back from here",
    )
    assert User.objects.filter(name="Otto Neu").exists()


def test_a_deal_goes_back_to_the_stage_it_was_in(alice: Actor, admin: Actor, at: datetime) -> None:
    deal = deal_of(alice)
    opportunities.move_stage(deal, stage=stage("Develop"), by=alice, at=at)
    before = rows_of(Opportunity)
    only = [{"name": "Only", "probability": 50, "category": "pipeline"}]
    other = strategy.create_process("Short", only, by=admin, at=at)
    entity, later = registry.of(Opportunity), at + timedelta(hours=1)
    started = actions.edit_many(
        entity, entity.rows(alice), {"process": other.pk}, by=alice, at=later
    )
    done = work_off(started, later)
    deal.refresh_from_db()
    assert (deal.stage.name, deal.probability) == ("Only", 50)

    undo(done, by=alice, at=later + timedelta(hours=1))

    assert rows_of(Opportunity) == before


def test_what_only_verbs_set_is_not_put_back_and_that_is_said(alice: Actor, at: datetime) -> None:
    """A lead that an import, as it might, had disqualified: its state is moved by verbs alone."""
    lead = lead_of(alice)
    made = actions.begin(IMPORT, name="Old leads", by=alice, at=at)
    with changesets.within(made.pk):
        leads.disqualify(lead, reason="no_budget", by=alice, at=at)
    actions.end(made, by=alice, at=at)
    undone = undo(made, by=alice)
    row = undone.rows.get()
    assert row.outcome == "refused"
    assert "state: This is set by a verb of its own" in row.reason


def test_a_context_may_say_itself_how_its_kind_is_undone(alice: Actor, at: datetime) -> None:
    """As merging will: leads are reopened by their verb."""

    def reopen(trail: Trail, row: Any, *, by: Actor, at: datetime) -> None:
        assert trail.changes["state"] == ("new", "disqualified")
        leads.reopen(row, by=by, at=at)

    kind = kinds.register(SetKind(key="test.giving_up", label="", icon="x", put_back=reopen))
    lead = lead_of(alice)
    made = actions.begin(kind, name="", by=alice, at=at)
    with changesets.within(made.pk):
        leads.disqualify(lead, reason="no_budget", by=alice, at=at)
    actions.end(made, by=alice, at=at)
    assert undo(made, by=alice).changed == 1
    lead.refresh_from_db()
    assert lead.state == "new"


def test_an_import_can_be_done_again_with_the_same_records(
    folder: Path, alice: Actor, at: datetime
) -> None:
    done = imported(folder, by=alice, at=at)
    accounts, contacts = rows_of(Account), rows_of(Contact)
    again = undo(undo(done, by=alice), by=alice)
    assert again.refused == 0
    assert (rows_of(Account), rows_of(Contact)) == (accounts, contacts)
    undo(again, by=alice)
    assert not Account.objects.exists()


def test_an_imported_record_that_others_refer_to_stays(
    folder: Path, alice: Actor, at: datetime
) -> None:
    done = imported(folder, by=alice, at=at)
    child = Account.objects.get(name="Child")
    customers.create_contact({"last_name": "Neu", "account": child.pk}, by=alice, at=at)

    undone = undo(done, by=alice)

    refused = undone.rows.get(label="Child")
    assert (refused.outcome, refused.reason) == ("refused", "It is used by: contacts.")
    assert set(Account.objects.values_list("name", flat=True)) == {"Child", "Fresh"}


def test_an_imported_record_that_others_filled_in_since_stays_unless_chosen(
    folder: Path, alice: Actor, at: datetime
) -> None:
    """The import left its city empty, and events do not tell of what is empty."""
    done = imported(folder, by=alice, at=at)
    filled = Account.objects.get(name="Fresh")
    customers.update_account(filled, {"billing_city": "Malmö"}, by=alice, at=at)

    (other,) = queries.preview(done, actor=alice).others
    assert (other.standing, other.theirs) == (Standing.CHANGED, {"billing_city": "Malmö"})
    assert other.back == {"billing_city": ("Malmö", "")}
    undone = undo(done, by=alice)

    assert outcomes(undone)["Fresh"] == "left"
    assert list(Account.objects.values_list("name", "billing_city")) == [("Fresh", "Malmö")]
    undo(done, by=alice, chosen=[filled.pk])
    assert not Account.objects.exists()


def test_what_was_changed_since_and_put_back_does_not_keep_an_imported_record(
    folder: Path, alice: Actor, at: datetime
) -> None:
    done = imported(folder, by=alice, at=at)
    undo(edited(alice, at, billing_city="Malmö"), by=alice)
    undo(done, by=alice)
    assert not Account.objects.exists()


def test_an_imported_record_with_an_activity_stays(
    folder: Path, alice: Actor, at: datetime
) -> None:
    done = imported(folder, by=alice, at=at)
    child = Account.objects.get(name="Child")
    note = {
        "kind": "note",
        "body": "Spoke",
        "about_type": "customers.account",
        "about_id": child.pk,
    }
    activities.create(note, by=alice, at=at)
    assert undo(done, by=alice).rows.get(label="Child").outcome == "refused"


def test_a_name_taken_meanwhile_refuses_to_bring_it_back(
    accounts: list[Account], alice: Actor, at: datetime, folder: Path
) -> None:
    done = imported(folder, by=alice, at=at)
    back = undo(done, by=alice)
    number = Account.pgh_event_model.objects.get(name="Fresh", pgh_label="delete").number
    with writing(alice):
        Account.objects.filter(name="Alfa").update(number=number)
    again = undo(back, by=alice)
    assert again.rows.get(label="Fresh").outcome == "refused"
    assert not Account.objects.filter(name="Fresh").exists()
