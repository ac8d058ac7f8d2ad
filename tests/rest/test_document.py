"""The OpenAPI document: valid, complete, and true to what the routes do."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import jsonschema_rs
import pytest
from django.test import Client

from dealwright.config import api
from dealwright.core.actor import Actor
from dealwright.customers import actions as customers
from dealwright.organisation.models import Organisation
from dealwright.records import registry
from tests.people import AT
from tests.rest.conftest import Api


@cache
def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(api.openapi_bytes())
    return found


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
    ]


def validator(schema: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
    """A validator of one schema of the document, references included."""
    whole = {"components": document()["components"], **schema}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


def test_it_is_openapi_3_1() -> None:
    assert document()["openapi"].startswith("3.1.")
    assert document()["info"]["title"] == "Dealwright"


def test_every_schema_is_a_schema() -> None:
    for schema in document()["components"]["schemas"].values():
        jsonschema_rs.meta.validate(schema)


def test_every_reference_leads_somewhere() -> None:
    def lost(value: Any) -> list[str]:
        if isinstance(value, list):
            return [found for each in value for found in lost(each)]
        if not isinstance(value, dict):
            return []
        target = value.get("$ref")
        here = [target] if isinstance(target, str) and not leads(target) else []
        return here + [found for each in value.values() for found in lost(each)]

    def leads(reference: str) -> bool:
        place: Any = document()
        for part in reference.removeprefix("#/").split("/"):
            place = place.get(part, {})
        return bool(place)

    assert lost(document()) == []


def test_every_operation_has_a_name_of_its_own() -> None:
    names = [operation["operationId"] for _path, _method, operation in operations()]
    assert len(set(names)) == len(names)


def test_every_operation_says_what_it_does_and_what_it_refuses() -> None:
    lacking = [
        f"{method} {path}"
        for path, method, operation in operations()
        if not operation["summary"]
        or not {"429", "500"} <= set(operation["responses"])
        or ("requestBody" in operation and not {"400", "413", "415", "422"} <= set(operation["responses"]))
        or (operation["security"] and not {"401", "403"} <= set(operation["responses"]))
    ]  # fmt: skip
    assert lacking == []


def test_every_parameter_in_a_path_is_declared() -> None:
    for path, _method, operation in operations():
        declared = {p["name"] for p in operation["parameters"] if p["in"] == "path"}
        assert declared == {part[1:-1] for part in path.split("/") if part.startswith("{")}


def test_no_parameter_is_declared_twice() -> None:
    for _path, _method, operation in operations():
        names = [(p["in"], p["name"]) for p in operation["parameters"]]
        assert len(set(names)) == len(names)


def test_examples_fit_their_schemas() -> None:
    for name, schema in document()["components"]["schemas"].items():
        if "example" in schema:
            errors = [str(found) for found in validator(schema).iter_errors(schema["example"])]
            assert (name, errors) == (name, [])


def test_every_kind_with_a_route_is_described() -> None:
    for entity in registry.entities():
        if entity.route:
            offered = document()["paths"][f"/api/v1/{entity.route}"]
            assert ("post" in offered) == bool(entity.create)
            one = document()["paths"][f"/api/v1/{entity.route}/{{id}}"]
            assert ("patch" in one, "delete" in one) == (bool(entity.update), bool(entity.delete))
            for command in entity.commands:
                assert f"/api/v1/{entity.route}/{{id}}/{command.name}" in document()["paths"]


@pytest.mark.django_db
@pytest.mark.parametrize("filled", [True, False])
def test_answers_are_as_described(as_alice: Api, alice: Actor, filled: bool) -> None:
    values = {"name": "A", "employees": 3, "annual_revenue": "5", "industry": "food"}
    account = customers.create_account(values if filled else {"name": "B"}, by=alice, at=AT)
    page = as_alice.get("accounts").json()
    schemas = document()["components"]["schemas"]
    validator(schemas["AccountPage"]).validate(page)
    validator({**schemas["Account"], "additionalProperties": False}).validate(page["items"][0])
    refusal = as_alice.patch(f"accounts/{account.pk}", {"name": ""}, If_Match="*")
    validator(schemas["Problem"]).validate(refusal.json())


@pytest.mark.django_db
def test_it_is_served_to_everyone(
    selling: Organisation, alice: Actor, client_for: Callable[[Actor], Client], as_alice: Api
) -> None:
    for client in (Client(), client_for(alice), as_alice.client):
        answer = client.get("/api/v1/openapi.json")
        assert answer["Content-Type"] == "application/json"
        assert {"Authorization", "Cookie"} <= set(answer["Vary"].split(", "))
        assert answer.json() == document()
