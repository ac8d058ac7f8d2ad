"""The pages of units, teams and managers: what is changed there, and what is refused in words."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace

import pytest
from django.test import Client

from dealwright.administration import actions
from dealwright.core.actor import Actor
from dealwright.core.errors import NotAllowedError
from dealwright.events.models import EventRecord
from dealwright.identity import actions as identity
from dealwright.identity.models import AccessSettings, BusinessUnit, Team

pytestmark = pytest.mark.django_db
type SignIn = Callable[[Actor], Client]


@pytest.fixture
def team(people: SimpleNamespace, admin: Actor, at: datetime) -> Team:
    """Alice's, in her unit."""
    return identity.create_team(
        name="Harbour", unit=people.alice.unit, members=[people.alice], by=admin, at=at
    )


def test_units_are_shown_as_a_tree_with_their_people(
    client_for: SignIn, admin: Actor, people: SimpleNamespace
) -> None:
    page = client_for(admin).get("/settings/structure/").content.decode()
    assert page.index("Head office") < page.index("North") < page.index("South")


def test_a_unit_is_added_renamed_moved_and_deleted(
    client_for: SignIn, admin: Actor, people: SimpleNamespace
) -> None:
    browser = client_for(admin)
    north, south = people.alice.unit, people.charlie.unit
    browser.post("/settings/units/new/", {"name": "Malmö", "parent": str(north.pk)})
    malmo = BusinessUnit.objects.get(name="Malmö")
    assert malmo.parent == north
    address = f"/settings/units/{malmo.pk}/"
    browser.post(address, {"name": "Lund", "parent": str(south.pk)})
    malmo.refresh_from_db()
    assert (malmo.name, malmo.parent) == ("Lund", south)
    told = " ".join(browser.get(address).content.decode().split())
    assert 'Part of: <span class="text-muted">North</span>' in told
    assert 'Name: <span class="text-muted">Malmö</span>' in told
    assert browser.post(f"{address}delete/")["Location"] == "/settings/structure/"
    assert not BusinessUnit.objects.filter(pk=malmo.pk).exists()
    assert "deleted the unit Lund" in browser.get("/settings/structure/").content.decode()


def test_a_unit_in_use_says_what_still_uses_it(
    client_for: SignIn, admin: Actor, people: SimpleNamespace, team: Team
) -> None:
    north = people.alice.unit
    answer = client_for(admin).post(f"/settings/units/{north.pk}/delete/")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "It is still used by: teams, users." in page
    assert "Move or hand over these first." in page
    assert BusinessUnit.objects.filter(pk=north.pk).exists()
    assert not EventRecord.objects.filter(kind="identity.UnitDeleted").exists()


def test_a_part_of_a_page_says_a_refusal_in_a_toast(
    client_for: SignIn, admin: Actor, people: SimpleNamespace
) -> None:
    answer = client_for(admin).post(
        f"/settings/units/{people.alice.unit_id}/delete/", headers={"HX-Request-Type": "partial"}
    )
    assert answer.status_code == 409
    assert "It is still used by" in answer["HX-Trigger"]


def test_a_unit_is_not_offered_a_place_below_itself(
    client_for: SignIn, admin: Actor, people: SimpleNamespace, at: datetime
) -> None:
    north = people.alice.unit
    below = identity.create_unit(name="Malmö", parent=north, by=admin, at=at)
    browser = client_for(admin)
    form = browser.get(f"/settings/units/{north.pk}/").context["form"]
    offered = {value for value, _label in form.controls[1].options}
    assert offered == {str(north.parent_id), str(people.charlie.unit_id)}
    answer = browser.post(
        f"/settings/units/{north.pk}/", {"name": "North", "parent": str(below.pk)}
    )
    assert answer.status_code == 422
    north.refresh_from_db()
    assert north.parent_id != below.pk


def test_the_top_unit_keeps_its_place(
    client_for: SignIn, admin: Actor, people: SimpleNamespace
) -> None:
    top = people.ada.unit
    browser = client_for(admin)
    browser.post(f"/settings/units/{top.pk}/", {"name": "Corvane"})
    top.refresh_from_db()
    assert (top.name, top.parent) == ("Corvane", None)
    answer = browser.post(f"/settings/units/{top.pk}/delete/")
    assert answer.status_code == 409
    assert "The unit at the top stays." in answer.content.decode()


