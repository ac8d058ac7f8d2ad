"""An import in the background: checked, run, continued after a crash, stopped, undone."""

from datetime import datetime, timedelta

import pytest

from dealwright.activities.models import Activity
from dealwright.core import actor as actors
from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.core.errors import NotAllowedError, NotFoundError, RefusedError
from dealwright.customers.models import Account, Contact
from dealwright.events.models import EventRecord
from dealwright.exchange import actions, importing, opening, queries, refused, running, storage
from dealwright.exchange.models import ExternalId, Import, State
from dealwright.records.changesets import actions as changesets
from dealwright.records.changesets.models import State as SetState
from dealwright.records.files import actions as files
from dealwright.records.files.models import Blob
from tests.exchange.uploads import checked, done, plan_of, planned, uploaded, worked
from tests.factories.customers import account_of

pytestmark = pytest.mark.django_db
ACCOUNTS = """Company;Employees;Trade;Founded on;Phone;Parent Company
Nordhaven AB;120;logistics;1999;+46 31 555 01 42;
Klinik Nord;80;Health;;;Nordhaven AB
Bad Trade;5;alchemy;;;
Bad Phone;5;;;call me;
"""


@pytest.fixture
def accounts(alice: Actor, at: datetime) -> Import:
    return uploaded("customers.account", ACCOUNTS.replace("Trade", "Industry"), by=alice, at=at)


def test_columns_find_their_fields(accounts: Import) -> None:
    plan = plan_of(accounts)
    assert {column.name: column.field for column in plan.columns} == {
        "Company": "name",
        "Employees": "employees",
        "Industry": "industry",
        "Founded on": "",
        "Phone": "phone",
        "Parent Company": "parent",
    }
    assert (plan.mode, plan.key) == ("upsert", ["name"])


def test_a_check_says_what_would_happen_and_writes_nothing(
    accounts: Import, alice: Actor, at: datetime
) -> None:
    before = EventRecord.objects.count()
    found = checked(accounts, by=alice, at=at)
    assert (found.state, found.read, found.created, found.refused) == (State.CHECKED, 4, 2, 2)
    assert not Account.objects.exists()
    assert EventRecord.objects.count() == before
    rows = {row.line: row for row in found.checked.all()}
    assert rows[2].label == "Nordhaven AB"
    assert rows[2].changes["employees"] == [None, 120]
    assert (rows[4].fault, rows[4].field, rows[4].text) == ("choice", "industry", "alchemy")
    assert rows[5].field == "phone"


def test_an_import_does_what_the_check_said_and_links_its_rows(
    accounts: Import, alice: Actor, at: datetime
) -> None:
    found = done(accounts, by=alice, at=at)
    assert (found.state, found.read, found.created, found.refused) == (State.DONE, 4, 2, 2)
    clinic = Account.objects.select_related("parent").get(name="Klinik Nord")
    assert clinic.parent is not None
    assert (clinic.parent.name, clinic.industry) == ("Nordhaven AB", "health")
    assert found.change_set is not None
    assert (found.change_set.state, found.change_set.created, found.change_set.refused) == (
        SetState.DONE,
        2,
        2,
    )


def test_a_link_that_leads_nowhere_is_told_of_the_row_that_was_taken(
    alice: Actor, at: datetime
) -> None:
    rows = "Name,Parent company\nAcme,Gone Ltd\n"
    found = done(uploaded("customers.account", rows, by=alice, at=at), by=alice, at=at)
    assert (found.created, found.refused) == (1, 0)
    remark = found.checked.get(result="remark")
    assert (remark.line, remark.label) == (2, "Acme")
    assert "“Gone Ltd” is not known" in remark.reason


def test_refused_rows_come_back_byte_for_byte(accounts: Import, alice: Actor, at: datetime) -> None:
    found = done(accounts, by=alice, at=at)
    head, *lines = b"".join(refused.parts(found)).splitlines(keepends=True)
    original = ACCOUNTS.replace("Trade", "Industry").encode().splitlines(keepends=True)
    assert head == b'"Reason";' + original[0]
    assert [line[line.index(b'";') + 2 :] for line in lines] == original[3:]


