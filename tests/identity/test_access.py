"""`visible_to` in SQL against a plain reading of the rules in Python, over random organisations."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dealwright.core import actor as actors
from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.customers.models import Account
from dealwright.identity import access
from dealwright.identity.models import BusinessUnit, Grant, Role, Team, User
from dealwright.identity.privileges import Depth, Privilege
from dealwright.identity.queries import actor_for

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 1, tzinfo=UTC)
ENTITY = "customers.account"


@dataclass(frozen=True)
class Plan:
    """A random organisation: parents of units, units of users, members of teams, depths of roles, owners."""

    parents: list[int]
    homes: list[int]
    teams: list[set[int]]
    depths: list[Depth]
    owners: list[int]


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    units = draw(st.integers(1, 5))
    people = draw(st.integers(1, 5))
    someone = st.integers(0, people - 1)
    return Plan(
        parents=[draw(st.integers(0, max(0, number - 1))) for number in range(units)],
        homes=draw(st.lists(st.integers(0, units - 1), min_size=people, max_size=people)),
        teams=draw(st.lists(st.sets(someone, max_size=3), max_size=2)),
        depths=draw(st.lists(st.sampled_from(list(Depth)), min_size=1, max_size=2)),
        owners=draw(st.lists(someone, min_size=1, max_size=8)),
    )


def below(plan: Plan, unit: int, root: int) -> bool:
    while unit != root:
        if unit == 0:
            return False
        unit = plan.parents[unit]
    return True


def should_see(plan: Plan, reader: int, owner: int) -> bool:
    """The rules as the handbook tells them."""
    depth = max(plan.depths)
    home, theirs = plan.homes[reader], plan.homes[owner]
    mates = any({reader, owner} <= team for team in plan.teams)
    return (
        depth == Depth.ALL
        or (depth >= Depth.OWN and owner == reader)
        or (depth >= Depth.TEAM and mates)
        or (depth >= Depth.UNIT and theirs == home)
        or (depth >= Depth.BELOW and below(plan, theirs, home))
    )


def make(plan: Plan) -> tuple[list[User], list[Account]]:
    with writing(actors.system()):
        units: list[BusinessUnit] = []
        for number, parent in enumerate(plan.parents):
            units.append(
                BusinessUnit.objects.create(
                    name=f"Unit {number}", parent=units[parent] if number else None
                )
            )
        roles = [_role(number, depth) for number, depth in enumerate(plan.depths)]
        users = [_user(number, units[home], roles) for number, home in enumerate(plan.homes)]
        for number, members in enumerate(plan.teams):
            team = Team.objects.create(name=f"Team {number}", unit=units[0])
            team.members.set([users[member] for member in members])
        accounts = Account.objects.bulk_create(
            Account(
                number=f"ACC-{number}",
                name=f"Account {number}",
                owner_id=users[owner].pk,
                unit=users[owner].unit,
                currency="EUR",
                created_at=AT,
                modified_at=AT,
            )
            for number, owner in enumerate(plan.owners)
        )
    return users, accounts


def _role(number: int, depth: Depth) -> Role:
    role = Role.objects.create(key=f"role-{number}", name=f"Role {number}")
    Grant.objects.create(role=role, entity=ENTITY, privilege=Privilege.READ, depth=depth)
    return role


def _user(number: int, unit: BusinessUnit, roles: list[Role]) -> User:
    user = User.objects.create(
        email=f"user{number}@corvane.example", name=f"User {number}", unit=unit, created_at=AT
    )
    user.roles.set(roles)
    return user


def clear() -> None:
    with writing(actors.system()):
        for model in (Account, Team, User, Grant, Role):
            model.objects.all().delete()
        while BusinessUnit.objects.exists():
            BusinessUnit.objects.filter(children__isnull=True).delete()


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(plan=plans())
def test_what_one_sees_is_what_the_rules_say(db: None, plan: Plan) -> None:
    users, accounts = make(plan)
    try:
        for reader, user in enumerate(users):
            actor = actor_for(user)
            seen = set(Account.objects.visible_to(actor).values_list("pk", flat=True))
            expected = {
                account.pk
                for account, owner in zip(accounts, plan.owners, strict=True)
                if should_see(plan, reader, owner)
            }
            assert seen == expected
            one_by_one = {a.pk for a in accounts if access.can(actor, Privilege.READ, ENTITY, a)}
            assert one_by_one == expected
    finally:
        clear()


def test_a_client_and_a_leaver_see_nothing(alice: Actor, people: object) -> None:
    client = Actor(kind=actors.Kind.CLIENT, name="Annika", document=UUID(int=1))
    assert not access.may(client, Privilege.READ, ENTITY)
    with writing(actors.system()):
        User.objects.filter(pk=alice.id).update(is_active=False)
    assert not access.may(alice, Privilege.READ, ENTITY)


def test_a_token_reaches_no_further_than_its_scopes(people: object, alice: Actor) -> None:
    reader = Actor(
        kind=actors.Kind.USER, name="x", id=alice.id, scopes=frozenset({"read:customers"})
    )
    assert access.may(reader, Privilege.READ, ENTITY)
    assert not access.may(reader, Privilege.WRITE, ENTITY)
    assert not access.may(reader, Privilege.READ, "leads.lead")


def test_rights_cost_one_query(alice: Actor, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        access.may(alice, Privilege.READ, ENTITY)
        access.may(alice, Privilege.WRITE, "leads.lead")
        access.principals(alice)
