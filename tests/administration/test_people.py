"""The pages of people: found, invited, changed, kept out; and what each may do in the end."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dealwright.administration import effective
from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.events.models import EventRecord
from dealwright.identity import actions as identity
from dealwright.identity.models import FieldRight, Role, Team, User
from dealwright.identity.privileges import Depth, FieldLevel

pytestmark = pytest.mark.django_db
type SignIn = Callable[[Actor], Client]


def posted(user: User, **changes: str) -> dict[str, str]:
    """The form of a person as it stands on the page, with some controls changed."""
    keys = list(user.roles.order_by("name").values_list("key", flat=True))
    shown = {
        "name": user.name,
        "job_title": user.job_title,
        "unit": str(user.unit_id),
        "manager": str(user.manager_id or ""),
        "locale": user.locale,
        "time_zone": user.time_zone,
    }
    was = {f"was.{name}": value for name, value in shown.items()} | {"was.roles": ",".join(keys)}
    return was | shown | {f"roles.{key}": "true" for key in keys} | changes


def test_people_are_found_by_name_or_address(
    client_for: SignIn, admin: Actor, people: SimpleNamespace
) -> None:
    browser = client_for(admin)
    everyone = browser.get("/settings/people/").content.decode()
    assert "Alice Example" in everyone
    assert "Sales manager" in everyone
    for query in ("alice", "ALICE@corvane"):
        found = browser.get("/settings/people/", {"q": query}).content.decode()
        assert "Alice Example" in found
        assert "Bob Example" not in found
    nobody = browser.get("/settings/people/", {"q": "zzz"}).content.decode()
    assert "No name or address contains this." in nobody


def test_who_left_stands_apart(
    client_for: SignIn, admin: Actor, people: SimpleNamespace, at: datetime
) -> None:
    identity.set_active(people.ann, active=False, by=admin, at=at)
    browser = client_for(admin)
    assert "Ann Example" not in browser.get("/settings/people/").content.decode()
    left = browser.get("/settings/people/", {"state": "left"}).content.decode()
    assert "Ann Example" in left
    assert "Alice Example" not in left


def _many(people: SimpleNamespace, count: int, at: datetime, by: Actor) -> None:
    role = Role.objects.get(key="salesperson")
    rows = [
        User(
            email=f"p{number}@corvane.example",
            name=f"Person {number:03}",
            unit=people.alice.unit,
            manager=people.bob,
            created_at=at,
        )
        for number in range(count)
    ]
    with writing(by):
        User.objects.bulk_create(rows)
        role.users.add(*rows)


def test_five_hundred_people_cost_what_one_does(
    client_for: SignIn, admin: Actor, people: SimpleNamespace, at: datetime
) -> None:
    browser = client_for(admin)

    def queries(**query: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert browser.get("/settings/people/", query).status_code == 200
        return len(found)

    queries()  # the first request of a process asks whether the house is set up
    one = queries(q="alice")
    _many(people, 500, at, admin)
    assert queries() == one
    page = browser.get("/settings/people/", {"q": "person"})
    assert page.content.decode().count('data-href="/settings/people/') == 100  # a row and a card
    following = page.context["following"]
    second = browser.get("/settings/people/", {"q": "person", "after": following}).content.decode()
    assert "Person 050" in second
    assert "Person 049" not in second
    assert "Back to the first page" in second


def test_a_colleague_is_invited_with_several_roles_a_unit_and_a_manager(
    client_for: SignIn, admin: Actor, people: SimpleNamespace
) -> None:
    values = {
        "name": "Jonas Achterberg",
        "email": "jonas@corvane.example",
        "job_title": "Account executive",
        "unit": str(people.charlie.unit_id),
        "manager": str(people.bob.pk),
        "roles.salesperson": "true",
        "roles.finance": "true",
    }
    answer = client_for(admin).post("/settings/people/invite/", values)
    jonas = User.objects.get(email="jonas@corvane.example")
    assert answer["Location"] == f"/settings/people/{jonas.pk}/"
    assert sorted(jonas.roles.values_list("key", flat=True)) == ["finance", "salesperson"]
    assert (jonas.unit, jonas.manager) == (people.charlie.unit, people.bob)
    assert [letter.to for letter in mail.outbox] == [["jonas@corvane.example"]]


def test_an_invitation_that_cannot_be_taken_names_the_fields_and_keeps_them(
    client_for: SignIn, admin: Actor, people: SimpleNamespace
) -> None:
    values = {"name": "Jonas", "email": "nope", "unit": str(people.bob.unit_id), "manager": ""}
    answer = client_for(admin).post("/settings/people/invite/", values)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "not an email" in page
    assert 'value="Jonas"' in page
    assert mail.outbox == []
    assert not User.objects.filter(name="Jonas").exists()


def test_an_invitation_is_sent_again(
    client_for: SignIn, admin: Actor, people: SimpleNamespace
) -> None:
    client_for(admin).post(f"/settings/people/{people.alice.pk}/invite/")
    assert [letter.to for letter in mail.outbox] == [["alice@corvane.example"]]


def test_a_person_is_changed_and_the_page_says_so_in_words(
    client_for: SignIn, admin: Actor, people: SimpleNamespace
) -> None:
    browser = client_for(admin)
    address = f"/settings/people/{people.alice.pk}/"
    changes = {
        "job_title": "Key accounts",
        "unit": str(people.charlie.unit_id),
        "manager": str(people.bob.pk),
        "locale": "de-DE",
        "roles.finance": "true",
    }
    assert browser.post(address, posted(people.alice, **changes))["Location"] == address
    alice = User.objects.get(pk=people.alice.pk)
    assert (alice.job_title, alice.locale, alice.manager) == ("Key accounts", "de-DE", people.bob)
    assert sorted(alice.roles.values_list("key", flat=True)) == ["finance", "salesperson"]
    told = " ".join(browser.get(address).content.decode().split())
    for before, after in (
        ("North", "South"),
        ("–", "Bob Example"),
        ("Salesperson", "Finance, Salesperson"),
    ):
        assert f'>{before}</span> <span class="text-faint" aria-hidden="true">→' in told
        assert f'<span class="text-strong">{after}</span>' in told


def test_saving_a_person_touches_only_what_was_changed_on_the_page(
    client_for: SignIn, admin: Actor, people: SimpleNamespace, at: datetime
) -> None:
    form = posted(people.alice, job_title="Key accounts")
    identity.set_roles(
        people.alice, [Role.objects.get(key="finance")], by=admin, at=at
    )  # meanwhile
    client_for(admin).post(f"/settings/people/{people.alice.pk}/", form)
    alice = User.objects.get(pk=people.alice.pk)
    assert alice.job_title == "Key accounts"
    assert alice.roles.get().key == "finance"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "This is required."),
        ("time_zone", "Mars/Olympus", "Choose one of"),
        ("manager", "self", "Nobody can report to someone who reports to them."),
        ("manager", "019b0000-0000-7000-8000-000000000000", "no such person"),
    ],
)
def test_a_wrong_change_of_a_person_is_refused_as_a_whole(
    client_for: SignIn, admin: Actor, people: SimpleNamespace, field: str, value: str, words: str
) -> None:
    chosen = str(people.alice.pk) if value == "self" else value
    form = posted(people.alice, job_title="Changed") | {field: chosen}
    events = EventRecord.objects.count()
    answer = client_for(admin).post(f"/settings/people/{people.alice.pk}/", form)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    alice = User.objects.get(pk=people.alice.pk)
    assert (alice.name, alice.job_title, alice.manager) == ("Alice Example", "", None)
    assert EventRecord.objects.count() == events


def test_the_last_administrator_keeps_the_role(
    client_for: SignIn, admin: Actor, people: SimpleNamespace
) -> None:
    form = posted(people.ada)
    del form["roles.administrator"]
    answer = client_for(admin).post(f"/settings/people/{admin.id}/", form)
    assert answer.status_code == 409
    assert "last administrator" in answer.content.decode()
    assert people.ada.roles.get().is_administrator


def test_a_person_is_kept_out_and_let_in_again(
    client_for: SignIn, admin: Actor, people: SimpleNamespace
) -> None:
    browser = client_for(admin)
    for active, words in (("false", "kept out"), ("true", "may log in")):
        browser.post(f"/settings/people/{people.alice.pk}/active/", {"active": active})
        assert words in browser.get(f"/settings/people/{people.alice.pk}/").content.decode()


def _cell(user: User, kind: str, privilege: str) -> effective.Cell:
    rows = [row for _area, rows in effective.of(user).areas for row in rows]
    row = next(row for row in rows if row.kind.key == kind)
    return next(cell for cell in row.cells if cell.privilege == privilege)


def test_effective_rights_are_the_widest_and_name_their_roles(
    people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    both = [Role.objects.get(key=key) for key in ("salesperson", "marketing")]
    identity.set_roles(people.alice, both, by=admin, at=at)
    read = _cell(people.alice, "leads.lead", "read")
    assert read.depth == Depth.ALL
    assert read.why == "Marketing (everyone's), Salesperson (own unit)"
    nothing = _cell(people.alice, "catalog.product", "delete")
    assert (nothing.depth, nothing.why) == (Depth.NONE, "No role gives this.")
    assert not _cell(people.alice, "catalog.product", "share").applies
    assert _cell(people.ada, "quotes.quote", "delete").why == "Administrator (everyone's)"


def test_of_many_roles_the_widest_are_named_and_the_rest_counted(
    client_for: SignIn, people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    sales, marketing = (Role.objects.get(key=key) for key in ("salesperson", "marketing"))
    further = [
        identity.create_role(f"Team {number}", like=sales, by=admin, at=at)
        for number in range(1, 5)
    ]
    identity.set_roles(people.alice, [sales, marketing, *further], by=admin, at=at)
    named = "Marketing (everyone's), Salesperson (own unit), Team 1 (own unit)"
    assert _cell(people.alice, "leads.lead", "read").why == f"{named} and 3 more"
    page = client_for(admin).get(f"/settings/people/{people.alice.pk}/rights/").content.decode()
    assert "6 roles" in page
    assert all(f"/settings/roles/{role.pk}/" in page for role in further)


def test_only_what_every_role_restricts_stays_restricted(
    people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    sales, marketing = (Role.objects.get(key=key) for key in ("salesperson", "marketing"))
    hidden = {"annual_revenue": FieldLevel.HIDDEN}
    identity.set_field_rights(sales, "customers.account", hidden, by=admin, at=at)
    (found,) = effective.of(people.alice).restrictions
    assert (found.kind, found.field, found.level.label) == ("Accounts", "Annual revenue", "hidden")
    identity.set_roles(people.alice, [sales, marketing], by=admin, at=at)
    assert effective.of(people.alice).restrictions == []
    assert FieldRight.objects.count() == 1


def test_effective_rights_of_a_person_are_shown_with_team_reports_and_fields(
    client_for: SignIn, admin: Actor, people: SimpleNamespace, at: datetime
) -> None:
    team: Team = identity.create_team(
        name="Harbour", unit=people.bob.unit, members=[people.bob], by=admin, at=at
    )
    identity.move_user(people.ann, unit=people.ann.unit, manager=people.bob, by=admin, at=at)
    identity.set_manager_depth(1, by=admin, at=at)
    page = client_for(admin).get(f"/settings/people/{people.bob.pk}/rights/").content.decode()
    assert str(team) in page
    assert "reads and changes" in page
    assert "Sales manager (unit and below)" in page
    assert "Every field of what they may read." in page


def test_effective_rights_cost_the_same_for_one_role_and_for_all(
    client_for: SignIn, admin: Actor, people: SimpleNamespace, at: datetime
) -> None:
    browser = client_for(admin)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            browser.get(f"/settings/people/{people.alice.pk}/rights/")
        return len(found)

    queries()  # the first request of a process asks whether the house is set up
    one = queries()
    everything = list(Role.objects.filter(is_administrator=False))
    identity.set_roles(people.alice, everything, by=admin, at=at)
    assert queries() == one
