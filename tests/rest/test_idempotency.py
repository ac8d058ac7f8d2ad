"""POST with an Idempotency-Key: one effect, one answer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from dealwright.core import actor as actors
from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.records import actions as records
from dealwright.records.models import IdempotentAnswer
from tests.racing import race
from tests.rest.conftest import Api

KEY = "7f0c1f5e-4a3a-4b43-9c63-1d4f6a0f0a11"


@pytest.mark.django_db
def test_the_same_key_gives_the_same_answer_and_one_effect(as_alice: Api) -> None:
    first, second = (
        as_alice.post("accounts", {"name": "Once"}, Idempotency_Key=KEY) for _try in range(2)
    )
    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    for header in ("Location", "ETag", "Content-Type"):
        assert first[header] == second[header]
    assert Account.objects.count() == 1
    assert EventRecord.objects.filter(subject_type="customers.account").count() == 1


@pytest.mark.django_db
def test_a_key_used_for_another_body_is_refused(as_alice: Api) -> None:
    as_alice.post("accounts", {"name": "Once"}, Idempotency_Key=KEY)
    answer = as_alice.post("accounts", {"name": "Twice"}, Idempotency_Key=KEY)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"field": "Idempotency-Key", "detail": "This key was used for another request."}
    ]
    assert Account.objects.count() == 1


@pytest.mark.django_db
def test_a_key_used_at_another_address_is_refused(as_alice: Api) -> None:
    as_alice.post("accounts", {"name": "Once"}, Idempotency_Key=KEY)
    answer = as_alice.post("contacts", {"last_name": "Once"}, Idempotency_Key=KEY)
    assert answer.status_code == 422


@pytest.mark.django_db
def test_a_refused_request_leaves_its_key_free(as_alice: Api) -> None:
    refused = as_alice.post("accounts", {"name": ""}, Idempotency_Key=KEY)
    assert refused.status_code == 422
    assert not IdempotentAnswer.objects.exists()
    assert as_alice.post("accounts", {"name": "Right"}, Idempotency_Key=KEY).status_code == 201


@pytest.mark.django_db
def test_a_key_belongs_to_its_person(as_alice: Api, as_bob: Api) -> None:
    mine = as_alice.post("accounts", {"name": "Mine"}, Idempotency_Key=KEY)
    his = as_bob.post("accounts", {"name": "Mine"}, Idempotency_Key=KEY)
    assert mine.json()["id"] != his.json()["id"]


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x" * 201, "ключ", "a\tb"])
def test_a_key_has_its_bounds(as_alice: Api, key: str) -> None:
    answer = as_alice.post("accounts", {"name": "A"}, Idempotency_Key=key)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"
    assert not Account.objects.exists()


@pytest.mark.django_db
def test_answers_are_forgotten_after_a_day(as_alice: Api) -> None:
    as_alice.post("accounts", {"name": "Once"}, Idempotency_Key=KEY)
    now, by = clock.now(), actors.system()
    assert records.forget_answers(by=by, at=now + timedelta(hours=23)) == 0
    assert records.forget_answers(by=by, at=now + timedelta(hours=25)) == 1


@pytest.mark.django_db(transaction=True)
def test_eight_requests_with_one_key_at_once_have_one_effect(
    api_for: Callable[..., Client], alice: Actor
) -> None:
    api = Api(api_for(alice))

    def attempt() -> Any:
        return api.another().post("accounts", {"name": "Once"}, Idempotency_Key=KEY)

    answers, _refused = race(*[attempt] * 8)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert Account.objects.count() == 1
    assert EventRecord.objects.filter(subject_type="customers.account").count() == 1
