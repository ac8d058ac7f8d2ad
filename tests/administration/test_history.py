"""What was changed of access is told in words."""

import inspect
from types import SimpleNamespace

import pytest

from dealwright.administration import history
from dealwright.core.actor import Actor
from dealwright.events.bus import Event
from dealwright.identity import actions as identity
from dealwright.identity import events
from dealwright.identity.models import Role
from dealwright.identity.privileges import Depth, FieldLevel
from tests.people import AT

pytestmark = pytest.mark.django_db


def test_every_event_of_identity_has_words() -> None:
    kinds = {kind for _name, kind in inspect.getmembers(events, inspect.isclass)}
    ours = {kind for kind in kinds if issubclass(kind, Event) and kind is not Event}
    told = {kind for kind in history.WORDS if kind.__module__ == events.__name__}
    assert ours == told


def lines(*subjects: object) -> list[tuple[str, list[tuple[str, str, str]]]]:
    return [
        (line.text, [(change.label, change.before, change.after) for change in line.changes])
        for line in history.of(*[subject.pk for subject in subjects])  # type: ignore[attr-defined]
    ]


def test_what_happens_to_a_role_is_told(people: SimpleNamespace, admin: Actor) -> None:
    sales = Role.objects.get(key="salesperson")
    role = identity.create_role("Junior", by=admin, at=AT, like=sales)
    identity.rename_role(role, "Trainee", by=admin, at=AT)
    identity.set_grants(role, {("leads.lead", "write"): Depth.BELOW}, by=admin, at=AT)
    identity.set_field_rights(role, "leads.lead", {"phone": FieldLevel.READ}, by=admin, at=AT)
    assert lines(role) == [
        ("changed the field rights of Trainee", [("Leads: phone", "as the record", "read only")]),
        ("changed the rights of Trainee", [("Change leads", "own", "unit and below")]),
        ("renamed the role Trainee", [("Name", "Junior", "Trainee")]),
        ("created the role Junior", []),
    ]


def test_what_happens_to_a_person_is_told(people: SimpleNamespace, admin: Actor) -> None:
    roles = list(Role.objects.filter(key__in=["finance", "marketing"]))
    identity.set_roles(people.alice, roles, by=admin, at=AT)
    identity.move_user(people.alice, unit=people.charlie.unit, manager=people.bob, by=admin, at=AT)
    identity.set_active(people.alice, active=False, by=admin, at=AT)
    assert [changes for _text, changes in lines(people.alice)] == [
        [("May log in", "Yes", "No")],
        [("Business unit", "North", "South"), ("Manager", "–", "Bob Example")],
        [("Roles", "Salesperson", "Finance, Marketing")],
        [],
    ]


def test_what_is_gone_is_told_by_what_it_was_called(people: SimpleNamespace, admin: Actor) -> None:
    role = identity.create_role("Junior", by=admin, at=AT)
    identity.set_roles(people.alice, [role], by=admin, at=AT)
    identity.set_roles(people.alice, [Role.objects.get(key="finance")], by=admin, at=AT)
    identity.delete_role(role, by=admin, at=AT)
    assert lines(people.alice)[0] == (
        "changed Alice Example",
        [("Roles", "junior", "Finance")],
    )
    told = history.of_everything(["identity.role"])
    assert told[0].text == "deleted the role Junior"
    assert told[0].who == "Ada Example"
