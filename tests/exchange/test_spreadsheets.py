"""Exports as spreadsheets: read back, every cell has its type, its format and its value, and none is a formula."""

import csv
import io
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from babel import Locale
from django.utils import timezone
from openpyxl import load_workbook

from dealwright.core.actor import Actor
from dealwright.core.errors import NotAllowedError, RefusedError
from dealwright.exchange.exporting import Format, running, tables, xlsx_files
from dealwright.exchange.exporting.files import table_of
from dealwright.exchange.exporting.formulas import harmless, is_formula
from dealwright.identity import actions as identity
from dealwright.identity.models import Role
from dealwright.identity.privileges import Depth, FieldLevel, Privilege
from dealwright.identity.queries import actor_for
from dealwright.records import actions as records
from dealwright.records import registry
from dealwright.ui import selection
from tests.factories.customers import account_of
from tests.factories.opportunities import deal_of
from tests.people import AT
from tests.readers import reader_without

pytestmark = pytest.mark.django_db
ACCOUNT, DEAL = "customers.account", "opportunities.opportunity"


def of_list(by: Actor, key: str, state: str = "view=all", *, all_fields: bool = False) -> Any:
    chosen = selection.read({"all": "1", "list": state}, key, by)
    return table_of(chosen, all_fields=all_fields)


def sheet(table: Any, by: Actor) -> list[dict[str, Any]]:
    """The rows of the one sheet, as {heading: cell}."""
    out = io.BytesIO()
    running.write(table, out, Format.XLSX, by=by, at=AT)
    head, *rows = load_workbook(io.BytesIO(out.getvalue())).active.iter_rows()
    return [{name.value: cell for name, cell in zip(head, row, strict=True)} for row in rows]


def lines(table: Any, by: Actor) -> list[dict[str, str]]:
    out = io.BytesIO()
    running.write(table, out, Format.CSV, by=by, at=AT)
    text = out.getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_cells_have_the_types_of_their_fields(alice: Actor) -> None:
    account_of(alice, industry="food", employees=12, annual_revenue=Decimal("1234.50"), currency="SEK")  # fmt: skip
    [row] = sheet(of_list(alice, ACCOUNT), alice)
    assert row["Name"].value == "Nordhaven Cold Chain AB"
    assert (row["Employees"].value, row["Employees"].number_format) == (12, "#,##0")
    assert (row["Annual revenue"].value, row["Annual revenue"].number_format) == (1234.5, '"SEK" #,##0.00')  # fmt: skip
    assert row["Industry"].value == "Food"
    assert row["Owner"].value == "Alice Example"


def test_days_are_days_and_choices_are_words(alice: Actor) -> None:
    deal_of(alice, close_on=date(2026, 12, 31))
    [row] = sheet(of_list(alice, DEAL), alice)
    [column] = [cell for cell in row.values() if cell.is_date]
    assert column.value == datetime(2026, 12, 31)  # noqa: DTZ001  a sheet knows no time zones
    assert "Qualify" in [cell.value for cell in row.values()]


def test_times_stand_in_the_readers_zone(alice: Actor) -> None:
    account_of(alice)
    with timezone.override("Europe/Berlin"):
        [row] = sheet(of_list(alice, ACCOUNT, all_fields=True), alice)
    assert row["created_at"].value == datetime(2026, 9, 1, 11, 0)  # noqa: DTZ001  as above


