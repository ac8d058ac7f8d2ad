"""Every owned kind as its owner, as a member of the team that owns it, and as a stranger meets it, by every way in."""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from dealwright.catalog import actions as catalog
from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.exchange import exporting
from dealwright.identity import actions as identity
from dealwright.identity.queries import actor_for
from dealwright.records import registry, shapes
from dealwright.records.registry import Entity
from dealwright.records.rest.schemas import given_example
from dealwright.records.shapes import Purpose
from dealwright.strategy import actions as strategy
from dealwright.ui import declared, editing, record
from tests.people import AT
from tests.rest import samples

pytestmark = pytest.mark.django_db
TITLE = "Zq9 secret"


def kinds() -> list[str]:
    return sorted(each.key for each in registry.entities() if each.is_owned and each.create)


@pytest.fixture(autouse=True)
def trade(selling: Any, system: Actor, at: datetime) -> None:
    """What deals and quotes cannot do without."""
    strategy.keep_default_process(by=system, at=at)
    catalog.keep_standard_units(by=system, at=at)


def titled(entity: Entity) -> dict[str, str]:
    """The values that make the record's title."""
    given = "last_name" if "last_name" in entity.by_name else entity.title
    return {given: TITLE}


@pytest.fixture
def made(alice: Actor, at: datetime) -> Callable[[Entity], Any]:
    """Makes a record of Alice's, of a kind, with a title that stands nowhere else."""

    def make(entity: Entity) -> Any:
        given = samples.body(entity, alice) | titled(entity)
        assert entity.create
        values = shapes.check(shapes.of(entity, Purpose.CREATE), given)
        return entity.create([values], by=alice, at=at)[0]

    return make


def pages_of_record(entity: Entity, row: Any) -> Iterator[str]:
    """Every address that is the record's own."""
    yield entity.url(row)
    yield reverse("ui:access", args=[entity.key, row.pk])
    yield reverse("activities:timeline", args=[entity.key, row.pk])
    yield reverse("activities:history", args=[entity.key, row.pk])
    yield reverse("ui:files", args=[entity.key, row.pk])
    if entity.key in record.pages:
        yield reverse("ui:quick", args=[entity.key, row.pk])
    if entity.key in declared.pages:
        yield reverse("ui:cells", args=[entity.key, row.pk])
    with suppress(NoReverseMatch):
        yield reverse(f"{entity.page}_edit", args=[row.pk])
    for command in entity.commands:
        with suppress(NoReverseMatch):
            yield reverse(f"{entity.page}_do", args=[row.pk, command.name])


def places(entity: Entity) -> Iterator[str]:
    """Every address that may mention the record."""
    yield f"{editing.list_url(entity)}?view=all"
    yield f"{editing.list_url(entity)}?view=all&q=Zq9"
    yield f"{reverse('ui:palette')}?q=Zq9"
    yield f"{reverse('ui:search')}?q=Zq9"
    yield f"{reverse('ui:search')}?q=Zq9&kind={entity.key}"
    yield f"{reverse('ui:lookup', args=[entity.key])}?term=Zq9"
    yield reverse("ui:home")
    yield reverse("ui:recent")


def exported(entity: Entity, by: Actor) -> str:
    out = io.StringIO()
    exporting.export(entity, out, by=by, at=AT)
    return out.getvalue()


def shown(client: Client, addresses: Iterator[str]) -> dict[str, bool]:
    """Whether the record's title stands at each address, whatever parts of it are marked."""
    answers = {address: client.get(address).content.decode() for address in addresses}
    return {where: TITLE in re.sub("</?mark[^>]*>", "", text) for where, text in answers.items()}


@pytest.mark.parametrize("key", kinds())
def test_a_stranger_meets_it_nowhere(
    key: str,
    made: Callable[[Entity], Any],
    charlie: Actor,
    client_for: Callable[[Actor], Client],
    api_for: Callable[[Actor], Client],
) -> None:
    entity = registry.entity(key)
    row = made(entity)
    client, program = client_for(charlie), api_for(charlie)
    found = answers_of(client, entity, row)
    assert set(found.values()) == {404}, found
    assert not any(shown(client, places(entity)).values())
    assert str(row.pk) not in exported(entity, charlie)

    one = f"/api/v1/{entity.route}/{row.pk}"
    assert str(row.pk) not in program.get(f"/api/v1/{entity.route}").content.decode()
    answers = [program.get(one), program.delete(one)]
    json = {"content_type": "application/json", "headers": {"If-Match": "*"}}
    if entity.update:
        answers.append(program.patch(one, titled(entity), **json))
    for command in entity.commands:
        given = {field.name: given_example(field) for field in command.parameters}
        answers.append(program.post(f"{one}/{command.name}", given, **json))
    assert {answer.status_code for answer in answers} == {404}


@pytest.mark.parametrize("key", kinds())
def test_owners_meet_it_everywhere(
    key: str,
    made: Callable[[Entity], Any],
    alice: Actor,
    client_for: Callable[[Actor], Client],
    api_for: Callable[[Actor], Client],
) -> None:
    entity = registry.entity(key)
    row = made(entity)
    expect_it(entity, row, client_for(alice), api_for(alice), alice)


@pytest.mark.parametrize("key", kinds())
def test_members_of_the_team_that_owns_it_meet_it_as_owners_do(
    key: str,
    made: Callable[[Entity], Any],
    people: SimpleNamespace,
    admin: Actor,
    system: Actor,
    at: datetime,
    client_for: Callable[[Actor], Client],
    api_for: Callable[[Actor], Client],
) -> None:
    entity = registry.entity(key)
    row = made(entity)
    owners = answers_of(client_for(actor_for(people.alice)), entity, row)
    team = identity.create_team(
        name="Key accounts", unit=people.bob.unit, members=[people.charlie], by=admin, at=at
    )
    with writing(system):
        entity.model._default_manager.filter(pk=row.pk).update(owner=team.pk, unit=team.unit_id)
    member = actor_for(people.charlie)
    expect_it(entity, row, client_for(member), api_for(member), member)
    assert owners[reverse("activities:timeline", args=[entity.key, row.pk])] == 200
    assert answers_of(client_for(member), entity, row) == owners


def answers_of(client: Client, entity: Entity, row: Any) -> dict[str, int]:
    """What each page of the record's own answers: page, files, timeline, history, forms."""
    return {address: client.get(address).status_code for address in pages_of_record(entity, row)}


def is_for_few(entity: Entity, address: str) -> bool:
    """Whether it is a search over all kinds, in which this one is not found."""
    over_all = address.startswith((reverse("ui:palette"), reverse("ui:search")))
    return over_all and not entity.in_palette and "kind=" not in address


def expect_it(entity: Entity, row: Any, client: Client, program: Client, by: Actor) -> None:
    assert client.get(entity.url(row)).status_code == 200
    assert shown(client, iter([entity.url(row)])) == {entity.url(row): True}
    found = shown(client, places(entity))
    lists = [address for address in found if "?" in address and not is_for_few(entity, address)]
    assert all(found[address] for address in lists), found
    assert TITLE in exported(entity, by)
    assert TITLE in program.get(f"/api/v1/{entity.route}").content.decode()
    assert program.get(f"/api/v1/{entity.route}/{row.pk}").status_code == 200