@pytest.mark.parametrize(
    "head",
    [
        'Name,"Employees\n(all)",City',
        'Name,"Employees\r\n\r\n(all)",City',
        "Name,Employees,City\N{LINE SEPARATOR}x",
        "Name,Employees,City\v\N{NEXT LINE}",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_header_of_several_lines_comes_back_whole(
    head: str, encoding: str, alice: Actor, at: datetime
) -> None:
    raw = f"{head}\r\n,many,Lund\r\n".encode(encoding)
    found = planned(
        uploaded("customers.account", raw, by=alice, at=at), by=alice, at=at, key=["name"]
    )
    looked = checked(found, by=alice, at=at)
    assert looked.refused == 1
    text = b"".join(refused.parts(looked)).decode(encoding)
    assert text.startswith(f'"Reason",{head}\r\n"')


def test_what_is_not_found_while_an_import_is_at_work_fails_it_in_words(
    alice: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = checked(uploaded("customers.account", "Name\nAcme\n", by=alice, at=at), by=alice, at=at)
    begun = actions.start(ready, entity="customers.account", by=alice, at=at)
    looking = uploaded("customers.account", "Name\nBoda\n", by=alice, at=at)
    looking = actions.start_check(looking, by=alice, at=at)

    def lose(*_args: object, **_more: object) -> None:
        raise NotFoundError("This kind is gone.")

    monkeypatch.setattr(importing, "target_for", lose)
    found, unchecked = worked(begun, at=at), worked(looking, at=at)

    for each in (found, unchecked):
        assert (each.state, each.error) == (State.FAILED, "This kind is gone.")
    assert found.change_set is not None
    assert found.change_set.state == SetState.STOPPED


def test_a_change_set_that_is_stopped_stops_its_import(alice: Actor, at: datetime) -> None:
    ready = checked(uploaded("customers.account", "Name\nAcme\n", by=alice, at=at), by=alice, at=at)
    begun = actions.start(ready, entity="customers.account", by=alice, at=at)
    assert begun.change_set is not None
    changesets.end(begun.change_set, by=alice, at=at, state=SetState.STOPPED)
    found = worked(begun, at=at)
    assert (found.state, found.error) == (State.STOPPED, "")


def test_a_file_lies_where_all_files_do_until_its_import_is_forgotten(
    accounts: Import, alice: Actor, at: datetime
) -> None:
    found = done(accounts, by=alice, at=at)
    assert found.file == found.table
    assert storage.table(found).open().read() == ACCOUNTS.replace("Trade", "Industry").encode()
    files.sweep_blobs(by=actors.system(), at=at)
    assert Blob.objects.filter(pk=found.file_id).exists()
    actions.forget_imports(older_than=timedelta(0), by=actors.system(), at=at + timedelta(days=1))
    files.sweep_blobs(by=actors.system(), at=at)
    assert not Blob.objects.filter(pk=found.file_id).exists()


def test_a_file_that_is_kept_no_more_is_said_to_be(
    accounts: Import, alice: Actor, at: datetime
) -> None:
    with writing(alice):
        Import.objects.update(file=None, table=None)
    found = Import.objects.get(pk=accounts.pk)
    with pytest.raises(RefusedError, match="not kept any more"):
        opening.rewrite(found, {"delimiter": ";"}, by=alice, at=at)


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_stored_bytes_are_read_from_any_place_on(
    size: int, accounts: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dealwright.records.files.storage.folder.CHUNK", size)
    monkeypatch.setattr("dealwright.records.files.reading.NEAR", 2 * size)
    raw = ACCOUNTS.replace("Trade", "Industry").encode()
    with storage.table(accounts).open() as file:
        for place in (0, 40, 42, 10, len(raw) - 3, len(raw), 20):
            assert file.seek(place) == place
            assert file.read(9) == raw[place : place + 9]
        assert file.seek(-5, 2) == len(raw) - 5
        assert file.read() == raw[-5:]


def test_a_second_time_only_what_differs_is_changed(
    accounts: Import, alice: Actor, at: datetime
) -> None:
    done(accounts, by=alice, at=at)
    changed = ACCOUNTS.replace("Trade", "Industry").replace(";120;", ";130;")
    again = uploaded("customers.account", changed, by=alice, at=at)
    looked = checked(again, by=alice, at=at)
    assert (looked.created, looked.updated, looked.unchanged) == (0, 1, 1)
    assert looked.checked.get(line=2).changes == {"employees": [120, 130]}
    found = done(again, by=alice, at=at)
    assert (found.updated, found.unchanged) == (1, 1)


def test_undo_takes_an_import_back(accounts: Import, alice: Actor, at: datetime) -> None:
    found = done(accounts, by=alice, at=at)
    assert found.change_set is not None
    undo = changesets.undo(found.change_set, by=alice, at=at)
    while changesets.advance(undo.pk, at=at):
        pass
    assert not Account.objects.exists()


class Crashed(BaseException):
    """As when the power goes."""


def test_a_crash_in_the_middle_repeats_no_row_and_loses_none(
    alice: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BATCH", 10)
    lines = "".join(f"Firm {number}\n" for number in range(35))
    found = checked(
        uploaded("customers.account", f"Name\n{lines}", by=alice, at=at), by=alice, at=at
    )
    found = planned(found, by=alice, at=at, mode="create", key=[])
    found = actions.start(
        checked(found, by=alice, at=at), entity="customers.account", by=alice, at=at
    )
    assert running.advance(found.pk, at=at)

    real = actions.note_taken

    def crash(*args: object, **kwargs: object) -> None:
        raise Crashed

    monkeypatch.setattr(actions, "note_taken", crash)
    with pytest.raises(Crashed):
        running.advance(found.pk, at=at)
    assert Account.objects.count() == 10
    monkeypatch.setattr(actions, "note_taken", real)
    found = worked(found, at=at)
    assert (found.read, found.created, Account.objects.count()) == (35, 35, 35)


def test_what_is_stopped_keeps_its_finished_batches(
    alice: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BATCH", 10)
    lines = "".join(f"Firm {number}\n" for number in range(35))
    found = checked(
        uploaded("customers.account", f"Name\n{lines}", by=alice, at=at), by=alice, at=at
    )
    found = actions.start(found, entity="customers.account", by=alice, at=at)
    running.advance(found.pk, at=at)
    actions.cancel(found, by=alice, at=at)
    found = worked(found, at=at)
    assert (found.state, found.created, found.line) == (State.STOPPED, 10, 12)
    assert Account.objects.count() == 10
    with pytest.raises(RefusedError):
        actions.cancel(found, by=alice, at=at)


def test_several_records_that_fit_refuse_the_row(alice: Actor, at: datetime) -> None:
    twice = uploaded("customers.account", "Name\nTwin\nTwin\n", by=alice, at=at)
    done(
        planned(twice, by=alice, at=at, mode="create", key=[], duplicates="create"), by=alice, at=at
    )
    again = done(uploaded("customers.account", "Name\nTwin\n", by=alice, at=at), by=alice, at=at)
    assert (again.refused, Account.objects.count()) == (1, 2)
    assert again.change_set is not None
    assert "2 records fit" in again.change_set.rows.get().reason


@pytest.mark.parametrize(
    ("mode", "counts"), [("create", (1, 0, 1)), ("update", (0, 1, 1)), ("upsert", (1, 1, 0))]
)
def test_the_mode_says_what_may_happen(
    mode: str, counts: tuple[int, int, int], alice: Actor, at: datetime
) -> None:
    done(uploaded("customers.account", "Name,Staff\nOld,1\n", by=alice, at=at), by=alice, at=at)
    both = uploaded("customers.account", "Name,Staff\nOld,2\nNew,3\n", by=alice, at=at)
    found = planned(both, by=alice, at=at, mode=mode, key=["name"], duplicates="create")
    looked = checked(found, by=alice, at=at)
    assert (looked.created, looked.updated, looked.refused) == counts
    found = done(found, by=alice, at=at)
    assert (found.created, found.updated, found.refused) == counts


def test_rows_with_one_key_make_one_record_that_the_last_one_says(
    alice: Actor, at: datetime
) -> None:
    twice = uploaded("customers.account", "Name,Staff\nAcme,1\nAcme,2\n", by=alice, at=at)
    looked = checked(twice, by=alice, at=at)
    found = done(twice, by=alice, at=at)
    assert (found.created, found.updated) == (looked.created, looked.updated) == (1, 1)
    assert Account.objects.get().employees == 2


def test_contacts_find_their_account_by_the_id_it_had_elsewhere(alice: Actor, at: datetime) -> None:
    done(uploaded("customers.account", "Id,Name\n001A,Acme\n", by=alice, at=at), by=alice, at=at)
    assert ExternalId.objects.get().key == "001A"
    people = "Id,LastName,Email,Account\n003A,Lind,lind@acme.example,001A\n003B,Dahl,,Acme\n003C,Ek,,Gone\n"
    found = done(uploaded("customers.contact", people, by=alice, at=at), by=alice, at=at)
    assert (found.created, found.refused) == (2, 1)
    assert {contact.account.name for contact in Contact.objects.select_related("account")} == {
        "Acme"
    }


def test_missing_accounts_are_made_on_request(alice: Actor, at: datetime) -> None:
    people = "Last name,Company\nLind,Acme\nDahl,Acme\nEk,Boda\n"
    found = uploaded("customers.contact", people, by=alice, at=at)
    plan = plan_of(found)
    column = plan.column_of("account")
    assert column is not None
    rule = column.rule.model_copy(update={"create": True})
    plan = plan.with_column(column.model_copy(update={"rule": rule}))
    found = planned(found, by=alice, at=at, columns=plan.columns, duplicates="create")
    looked = checked(found, by=alice, at=at)
    assert (looked.created, looked.also) == (3, {"customers.account": ["Acme", "Boda"]})
    assert not Account.objects.exists()
    done(found, by=alice, at=at)
    assert Account.objects.count() == 2


def test_notes_are_written_on_their_record(alice: Actor, at: datetime) -> None:
    done(uploaded("customers.account", "Name\nAcme\n", by=alice, at=at), by=alice, at=at)
    text = "Text,Company\nCalled about the quote,Acme\n"
    found = uploaded("activities.activity:note", text, by=alice, at=at)
    plan = plan_of(found)
    columns = [
        plan.columns[0],
        plan.columns[1].model_copy(
            update={
                "field": "about@customers.account",
                "rule": plan.columns[1].rule.model_copy(update={"by": "any"}),
            }
        ),
    ]
    found = done(planned(found, by=alice, at=at, columns=columns), by=alice, at=at)
    assert (found.created, found.refused) == (1, 0)
    note = Activity.objects.get()
    assert (note.kind, note.about_type, note.about_label) == ("note", "customers.account", "Acme")


def test_owners_are_found_by_address_or_name(alice: Actor, people, at: datetime) -> None:
    rows = "Name,Owner\nA,ann@corvane.example\nB,Ann Example\nC,nobody\n"
    found = done(uploaded("customers.account", rows, by=alice, at=at), by=alice, at=at)
    assert (found.created, found.refused) == (2, 1)
    assert set(Account.objects.values_list("owner_id", flat=True)) == {people.ann.pk}


def test_rows_of_other_peoples_records_say_which_role_falls_short(
    alice: Actor, ann: Actor, at: datetime
) -> None:
    for name in ("Hers", "Hers too"):
        account_of(ann, name=name)
    rows = "Name,Employees\nHers,1\nHers too,2\n"
    begun = uploaded("customers.account", rows, by=alice, at=at)
    found = checked(planned(begun, by=alice, at=at, key=["name"], mode="update"), by=alice, at=at)
    said = set(found.checked.values_list("reason", flat=True))
    assert len(said) == 1
    assert "Salesperson lets Alice Example change accounts as far as: own." in said.pop()


def test_a_day_that_may_be_either_is_asked(alice: Actor, at: datetime) -> None:
    rows = "Name,Close date\nA,03/04/2026\nB,05/06/2026\n"
    column = plan_of(uploaded("opportunities.opportunity", rows, by=alice, at=at)).column_of(
        "close_on"
    )
    assert column is not None
    assert (column.status, column.options) == ("asks", ["%d/%m/%Y", "%m/%d/%Y"])
    told = plan_of(
        uploaded("opportunities.opportunity", rows.replace("05/06", "25/06"), by=alice, at=at)
    ).column_of("close_on")
    assert told is not None
    assert (told.status, told.rule.format) == ("mapped", "%d/%m/%Y")


def test_rows_that_look_like_a_record_are_left_to_be_reviewed(alice: Actor, at: datetime) -> None:
    lead = "Last name,Email\nLind,lind@acme.example\n"
    done(uploaded("leads.lead", lead, by=alice, at=at), by=alice, at=at)
    again = planned(
        uploaded("leads.lead", lead, by=alice, at=at), by=alice, at=at, mode="create", key=[]
    )
    found = checked(again, by=alice, at=at)
    assert (found.duplicates, found.refused, found.created) == (1, 1, 0)


def test_strangers_neither_see_nor_steer_an_import(
    accounts: Import, charlie: Actor, at: datetime
) -> None:
    with pytest.raises(NotFoundError):
        queries.get(accounts.pk, charlie)
    before = EventRecord.objects.count()
    for act in (actions.start_check, actions.cancel):
        with pytest.raises(NotAllowedError):
            act(accounts, by=charlie, at=at)
    with pytest.raises(NotAllowedError):
        actions.set_plan(accounts, {}, by=charlie, at=at)
    with pytest.raises(NotAllowedError):
        actions.start(accounts, entity="customers.account", by=charlie, at=at)
    accounts.refresh_from_db()
    assert (accounts.state, EventRecord.objects.count()) == (State.DRAFT, before)


def test_nothing_runs_that_was_not_checked_as_it_stands(
    accounts: Import, alice: Actor, at: datetime
) -> None:
    with pytest.raises(RefusedError):
        actions.start(accounts, entity="customers.account", by=alice, at=at)
    checked(accounts, by=alice, at=at)
    planned(accounts, by=alice, at=at, mode="create", key=[])
    with pytest.raises(RefusedError):
        actions.start(accounts, entity="customers.account", by=alice, at=at)
    assert not Account.objects.exists()


def test_who_may_add_nothing_of_a_kind_cannot_begin(at: datetime, alice: Actor) -> None:
    with pytest.raises(NotFoundError):
        uploaded("strategy.salesprocess", b"Name\nX\n", by=alice, at=at)
    assert not Import.objects.exists()


def test_a_rehearsal_of_a_mapping_writes_nothing(tmp_path, bob: Actor, at: datetime) -> None:
    from dealwright.exchange import mapping

    (tmp_path / "mapping.toml").write_text(
        'name = "x"\n[[step]]\nfile = "a.csv"\ninto = "customers.account"\n[step.fields]\nname = "Name"\n'
    )
    (tmp_path / "a.csv").write_text("Name,x\nAcme,1\n")
    (report,) = importing.rehearse(mapping.read(tmp_path / "mapping.toml"), tmp_path, by=bob, at=at)
    assert (report.read, report.created) == (1, 1)
    assert not Account.objects.exists()