@pytest.mark.parametrize("evil", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1"])
def test_no_text_becomes_a_formula(evil: str, alice: Actor) -> None:
    name = evil.strip()
    account_of(alice, name=name)
    [row] = sheet(of_list(alice, ACCOUNT), alice)
    assert (row["Name"].value, row["Name"].data_type) == (name, "s")
    assert row["Name"].quotePrefix
    [line] = lines(of_list(alice, ACCOUNT), alice)
    assert line["Name"] == f"'{name}"


def test_phone_numbers_stay_as_they_are_and_only_they() -> None:
    assert not is_formula("+46 31 555 01-42")
    assert is_formula("+46|cmd")
    assert harmless("plain") == "plain"


def test_what_a_spreadsheet_cannot_hold_exactly_goes_out_as_text(alice: Actor) -> None:
    account_of(alice, annual_revenue=Decimal("12345678901234.56"))
    [row] = sheet(of_list(alice, ACCOUNT), alice)
    assert row["Annual revenue"].value == "12345678901234.56"


def test_all_fields_go_out_under_the_names_that_an_import_knows(alice: Actor) -> None:
    account = account_of(alice, industry="food")
    [line] = lines(of_list(alice, ACCOUNT, all_fields=True), alice)
    assert (line["id"], line["industry"]) == (str(account.pk), "food")
    assert line.keys() == {"id", *registry.entity(ACCOUNT).by_name}


def test_the_list_decides_which_rows_go_out_and_in_which_order(alice: Actor, ann: Actor) -> None:
    for name in ("Beta", "Alfa"):
        account_of(alice, name=name, industry="food")
    account_of(alice, name="Gamma", industry="energy")
    account_of(ann, name="Delta", industry="food")
    found = lines(
        of_list(alice, ACCOUNT, "view=all&filter=industry%20%3D%20food&sort=-name"), alice
    )
    assert [line["Name"] for line in found] == ["Beta", "Alfa"]


@pytest.mark.parametrize("all_fields", [False, True])
def test_a_hidden_field_is_in_no_file(
    people: SimpleNamespace, admin: Actor, *, all_fields: bool
) -> None:
    levels = {"annual_revenue": FieldLevel.HIDDEN}
    identity.set_field_rights(people.alice.roles.get(), ACCOUNT, levels, by=admin, at=AT)
    alice = actor_for(people.alice)
    account_of(alice)
    [row] = sheet(of_list(alice, ACCOUNT, all_fields=all_fields), alice)
    assert not {"Annual revenue", "annual_revenue"} & row.keys()
    assert {"Name", "name"} & row.keys()


def test_more_rows_than_a_sheet_holds_are_refused(
    alice: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_files, "MOST_ROWS", 1)
    account_of(alice, name="One")
    account_of(alice, name="Two")
    with pytest.raises(RefusedError, match="A sheet holds 1 rows"):
        sheet(of_list(alice, ACCOUNT), alice)


@pytest.mark.parametrize(
    ("currency", "locale", "pattern"),
    [
        ("EUR", "en", '"€"#,##0.00'),
        ("SEK", "en", '"SEK" #,##0.00'),
        ("JPY", "en", '"¥"#,##0'),
        ("EUR", "de", '#,##0.00 "€"'),
        ("KWD", "de", '#,##0.000 "KWD"'),
    ],
)
def test_money_is_shown_as_its_currency_and_the_reader_want_it(
    currency: str, locale: str, pattern: str
) -> None:
    assert xlsx_files.money_pattern(currency, Locale(locale)) == pattern


def test_fields_of_a_linked_record_go_out_only_as_far_as_that_may_be_read(
    people: SimpleNamespace, alice: Actor, charlie: Actor
) -> None:
    account = account_of(alice, industry="food", annual_revenue=Decimal(7), currency="EUR")
    deal = deal_of(alice, account=account)
    state = "view=all&cols=name,account.industry,account.annual_revenue"
    [row] = sheet(of_list(alice, DEAL, state), alice)
    assert row["Account: industry"].value == "Food"
    assert (row["Account: annual revenue"].value, row["Account: annual revenue"].number_format) == (7, '"€"#,##0.00')  # fmt: skip

    records.share(deal, people.charlie, by=alice, at=AT)
    assert of_list(charlie, DEAL, state).rows.count() == 0  # to read is not to export
    chosen = selection.read({"all": "1", "list": state}, DEAL, charlie)
    seen = replace(table_of(chosen, all_fields=False), rows=chosen.listing.in_order)
    assert [tuple(line)[:3] for line in seen.lines()] == [(deal.name, None, None)]


def test_columns_of_linked_records_go_out_as_far_as_the_right_to_export_those(
    alice: Actor, ann: Actor, people: SimpleNamespace, at: datetime
) -> None:
    deal_of(alice, "Own", account=account_of(alice, industry="food"))
    deal_of(alice, "Hers", account=account_of(ann, industry="energy"))
    state = "view=all&cols=name,account.industry,account.name,owner.name,stage.name,stage.guidance"
    read = {line["Name"]: line for line in lines(of_list(alice, DEAL, state), alice)}
    assert read["Own"]["Account: industry"] == "Food"
    assert read["Hers"]["Account: industry"] == ""  # a colleague's: read, but not exported
    assert (
        read["Hers"]["Account: name"] == "Nordhaven Cold Chain AB"
    )  # what a link is called, it says
    assert read["Hers"]["Owner: name"] == "Alice Example"
    assert read["Hers"]["Stage: name"] == "Qualify"  # stages are read by all, and exported by few
    assert "Stage: guidance" not in read["Hers"]
    with pytest.raises(NotAllowedError):
        tables.of_kind(registry.entity("strategy.stage"), by=alice, at=at)

    reader_without(people, name="Reads accounts")
    role = Role.objects.get(name="Reads accounts")
    none = {(ACCOUNT, Privilege.EXPORT): Depth.NONE}
    identity.set_grants(role, none, by=actor_for(people.ada), at=at)
    reader = actor_for(people.charlie)
    [*_rows, line] = lines(of_list(reader, DEAL, state), reader)
    assert list(line) == ["Name", "Account: name", "Owner: name", "Stage: name", "Stage: guidance"]


def test_the_title_of_a_kind_that_one_may_not_read_does_not_go_out(
    alice: Actor, people: SimpleNamespace
) -> None:
    deal_of(alice, "Own")
    reader = reader_without(people, "strategy.stage")
    [line] = lines(of_list(reader, DEAL, "view=all&cols=name,stage.name"), reader)
    assert list(line) == ["Name"]
