"""Stages that deals were in before they were here, imported by the wizard and over REST as any kind is."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dealwright.core.actor import Actor
from dealwright.exchange import (
    actions,
    importing,
    kinds,
    mapping,
    reading,
    running,
    storage,
)
from dealwright.exchange.mapping import STAGES
from dealwright.exchange.models import Import, State
from dealwright.exchange.plans import Status
from dealwright.opportunities import actions as opportunities
from dealwright.opportunities.models import DealSpan, Opportunity
from dealwright.records.changesets import actions as changesets
from dealwright.records.changesets.models import ChangeSet
from tests.exchange.uploads import checked, done, plan_of, planned, uploaded, worked
from tests.factories.opportunities import deal_of, standard_process

pytestmark = pytest.mark.django_db

DEALS = (
    "Id,Name,Stage\n006A,Sortation line,Develop\n006B,Cold rooms,Qualify\n006C,Lost one,Develop\n"
)
HISTORY = """Deal,Stage,Entered on,Left on,Whose it was then
006A,Qualify,2026-01-10,2026-02-01,
Sortation line,Develop,2026-02-01,,Bob Example
006A,Propose,2026-01-20,2026-01-25,
006B,Nowhere,2026-01-10,,
006B,Qualify,2090-01-10,,
006C,Qualify,2026-01-10,,
006X,Qualify,2026-01-10,,
006A,Qualify,2026-01-10,2026-02-01,
"""
ADDED, KNOWN, REFUSED = (2, 3), (9,), (4, 5, 6, 7, 8)


@pytest.fixture
def deals(alice: Actor, at: datetime) -> dict[str, Opportunity]:
    """Deals that an import brought, one of which was lost since."""
    standard_process()
    done(uploaded("opportunities.opportunity", DEALS, by=alice, at=at), by=alice, at=at)
    found = {deal.name: deal for deal in Opportunity.objects.all()}
    opportunities.lose(found["Lost one"], "price", by=alice, at=at)
    return found


def past(deal: Opportunity) -> list[tuple[str, str, str]]:
    """(stage, owner, day) of each span."""
    rows = DealSpan.objects.filter(deal=deal).select_related("stage", "owner")
    return [
        (row.stage.name, str(row.owner), f"{row.valid_from:%Y-%m-%d}")
        for row in rows.order_by("valid_from")
    ]


def spans() -> list[Any]:
    return list(
        DealSpan.objects.order_by("deal", "valid_from").values_list(
            "deal", "stage", "valid_from", "valid_to"
        )
    )


@pytest.fixture
def history(deals: Any, alice: Actor, at: datetime) -> Import:
    return uploaded(STAGES, HISTORY, by=alice, at=at)


def test_columns_find_their_fields(history: Import) -> None:
    plan = plan_of(history)
    assert {column.name: column.field for column in plan.columns} == {
        "Deal": "opportunity",
        "Stage": "stage",
        "Entered on": "entered",
        "Left on": "left",
        "Whose it was then": "owner",
    }
    assert (plan.mode, plan.key, plan.asking) == ("create", [], [])


def test_a_check_tells_of_every_row_and_writes_nothing(
    history: Import, alice: Actor, at: datetime
) -> None:
    before = spans()
    found = checked(history, by=alice, at=at)
    assert (found.read, found.created, found.unchanged, found.refused) == (8, 2, 1, 5)
    assert spans() == before
    rows = {row.line: row for row in found.checked.all()}
    results = {"created": ADDED, "unchanged": KNOWN, "refused": REFUSED}
    for result, lines in results.items():
        assert {rows[line].result for line in lines} == {result}
    assert rows[2].label == "Sortation line"
    assert rows[2].changes["stage"] == [None, "Qualify"]
    assert "overlaps its time in Qualify" in rows[4].reason
    assert (rows[5].fault, rows[5].field, rows[5].text) == ("choice", "stage", "Nowhere")
    assert "yet to come" in rows[6].reason
    assert "closed" in rows[7].reason
    assert (rows[8].fault, rows[8].field) == ("unknown", "opportunity")


def test_running_it_writes_spans_and_undo_takes_them_back(
    history: Import, deals: dict[str, Opportunity], alice: Actor, at: datetime
) -> None:
    before = spans()
    looked = checked(history, by=alice, at=at)
    found = done(history, by=alice, at=at)
    assert found.state == State.DONE
    assert (found.created, found.unchanged, found.refused) == (
        looked.created,
        looked.unchanged,
        looked.refused,
    )
    assert found.read == found.created + found.updated + found.unchanged + found.refused
    here = f"{at:%Y-%m-%d}"
    assert past(deals["Sortation line"]) == [
        ("Qualify", "Alice Example", "2026-01-10"),
        ("Develop", "Bob Example", "2026-02-01"),
        ("Develop", "Alice Example", here),
    ]
    assert f"{Opportunity.objects.get(name='Sortation line').stage_since:%Y-%m-%d}" == "2026-02-01"
    after = spans()

    undo = undone(found.change_set, alice, at)
    assert spans() == before
    assert Opportunity.objects.get(name="Sortation line").stage_since == at
    undone(undo, alice, at)
    assert spans() == after


def undone(change_set: ChangeSet | None, by: Actor, at: datetime) -> ChangeSet:
    assert change_set is not None
    undo = changesets.undo(change_set, by=by, at=at)
    while changesets.advance(undo.pk, at=at):
        pass
    return ChangeSet.objects.get(pk=undo.pk)


def test_a_second_time_everything_is_known(history: Import, alice: Actor, at: datetime) -> None:
    done(history, by=alice, at=at)
    before = spans()
    again = done(uploaded(STAGES, HISTORY, by=alice, at=at), by=alice, at=at)
    assert (again.created, again.unchanged, again.refused) == (0, 3, 5)
    assert spans() == before


def test_deals_of_others_are_refused(
    history: Import, bob: Actor, charlie: Actor, deals: dict[str, Opportunity], at: datetime
) -> None:
    before = spans()
    found = done(uploaded(STAGES, HISTORY, by=charlie, at=at), by=charlie, at=at)
    assert (found.read, found.refused) == (8, 8)
    assert spans() == before
    managers = done(uploaded(STAGES, HISTORY, by=bob, at=at), by=bob, at=at)
    assert managers.created == 2


def test_the_same_comes_of_it_in_batches_of_one(
    history: Import, alice: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BATCH", 1)
    monkeypatch.setattr(running, "CHECKED_AT_ONCE", 1)
    looked = checked(history, by=alice, at=at)
    said = (looked.created, looked.unchanged, looked.refused)
    found = done(history, by=alice, at=at)
    assert said == (found.created, found.unchanged, found.refused) == (2, 1, 5)


NAMES = st.sampled_from(["006A", "006B", "006C", "Gone", ""])
STAGE = st.sampled_from(["Qualify", "develop", "Propose", "Nowhere", ""])
DAY = st.sampled_from(["2026-01-01", "2026-01-05", "2026-01-09", "2026-02-01", "2099-01-01", ""])


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(st.tuples(NAMES, STAGE, DAY, DAY), min_size=1, max_size=8), size=st.integers(1, 4)
)
def test_the_counts_add_up_the_dry_run_is_right_and_spans_have_no_gap(
    rows: list[tuple[str, ...]],
    size: int,
    deals: dict[str, Opportunity],
    alice: Actor,
    at: datetime,
) -> None:
    lines = "".join(f"{';'.join(row)};x\n" for row in rows)
    content = f"Deal;Stage;Entered on;Left on;Other\n{lines}"
    was = running.BATCH, running.CHECKED_AT_ONCE
    running.BATCH = running.CHECKED_AT_ONCE = size
    try:
        begun = uploaded(STAGES, content, by=alice, at=at)
        plan = plan_of(begun)
        given = [
            column.model_copy(update={"field": name, "status": Status.MAPPED})
            for column, name in zip(
                plan.columns, ("opportunity", "stage", "entered", "left", ""), strict=True
            )
        ]
        rule = mapping.Rule(by="any")
        given[0] = given[0].model_copy(update={"rule": rule})
        begun = planned(begun, by=alice, at=at, columns=given)
        looked = checked(begun, by=alice, at=at)
        said = (looked.read, looked.created, looked.updated, looked.unchanged, looked.refused)
        ran = done(begun, by=alice, at=at)
    finally:
        running.BATCH, running.CHECKED_AT_ONCE = was
    counts = (ran.read, ran.created, ran.updated, ran.unchanged, ran.refused)
    assert counts == said
    assert ran.read == len(rows) == sum(counts[1:])
    for deal in deals.values():
        past = list(DealSpan.objects.filter(deal=deal).order_by("valid_from"))
        assert [span.valid_to for span in past] == [*(span.valid_from for span in past[1:]), None]


type ApiFor = Callable[..., Client]
type SignIn = Callable[[Actor], Client]


def test_it_goes_all_the_way_over_rest(
    api_for: ApiFor, deals: Any, alice: Actor, at: datetime
) -> None:
    client = api_for(alice)
    offered = {each["key"]: each for each in client.get("/api/v1/imports/kinds").json()["items"]}
    assert [field["name"] for field in offered[STAGES]["fields"]] == [
        "opportunity",
        "stage",
        "entered",
        "left",
        "owner",
    ]
    address = f"/api/v1/imports?kind={STAGES}&name=stages.csv"
    made = client.post(address, HISTORY.encode(), content_type="application/octet-stream")
    assert made.status_code == 201
    pk = made.json()["id"]
    assert client.post(f"/api/v1/imports/{pk}/check").status_code == 202
    worked(Import.objects.get(pk=pk), at=at)
    rows = client.get(f"/api/v1/imports/{pk}/rows?result=created").json()["items"]
    assert [row["line"] for row in rows] == [*ADDED]
    key = {"Idempotency-Key": "stages"}
    assert client.post(f"/api/v1/imports/{pk}/start", headers=key).status_code == 202
    found = worked(Import.objects.get(pk=pk), at=at)
    assert (found.state, found.created) == (State.DONE, 2)


def test_the_pages_lead_from_a_file_to_the_result(
    client_for: SignIn, deals: Any, alice: Actor, charlie: Actor, at: datetime
) -> None:
    client = client_for(alice)
    assert "Stage history of opportunities" in client.get(reverse("exchange:new")).content.decode()
    sent = SimpleUploadedFile("stages.csv", HISTORY.encode())
    answer = client.post(reverse("exchange:new"), {"kind": STAGES, "file": sent})
    assert answer.status_code == 302
    found = Import.objects.latest("created_at")
    columns = reverse("exchange:columns", args=[found.pk])
    page = client.get(columns).content.decode()
    assert "Deal becomes" in page
    assert "How rows meet what is here" not in page
    client.post(columns, {"check": "1"})
    worked(found, at=at)
    page = client.get(reverse("exchange:check", args=[found.pk])).content.decode()
    assert "overlaps its time in Qualify" in page
    assert "“Nowhere” is none of the choices" in page
    assert client_for(charlie).get(columns).status_code == 404
    client.post(reverse("exchange:run", args=[found.pk]))
    found = worked(found, at=at)
    page = client.get(reverse("exchange:import", args=[found.pk])).content.decode()
    assert "Done: 8 rows read" in page
    listed = client.get(f"/changes/{found.change_set_id}/undo/").content.decode()
    assert "Qualify, Develop" in listed
    of = ["opportunities.opportunity", deals["Sortation line"].pk]
    timeline = client.get(reverse("activities:timeline", args=of)).text
    assert "brought the earlier stages along" in timeline


def test_pages_without_a_file_ask_for_no_stages(
    alice: Actor, deals: Any, django_assert_num_queries: Any
) -> None:
    kinds.offered(alice)
    with django_assert_num_queries(0):
        assert STAGES in [kind.key for kind in kinds.offered(alice)]


def test_a_mapping_file_names_it_as_the_wizard_does(
    deals: dict[str, Opportunity], alice: Actor, at: datetime, tmp_path: Path
) -> None:
    (tmp_path / "stages.csv").write_text("deal,was,since\n006A,Qualify,2026-01-10\n")
    (tmp_path / "mapping.toml").write_text(
        f"""
        name = "The past"
        [[step]]
        file = "stages.csv"
        into = "{STAGES}"
        [step.fields]
        opportunity = {{ column = "deal", by = "external_id" }}
        stage = "was"
        entered = "since"
        """
    )
    mapped = mapping.read(tmp_path / "mapping.toml")
    (report,) = importing.run(mapped, tmp_path, by=alice, at=at)
    assert (report.created, report.refusals) == (1, [])
    assert past(deals["Sortation line"])[0] == ("Qualify", "Alice Example", "2026-01-10")


def test_what_was_made_here_has_no_past_elsewhere(alice: Actor, at: datetime) -> None:
    deal_of(alice, "Made here")
    rows = "Deal,Stage,Entered on\nMade here,Qualify,2026-01-10\n"
    found = checked(uploaded(STAGES, rows, by=alice, at=at), by=alice, at=at)
    assert "made here only after that day" in found.checked.get().reason


OPPORTUNITY_HISTORY = (
    "Id,OpportunityId,StageName,Amount,CreatedDate,CreatedById,SystemModstamp,IsDeleted\n"
    "008A,006A,Qualify,10,2026-01-10T08:00:00.000Z,005A,2026-01-10T08:00:00.000Z,false\n"
    "008B,006A,Develop,10,2026-02-01T08:00:00.000Z,005A,2026-02-01T08:00:00.000Z,false\n"
)


def test_the_history_of_salesforce_is_recognised(deals: Any, alice: Actor, at: datetime) -> None:
    begun = uploaded(STAGES, OPPORTUNITY_HISTORY, by=alice, at=at)
    plan = plan_of(begun)
    assert (plan.source, plan.asking) == ("Salesforce", [])
    assert {column.name: column.field for column in plan.mapped} == {
        "OpportunityId": "opportunity",
        "StageName": "stage",
        "CreatedDate": "entered",
    }
    assert done(begun, by=alice, at=at).created == 2


DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "crm_exports_fivetran"
EXPORTS = [
    (
        "salesforce/sf_opportunity_history_data.csv",
        "Salesforce",
        {
            "id": "opportunity",
            "stage_name": "stage",
            "_fivetran_start": "entered",
            "_fivetran_end": "left",
        },
    ),
    (
        "hubspot/deal_stage_data.csv",
        "HubSpot",
        {
            "deal_id": "opportunity",
            "value": "stage",
            "date_entered": "entered",
            "_fivetran_end": "left",
        },
    ),
]


@pytest.mark.skipif(not DATA.is_dir(), reason=f"the exports are not at {DATA}")
@pytest.mark.parametrize(("name", "system", "expected"), EXPORTS)
def test_exports_are_recognised_and_their_rows_brought_in(
    name: str, system: str, expected: dict[str, str], admin: Actor, at: datetime
) -> None:
    """Their stages are hashed, so that we name ours as they do, as someone who moves would by a remedy."""
    standard_process()
    begun = uploaded(STAGES, (DATA / name).read_bytes(), by=admin, at=at)
    plan = plan_of(begun)
    assert (plan.source, plan.asking) == (system, [])
    fields = {column.name: column.field for column in plan.columns if column.field}
    assert {column: fields[column] for column in expected} == expected
    cells = [row.cells for row in _rows(begun)]
    of, in_stage = (plan.column_of(each).name for each in ("opportunity", "stage"))
    ids = sorted({row[of] for row in cells})
    known = "".join(f"{pk},Deal {pk}\n" for pk in ids)
    done(
        uploaded("opportunities.opportunity", f"Id,Name\n{known}", by=admin, at=at), by=admin, at=at
    )
    column = plan.column_of("stage")
    words = {row[in_stage]: "Qualify" for row in cells if row[in_stage]}
    rule = column.rule.model_copy(update={"values": words})
    changed = plan.with_column(column.model_copy(update={"rule": rule}))
    begun = actions.set_plan(begun, changed.model_dump(mode="json"), by=admin, at=at)
    ran = done(begun, by=admin, at=at)
    assert ran.read == len(cells) == ran.created + ran.unchanged + ran.refused
    assert ran.created == len(ids) > 0


def _rows(found: Import) -> list[Any]:
    return list(reading.rows(storage.table(found), found.written))
