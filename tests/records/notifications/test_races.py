"""Two workers at once tell once, and mail once."""

from datetime import timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

from dealwright.core import actor as actors
from dealwright.core.actor import Actor
from dealwright.customers import actions as customers
from dealwright.events.models import EventRecord
from dealwright.events.tasks import deliver
from dealwright.records import actions as records
from dealwright.records.models import Notification
from dealwright.records.notifications import actions, telling
from dealwright.records.notifications.kinds import ASSIGNED
from tests import smtp
from tests.factories.customers import account_of
from tests.people import AT
from tests.racing import race
from tests.records.notifications.hearing import HANDLERS, told

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_two_workers_that_deliver_one_event_tell_once(alice: Actor, bob: Actor) -> None:
    customers.update_account(account_of(alice, "Pilot"), {"industry": "food"}, by=bob, at=AT)
    event = EventRecord.objects.filter(subject_label="Pilot").latest("pk")
    work = partial(deliver, HANDLERS[0], [str(event.pk)])
    race(work, work)
    assert told(alice) == ["Bob Example changed Pilot"]


def test_the_database_itself_lets_nobody_be_told_twice(alice: Actor, bob: Actor) -> None:
    customers.update_account(account_of(alice, "Pilot"), {"industry": "food"}, by=bob, at=AT)
    event = EventRecord.objects.filter(subject_label="Pilot").latest("pk")
    tell = partial(actions.tell, telling.of(event), by=actors.system(), at=AT)
    race(tell, tell, tell)
    assert told(alice) == ["Bob Example changed Pilot"]


def test_two_workers_mail_a_person_once(people: SimpleNamespace, settings: Any) -> None:
    for text in ("First", "Second"):
        records.notify([people.ann.pk], text=text, kind=ASSIGNED, by=actors.system(), at=AT)
    mail = partial(
        actions.mail_due, people.ann.pk, by=actors.system(), at=AT + timedelta(minutes=1)
    )
    with smtp.serving(settings) as box:
        counts, refused = race(mail, mail)
    assert (sorted(counts), refused) == ([0, 2], [])
    assert len(box.mails) == 1
    assert not Notification.objects.filter(mailed_at=None).exists()
