"""Exports of other systems: recognised, mapped without a question, every row accounted for. Skipped where they are not."""

from datetime import datetime
from pathlib import Path

import pytest

from dealwright.core.actor import Actor
from dealwright.customers.models import Account
from dealwright.exchange import kinds, opening, remedies
from dealwright.exchange.models import ExternalId, Import, State
from dealwright.strategy import actions as strategy
from tests.exchange.uploads import checked, done, plan_of, planned, uploaded

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "crm_exports_fivetran"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"the exports are not at {DATA}"),
]
ACCOUNT, CONTACT = "customers.account", "customers.contact"
LEAD, DEAL, NOTE = "leads.lead", "opportunities.opportunity", "activities.activity:note"
TASK = "activities.activity:task"
EXPORTS = [
    # file, kind, system, some of its columns and the fields they go to
    (
        "salesforce/sf_account_data.csv",
        ACCOUNT,
        "Salesforce",
        {"id": "external_id", "name": "name"},
    ),
    (
        "salesforce/sf_contact_data.csv",
        CONTACT,
        "Salesforce",
        {"last_name": "last_name", "account_id": "account"},
    ),
    (
        "salesforce/sf_lead_data.csv",
        LEAD,
        "Salesforce",
        {"last_name": "last_name", "email": "email", "company": "company"},
    ),
    (
        "salesforce/sf_opportunity_data.csv",
        DEAL,
        "Salesforce",
        {"amount": "estimated_revenue", "close_date": "close_on"},
    ),
    ("salesforce/sf_task_data.csv", TASK, "Salesforce", {"subject": "title"}),
    (
        "hubspot/company_data.csv",
        ACCOUNT,
        "HubSpot",
        {"property_name": "name", "property_annualrevenue": "annual_revenue"},
    ),
    (
        "hubspot/contact_data.csv",
        CONTACT,
        "HubSpot",
        {"property_firstname": "first_name", "property_email": "email"},
    ),
    (
        "hubspot/deal_data.csv",
        DEAL,
        "HubSpot",
        {
            "deal_id": "external_id",
            "property_dealname": "name",
        },
    ),
    ("hubspot/engagement_note_data.csv", NOTE, "HubSpot", {"property_hs_note_body": "body"}),
]


FIRST = {
    "Salesforce": ("salesforce/sf_account_data.csv", ACCOUNT),
    "HubSpot": ("hubspot/company_data.csv", ACCOUNT),
}


def export(name: str, kind: str, *, by: Actor, at: datetime) -> Import:
    path = DATA / name
    return opening.begin(kinds.get(kind, by), path.name, [path.read_bytes()], by=by, at=at)


@pytest.mark.parametrize(("name", "kind", "origin", "expected"), EXPORTS)
def test_an_export_is_recognised_and_every_row_accounted_for(
    name: str, kind: str, origin: str, expected: dict[str, str], admin: Actor, at: datetime
) -> None:
    found = export(name, kind, by=admin, at=at)
    plan = plan_of(found)
    assert plan.source == origin
    fields = {column.name: column.field for column in plan.columns}
    assert {column: fields[column] for column in expected} == expected
    assert not plan.asking
    looked = checked(found, by=admin, at=at)
    assert looked.state == State.CHECKED
    assert looked.read == looked.created + looked.updated + looked.unchanged + looked.refused > 0
    assert all(row.reason for row in looked.checked.filter(result="refused"))


CREATED = {
    # of each file, loaded after those above it: rows read, made at once, made when cells that mean nothing here are left
    # out (ids and words were hashed before they were published), and the fields that these were of
    "salesforce/sf_account_data.csv": (10, 4, 10, {"website", "billing_postal_code", "phone", "industry"}),
    "salesforce/sf_contact_data.csv": (4, 0, 2, {"account"}),
    "salesforce/sf_lead_data.csv": (1, 0, 1, {"industry"}),
    "salesforce/sf_opportunity_data.csv": (
        10, 0, 10, {"account", "category", "source", "stage", "probability"},
    ),
    "salesforce/sf_task_data.csv": (
        10, 0, 10, {"about@customers.contact", "about@customers.account", "about@opportunities.opportunity"},
    ),
    "hubspot/company_data.csv": (24, 0, 24, {"industry"}),
    "hubspot/contact_data.csv": (22, 0, 22, {"email", "account"}),
    "hubspot/deal_data.csv": (44, 44, 44, set()),
    "hubspot/engagement_note_data.csv": (1, 1, 1, set()),
}  # fmt: skip


def mended(found: Import, *, by: Actor, at: datetime) -> tuple[Import, set[str]]:
    """The import once every remedy that leaves cells out was taken, and the fields that they were of."""
    dropped: set[str] = set()
    entity = kinds.get(found.kind, by).entity
    while drops := [each for each in remedies.of(found, entity, by) if each.act == "drop"]:
        dropped.add(drops[0].field)
        plan = remedies.applied(plan_of(found), "drop", drops[0].field)
        found = checked(planned(found, by=by, at=at, columns=plan.columns), by=by, at=at)
    return found, dropped


@pytest.mark.parametrize("system_name", ["Salesforce", "HubSpot"])
def test_exports_are_loaded_one_after_the_other(
    system_name: str, admin: Actor, system: Actor, at: datetime
) -> None:
    strategy.keep_default_process(by=system, at=at)
    for name, kind, origin, _columns in EXPORTS:
        if origin != system_name:
            continue
        looked = checked(export(name, kind, by=admin, at=at), by=admin, at=at)
        whole, dropped = mended(looked, by=admin, at=at)
        loaded = done(whole, by=admin, at=at)
        assert (looked.read, looked.created, loaded.created, dropped) == CREATED[name], name
        assert loaded.state == State.DONE
        assert ExternalId.objects.filter(entity=kind.partition(":")[0]).count() >= loaded.created
    again = done(export(*FIRST[system_name], by=admin, at=at), by=admin, at=at)
    assert again.created == 0


def test_accounts_of_an_export_hold_what_it_says(admin: Actor, at: datetime) -> None:
    whole, _dropped = mended(
        checked(export(*FIRST["HubSpot"], by=admin, at=at), by=admin, at=at), by=admin, at=at
    )
    done(whole, by=admin, at=at)
    first = ExternalId.objects.get(entity=ACCOUNT, key="2182162682")
    account = Account.objects.get(pk=first.record_id)
    assert account.name == "4b2c13cca3eb58ee49bbddcf00417130"
    assert (account.annual_revenue, account.billing_region, account.industry) == (
        10_000_000,
        "XX",
        "",
    )


DYNAMICS = (
    "(Do Not Modify) Account,(Do Not Modify) Row Checksum,Account Name,Main Phone,Address 1: City,Annual Revenue\n"
    "b1f3,xx,Acme,+49 30 555 0142,Berlin,1200\n"
)


def test_an_export_of_dynamics_is_recognised(admin: Actor, at: datetime) -> None:
    plan = plan_of(uploaded(ACCOUNT, DYNAMICS, by=admin, at=at))
    assert plan.source == "Dynamics 365"
    assert [column.field for column in plan.columns] == [
        "external_id",
        "",
        "name",
        "phone",
        "billing_city",
        "annual_revenue",
    ]
