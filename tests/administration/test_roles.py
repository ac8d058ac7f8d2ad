"""The pages of roles: the matrix of rights, the rights on fields, what was changed, told in words."""

import json
from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dealwright.administration import actions, matrix, rights
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError, NotFoundError, RefusedError
from dealwright.events.models import EventRecord
from dealwright.identity import actions as identity
from dealwright.identity.models import FieldRight, Role
from dealwright.identity.privileges import Depth, FieldLevel, Privilege
from dealwright.records import registry

pytestmark = pytest.mark.django_db
type SignIn = Callable[[Actor], Client]
READ_ACCOUNTS = ("customers.account", "read")


@pytest.fixture
def sales(people: SimpleNamespace) -> Role:
    return Role.objects.get(key="salesperson")


def depth_of(role: Role, pair: tuple[str, str]) -> int:
    return rights.held_by(role).get(pair, 0)


def submitted(role: Role, **changes: int) -> dict[str, str]:
    """The whole matrix as a browser without JavaScript posts it, with some cells chosen otherwise."""
    held = rights.held_by(role)
    shown = {
        cell.name: str(cell.depth.value)
        for _area, rows in rights.areas(role, held)
        for row in rows
        for cell in row.cells
        if cell.options
    }
    return {"was": rights.written(held)} | shown | {name: str(to) for name, to in changes.items()}


def test_the_matrix_shows_every_registered_kind_in_the_words_of_the_registry(
    client_for: SignIn, admin: Actor, sales: Role
) -> None:
    page = client_for(admin).get(f"/settings/roles/{sales.pk}/").content.decode()
    for kind in registry.entities():
        label = kind.plural[:1].upper() + kind.plural[1:]
        assert f">{label}</th>" in page, kind.key
        assert f"{kind.key} read" in page
    assert "customers.account</th>" not in page


def test_what_nobody_owns_is_within_reach_as_a_whole_or_not_at_all(sales: Role) -> None:
    products = matrix.by_key()["catalog.product"]
    assert products.depths("read") == (Depth.NONE, Depth.ALL)
    assert products.depths("share") == ()
    assert matrix.by_key()["customers.account"].depths("share") == tuple(Depth)


def test_saving_changes_only_the_cells_that_were_chosen_otherwise(
    client_for: SignIn, admin: Actor, sales: Role
) -> None:
    before = rights.held_by(sales)
    form = submitted(
        sales, **{"customers.account read": Depth.ALL, "leads.lead delete": Depth.NONE}
    )
    browser = client_for(admin)
    browser.post(f"/settings/roles/{sales.pk}/", form)
    after = rights.held_by(sales)
    del before["leads.lead", "delete"]
    assert after == before | {READ_ACCOUNTS: Depth.ALL}
    event = EventRecord.objects.get(kind="identity.GrantsChanged")
    assert event.changes == {
        "customers.account read": ["unit", "all"],
        "leads.lead delete": ["own", "none"],
    }
    page = " ".join(browser.get(f"/settings/roles/{sales.pk}/").content.decode().split())
    assert "changed the rights of Salesperson" in page
    assert 'Read accounts: <span class="text-muted">own unit</span>' in page
    assert "Read accounts: own unit → everyone&#x27;s" in page  # the toast
    assert "adapted; new versions leave it as it is" in page


def test_saving_without_a_change_changes_nothing(
    client_for: SignIn, admin: Actor, sales: Role
) -> None:
    client_for(admin).post(f"/settings/roles/{sales.pk}/", submitted(sales))
    assert not EventRecord.objects.filter(kind="identity.GrantsChanged").exists()
    assert not Role.objects.get(pk=sales.pk).is_adapted


def test_what_someone_else_changed_meanwhile_is_not_overwritten(
    client_for: SignIn, admin: Actor, sales: Role, at: datetime
) -> None:
    form = submitted(sales, **{"customers.account read": Depth.ALL})
    identity.set_grants(sales, {READ_ACCOUNTS: Depth.OWN}, by=admin, at=at)
    answer = client_for(admin).post(f"/settings/roles/{sales.pk}/", form)
    assert answer.status_code == 409
    assert "changed this role meanwhile: read accounts" in answer.content.decode()
    assert depth_of(sales, READ_ACCOUNTS) == Depth.OWN


