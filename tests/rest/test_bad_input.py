"""Bad input at every route of every registered kind: refused with the field and the reason, and nothing written."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from django.db import transaction
from django.test import Client, override_settings

from dealwright.core.actor import Actor
from dealwright.events.models import EventRecord
from dealwright.records import registry
from dealwright.records.fields import Field, Kind
from dealwright.records.registry import Command, Entity
from dealwright.strategy import actions as strategy
from tests.people import AT
from tests.rest import samples
from tests.rest.conftest import Api
from tests.rest.faults import ODD_TEXTS, Fault, faults

pytestmark = pytest.mark.django_db

KINDS = [entity.key for entity in registry.entities() if entity.route and entity.create]


@pytest.fixture
def api(api_for: Callable[[Actor], Client], admin: Actor) -> Api:
    strategy.keep_default_process(by=admin, at=AT)
    return Api(api_for(admin))


def written(entity: Entity) -> tuple[int, int]:
    return entity.model._default_manager.count(), EventRecord.objects.count()


def refusal(answer: Any, field: str, fault: Fault) -> None:
    """A problem that names the field and gives the reason."""
    assert answer.status_code == 422, answer.content
    named = {error["field"].split(".")[0]: error["detail"] for error in answer.json()["errors"]}
    assert field in named, (fault, named)
    assert fault.reason in named[field]


@pytest.mark.parametrize("key", KINDS)
def test_bad_input_is_refused_with_field_and_reason_and_nothing_is_written(
    api: Api, admin: Actor, key: str, subtests: pytest.Subtests
) -> None:
    entity = registry.entity(key)
    body = samples.body(entity, admin)
    row = samples.row(entity, admin)
    before, version = written(entity), row.version
    one = f"{entity.route}/{row.pk}"

    def send_each(where: str, fields: Any, send: Callable[[dict[str, Any]], Any]) -> None:
        for field in fields:
            for fault in faults(field):
                with subtests.test(f"{where} {field.name}: {fault.name} {fault.value!r:.40}"):
                    refusal(send({field.name: fault.value}), field.name, fault)
        with subtests.test(f"{where}: unknown field"):
            refusal(send({"colour": "red"}), "colour", Fault("unknown", "", "no such field"))

    creatable = [field for field in entity.fields if field.creatable]
    send_each("POST", creatable, lambda wrong: api.post(entity.route, body | wrong))
    if entity.update:
        editable = [field for field in entity.fields if field.editable]
        send_each("PATCH", editable, lambda wrong: api.patch(one, wrong, If_Match="*"))
    for command in entity.commands:
        given = {found.name: samples.value(found, admin) for found in command.parameters}
        before = written(entity)
        send_each(
            command.name,
            command.parameters,
            lambda wrong, to=f"{one}/{command.name}", given=given: api.post(to, given | wrong),
        )
    row.refresh_from_db()
    assert (written(entity), row.version) == (before, version)


@pytest.mark.parametrize("key", KINDS)
def test_odd_texts_are_kept_as_they_are(api: Api, admin: Actor, key: str) -> None:
    entity = registry.entity(key)
    texts = [
        field
        for field in entity.fields
        if is_free_text(field) and (key, field.name) not in KNOWN_TEXTS
    ]
    for odd in ODD_TEXTS:
        with transaction.atomic():
            given = {field.name: odd[: field.max_length] for field in texts}
            answer = api.post(entity.route, samples.body(entity, admin) | given)
            assert answer.status_code == 201, answer.content
            assert {name: answer.json()[name] for name in given} == given
            transaction.set_rollback(True)


# a country that is known, or none; a region of that country only; what accounts have; a group of the bundle's parts
KNOWN_TEXTS = {
    ("catalog.taxrate", "country"),
    ("catalog.taxrate", "region"),
    ("catalog.pricelistselector", "value"),
    ("catalog.configurationrule", "group"),
}


def is_free_text(field: Field) -> bool:
    """A text that people write; a hidden one names something for programs, a locale is spelled, a register gives numbers."""
    return (
        field.creatable
        and not field.hidden
        and field.kind in {Kind.TEXT, Kind.LONG_TEXT}
        and field.name != "locale"
        and not field.of_register
    )


ROUTES = [
    (entity.key, method, command)
    for entity in registry.entities()
    if entity.route and entity.create
    for method, command in [
        ("POST", None),
        *([("PATCH", None)] if entity.update else []),
        *(("POST", command) for command in entity.commands),
    ]
]


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=2**16)
def test_every_route_refuses_bodies_that_cannot_be_read(
    api: Api, admin: Actor, subtests: pytest.Subtests
) -> None:
    rows = {key: samples.row(registry.entity(key), admin) for key in KINDS}
    for key, method, command in ROUTES:
        entity = registry.entity(key)
        before = written(entity)
        address = address_of(entity, rows[key], method, command)
        for body, media, status in (
            (b'{"name": ', "application/json", 400),
            (b"\xff{}", "application/json", 400),
            (b'{"name": "\\udc00"}', "application/json", 400),
            (b"name=A", "application/x-www-form-urlencoded", 415),
            (orjson.dumps({"name": "x" * 2**16}), "application/json", 413),
            (b"[[1]]", "application/json", 422),
            (b'"text"', "application/json", 422),
        ):
            with subtests.test(f"{method} {address} {body[:20]!r}"):
                answer = api.client.generic(method, address, body, media, headers={"If-Match": "*"})
                assert answer.status_code == status, answer.content
                assert answer["Content-Type"] == "application/problem+json"
        assert written(entity) == before


def address_of(entity: Entity, row: Any, method: str, command: Command | None) -> str:
    one = f"/api/v1/{entity.route}/{row.pk}"
    if command:
        return f"{one}/{command.name}"
    return one if method == "PATCH" else f"/api/v1/{entity.route}"


def test_every_amount_is_bounded_from_below_and_every_percentage_from_both_sides() -> None:
    """So that the faults above meet each of them: a negative quantity, a discount of 101 %."""
    fields = [
        (entity.key, field)
        for entity in registry.entities()
        for field in [*entity.fields, *(p for c in entity.commands for p in c.parameters)]
        if field.creatable or field.editable
    ]
    loose = [
        (key, field.name)
        for key, field in fields
        if (field.is_number and (key, field.name) not in SIGNED and is_open_below(field))
        or (field.kind == Kind.PERCENT and (field.minimum, field.maximum) != bounds(key, field))
    ]
    assert loose == []


# What a choice adds to price and cost takes something off below zero; a measure may lie below zero.
SIGNED = {
    (key, name)
    for key in ("catalog.productproperty", "catalog.propertychoice")
    for name in ("price_amount", "price_percent", "cost_amount", "cost_percent")
} | {("catalog.productproperty", name) for name in ("minimum", "maximum")}


def is_open_below(field: Field) -> bool:
    return field.minimum is None or field.minimum < 0


def bounds(key: str, field: Field) -> tuple[int, int]:
    """The percentages that a field takes: a markup may be more than the cost, and what a choice adds more than the price."""
    if (key, field.name) in SIGNED:
        return -100, 1000
    return 0, 1000 if (key, field.name) == ("catalog.pricelistitem", "percent") else 100


def test_a_currency_without_a_rate_is_refused_with_the_remedy(api: Api) -> None:
    entity = registry.entity("opportunities.opportunity")
    before = written(entity)
    answer = api.post("opportunities", {"name": "Far away", "currency": "JPY"})
    assert answer.status_code in {409, 422}
    assert "JPY" in answer.json()["detail"]
    assert written(entity) == before
