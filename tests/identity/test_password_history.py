"""Former passwords are kept nowhere, not even as hashes."""

from datetime import datetime
from types import SimpleNamespace

import pytest
from django.apps import apps

from dealwright.core.actor import Actor
from dealwright.events.models import EventRecord
from dealwright.identity import actions

pytestmark = pytest.mark.django_db


def test_a_new_password_is_recorded_as_a_fact_and_leaves_no_copy(
    people: SimpleNamespace, alice: Actor, admin: Actor, at: datetime
) -> None:
    history = apps.get_model("identity", "UserHistory")
    kept = history.objects.filter(pgh_obj_id=people.alice.pk)
    before = kept.count()
    user = actions.set_password(people.alice, password="measure-twice", by=alice, at=at)
    assert user.check_password("measure-twice")
    event = EventRecord.objects.get(kind="identity.PasswordSet")
    assert (event.subject_id, event.actor_id) == (user.pk, user.pk)
    assert kept.count() == before
    actions.update_user(user, {"job_title": "Key accounts"}, by=admin, at=at)
    assert kept.count() == before + 1
    assert user.password not in str(list(kept.values()))