def test_another_cell_that_someone_changed_meanwhile_stays_as_they_left_it(
    client_for: SignIn, admin: Actor, sales: Role, at: datetime
) -> None:
    form = submitted(sales, **{"customers.account read": Depth.ALL})
    theirs = ("leads.lead", "delete")
    identity.set_grants(sales, {theirs: Depth.NONE}, by=admin, at=at)
    client_for(admin).post(f"/settings/roles/{sales.pk}/", form)
    assert depth_of(sales, READ_ACCOUNTS) == Depth.ALL
    assert depth_of(sales, theirs) == Depth.NONE


@pytest.mark.parametrize(
    "wrong",
    [
        {"customers.account read": "6"},
        {"customers.account read": "all"},
        {"catalog.product read": "3"},
        {"was": "{"},
        {"was": "[1]"},
        {"was": ""},
    ],
)
def test_a_damaged_matrix_is_refused_and_changes_nothing(
    client_for: SignIn, admin: Actor, sales: Role, wrong: dict[str, str]
) -> None:
    before, events = rights.held_by(sales), EventRecord.objects.count()
    answer = client_for(admin).post(f"/settings/roles/{sales.pk}/", submitted(sales) | wrong)
    assert answer.status_code == 422
    assert (rights.held_by(sales), EventRecord.objects.count()) == (before, events)


def test_the_administrators_role_reaches_everything_and_is_fixed(
    client_for: SignIn, admin: Actor, people: SimpleNamespace, at: datetime
) -> None:
    role = Role.objects.get(key="administrator")
    for page in ("", "fields/"):
        html = client_for(admin).get(f"/settings/roles/{role.pk}/{page}").content.decode()
        assert "This is fixed" in html
        assert "<select" not in html
        assert "Save role" not in html
    with pytest.raises(RefusedError) as refusal:
        actions.set_rights(role, {READ_ACCOUNTS: Depth.OWN}, by=admin, at=at)
    assert refusal.value.code == "administrator_role"


def test_rights_on_what_there_is_not_are_refused(sales: Role, admin: Actor, at: datetime) -> None:
    for pair in (("customers.nothing", "read"), ("catalog.product", "share")):
        with pytest.raises(InvalidError):
            actions.set_rights(sales, {pair: Depth.ALL}, by=admin, at=at)
    assert not EventRecord.objects.filter(kind="identity.GrantsChanged").exists()


def test_nobody_else_sets_rights(sales: Role, alice: Actor, at: datetime) -> None:
    levels = {"annual_revenue": FieldLevel.HIDDEN}
    with pytest.raises(NotAllowedError):
        actions.set_rights(sales, {READ_ACCOUNTS: Depth.ALL}, by=alice, at=at)
    with pytest.raises(NotAllowedError):
        actions.set_field_rights(sales, "customers.account", levels, by=alice, at=at)
    assert depth_of(sales, READ_ACCOUNTS) == Depth.UNIT
    assert not FieldRight.objects.exists()


def test_a_field_is_hidden_and_shown_again(client_for: SignIn, admin: Actor, sales: Role) -> None:
    address = f"/settings/roles/{sales.pk}/fields/?kind=customers.account"
    browser = client_for(admin)
    browser.post(address, {"was.annual_revenue": "2", "annual_revenue": "0"})
    assert FieldRight.objects.get().level == FieldLevel.HIDDEN
    page = " ".join(browser.get(address).content.decode().split())
    assert "changed the field rights of Salesperson" in page
    assert 'Accounts: annual revenue: <span class="text-muted">as the record</span>' in page
    assert "1 field restricted" in page
    browser.post(address, {"was.annual_revenue": "0", "annual_revenue": "2"})
    assert not FieldRight.objects.exists()


def test_every_field_that_can_be_restricted_is_offered_and_no_other(
    client_for: SignIn, admin: Actor, sales: Role
) -> None:
    browser = client_for(admin)
    for kind in rights.restrictable_kinds():
        page = browser.get(f"/settings/roles/{sales.pk}/fields/", {"kind": kind.key})
        offered = {row.field.name for row in page.context["rows"]}
        assert offered == {found.name for found in kind.fields if kind.can_restrict(found.name)}
        assert kind.title not in offered


