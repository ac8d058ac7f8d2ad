"""Every kind of record that takes custom fields does so by every way in: its verbs, REST, history."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from dealwright.administration import custom_fields
from dealwright.catalog import actions as catalog
from dealwright.core.actor import Actor
from dealwright.records import registry
from dealwright.strategy import actions as strategy
from tests.records.custom.conftest import Add
from tests.rest import samples

pytestmark = pytest.mark.django_db


def kinds() -> list[str]:
    """Those that are created by themselves; orders come of quotes."""
    return [kind.key for kind in custom_fields.kinds() if kind.create]


@pytest.mark.parametrize("key", kinds())
def test_every_kind_takes_a_custom_field(
    key: str,
    add: Add,
    admin: Actor,
    system: Actor,
    selling: Any,
    at: datetime,
    api_for: Callable[..., Client],
) -> None:
    strategy.keep_default_process(by=system, at=at)
    catalog.keep_standard_units(by=system, at=at)
    add("Note", entity=key)
    entity = registry.entity(key)
    client = api_for(admin)
    body = {**samples.body(entity, admin), "cf_note": "first"}
    made = client.post(f"/api/v1/{entity.route}", body, content_type="application/json")
    assert made.status_code == 201, made.content
    assert made.json()["cf_note"] == "first"
    address = f"/api/v1/{entity.route}/{made.json()['id']}"
    changed = client.patch(
        address,
        {"cf_note": "second"},
        content_type="application/json",
        headers={"if-match": made.headers["ETag"]},
    )
    assert changed.status_code == 200, changed.content
    assert changed.json()["cf_note"] == "second"
    newest = client.get(f"{address}/history").json()["items"][0]
    assert {"field": "cf_note", "old": "first", "new": "second"} in newest["changes"]
