"""What the tests of the API share: clients of Alice, Bob and Charlie, and calls that speak JSON."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from dealwright.core.actor import Actor
from dealwright.records.rest.throttle import brake


@pytest.fixture(autouse=True)
def _brake_released() -> Iterator[None]:
    """No test is braked by the failures of another."""
    brake.release()
    yield
    brake.release()


class Api:
    """A client that sends and reads JSON, at addresses under /api/v1."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def another(self, *, enforce_csrf_checks: bool = False) -> "Api":
        """A client of its own with the same token."""
        headers = {"authorization": self.client.defaults["HTTP_AUTHORIZATION"]}
        return Api(Client(headers=headers, enforce_csrf_checks=enforce_csrf_checks))

    def get(self, path: str, /, **parameters: Any) -> Any:
        return self.client.get(f"/api/v1/{path}", parameters)

    def post(self, path: str, body: Any = None, /, **headers: str) -> Any:
        return self._send("POST", path, body, headers)

    def patch(self, path: str, body: Any, /, **headers: str) -> Any:
        return self._send("PATCH", path, body, headers)

    def delete(self, path: str, /, **headers: str) -> Any:
        return self._send("DELETE", path, None, headers)

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Any:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        send = getattr(self.client, method.lower())
        if body is None:
            return send(f"/api/v1/{path}", headers=given)
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return send(f"/api/v1/{path}", data=data, content_type="application/json", headers=given)


@pytest.fixture
def api_of(api_for: Callable[..., Client]) -> Callable[..., Api]:
    """The API as an actor's program uses it."""
    return lambda actor, *scopes: Api(api_for(actor, scopes) if scopes else api_for(actor))


@pytest.fixture
def as_alice(api_of: Callable[..., Api], alice: Actor) -> Api:
    return api_of(alice)


@pytest.fixture
def as_bob(api_of: Callable[..., Api], bob: Actor) -> Api:
    return api_of(bob)


@pytest.fixture
def as_charlie(api_of: Callable[..., Api], charlie: Actor) -> Api:
    return api_of(charlie)
