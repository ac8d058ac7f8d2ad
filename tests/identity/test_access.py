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
from dealwright.identity.models import (
    AccessSettings,
    BusinessUnit,
    Grant,
    Principal,
    Role,
    Share,
    ShareSource,
    Team,
    User,
)
from dealwright.identity.privileges import Depth, Privilege
from dealwright.identity.queries import actor_for
from dealwright.records.explaining import VERBS, explain

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 1, tzinfo=UTC)
ENTITY = "customers.account"


PRIVILEGES = (Privilege.READ, Privilege.WRITE, Privilege.ASSIGN, Privilege.SHARE, Privilege.DELETE)
# what is own comes often: beyond it teams, managers and shares decide little
NEAR_AND_FAR = [*Depth, Depth.OWN, Depth.OWN, Depth.OWN, Depth.TEAM]
RIGHTS = {
    Privilege.WRITE: "can_write",
    Privilege.ASSIGN: "can_assign",
    Privilege.SHARE: "can_share",
}


@dataclass(frozen=True)
class Given:
    """A share of a record with a person, or with a team: its number counts on from the last person's."""

    record: int
    principal: int
    source: ShareSource
    rights: frozenset[str]


@dataclass(frozen=True)
class Plan:
    """A random organisation: parents of units, units of users, their managers, members and units of teams, depths of
    roles, owners (people first, then teams) and shares of records.
    """

    parents: list[int]
    homes: list[int]
    managers: list[int | None]
    manager_depth: int
    teams: list[set[int]]
    team_units: list[int]
    depths: list[dict[Privilege, Depth]]
    owners: list[int]
    shares: list[Given]

    def unit_of(self, owner: int) -> int:
        people = len(self.homes)
        return self.homes[owner] if owner < people else self.team_units[owner - people]

    def members(self, principal: int) -> set[int]:
        """The people behind a principal."""
        people = len(self.homes)
        return {principal} if principal < people else self.teams[principal - people]


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    units = draw(st.integers(1, 4))
    people = draw(st.integers(1, 5))
    someone, unit = st.integers(0, people - 1), st.integers(0, units - 1)
    teams = draw(st.lists(st.sets(someone, max_size=3), max_size=2))
    owners = draw(st.lists(st.integers(0, people + len(teams) - 1), min_size=1, max_size=8))
    share = st.builds(
        Given,
        record=st.integers(0, len(owners) - 1),
        principal=st.integers(0, people + len(teams) - 1),
        source=st.sampled_from(ShareSource),
        rights=st.frozensets(st.sampled_from(sorted(RIGHTS.values()))),
    )
    return Plan(
        parents=[draw(st.integers(0, max(0, number - 1))) for number in range(units)],
        homes=draw(st.lists(unit, min_size=people, max_size=people)),
        managers=[
            draw(st.sampled_from([number - 1, number - 1, 0, None])) if number else None
            for number in range(people)
        ],
        manager_depth=draw(st.integers(0, 3)),
        teams=teams,
        team_units=[draw(unit) for _team in teams],
        depths=draw(
            st.lists(
                st.fixed_dictionaries(dict.fromkeys(PRIVILEGES, st.sampled_from(NEAR_AND_FAR))),
                min_size=1,
                max_size=2,
            )
        ),
        owners=owners,
        shares=draw(
            st.lists(
                share,
                max_size=5,
                unique_by=lambda given: (given.record, given.principal, given.source),
            )
        ),
    )


def below(plan: Plan, unit: int, root: int) -> bool:
    while unit != root:
        if unit == 0:
            return False
        unit = plan.parents[unit]
    return True


def levels_below(plan: Plan, manager: int, person: int) -> int:
    """How many levels a person stands below a manager; 0 when not at all."""
    level, above = 1, plan.managers[person]
    while above is not None:
        if above == manager:
            return level
        level, above = level + 1, plan.managers[above]
    return 0


def is_managed(plan: Plan, reader: int, owner: int, privilege: Privilege) -> bool:
    deepest = {Privilege.READ: plan.manager_depth, Privilege.WRITE: min(1, plan.manager_depth)}
    is_person = owner < len(plan.homes)
    return is_person and 0 < levels_below(plan, reader, owner) <= deepest.get(privilege, 0)


def is_shared(plan: Plan, reader: int, record: int, privilege: Privilege) -> bool:
    return any(
        given.record == record
        and reader in plan.members(given.principal)
        and (privilege == Privilege.READ or RIGHTS.get(privilege) in given.rights)
        for given in plan.shares
    )


