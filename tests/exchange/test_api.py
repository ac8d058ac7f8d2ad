"""Imports over REST: the steps of the wizard, by the same verbs."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from dealwright.core.actor import Actor
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.exchange.models import Import, State
from dealwright.leads.models import Lead
from tests.exchange.uploads import worked

pytestmark = pytest.mark.django_db

type ApiFor = Callable[..., Client]

ROOT = "/api/v1/imports"
ROWS = b"Firma;Staff;Phone\nNordhaven AB;120;+46 31 555 01 42\nKlinik Nord;many;\n"


def upload(client: Client, content: bytes = ROWS, kind: str = "customers.account") -> Any:
    address = f"{ROOT}?kind={kind}&name=firms.csv"
    return client.post(address, content, content_type="application/octet-stream")


def send(client: Client, method: str, path: str, body: Any = None) -> Any:
    return getattr(client, method)(f"{ROOT}/{path}", body or {}, content_type="application/json")


def the_import(pk: str) -> Import:
    return Import.objects.get(pk=pk)


def problems(answer: Any) -> dict[str, str]:
    return {each["field"]: each["detail"] for each in answer.json()["errors"]}


def test_a_file_goes_all_the_way_and_back(
    api_for: ApiFor, alice: Actor, at: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    client = api_for(alice)
    made = upload(client)
    assert made.status_code == 201
    begun = made.json()
    assert made["Location"] == f"{ROOT}/{begun['id']}"
    assert (begun["format"]["delimiter"], begun["format"]["doubts"]) == (";", [])
    assert {each["name"]: each["field"] for each in begun["plan"]["columns"]} == {
        "Firma": "name",
        "Staff": "employees",
        "Phone": "phone",
    }
    pk = begun["id"]
    assert send(client, "post", f"{pk}/check").status_code == 422  # "many" is no number: asked
    told = {"columns": {"Staff": {"decimal": "."}}}
    assert send(client, "patch", f"{pk}/plan", told).status_code == 200
    assert send(client, "post", f"{pk}/check").status_code == 202
    worked(the_import(pk), at=at)
    looked = client.get(f"{ROOT}/{pk}").json()
    assert (looked["state"], looked["created"], looked["refused"]) == ("checked", 1, 1)
    (good,) = client.get(f"{ROOT}/{pk}/rows?result=created").json()["items"]
    assert (good["line"], good["changes"]["employees"]) == (2, [None, 120])
    assert not Account.objects.exists()
    started = send(client, "post", f"{pk}/start")
    assert started.status_code == 202
    worked(the_import(pk), at=at)
    ended = client.get(f"{ROOT}/{pk}").json()
    assert (ended["state"], ended["read"], ended["created"], ended["refused"]) == ("done", 2, 1, 1)
    assert Account.objects.get().name == "Nordhaven AB"
    refused = b"".join(client.get(f"{ROOT}/{pk}/refused").streaming_content)
    assert refused.splitlines()[1].endswith(b";Klinik Nord;many;".lstrip(b";"))
    undone = client.post(f"/api/v1/changes/{ended['change_set']}/undo", {}, "application/json")
    assert undone.status_code == 202


def test_rows_come_in_pages(api_for: ApiFor, alice: Actor, at: datetime) -> None:
    client = api_for(alice)
    rows = "Name\n" + "".join(f"Firm {n}\n" for n in range(5))
    pk = upload(client, rows.encode()).json()["id"]
    send(client, "post", f"{pk}/check")
    worked(the_import(pk), at=at)
    lines, cursor = [], ""
    while cursor is not None:
        page = client.get(
            f"{ROOT}/{pk}/rows", {"limit": 2, **({"cursor": cursor} if cursor else {})}
        )
        lines += [row["line"] for row in page.json()["items"]]
        cursor = page.json()["next_cursor"]
    assert lines == [2, 3, 4, 5, 6]


def test_the_format_is_corrected_and_the_columns_found_anew(api_for: ApiFor, alice: Actor) -> None:
    client = api_for(alice)
    pk = upload(client, b"Name|City, Land\nAcme|Lund, SE\n").json()["id"]
    answer = send(client, "put", f"{pk}/format", {"delimiter": "|"})
    assert answer.status_code == 200
    assert [each["name"] for each in answer.json()["plan"]["columns"]] == ["Name", "City, Land"]


def test_a_sheet_is_chosen(api_for: ApiFor, alice: Actor) -> None:
    book, out = Workbook(), BytesIO()
    book.active.append(["Nothing"])
    other = book.create_sheet("Firms")
    other.append(["Name"])
    other.append(["Acme"])
    book.save(out)
    client = api_for(alice)
    begun = upload(client, out.getvalue()).json()
    assert begun["format"]["sheets"] == ["Sheet", "Firms"]
    answer = send(client, "put", f"{begun['id']}/format", {"sheet": "Firms"})
    assert [each["name"] for each in answer.json()["plan"]["columns"]] == ["Name"]
    wrong = send(client, "put", f"{begun['id']}/format", {"sheet": "Gone"})
    assert "sheet" in problems(wrong)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"columns": {"Gone": {"field": "name"}}}, "columns"),
        ({"columns": {"Staff": {"field": "shoe_size"}}}, "columns"),
        ({"key": ["website"]}, "key"),
        ({"mode": "perhaps"}, "mode"),
        ({"colums": {}}, "colums"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_and_stays(
    body: dict[str, Any], field: str, api_for: ApiFor, alice: Actor
) -> None:
    client = api_for(alice)
    begun = upload(client).json()
    answer = send(client, "patch", f"{begun['id']}/plan", body)
    assert answer.status_code == 422
    assert field in problems(answer)
    assert client.get(f"{ROOT}/{begun['id']}").json()["plan"] == begun["plan"]


def test_a_column_that_takes_a_field_takes_it_from_another(api_for: ApiFor, alice: Actor) -> None:
    client = api_for(alice)
    pk = upload(client, b"Name,Trading name\nAcme,Acme & Sons\n").json()["id"]
    body = {"columns": {"Trading name": {"field": "name"}}}
    answer = send(client, "patch", f"{pk}/plan", body).json()
    fields = {each["name"]: each["field"] for each in answer["plan"]["columns"]}
    assert fields == {"Name": "", "Trading name": "name"}


def test_what_was_not_checked_is_not_started(api_for: ApiFor, alice: Actor) -> None:
    client = api_for(alice)
    pk = upload(client).json()["id"]
    events = EventRecord.objects.count()
    answer = send(client, "post", f"{pk}/start")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_checked")
    assert the_import(pk).state == State.DRAFT
    assert EventRecord.objects.count() == events


def test_what_is_at_work_is_stopped(api_for: ApiFor, alice: Actor) -> None:
    client = api_for(alice)
    pk = upload(client, b"Name\nAcme\n").json()["id"]
    send(client, "post", f"{pk}/check")
    assert send(client, "post", f"{pk}/cancel").json()["state"] == "draft"
    assert send(client, "post", f"{pk}/cancel").status_code == 409


def test_unknown_kinds_and_forms_are_refused(api_for: ApiFor, alice: Actor) -> None:
    client = api_for(alice)
    assert "kind" in problems(upload(client, kind="customers.ghost"))
    form = client.post(f"{ROOT}?kind=customers.account&name=x.csv", {"file": BytesIO(ROWS)})
    assert form.status_code == 415
    assert not Import.objects.exists()


def test_a_stranger_finds_nothing_and_steers_nothing(
    api_for: ApiFor, alice: Actor, charlie: Actor
) -> None:
    pk = upload(api_for(alice)).json()["id"]
    client = api_for(charlie)
    assert client.get(ROOT).json()["items"] == []
    for path in ("", "/rows", "/refused"):
        assert client.get(f"{ROOT}/{pk}{path}").status_code == 404
    for method, path in (
        ("put", "format"),
        ("patch", "plan"),
        ("post", "check"),
        ("post", "start"),
        ("post", "cancel"),
    ):
        assert send(client, method, f"{pk}/{path}").status_code == 404
    assert the_import(pk).state == State.DRAFT


def test_a_token_imports_only_what_it_was_made_for(api_for: ApiFor, alice: Actor) -> None:
    client = api_for(alice, ("read:leads",))
    answer = upload(client, b"Last name\nLind\n", kind="leads.lead")
    assert "kind" in problems(answer)
    assert not Import.objects.exists()
    assert not Lead.objects.exists()


def test_the_list_costs_the_same_for_one_and_three(api_for: ApiFor, alice: Actor) -> None:
    client = api_for(alice)
    client.get(ROOT)
    counts = []
    for more in (1, 2):
        for _n in range(more):
            upload(client)
        with CaptureQueriesContext(connection) as captured:
            client.get(ROOT)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_kinds_tell_the_fields_that_columns_may_go_to(api_for: ApiFor, alice: Actor) -> None:
    found = {each["key"]: each for each in api_for(alice).get(f"{ROOT}/kinds").json()["items"]}
    names = {field["name"] for field in found["leads.lead"]["fields"]}
    assert {"last_name", "email", "external_id"} <= names
