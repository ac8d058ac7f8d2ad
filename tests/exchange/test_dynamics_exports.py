"""Exports of Dynamics 365 Sales under its own headings: as a static worksheet, whose first columns are hidden, and as CSV."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

import pytest
from openpyxl import Workbook

from dealwright.core.actor import Actor
from dealwright.customers.models import Account, Contact
from dealwright.exchange.models import Import
from dealwright.leads.models import Lead
from dealwright.opportunities.models import Opportunity
from tests.exchange.uploads import done, plan_of, uploaded
from tests.factories.customers import account_of
from tests.factories.opportunities import standard_process

pytestmark = pytest.mark.django_db

ID = "5f1c0a52-9a1e-ec11-b6e6-000d3a"
HIDDEN = {
    "(Do Not Modify) Row Checksum": "x1Yp9Q==",
    "(Do Not Modify) Modified On": "2026-06-22 10:00:00",
}
ACCOUNT = {
    "(Do Not Modify) Account": ID,
    **HIDDEN,
    "Account Name": "Nordhaven Cold Chain AB",
    "Main Phone": "+46 31 555 01 42",
    "Address 1: Street 1": "Frihamnsgatan 7",
    "Address 1: City": "Göteborg",
    "Address 1: ZIP/Postal Code": "417 55",
    "Address 1: Country/Region": "Sweden",
    "Primary Contact": "Annika Lindqvist",
    "Email (Primary Contact) (Contact)": "annika@nordhaven.example",
    "Website": "https://nordhaven.example",
    "Annual Revenue": "125000000",
    "No. of Employees": "120",
    "Currency": "Swedish Krona",
    "Status": "Active",
}
CONTACT = {
    "(Do Not Modify) Contact": ID,
    **HIDDEN,
    "Full Name": "Annika Lindqvist",
    "First Name": "Annika",
    "Last Name": "Lindqvist",
    "Job Title": "COO",
    "Email": "annika@nordhaven.example",
    "Company Name": "Nordhaven",
    "Business Phone": "+46 31 555 01 43",
    "Mobile Phone": "+46 70 555 01 44",
}
LEAD = {
    "(Do Not Modify) Lead": ID,
    **HIDDEN,
    "Name": "Bo Berg",
    "Topic": "Cold rooms for two sites",
    "First Name": "Bo",
    "Last Name": "Berg",
    "Company Name": "Berg Foods",
    "Email": "bo@berg.example",
    "Business Phone": "+46 8 555 01 45",
    "Job Title": "Owner",
    "Website": "https://berg.example",
    "Street 1": "Storgatan 1",
    "City": "Lund",
    "Country/Region": "Sweden",
    "Status Reason": "New",
    "Rating": "Warm",
    "Created On": "2026-05-02 08:15:00",
}
DEAL = {
    "(Do Not Modify) Opportunity": ID,
    **HIDDEN,
    "Topic": "Cold rooms",
    "Potential Customer": "Nordhaven",
    "Est. Close Date": "2026-12-31",
    "Est. Revenue": "12500.5",
    "Budget Amount": "15000",
    "Probability": "40",
    "Rating": "Hot",
    "Email (Potential Customer) (Account)": "info@nordhaven.example",
    "Pipeline Phase": "2-Develop",
    "Status Reason": "In Progress",
}


def as_csv(rows: Sequence[dict[str, str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def as_worksheet(rows: Sequence[dict[str, str]]) -> bytes:
    """The first three columns hidden, days as days, and the sheet of settings that comes with it."""
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    sheet.title = "Export"
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append(
            [
                datetime.fromisoformat(text) if " On" in name or "Date" in name else text
                for name, text in row.items()
            ]
        )
    for letter in "ABC":
        sheet.column_dimensions[letter].hidden = True
    book.create_sheet("hiddenSheet").append(["x:Lj2qKw"])
    book["hiddenSheet"].sheet_state = "veryHidden"
    book.save(out)
    return out.getvalue()


FORMS = pytest.mark.parametrize("written", [as_csv, as_worksheet])


def begun(kind: str, raw: bytes, *, by: Actor, at: datetime) -> Import:
    return uploaded(kind, raw, by=by, at=at)


def fields_of(found: Import) -> dict[str, str]:
    plan = plan_of(found)
    assert plan.source == "Dynamics 365"
    assert (plan.key, plan.mode, plan.asking) == (["external_id"], "upsert", [])
    return {column.name: column.field for column in plan.mapped}


@FORMS
def test_accounts(written, admin: Actor, at: datetime) -> None:
    found = begun("customers.account", written([ACCOUNT]), by=admin, at=at)
    assert fields_of(found) == {
        "(Do Not Modify) Account": "external_id",
        "Account Name": "name",
        "Main Phone": "phone",
        "Address 1: Street 1": "billing_street",
        "Address 1: City": "billing_city",
        "Address 1: ZIP/Postal Code": "billing_postal_code",
        "Address 1: Country/Region": "billing_country",
        "Website": "website",
        "Annual Revenue": "annual_revenue",
        "No. of Employees": "employees",
        "Currency": "currency",
    }
    ended = done(found, by=admin, at=at)
    assert (ended.created, ended.refused) == (1, 0)
    made = Account.objects.get()
    assert (made.name, made.currency, made.employees, made.email) == (
        "Nordhaven Cold Chain AB",
        "SEK",
        120,
        "",
    )


@FORMS
def test_contacts(written, admin: Actor, at: datetime) -> None:
    account_of(admin, name="Nordhaven")
    found = begun("customers.contact", written([CONTACT]), by=admin, at=at)
    assert fields_of(found) == {
        "(Do Not Modify) Contact": "external_id",
        "First Name": "first_name",
        "Last Name": "last_name",
        "Job Title": "job_title",
        "Email": "email",
        "Company Name": "account",
        "Business Phone": "phone",
        "Mobile Phone": "mobile",
    }
    assert done(found, by=admin, at=at).created == 1
    assert str(Contact.objects.select_related("account").get().account) == "Nordhaven"


@FORMS
def test_leads(written, admin: Actor, at: datetime) -> None:
    found = begun("leads.lead", written([LEAD]), by=admin, at=at)
    assert fields_of(found) == {
        "(Do Not Modify) Lead": "external_id",
        "Topic": "need",
        "First Name": "first_name",
        "Last Name": "last_name",
        "Company Name": "company",
        "Email": "email",
        "Business Phone": "phone",
        "Job Title": "job_title",
        "Website": "website",
        "City": "city",
        "Country/Region": "country",
    }
    assert done(found, by=admin, at=at).created == 1
    assert Lead.objects.get().need == "Cold rooms for two sites"


@FORMS
def test_opportunities(written, admin: Actor, at: datetime) -> None:
    standard_process()
    account_of(admin, name="Nordhaven")
    found = begun("opportunities.opportunity", written([DEAL]), by=admin, at=at)
    assert fields_of(found) == {
        "(Do Not Modify) Opportunity": "external_id",
        "Topic": "name",
        "Potential Customer": "account",
        "Est. Close Date": "close_on",
        "Est. Revenue": "estimated_revenue",
        "Budget Amount": "budget",
        "Probability": "probability",
    }
    assert done(found, by=admin, at=at).created == 1
    made = Opportunity.objects.get()
    assert (made.name, made.close_on, made.estimated_revenue) == (
        "Cold rooms",
        date(2026, 12, 31),
        Decimal("12500.50"),
    )


def test_an_export_without_its_hidden_columns_is_recognised_by_its_headings(
    admin: Actor, at: datetime
) -> None:
    bare = {name: text for name, text in DEAL.items() if not name.startswith("(Do Not")}
    plan = plan_of(begun("opportunities.opportunity", as_csv([bare]), by=admin, at=at))
    assert plan.source == "Dynamics 365"
    assert plan.column_of("account").name == "Potential Customer"
