"""Custom fields in files and at a glance: imported by their labels, matched by, exported, shown beside the list."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from dealwright.core.actor import Actor
from dealwright.customers.models import Account
from dealwright.exchange import exporting
from dealwright.exchange.models import Import
from dealwright.identity import actions as identity
from dealwright.identity.models import Role
from dealwright.identity.privileges import FieldLevel
from dealwright.records import registry
from dealwright.records.custom.models import CustomLink
from tests.exchange.uploads import done, plan_of, planned, uploaded
from tests.people import AT
from tests.records.changesets.acting import undo
from tests.records.custom.conftest import ACCOUNT, Add, Make, choices

pytestmark = pytest.mark.django_db
type SignIn = Callable[[Actor], Client]

ROWS = (
    "Name;Tier;Colours;Budget;Renewal;Active;Code;Seats;Partner;Coach\n"
    "Alpha;gold;Red, Blue;1.234,50;31.12.2026;ja;X1;7;Partner AB;Alice Example\n"
)


@pytest.fixture
def partner(add: Add, account: Make) -> Account:
    """An account, and fields of ten kinds."""
    add("Tier", "choice", choices=choices("Gold", "Silver"))
    add("Colours", "list", choices=choices("Red", "Blue"))
    for label, kind in (("Budget", "money"), ("Renewal", "date"), ("Active", "boolean")):
        add(label, kind)
    add("Code", "text", is_unique=True)
    add("Seats", "integer")
    add("Partner", "link", to=ACCOUNT)
    add("Coach", "link", to="identity.user")
    add("Doubled", "formula", formula="cf_seats * 2")
    return account("Partner AB")


@pytest.fixture
def imported(partner: Account, alice: Actor, at: datetime) -> Import:
    begun = uploaded(ACCOUNT, ROWS, by=alice, at=at)
    found = done(planned(begun, by=alice, at=at, duplicates="create"), by=alice, at=at)
    assert (found.created, found.refused) == (1, 0)
    return found


@pytest.fixture
def alpha(imported: Import) -> Account:
    """The account of the file."""
    return Account.objects.get(name="Alpha")


def test_every_kind_is_imported_by_its_label(
    alpha: Account, partner: Account, alice: Actor
) -> None:
    custom = alpha.custom
    assert (custom.text_cf_tier, custom.list_cf_colours) == ("gold", ["red", "blue"])
    assert (custom.number_cf_budget, custom.whole_cf_seats) == (Decimal("1234.5"), 7)
    assert (custom.day_cf_renewal, custom.flag_cf_active) == (date(2026, 12, 31), True)
    assert (custom.link_cf_partner, custom.link_cf_coach) == (partner.pk, alice.id)
    assert (custom.text_cf_code, custom.number_cf_doubled) == ("X1", 14)
    assert CustomLink.objects.filter(target_id=partner.pk, record_id=alpha.pk).exists()


def test_rows_are_matched_by_one_in_any_case(alpha: Account, alice: Actor, at: datetime) -> None:
    begun = uploaded(ACCOUNT, "Code;Seats\nx1;9\nx2;3\n", by=alice, at=at)
    plan = {"key": ["cf_code"], "mode": "update", "duplicates": "create"}
    found = done(planned(begun, by=alice, at=at, **plan), by=alice, at=at)
    assert (found.updated, found.refused) == (1, 1)
    assert Account.objects.get(pk=alpha.pk).custom["cf_seats"] == 9


def test_an_import_taken_back_leaves_no_links(imported: Import, alice: Actor) -> None:
    assert CustomLink.objects.count() == 2
    assert imported.change_set is not None
    undo(imported.change_set, by=alice)
    assert not Account.objects.filter(name="Alpha").exists()
    assert not CustomLink.objects.exists()


def exported(by: Actor) -> list[dict[str, str]]:
    text = io.StringIO()
    exporting.export(registry.entity(ACCOUNT), text, by=by, at=AT)
    return list(csv.DictReader(io.StringIO(text.getvalue())))


def test_they_are_exported(alpha: Account, alice: Actor) -> None:
    (row,) = (row for row in exported(alice) if row["name"] == "Alpha")
    assert (row["cf_tier"], row["cf_seats"], row["cf_renewal"]) == ("gold", "7", "2026-12-31")
    assert Decimal(row["cf_budget"]) == Decimal("1234.5")


def test_the_panel_beside_the_list_shows_them(
    alpha: Account, alice: Actor, charlie: Actor, client_for: SignIn
) -> None:
    address = reverse("ui:quick", args=[ACCOUNT, alpha.pk])
    page = client_for(alice).get(address).text
    for words in ("Tier", "Gold", "Budget", "1,234.5", "Partner AB", "Seats", "Doubled", "14"):
        assert words in page
    assert client_for(charlie).get(address).status_code == 404


def test_what_is_hidden_is_in_none_of_them(
    alpha: Account, alice: Actor, admin: Actor, client_for: SignIn, at: datetime
) -> None:
    role = Role.objects.get(key="salesperson")
    identity.set_field_rights(role, ACCOUNT, {"cf_budget": FieldLevel.HIDDEN}, by=admin, at=at)
    alice = replace(alice, memo={})
    assert plan_of(uploaded(ACCOUNT, ROWS, by=alice, at=at)).column_of("cf_budget") is None
    assert "cf_budget" not in exported(alice)[0]
    page = client_for(alice).get(reverse("ui:quick", args=[ACCOUNT, alpha.pk])).text
    assert "Budget" not in page