def should_reach(plan: Plan, reader: int, record: int, privilege: Privilege) -> bool:
    """The rules as the handbook tells them."""
    depth = max(role.get(privilege, Depth.NONE) for role in plan.depths)
    owner = plan.owners[record]
    home, theirs = plan.homes[reader], plan.unit_of(owner)
    mates = any({reader, owner} <= team for team in plan.teams)
    return depth > Depth.NONE and (
        depth == Depth.ALL
        or reader in plan.members(owner)
        or (depth >= Depth.TEAM and mates)
        or (depth >= Depth.UNIT and theirs == home)
        or (depth >= Depth.BELOW and below(plan, theirs, home))
        or is_managed(plan, reader, owner, privilege)
        or is_shared(plan, reader, record, privilege)
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
        roles = [_role(number, depths) for number, depths in enumerate(plan.depths)]
        users: list[User] = []
        for number, (home, manager) in enumerate(zip(plan.homes, plan.managers, strict=True)):
            boss = None if manager is None else users[manager]
            users.append(_user(number, units[home], roles, boss))
        principals: list[User | Team] = [*users, *_teams(plan, units, users)]
        AccessSettings.objects.create(manager_depth=plan.manager_depth)
        accounts = Account.objects.bulk_create(
            Account(
                number=f"ACC-{number}",
                name=f"Account {number}",
                owner_id=principals[owner].pk,
                unit=units[plan.unit_of(owner)],
                currency="EUR",
                created_at=AT,
                modified_at=AT,
            )
            for number, owner in enumerate(plan.owners)
        )
        for given in plan.shares:
            Share.objects.create(
                entity=ENTITY,
                record_id=accounts[given.record].pk,
                principal_id=principals[given.principal].pk,
                source=given.source,
                created_at=AT,
                **dict.fromkeys(given.rights, True),
            )
    return users, accounts


def _teams(plan: Plan, units: list[BusinessUnit], users: list[User]) -> list[Team]:
    teams = []
    for number, members in enumerate(plan.teams):
        unit = units[plan.team_units[number]]
        team = Team.objects.create(name=f"Team {number}", unit=unit)
        team.members.set([users[member] for member in members])
        teams.append(team)
    return teams


def _role(number: int, depths: dict[Privilege, Depth]) -> Role:
    role = Role.objects.create(key=f"role-{number}", name=f"Role {number}")
    for privilege, depth in depths.items():
        Grant.objects.create(role=role, entity=ENTITY, privilege=privilege, depth=depth)
    return role


def _user(number: int, unit: BusinessUnit, roles: list[Role], manager: User | None) -> User:
    user = User.objects.create(
        email=f"user{number}@corvane.example",
        name=f"User {number}",
        unit=unit,
        manager=manager,
        created_at=AT,
    )
    user.roles.set(roles)
    return user


def clear() -> None:
    with writing(actors.system()):
        User.objects.update(manager=None)
        for model in (AccessSettings, Share, Account, Team, User, Grant, Role):
            model.objects.all().delete()
        while BusinessUnit.objects.exists():
            BusinessUnit.objects.filter(children__isnull=True).delete()
        assert not Principal.objects.exists()


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(plan=plans())
def test_what_one_reaches_is_what_the_rules_say(db: None, plan: Plan) -> None:
    users, accounts = make(plan)
    try:
        for reader, user in enumerate(users):
            actor = actor_for(user)
            for privilege in PRIVILEGES:
                compare(plan, reader, actor, accounts, privilege)
            for record, account in enumerate(accounts):
                compare_reasons(plan, reader, actor, record, account)
    finally:
        clear()


def compare(
    plan: Plan, reader: int, actor: Actor, accounts: list[Account], privilege: Privilege
) -> None:
    """The same answer from SQL and from Python over rows."""
    expected = {
        account.pk
        for record, account in enumerate(accounts)
        if should_reach(plan, reader, record, privilege)
    }
    condition = access.reach(actor, ENTITY, privilege)
    rows = Account.objects.all() if condition is None else Account.objects.filter(condition)
    assert set(rows.values_list("pk", flat=True)) == expected
    one_by_one = {row.pk for row in accounts if access.can(actor, privilege, ENTITY, row)}
    assert one_by_one == expected


def compare_reasons(plan: Plan, reader: int, actor: Actor, record: int, row: Account) -> None:
    told = {answer.what: answer for answer in explain(row, actor)}
    for privilege in PRIVILEGES:
        answer = told[VERBS[privilege]]
        assert answer.allowed == should_reach(plan, reader, record, privilege)
        assert all(answer.reasons)


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
