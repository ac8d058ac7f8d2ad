"""The engine on small files: every row is accounted for, and a second run changes nothing."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest

from dealwright.core.actor import Actor
from dealwright.core.errors import RefusedError
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.exchange import actions, importing, mapping
from dealwright.exchange.models import ExternalId
from dealwright.exchange.report import Report
from dealwright.identity.queries import actor_for
from tests.factories.customers import account_of

pytestmark = pytest.mark.django_db
MAPPING = """
name = "Test"
[[step]]
file = "accounts.csv"
into = "customers.account"
key = ["name"]
later = ["parent"]
[step.fields]
name = "Firm"
employees = "Staff"
industry = { column = "Trade", values = { hospital = "health" } }
phone = "Phone"
parent = { column = "Parent", by = "name" }
owner = { column = "Owner", by = "email" }
"""
FILE = """Firm,Staff,Trade,Phone,Parent,Owner
Nordhaven,120,logistics,+46 31 555 01 42,,
Klinik Nord,80,hospital,,Nordhaven,ann@corvane.example
Bad Staff,many,,,,
Bad Trade,5,alchemy,,,
Bad Phone,5,,call me,,
Bad Owner,5,,,,nobody@corvane.example
Orphan,5,,,Missing Ltd,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mapping.toml").write_text(MAPPING)
    (tmp_path / "accounts.csv").write_text(FILE)
    return tmp_path


def run(folder: Path, *, by: Actor, at: datetime) -> Report:
    (report,) = importing.run(mapping.read(folder / "mapping.toml"), folder, by=by, at=at)
    assert report.is_balanced
    return report


def test_every_row_is_taken_or_refused_with_its_reason(
    folder: Path, bob: Actor, people, at: datetime
) -> None:
    report = run(folder, by=bob, at=at)
    assert (report.read, report.created) == (7, 3)
    reasons = {found.line: found.reason for found in report.refusals}
    assert sorted(reasons) == [4, 5, 6, 7]
    assert "“many” is not a number" in reasons[4]
    assert reasons[5] == "industry: “alchemy” is none of the choices."
    assert reasons[6].startswith("phone:")
    assert "nobody@corvane.example" in reasons[7]
    (remark,) = report.remarks
    assert (remark.line, "Missing Ltd" in remark.reason) == (8, True)
    assert report.rules == {"Trade: hospital → health": 1}


def test_rows_arrive_whole(folder: Path, bob: Actor, people, at: datetime) -> None:
    run(folder, by=bob, at=at)
    clinic = Account.objects.select_related("parent").get(name="Klinik Nord")
    assert clinic.parent is not None
    assert (clinic.parent.name, clinic.owner_id) == ("Nordhaven", people.ann.pk)
    assert Account.objects.get(name="Nordhaven").phone == "+46315550142"


def test_a_second_run_changes_nothing(folder: Path, bob: Actor, at: datetime) -> None:
    run(folder, by=bob, at=at)
    before = told_of_records()
    again = run(folder, by=bob, at=at)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 3)
    assert told_of_records() == before


def test_a_changed_row_is_updated(folder: Path, bob: Actor, at: datetime) -> None:
    run(folder, by=bob, at=at)
    (folder / "accounts.csv").write_text(FILE.replace("Nordhaven,120", "Nordhaven,130"))
    assert run(folder, by=bob, at=at).updated == 1
    assert Account.objects.get(name="Nordhaven").employees == 130


def test_a_missing_file_stops_the_import_before_it_begins(
    folder: Path, bob: Actor, at: datetime
) -> None:
    second = '\n[[step]]\nfile = "none.csv"\ninto = "customers.contact"\n'
    (folder / "mapping.toml").write_text(MAPPING + second)
    with pytest.raises(RefusedError):
        run(folder, by=bob, at=at)
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name = ", "mapping.toml"),
        ('name = "x"\n[[step]]\nfile = "a.csv"\n', "into"),
        ('name = "x"\n[[step]]\nfile = "a.csv"\ninto = "x.y"\nmood = 1\n', "mood"),
    ],
)
def test_a_wrong_mapping_is_refused_by_place(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "mapping.toml").write_text(text)
    with pytest.raises(RefusedError) as refusal:
        mapping.read(tmp_path / "mapping.toml")
    assert words in str(refusal.value)


