"""Units, teams and roles as verbs: they work, they are refused, and two at once do no harm."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace

import pytest
from django.db import connection

from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError, RefusedError
from dealwright.customers import actions as customers
from dealwright.events.models import EventRecord
from dealwright.identity import actions, roles
from dealwright.identity.models import BusinessUnit, Grant, Principal, Role, Share, Team
from dealwright.identity.privileges import Depth
from dealwright.records import actions as records
from dealwright.records import registry
from tests.racing import race

pytestmark = pytest.mark.django_db


def test_nobody_else_changes_the_structure(
    people: SimpleNamespace, bob: Actor, at: datetime
) -> None:
    unit, role = people.bob.unit, Role.objects.get(key="salesperson")
    events = EventRecord.objects.count()
    for attempt in (
        lambda: actions.create_unit(name="Mine", parent=unit, by=bob, at=at),
        lambda: actions.update_unit(unit, name="Mine", parent=unit.parent, by=bob, at=at),
        lambda: actions.delete_unit(unit, by=bob, at=at),
        lambda: actions.create_team(name="Mine", unit=unit, members=[], by=bob, at=at),
        lambda: actions.create_role("Mine", by=bob, at=at),
        lambda: actions.rename_role(role, "Mine", by=bob, at=at),
        lambda: actions.delete_role(role, by=bob, at=at),
        lambda: actions.set_grants(role, {("leads.lead", "read"): 5}, by=bob, at=at),
        lambda: actions.set_roles(people.bob, [role], by=bob, at=at),
        lambda: actions.set_manager_depth(1, by=bob, at=at),
    ):
        with pytest.raises(NotAllowedError):
            attempt()
    assert not BusinessUnit.objects.filter(name="Mine").exists()
    assert not Role.objects.filter(name="Mine").exists()
    assert not Team.objects.exists()
    assert EventRecord.objects.count() == events


def test_a_unit_cannot_come_below_itself(
    people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    north = people.bob.unit
    below = actions.create_unit(name="Malmö", parent=north, by=admin, at=at)
    for parent in (north, below):
        with pytest.raises(InvalidError) as refusal:
            actions.update_unit(north, name="North", parent=parent, by=admin, at=at)
        assert "parent" in refusal.value.errors
    assert not EventRecord.objects.filter(kind="identity.UnitChanged").exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_units_that_move_below_each_other_at_once_close_no_circle(
    people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    north, south = people.bob.unit, people.charlie.unit
    done, refused = race(
        lambda: actions.update_unit(north, name="North", parent=south, by=admin, at=at),
        lambda: actions.update_unit(south, name="South", parent=north, by=admin, at=at),
    )
    assert (len(done), len(refused)) == (1, 1)
    assert isinstance(refused[0], InvalidError)
    top = BusinessUnit.objects.get(parent=None)
    assert BusinessUnit.objects.filter(parent=top).count() == 1


def test_an_adapted_role_is_left_alone_and_the_others_are_kept_up_to_date(
    people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    sales, finance = (Role.objects.get(key=key) for key in ("salesperson", "finance"))
    pair = ("leads.lead", "read")
    actions.set_grants(sales, {pair: Depth.NONE}, by=admin, at=at)
    standing = set(finance.grants.values_list("entity", "privilege", "depth"))
    with writing(admin):  # as an older version would have left it
        finance.grants.filter(entity="quotes.quote").delete()
    actions.keep_standard_roles(by=admin, at=at)
    assert not sales.grants.filter(entity=pair[0], privilege=pair[1]).exists()
    assert set(finance.grants.values_list("entity", "privilege", "depth")) == standing


def test_the_standard_roles_know_every_kind_of_record() -> None:
    told = {entity for area in roles.AREAS.values() for entity in area}
    assert {found.key for found in registry.entities()} <= told


def test_standard_roles_that_are_up_to_date_are_not_written(
    people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    before = set(Grant.objects.values_list("pk", flat=True))
    actions.keep_standard_roles(by=admin, at=at)
    assert set(Grant.objects.values_list("pk", flat=True)) == before


def test_the_administrators_role_cannot_be_narrowed(
    people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    role = Role.objects.get(is_administrator=True)
    for attempt in (
        lambda: actions.set_grants(role, {("leads.lead", "read"): 0}, by=admin, at=at),
        lambda: actions.set_field_rights(role, "leads.lead", {"phone": 0}, by=admin, at=at),
    ):
        with pytest.raises(RefusedError) as refusal:
            attempt()
        assert refusal.value.code == "administrator_role"
    assert not EventRecord.objects.filter(subject_id=role.pk).exists()


def test_a_team_that_owns_records_stays_and_says_what_it_owns(
    people: SimpleNamespace, admin: Actor, alice: Actor, at: datetime
) -> None:
    team = actions.create_team(
        name="Harbour", unit=people.alice.unit, members=[people.alice], by=admin, at=at
    )
    customers.create_account({"name": "Nordhaven", "owner": team.pk}, by=alice, at=at)
    with pytest.raises(RefusedError) as refusal:
        actions.delete_team(team, by=admin, at=at)
    assert str(refusal.value) == "It is still used by: accounts."
    assert team.members.get() == people.alice
    assert not EventRecord.objects.filter(kind="identity.TeamDeleted").exists()


def test_a_team_goes_with_the_shares_it_was_given(
    people: SimpleNamespace, admin: Actor, alice: Actor, at: datetime
) -> None:
    team = actions.create_team(
        name="Harbour", unit=people.alice.unit, members=[people.charlie], by=admin, at=at
    )
    account = customers.create_account({"name": "Nordhaven"}, by=alice, at=at)
    records.share(account, team, by=alice, at=at)
    records.share(account, people.charlie, by=alice, at=at)
    actions.delete_team(team, by=admin, at=at)
    connection.check_constraints()  # as the end of the transaction does
    assert not Principal.objects.filter(pk=team.pk).exists()
    assert Share.objects.get().principal_id == people.charlie.pk
    assert EventRecord.objects.filter(kind="identity.TeamDeleted").count() == 1


@pytest.mark.parametrize(
    ("scopes", "may"),
    [
        ({"read:*"}, False),
        ({"read:identity", "write:customers"}, False),
        ({"write:identity"}, True),
        ({"write:*"}, True),
    ],
)
def test_an_administrators_token_changes_the_structure_only_if_it_was_made_to(
    scopes: set[str], may: bool, people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    token = replace(admin, scopes=frozenset(scopes), memo={})
    events = EventRecord.objects.count()
    with nullcontext() if may else pytest.raises(NotAllowedError):
        actions.create_unit(name="East", parent=people.ada.unit, by=token, at=at)
    assert BusinessUnit.objects.filter(name="East").exists() == may
    assert EventRecord.objects.count() == events + may
