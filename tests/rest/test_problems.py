"""Every error is a problem document, whatever went wrong and wherever."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from django.test import Client, override_settings

from dealwright.core.actor import Actor
from dealwright.customers.models import Account
from dealwright.organisation.models import Organisation
from dealwright.records import registry
from tests.rest.conftest import Api

pytestmark = pytest.mark.django_db

JSON = "application/json"


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The document, after it was found to be one."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    found: dict[str, Any] = orjson.loads(answer.content)
    assert found["status"] == status
    assert found["code"] == code
    assert found["type"].startswith("/api/v1/docs#problem-")
    assert found["title"]
    assert found["detail"]
    return found


@pytest.mark.parametrize("path", ["", "nothing", "accounts/", "accounts/12", "accounts//", "v2"])
def test_an_unknown_address_is_a_problem(as_alice: Api, path: str) -> None:
    problem(as_alice.get(path), 404, "not_found")


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/v2/accounts", "/api/v1/%00", "/api/v1/é"])
def test_an_unknown_address_outside_of_this_version_is_one_too(
    selling: Organisation, path: str
) -> None:
    problem(Client().get(path), 404, "not_found")


def test_a_method_that_is_not_offered_names_those_that_are(as_alice: Api) -> None:
    answer = as_alice.client.put("/api/v1/accounts", b"{}", content_type=JSON)
    problem(answer, 405, "method_not_allowed")
    assert set(answer["Allow"].split(", ")) == {"GET", "POST"}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"{", "line 1"),
        (b'{"name": }', "line 1, column 10"),
        (b"\xff\xfe", "UTF-8"),
        (b'{"name": "\\ud800"}', "half of a character"),
        (b'{"annual_revenue": NaN}', "not a number"),
        (b'{"annual_revenue": 1e999999999}', "too long"),
        (b'{"annual_revenue": ' + b"9" * 5000 + b"}", "too long"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)  # fmt: skip
def test_a_body_that_is_no_json_is_malformed(as_alice: Api, body: bytes, reason: str) -> None:
    found = problem(as_alice.post("accounts", body), 400, "malformed")
    assert reason in found["detail"]
    assert not Account.objects.exists()


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_body_of_another_media_type_is_refused(as_alice: Api, media: str) -> None:
    answer = as_alice.client.generic("POST", "/api/v1/accounts", b'{"name":"A"}', media)
    problem(answer, 415, "unsupported_media_type")
    assert not Account.objects.exists()


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=2**20)
def test_a_body_that_is_too_large_is_refused(as_alice: Api) -> None:
    answer = as_alice.post("accounts", b'{"name": "' + b"x" * 2**20 + b'"}')
    found = problem(answer, 413, "too_large")
    assert "1 MB" in found["detail"]
    assert not Account.objects.exists()


def test_a_request_with_thousands_of_parameters_is_malformed(as_alice: Api) -> None:
    answer = as_alice.client.get("/api/v1/accounts?" + "&".join(f"a{n}=1" for n in range(5001)))
    problem(answer, 400, "malformed")


def test_a_refusal_speaks_the_readers_language(as_alice: Api) -> None:
    answer = as_alice.client.get("/api/v1/nothing", headers={"accept-language": "de"})
    assert answer["Content-Language"] == "de"
    assert answer.json()["detail"] == "Diese Adresse gibt es nicht."


@pytest.fixture
def broken() -> Iterator[None]:
    """Accounts that cannot be listed, for a reason that nobody foresaw."""

    def fall_over(_self: object, _rows: object, _actor: Actor) -> None:
        raise RuntimeError("secret internals")

    kept = registry.Entity.visible
    registry.Entity.visible = fall_over  # type: ignore[assignment, method-assign]
    yield
    registry.Entity.visible = kept  # type: ignore[method-assign]


def test_a_fault_tells_its_number_and_no_more(
    as_alice: Api, broken: None, caplog: pytest.LogCaptureFixture
) -> None:
    answer = as_alice.get("accounts")
    found = problem(answer, 500, "fault")
    assert b"secret" not in answer.content
    assert found["instance"].startswith("urn:uuid:")
    assert found["instance"] in caplog.text
    assert "secret internals" in caplog.text


def test_a_fault_outside_of_the_view_is_a_problem_too(rf: Any) -> None:
    from dealwright.config import api

    problem(api.handler500(rf.get("/api/v1/accounts")), 500, "fault")
    problem(api.handler400(rf.get("/api/v1/accounts"), ValueError()), 400, "malformed")
    assert api.handler400(rf.get("/"), ValueError())["Content-Type"].startswith("text/html")


def test_a_host_that_is_not_ours_is_malformed(as_alice: Api) -> None:
    problem(
        as_alice.client.get("/api/v1/accounts", headers={"host": "evil.example"}), 400, "malformed"
    )
