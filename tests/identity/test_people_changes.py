"""What administrators change of people: their own fields, their place, their manager, whether they may log in."""

from datetime import datetime
from types import SimpleNamespace

import pytest

from dealwright.administration import actions as administration
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError, RefusedError
from dealwright.events.models import EventRecord
from dealwright.identity import actions
from dealwright.identity.models import Principal, Role, User
from dealwright.identity.queries import actor_for
from tests.racing import race

pytestmark = pytest.mark.django_db


def changes_of(user: User) -> list[dict]:
    rows = EventRecord.objects.filter(kind="identity.UserChanged", subject_id=user.pk)
    return list(rows.order_by("recorded_at", "pk").values_list("changes", flat=True))


def report_to(user: User, manager: User | None, *, by: Actor, at: datetime) -> User:
    return actions.move_user(user, unit=user.unit, manager=manager, by=by, at=at)


def test_a_persons_own_fields_are_changed_and_recorded(
    people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    values = {"name": "Alice Moreau", "job_title": "Key accounts", "time_zone": "Europe/Paris"}
    alice = actions.update_user(people.alice, values | {"locale": "fr-FR"}, by=admin, at=at)
    assert (alice.name, alice.time_zone, alice.locale) == ("Alice Moreau", "Europe/Paris", "fr-FR")
    assert changes_of(alice) == [
        {
            "name": ["Alice Example", "Alice Moreau"],
            "job_title": ["", "Key accounts"],
            "time_zone": ["", "Europe/Paris"],
            "locale": ["", "fr-FR"],
        }
    ]
    assert Principal.objects.get(pk=alice.pk).name == "Alice Moreau"


def test_what_is_the_same_is_no_change(people: SimpleNamespace, admin: Actor, at: datetime) -> None:
    actions.update_user(people.alice, {"name": "Alice Example"}, by=admin, at=at)
    actions.move_user(people.alice, unit=people.alice.unit, manager=None, by=admin, at=at)
    actions.set_active(people.alice, active=True, by=admin, at=at)
    assert changes_of(people.alice) == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"locale": "xx-XX"}, "locale"),
        ({"locale": "!"}, "locale"),
        ({"email": "other@corvane.example"}, "email"),
        ({"is_active": False}, "is_active"),
    ],
)
def test_a_wrong_field_of_a_person_is_refused(
    people: SimpleNamespace, admin: Actor, at: datetime, values: dict, field: str
) -> None:
    with pytest.raises(InvalidError) as refusal:
        actions.update_user(people.alice, values | {"job_title": "x"}, by=admin, at=at)
    assert set(refusal.value.errors) == {field}
    people.alice.refresh_from_db()
    assert people.alice.job_title == ""
    assert changes_of(people.alice) == []


def test_nobody_else_changes_people(people: SimpleNamespace, bob: Actor, at: datetime) -> None:
    with pytest.raises(NotAllowedError):
        actions.update_user(people.alice, {"job_title": "x"}, by=bob, at=at)
    with pytest.raises(NotAllowedError):
        report_to(people.alice, people.bob, by=bob, at=at)
    with pytest.raises(NotAllowedError):
        administration.change_person(people.alice, {"job_title": "x"}, by=bob, at=at)
    people.alice.refresh_from_db()
    assert (people.alice.job_title, people.alice.manager) == ("", None)
    assert changes_of(people.alice) == []


def test_a_person_gets_a_manager_and_loses_them_again(
    people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    report_to(people.alice, people.bob, by=admin, at=at)
    report_to(people.alice, None, by=admin, at=at)
    bob = str(people.bob.pk)
    assert changes_of(people.alice) == [{"manager": [None, bob]}, {"manager": [bob, None]}]


def test_nobody_reports_to_someone_who_reports_to_them(
    people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    report_to(people.alice, people.bob, by=admin, at=at)
    report_to(people.bob, people.olga, by=admin, at=at)
    for manager in (people.alice, people.bob, people.olga):
        with pytest.raises(InvalidError) as refusal:
            report_to(people.olga, manager, by=admin, at=at)
        assert "manager" in refusal.value.errors
    people.olga.refresh_from_db()
    assert people.olga.manager is None
    assert changes_of(people.olga) == []


def test_all_that_is_changed_of_a_person_is_changed_or_nothing(
    people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    values = {"job_title": "x", "roles": ["finance"], "manager": people.alice}
    with pytest.raises(InvalidError):
        administration.change_person(people.alice, values, by=admin, at=at)
    people.alice.refresh_from_db()
    assert people.alice.roles.get().key == "salesperson"
    assert people.alice.job_title == ""
    assert changes_of(people.alice) == []


def test_a_change_of_the_manager_leaves_the_unit_where_someone_else_has_moved_it(
    people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    as_shown = User.objects.get(pk=people.alice.pk)
    south = people.charlie.unit
    actions.move_user(people.alice, unit=south, manager=None, by=admin, at=at)
    administration.change_person(as_shown, {"manager": people.bob}, by=admin, at=at)
    people.alice.refresh_from_db()
    assert (people.alice.unit, people.alice.manager) == (south, people.bob)


def test_a_role_that_there_is_not_is_refused(
    people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    with pytest.raises(InvalidError) as refusal:
        administration.change_person(people.alice, {"roles": ["king"]}, by=admin, at=at)
    assert "roles" in refusal.value.errors
    assert people.alice.roles.get().key == "salesperson"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_who_come_to_report_to_each_other_at_once_close_no_circle(
    people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    done, refused = race(
        lambda: report_to(people.alice, people.bob, by=admin, at=at),
        lambda: report_to(people.bob, people.alice, by=admin, at=at),
    )
    assert (len(done), len(refused)) == (1, 1)
    assert isinstance(refused[0], InvalidError)
    assert User.objects.filter(manager__isnull=False).count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_take_each_other_away_at_once_leave_one(
    people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    role = Role.objects.get(is_administrator=True)
    actions.set_roles(people.olga, [role], by=admin, at=at)
    for user in (people.ada, people.olga):  # without a way in nobody counts as an administrator
        actions.set_password(user, password="measure-twice", by=actor_for(user), at=at)
    finance = [Role.objects.get(key="finance")]
    done, refused = race(
        lambda: actions.set_roles(people.ada, finance, by=admin, at=at),
        lambda: actions.set_active(people.olga, active=False, by=admin, at=at),
    )
    assert (len(done), len(refused)) == (1, 1)
    assert isinstance(refused[0], RefusedError)
    assert refused[0].code == "last_administrator"
    assert User.objects.filter(is_active=True, roles=role).count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_people_who_are_added_to_a_team_at_once_are_all_in_it(
    people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    team = actions.create_team(name="Harbour", unit=people.bob.unit, members=[], by=admin, at=at)
    users = [people.alice, people.ann, people.bob, people.charlie]
    done, refused = race(
        *[
            lambda user=user: administration.add_member(team, user, by=admin, at=at)
            for user in users
        ]
    )
    assert (len(done), len(refused)) == (4, 0)
    assert set(team.members.all()) == set(users)