@pytest.mark.parametrize("field", ["name", "owner", "nothing"])
def test_a_field_that_the_kind_is_nothing_without_stays_open(
    sales: Role, admin: Actor, at: datetime, field: str
) -> None:
    with pytest.raises(InvalidError) as refusal:
        actions.set_field_rights(
            sales, "customers.account", {field: FieldLevel.HIDDEN}, by=admin, at=at
        )
    assert field in refusal.value.errors
    assert not FieldRight.objects.exists()
    assert not EventRecord.objects.filter(kind="identity.FieldRightsChanged").exists()


def test_fields_of_no_kind_are_not_found(
    client_for: SignIn, sales: Role, admin: Actor, at: datetime
) -> None:
    answer = client_for(admin).get(f"/settings/roles/{sales.pk}/fields/?kind=nothing")
    assert answer.status_code == 404
    with pytest.raises(NotFoundError):
        actions.set_field_rights(sales, "x.y", {"name": FieldLevel.READ}, by=admin, at=at)


@pytest.mark.parametrize("level", ["7", "x", "-1"])
def test_a_level_that_there_is_not_is_refused(
    client_for: SignIn, admin: Actor, sales: Role, level: str
) -> None:
    address = f"/settings/roles/{sales.pk}/fields/?kind=customers.account"
    answer = client_for(admin).post(address, {"was.industry": "2", "industry": level})
    assert answer.status_code == 422
    assert not FieldRight.objects.exists()


def test_a_role_is_created_as_a_copy_renamed_and_deleted(
    client_for: SignIn, admin: Actor, sales: Role
) -> None:
    browser = client_for(admin)
    answer = browser.post("/settings/roles/new/", {"name": "Junior sales", "like": "salesperson"})
    junior = Role.objects.get(name="Junior sales")
    assert answer["Location"] == f"/settings/roles/{junior.pk}/"
    assert rights.held_by(junior) == rights.held_by(sales)
    browser.post(f"/settings/roles/{junior.pk}/rename/", {"name": "Trainee"})
    assert Role.objects.get(pk=junior.pk).name == "Trainee"
    browser.post(f"/settings/roles/{junior.pk}/delete/")
    assert not Role.objects.filter(pk=junior.pk).exists()


def test_a_role_in_use_or_of_the_house_is_not_deleted(
    client_for: SignIn, admin: Actor, people: SimpleNamespace, sales: Role, at: datetime
) -> None:
    browser = client_for(admin)
    answer = browser.post(f"/settings/roles/{sales.pk}/delete/")
    assert answer.status_code == 409
    assert "Standard roles stay." in answer.content.decode()
    mine = identity.create_role("Mine", by=admin, at=at)
    identity.set_roles(people.alice, [mine], by=admin, at=at)
    answer = browser.post(f"/settings/roles/{mine.pk}/delete/")
    assert answer.status_code == 409
    assert "Someone still has this role." in answer.content.decode()
    assert Role.objects.filter(pk=mine.pk).exists()


def test_a_name_in_use_is_said_beside_the_form(
    client_for: SignIn, admin: Actor, sales: Role
) -> None:
    answer = client_for(admin).post("/settings/roles/new/", {"name": "SALESPERSON", "like": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "A role has this name already." in page
    assert 'value="SALESPERSON"' in page


def test_the_matrix_costs_the_same_for_an_empty_role_and_a_full_one(
    client_for: SignIn, admin: Actor, sales: Role, at: datetime
) -> None:
    browser = client_for(admin)
    empty = identity.create_role("Empty", by=admin, at=at)

    def queries(role: Role) -> int:
        with CaptureQueriesContext(connection) as found:
            browser.get(f"/settings/roles/{role.pk}/")
        return len(found)

    queries(empty)  # the first request of a process asks whether the house is set up
    assert queries(empty) == queries(sales)


def test_what_the_form_carries_along_is_what_the_role_grants(sales: Role) -> None:
    held = rights.held_by(sales)
    assert rights.read({"was": rights.written(held)}) == held
    assert json.loads(rights.written({("a.b", Privilege.READ): 3})) == {"a.b read": 3}
