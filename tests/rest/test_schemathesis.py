"""Schemathesis drives every operation from the API's own document: no fault, and no answer it does not declare."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from dealwright.config.wsgi import application
from dealwright.core.actor import Actor
from dealwright.records import registry
from dealwright.strategy import actions as strategy
from tests.people import AT
from tests.rest import samples

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture
def authorization(api_for: Callable[[Actor], Client], admin: Actor) -> str:
    return str(api_for(admin).defaults["HTTP_AUTHORIZATION"])


@pytest.fixture
def rows(admin: Actor) -> dict[str, UUID]:
    """The id of a record of each kind, by its route."""
    strategy.keep_default_process(by=admin, at=AT)
    return {
        entity.route: samples.row(entity, admin).pk
        for entity in registry.entities()
        if entity.route and entity.create
    }


@pytest.fixture
def _connection_kept() -> Iterator[None]:
    """Between real requests Django closes connections; this test's rows live in one transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def described(rows: dict[str, UUID], _connection_kept: None) -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.mark.django_db
def test_every_operation_answers_as_its_document_says(
    described: Any, rows: dict[str, UUID], authorization: str, subtests: pytest.Subtests
) -> None:
    for found in described.get_all_operations():
        operation = found.ok()
        with subtests.test(operation.label):
            drive(operation, rows, authorization)


def drive(operation: Any, rows: dict[str, UUID], authorization: str) -> None:
    """Send an operation what its document allows, and some that it does not."""

    @given(case=operation.as_strategy())
    @settings(
        max_examples=5,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def send(case: Any) -> None:
        case.headers["Authorization"] = authorization
        route = case.path.split("/")[3]
        if "id" in case.path_parameters and route in rows:
            case.path_parameters["id"] = str(rows[route])  # one from nowhere finds only nothing
        if "If-Match" in case.headers:
            case.headers["If-Match"] = "*"  # so that most changes get past it
        with transaction.atomic():  # each case meets the same rows
            case.call_and_validate(checks=CHECKS)
            transaction.set_rollback(True)

    send()
