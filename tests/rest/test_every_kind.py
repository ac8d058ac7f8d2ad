"""What holds for every registered kind of record, whoever declared it."""

from collections.abc import Callable
from typing import Any

import jsonschema_rs
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dealwright.config import api as rest
from dealwright.core.actor import Actor
from dealwright.identity import access
from dealwright.identity import actions as identity
from dealwright.identity.models import BusinessUnit
from dealwright.identity.privileges import Privilege
from dealwright.identity.queries import actor_for
from dealwright.records import registry
from dealwright.records.fields import Kind
from dealwright.records.models import OwnedRecord
from dealwright.records.registry import Entity
from dealwright.strategy import actions as strategy
from tests.people import AT
from tests.rest import samples
from tests.rest.conftest import Api

pytestmark = pytest.mark.django_db

KINDS = [entity.key for entity in registry.entities() if entity.route and entity.create]


@pytest.fixture(autouse=True)
def _process(admin: Actor) -> None:
    strategy.keep_default_process(by=admin, at=AT)


@pytest.fixture
def as_admin(api_of: Callable[..., Api], admin: Actor) -> Api:
    return api_of(admin)


@pytest.fixture
def as_nobody(api_of: Callable[..., Api], system: Actor, admin: Actor) -> Api:
    """Someone without any role."""
    unit = BusinessUnit.objects.get(name="South")
    user = identity.create_user(
        email="noor@corvane.example", name="Noor", unit=unit, role_keys=[], by=system, at=AT
    )
    return api_of(actor_for(user))


@pytest.mark.parametrize("key", KINDS)
def test_a_list_costs_the_same_for_one_row_and_three(as_admin: Api, admin: Actor, key: str) -> None:
    entity = registry.entity(key)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert as_admin.get(entity.route).status_code == 200
        return len(queries)

    samples.row(entity, admin)
    cost()
    one = cost()
    samples.row(entity, admin)
    samples.row(entity, admin)
    assert (cost(), one <= 4) == (one, True)


@pytest.mark.parametrize("key", KINDS)
def test_a_record_costs_three_statements_and_is_as_described(
    as_admin: Api, admin: Actor, key: str
) -> None:
    entity = registry.entity(key)
    row = samples.row(entity, admin)
    as_admin.get(f"{entity.route}/{row.pk}")
    with CaptureQueriesContext(connection) as queries:
        found = as_admin.get(f"{entity.route}/{row.pk}").json()
    assert len(queries) == 3
    described(entity).validate(found)


def described(entity: Entity) -> jsonschema_rs.Draft202012Validator:
    document = rest._document()
    schema = document["components"]["schemas"][entity.model.__name__]
    strict = {**schema, "additionalProperties": False, "required": list(schema["properties"])}
    whole = {"components": document["components"], **strict}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


@pytest.mark.parametrize("key", KINDS)
def test_who_may_read_nothing_finds_nothing(as_nobody: Api, admin: Actor, key: str) -> None:
    entity = registry.entity(key)
    row = samples.row(entity, admin)
    assert as_nobody.get(entity.route).json()["items"] == []
    assert as_nobody.get(f"{entity.route}/{row.pk}").status_code == 404
    assert as_nobody.delete(f"{entity.route}/{row.pk}").status_code in {404, 405}
    for command in entity.commands:
        answer = as_nobody.post(f"{entity.route}/{row.pk}/{command.name}", {})
        assert answer.status_code == 404
    assert entity.model._default_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    "key", [key for key in KINDS if issubclass(registry.entity(key).model, OwnedRecord)]
)
def test_an_owned_record_is_seen_by_its_owner_and_manager_and_no_stranger(
    as_alice: Api, as_bob: Api, as_charlie: Api, alice: Actor, key: str
) -> None:
    entity = registry.entity(key)
    if not access.may(alice, Privilege.CREATE, key):
        pytest.skip("salespeople do not create these")
    row = samples.row(entity, alice)
    assert as_alice.get(f"{entity.route}/{row.pk}").status_code == 200
    assert as_bob.get(f"{entity.route}/{row.pk}").status_code == 200
    assert as_charlie.get(f"{entity.route}/{row.pk}").status_code == 404
    assert as_charlie.get(entity.route).json()["items"] == []


@pytest.mark.parametrize("key", [key for key in KINDS if registry.entity(key).update])
def test_a_record_given_its_own_values_stays_as_it_is(
    as_admin: Api, admin: Actor, key: str
) -> None:
    entity = registry.entity(key)
    row = samples.row(entity, admin)
    address = f"{entity.route}/{row.pk}"
    before = as_admin.get(address).json()
    given = {field.name: written(before[field.name]) for field in entity.fields if field.editable}
    answer = as_admin.patch(address, given, If_Match="*")
    assert answer.status_code == 200, answer.content
    assert answer.json() == before


def written(value: Any) -> Any:
    """A value as it was read, in the form in which it is written: of a link the id."""
    return value["id"] if isinstance(value, dict) else value


@pytest.mark.parametrize("key", KINDS)
def test_every_field_can_be_filtered_ordered_and_chosen(
    as_admin: Api, admin: Actor, key: str
) -> None:
    entity = registry.entity(key)
    row = samples.row(entity, admin)
    for field in entity.fields:
        found = as_admin.get(entity.route, fields=field.name)
        assert found.status_code == 200, (field.name, found.content)
        if field.kind in {Kind.LONG_TEXT, Kind.LIST}:
            continue
        for order in (field.name, f"-{field.name}"):
            assert as_admin.get(entity.route, order=order).status_code == 200
        value = written(as_admin.get(f"{entity.route}/{row.pk}").json()[field.name])
        if value not in {None, ""}:
            text = str(value).lower() if isinstance(value, bool) else str(value)
            found = as_admin.get(entity.route, **{field.name: text}).json()
            assert str(row.pk) in {each["id"] for each in found["items"]}, field.name
