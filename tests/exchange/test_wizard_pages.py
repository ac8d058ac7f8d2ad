"""The pages of the wizard: each step by its address, for its owner and administrators, and for nobody else."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from dealwright.core.actor import Actor
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.exchange import actions
from dealwright.exchange.models import Import, SavedMapping, State
from dealwright.identity import actions as identity
from dealwright.identity.models import Role
from dealwright.identity.privileges import FieldLevel
from tests.exchange.uploads import checked, done, plan_of, uploaded, worked

pytestmark = pytest.mark.django_db
type SignIn = Callable[[Actor], Client]

FILE = "Company;Turnover;Founded\nNordhaven;1.200,50;1999\nÖre;800,00;\n"


def upload(client: Client, content: bytes, kind: str = "customers.account") -> Import:
    sent = SimpleUploadedFile("customers.csv", content)
    answer = client.post(reverse("exchange:new"), {"kind": kind, "file": sent})
    assert answer.status_code == 302, answer.content.decode()
    return Import.objects.latest("created_at")


def at_step(name: str, imported: Import) -> str:
    return reverse(f"exchange:{name}", args=[imported.pk])


def test_the_whole_way_from_a_file_to_records(
    client_for: SignIn, alice: Actor, at: datetime
) -> None:
    client = client_for(alice)
    found = upload(client, FILE.encode())
    page = client.get(at_step("columns", found)).content.decode()
    assert "Company becomes" in page
    assert plan_of(found).column_of("annual_revenue").rule.decimal == ","

    answer = client.post(at_step("columns", found), {"mode": "upsert", "key": "name", "check": "1"})
    assert answer.headers["Location"] == at_step("check", found)
    assert "Checking" in client.get(at_step("check", found)).content.decode()
    worked(found, at=at)
    page = client.get(at_step("check", found)).content.decode()
    assert "Nothing has been written yet" in page
    assert "Import 2 rows" in page

    answer = client.post(at_step("run", found))
    assert answer.headers["Location"] == at_step("import", found)
    found = worked(found, at=at)
    page = client.get(at_step("import", found)).content.decode()
    assert "Done: 2 rows read" in page
    assert f"/changes/{found.change_set_id}/undo/" in page
    assert set(Account.objects.values_list("name", flat=True)) == {"Nordhaven", "Öre"}


def test_an_old_encoding_is_asked_before_columns_are_looked_at(
    client_for: SignIn, alice: Actor
) -> None:
    client = client_for(alice)
    found = upload(client, "Company;City\nKühne Größe;Köln\nŽluť;Łódź\n".encode("cp1250"))
    page = client.get(at_step("file", found)).content.decode()
    assert "Are all letters right?" in page
    told = {"encoding": "cp1250", "delimiter": ";", "quote": '"', "header": "1"}
    answer = client.post(at_step("file", found), told)
    assert answer.headers["Location"] == at_step("columns", found)
    found.refresh_from_db()
    assert (found.written.encoding, found.written.doubts) == ("cp1250", {})


@pytest.mark.parametrize(
    "encoding", ["", "no-such", "undefined", "utf\0-8", "hex", "idna", "punycode"]
)
def test_an_encoding_that_is_none_of_texts_is_refused(
    encoding: str, client_for: SignIn, alice: Actor
) -> None:
    client = client_for(alice)
    found = upload(client, b"Name,City\nA,B\n")
    told = {"encoding": encoding, "delimiter": ",", "header": "1"}
    assert client.post(at_step("file", found), told).status_code == 422


@pytest.mark.parametrize(
    ("content", "words"), [(b"", "is empty"), (b"\x89PNG\r\n\0\0\0\rIHDR\0", "NUL bytes")]
)
def test_what_cannot_be_read_is_said_beside_the_form(
    content: bytes, words: str, client_for: SignIn, alice: Actor
) -> None:
    sent = SimpleUploadedFile("broken.csv", content)
    answer = client_for(alice).post(
        reverse("exchange:new"), {"kind": "customers.account", "file": sent}
    )
    assert answer.status_code == 409
    page = answer.content.decode()
    assert words in page
    assert "broken.csv" in page
    assert not Import.objects.exists()


def test_a_column_goes_elsewhere_and_its_format_is_answered(
    client_for: SignIn, alice: Actor
) -> None:
    client = client_for(alice)
    found = upload(client, b"Name,When\nA,03/04/2026\n", kind="opportunities.opportunity")
    part = client.post(
        at_step("columns", found),
        {"field.1": "close_on", "mode": "create"},
        headers={"HX-Request-Type": "partial"},
    ).content.decode()
    assert "needs an answer" in part
    refused = client.post(
        at_step("columns", found), {"mode": "create", "field.1": "close_on", "check": "1"}
    )
    assert refused.status_code == 422
    answer = client.post(
        at_step("columns", found),
        {"mode": "create", "field.1": "close_on", "format.1": "%d/%m/%Y", "check": "1"},
    )
    assert answer.status_code == 302
    column = plan_of(found).column_of("close_on")
    assert column is not None
    assert (column.rule.format, column.status) == ("%d/%m/%Y", "mapped")


def test_a_remedy_mends_all_rows_of_its_sort(
    client_for: SignIn, alice: Actor, at: datetime
) -> None:
    rows = "Name,Industry\nA,technolgy\nB,technolgy\n"
    found = checked(uploaded("customers.account", rows, by=alice, at=at), by=alice, at=at)
    client = client_for(alice)
    assert "Use for 2 rows" in client.get(at_step("check", found)).content.decode()
    mended = {"act": "choose", "field": "industry", "text": "technolgy", "choice": "technology"}
    client.post(at_step("mend", found), mended)
    found = worked(found, at=at)
    assert (found.state, found.created, found.refused) == (State.CHECKED, 2, 0)


def test_missing_records_are_offered_to_be_made(
    client_for: SignIn, alice: Actor, at: datetime
) -> None:
    rows = "Last name,Company\nLind,Acme\nEk,Boda\n"
    found = checked(uploaded("customers.contact", rows, by=alice, at=at), by=alice, at=at)
    client = client_for(alice)
    assert "Create 2 accounts" in client.get(at_step("check", found)).content.decode()
    client.post(at_step("mend", found), {"act": "create", "field": "account"})
    found = worked(found, at=at)
    assert (found.created, found.also) == (2, {"customers.account": ["Acme", "Boda"]})


def test_the_error_file_is_what_was_uploaded(
    client_for: SignIn, alice: Actor, at: datetime
) -> None:
    rows = "Name,Industry\nA,technolgy\nB,\n"
    found = done(uploaded("customers.account", rows, by=alice, at=at), by=alice, at=at)
    answer = client_for(alice).get(at_step("refused", found))
    head, line = b"".join(answer.streaming_content).splitlines(keepends=True)  # type: ignore[attr-defined]  # it streams
    assert head == b'"Reason",Name,Industry\n'
    assert line.endswith(b'",A,technolgy\n')


def test_a_mapping_is_kept_and_used_again(client_for: SignIn, admin: Actor, bob: Actor) -> None:
    client = client_for(admin)
    found = upload(client, FILE.encode())
    client.post(at_step("columns", found), {"field.1": "", "mode": "create"})
    client.post(at_step("save_mapping", found), {"name": "Quarterly", "is_shared": "true"})
    saved = SavedMapping.objects.get()
    other = client_for(bob)
    again = upload(other, FILE.encode())
    assert plan_of(again).column_of("annual_revenue")
    assert "Quarterly" in other.get(at_step("columns", again)).content.decode()
    other.post(at_step("use_mapping", again), {"mapping": str(saved.pk)})
    assert plan_of(again).column_of("annual_revenue") is None


def test_a_mapping_is_dropped_by_its_owner_alone(
    client_for: SignIn, admin: Actor, bob: Actor, at: datetime
) -> None:
    found = uploaded("customers.account", FILE, by=admin, at=at)
    plan = plan_of(found).model_dump(mode="json")
    saved = actions.save_mapping("Mine", found.kind, plan, is_shared=True, by=admin, at=at)
    theirs = uploaded("customers.account", FILE, by=bob, at=at)
    asked = {"mapping": str(saved.pk), "forget": "1"}
    assert client_for(bob).post(at_step("use_mapping", theirs), asked).status_code == 403
    assert SavedMapping.objects.exists()
    client_for(admin).post(at_step("use_mapping", found), asked)
    assert not SavedMapping.objects.exists()


def test_sharing_a_mapping_needs_the_right_to_share_with_all(
    client_for: SignIn, alice: Actor, at: datetime
) -> None:
    found = uploaded("customers.account", FILE, by=alice, at=at)
    client = client_for(alice)
    assert "for everyone" not in client.get(at_step("columns", found)).text
    before = EventRecord.objects.count()
    sent = {"name": "Quarterly", "is_shared": "true"}
    assert client.post(at_step("save_mapping", found), sent).status_code == 403
    assert not SavedMapping.objects.exists()
    assert EventRecord.objects.count() == before


def test_sharing_and_taking_back_are_events(admin: Actor, at: datetime) -> None:
    def told() -> list[str]:
        rows = EventRecord.objects.filter(kind__startswith="exchange.Mapping")
        return [*rows.order_by("pk").values_list("kind", flat=True)]

    def kept(*, is_shared: bool) -> SavedMapping:
        return actions.save_mapping(
            "Quarterly", "customers.account", {}, is_shared=is_shared, by=admin, at=at
        )

    kept(is_shared=False)
    assert told() == []
    kept(is_shared=True)
    assert told() == ["exchange.MappingShared"]
    kept(is_shared=False)
    actions.forget_mapping(kept(is_shared=True), by=admin, at=at)
    assert told()[1:] == [
        "exchange.MappingWithdrawn",
        "exchange.MappingShared",
        "exchange.MappingWithdrawn",
    ]


def test_a_hidden_field_is_nowhere_in_the_wizard(
    client_for: SignIn, alice: Actor, admin: Actor, at: datetime
) -> None:
    hidden = {"annual_revenue": FieldLevel.HIDDEN}
    role = Role.objects.get(key="salesperson")
    identity.set_field_rights(role, "customers.account", hidden, by=admin, at=at)
    found = uploaded("customers.account", FILE, by=alice, at=at)
    assert plan_of(found).column_of("annual_revenue") is None
    page = client_for(alice).get(at_step("columns", found)).content.decode()
    assert "annual_revenue" not in page


PAGES = ("import", "file", "columns", "check", "refused")


def test_only_its_owner_and_administrators_see_an_import(
    client_for: SignIn, alice: Actor, bob: Actor, charlie: Actor, admin: Actor, at: datetime
) -> None:
    found = checked(uploaded("customers.account", FILE, by=alice, at=at), by=alice, at=at)
    for page in PAGES:
        assert client_for(alice).get(at_step(page, found), follow=True).status_code == 200
        assert client_for(admin).get(at_step(page, found), follow=True).status_code == 200
        for stranger in (bob, charlie):
            assert client_for(stranger).get(at_step(page, found)).status_code == 404
    for act in ("check_again", "mend", "run", "cancel", "use_mapping", "save_mapping"):
        assert client_for(charlie).post(at_step(act, found)).status_code == 404
    found.refresh_from_db()
    assert found.state == State.CHECKED
    assert "file.csv" not in client_for(charlie).get(reverse("exchange:imports")).content.decode()


def test_a_list_offers_the_import_of_its_records(client_for: SignIn, alice: Actor) -> None:
    page = client_for(alice).get(reverse("customers:accounts")).content.decode()
    assert f"{reverse('exchange:new')}?kind=customers.account" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_imports_costs_the_same_for_one_and_three(
    count: int,
    client_for: SignIn,
    alice: Actor,
    at: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_for(alice)
    for _number in range(count):
        uploaded("customers.account", FILE, by=alice, at=at)
    client.get(reverse("exchange:imports"))
    with django_assert_num_queries(QUERIES_OF_LIST):
        client.get(reverse("exchange:imports"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_dry_run_costs_the_same_for_one_row_and_three(
    count: int,
    client_for: SignIn,
    alice: Actor,
    at: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_for(alice)
    rows = "".join(f"Firm {number},alice@corvane.example\n" for number in range(count))
    found = uploaded("customers.account", f"Name,Owner\n{rows}", by=alice, at=at)
    checked(found, by=alice, at=at)
    client.get(at_step("check", found))
    with django_assert_num_queries(QUERIES_OF_CHECK):
        client.get(at_step("check", found))


QUERIES_OF_LIST, QUERIES_OF_CHECK = 5, 10