def test_a_name_in_use_is_said_and_the_input_kept(
    client_for: SignIn, admin: Actor, people: SimpleNamespace, team: Team
) -> None:
    browser = client_for(admin)
    unit = {"name": "south", "parent": str(people.ada.unit_id)}
    answer = browser.post("/settings/units/new/", unit)
    assert answer.status_code == 422
    assert "A business unit has this name already." in answer.content.decode()
    answer = browser.post(
        "/settings/teams/new/", {"name": "HARBOUR", "unit": str(people.ada.unit_id)}
    )
    assert answer.status_code == 422
    assert "A team has this name already." in answer.content.decode()
    assert 'value="HARBOUR"' in answer.content.decode()


def test_a_team_is_added_and_people_come_and_go(
    client_for: SignIn, admin: Actor, people: SimpleNamespace
) -> None:
    browser = client_for(admin)
    form = {"name": "Harbour", "unit": str(people.bob.unit_id)}
    address = browser.post("/settings/teams/new/", form)["Location"]
    team = Team.objects.get()
    assert address == f"/settings/teams/{team.pk}/"
    for user in (people.alice, people.charlie):
        browser.post(f"{address}members/", {"user": str(user.pk)})
    assert set(team.members.all()) == {people.alice, people.charlie}
    browser.post(f"{address}members/{people.alice.pk}/remove/")
    assert set(team.members.all()) == {people.charlie}
    told = " ".join(browser.get(address).content.decode().split())
    assert '<span class="text-strong">Alice Example, Charlie Example</span>' in told


def test_a_team_changes_name_and_unit_and_keeps_its_members(
    client_for: SignIn, admin: Actor, people: SimpleNamespace, team: Team
) -> None:
    form = {"name": "Port", "unit": str(people.charlie.unit_id)}
    client_for(admin).post(f"/settings/teams/{team.pk}/", form)
    team.refresh_from_db()
    assert (team.name, team.unit) == ("Port", people.charlie.unit)
    assert set(team.members.all()) == {people.alice}


@pytest.mark.parametrize("user", ["", "019b0000-0000-7000-8000-000000000000", "nobody"])
def test_nobody_in_particular_is_no_member(
    client_for: SignIn, admin: Actor, people: SimpleNamespace, team: Team, user: str
) -> None:
    answer = client_for(admin).post(f"/settings/teams/{team.pk}/members/", {"user": user})
    assert answer.status_code == 422
    assert set(team.members.all()) == {people.alice}


def test_a_team_is_deleted(client_for: SignIn, admin: Actor, team: Team) -> None:
    browser = client_for(admin)
    assert browser.post(f"/settings/teams/{team.pk}/delete/").status_code == 302
    assert not Team.objects.exists()
    assert "deleted the team Harbour" in browser.get("/settings/structure/").content.decode()


def test_nobody_else_changes_a_team(
    people: SimpleNamespace, alice: Actor, team: Team, at: datetime
) -> None:
    events = EventRecord.objects.count()
    with pytest.raises(NotAllowedError):
        actions.add_member(team, people.charlie, by=alice, at=at)
    with pytest.raises(NotAllowedError):
        actions.remove_member(team, people.alice, by=alice, at=at)
    with pytest.raises(NotAllowedError):
        actions.change_team(team, name="Mine", unit=team.unit, by=alice, at=at)
    team.refresh_from_db()
    assert (team.name, set(team.members.all())) == ("Harbour", {people.alice})
    assert EventRecord.objects.count() == events


def test_what_managers_see_is_switched_on_in_words(
    client_for: SignIn, admin: Actor, people: SimpleNamespace
) -> None:
    browser = client_for(admin)
    assert "gives no right by itself" in browser.get("/settings/access/").content.decode()
    browser.post("/settings/access/", {"levels": "3"})
    assert AccessSettings.objects.get().manager_depth == 3
    page = " ".join(browser.get("/settings/access/").content.decode().split())
    assert "down to 3 levels below them" in page
    assert 'Levels of reports: <span class="text-muted">0</span>' in page


@pytest.mark.parametrize("levels", ["", "11", "-1", "all"])
def test_levels_that_make_no_sense_are_refused(
    client_for: SignIn, admin: Actor, people: SimpleNamespace, levels: str
) -> None:
    answer = client_for(admin).post("/settings/access/", {"levels": levels})
    assert answer.status_code == 422
    assert not AccessSettings.objects.exists()