def test_an_unknown_field_is_refused(folder: Path, bob: Actor, at: datetime) -> None:
    (folder / "mapping.toml").write_text(MAPPING + 'mood = "Firm"\n')
    with pytest.raises(RefusedError) as refusal:
        run(folder, by=bob, at=at)
    assert "mood" in str(refusal.value)


LEADS = """
name = "Leads"
[[step]]
file = "leads.csv"
into = "leads.lead"
duplicates = "refuse"
[step.fields]
last_name = "Name"
email = "Mail"
"""


def test_a_lead_that_is_known_is_left_out_and_named(
    tmp_path: Path, bob: Actor, at: datetime
) -> None:
    (tmp_path / "mapping.toml").write_text(LEADS)
    (tmp_path / "leads.csv").write_text("Name,Mail\nLind,lind@nordhaven.example\n")
    assert run(tmp_path, by=bob, at=at).created == 1
    (tmp_path / "leads.csv").write_text(
        "Name,Mail\nLind,LIND@nordhaven.example\nDahl,dahl@nordhaven.example\n"
    )
    again = run(tmp_path, by=bob, at=at)
    assert (again.created, again.refused) == (1, 1)
    assert "Known already" in again.refusals[0].reason


def told_of_records() -> int:
    """How many events there are, but for those that tell of the imports themselves."""
    return EventRecord.objects.exclude(subject_type="records.changeset").count()


BY_ID = """
name = "Moved"
[[step]]
file = "accounts.csv"
into = "customers.account"
key = ["external_id"]
[step.fields]
external_id = "Id"
name = "Firm"
"""


def taken_by_id(folder: Path, name: str, *, by: Actor, at: datetime) -> Report:
    """Import one account, which is SF1 elsewhere, under a name."""
    (folder / "mapping.toml").write_text(BY_ID)
    (folder / "accounts.csv").write_text(f"Id,Firm\nSF1,{name}\n")
    return run(folder, by=by, at=at)


def test_an_id_elsewhere_of_a_record_out_of_sight_is_not_taken_over(
    folder: Path, alice: Actor, charlie: Actor, people, at: datetime
) -> None:
    taken_by_id(folder, "Nordhaven", by=alice, at=at)
    own = Account.objects.get()

    refused = taken_by_id(folder, "Strange", by=charlie, at=at)

    assert (refused.created, refused.refused) == (0, 1)
    assert "you may not see" in refused.refusals[0].reason
    assert taken_by_id(folder, "Nordhaven AB", by=actor_for(people.ada), at=at).updated == 1
    own.refresh_from_db()
    assert own.name == "Nordhaven AB"


def test_an_id_elsewhere_follows_the_one_who_sees_its_record_or_whose_record_is_gone(
    alice: Actor, charlie: Actor, at: datetime
) -> None:
    own, other, strange = account_of(alice), account_of(alice), account_of(charlie)
    gone = UUID(int=7)
    kept = {"SF1": own.pk, "SF2": own.pk, "SF3": gone}
    actions.keep_external_ids("customers.account", kept, by=alice, at=at)

    actions.keep_external_ids("customers.account", {"SF2": other.pk}, by=alice, at=at)
    taken = dict.fromkeys(["SF1", "SF3", "SF4"], strange.pk)
    actions.keep_external_ids("customers.account", taken, by=charlie, at=at)

    found = dict(ExternalId.objects.values_list("key", "record_id"))
    assert found == {"SF1": own.pk, "SF2": other.pk, "SF3": strange.pk, "SF4": strange.pk}
