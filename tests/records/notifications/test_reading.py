"""What is shown and mailed is what the reader may read at that moment."""

from datetime import UTC, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from dealwright.activities import actions as activities
from dealwright.activities.tasks import remind
from dealwright.core import actor as actors
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError, NotFoundError
from dealwright.customers import actions as customers
from dealwright.identity import access
from dealwright.identity import actions as identity
from dealwright.identity.models import Role
from dealwright.identity.privileges import FieldLevel
from dealwright.identity.queries import actor_for
from dealwright.records import actions as records
from dealwright.records.models import NoticeChoice, Notification
from dealwright.records.notifications import actions, kinds, queries
from dealwright.records.notifications.kinds import ASSIGNED, FOLLOWED, MENTIONED
from dealwright.records.notifications.models import Mail, Rhythm
from dealwright.records.notifications.preferences import Ways
from dealwright.records.tasks import mail_notices
from tests import smtp
from tests.factories.activities import activity_of
from tests.factories.customers import account_of
from tests.records.notifications.hearing import hear, told

pytestmark = pytest.mark.django_db


def texts(actor: Actor) -> list[str]:
    rows = queries.mine(actor).order_by("at", "pk")
    return [shown.notice.text for shown in queries.readable(rows, actor)]


def mail(at: datetime) -> None:
    mail_notices(int(at.timestamp()))


def choose(actor: Actor, *ways: tuple[kinds.NoticeKind, Mail], at: datetime, **values: Any) -> None:
    chosen = {kind.key: Ways(in_app=True, mail=mail) for kind, mail in ways}
    actions.choose(values, chosen, by=actor, at=at)


def test_a_mention_that_one_may_not_read_is_absent_until_it_is_shared(
    alice: Actor, charlie: Actor, people: SimpleNamespace, at: datetime
) -> None:
    account = account_of(alice, "Pilot")
    customers.update_account(account, {"description": "ask @Charlie Example"}, by=alice, at=at)
    hear()
    assert told(people.charlie) == ["Alice Example mentioned you: Pilot"]
    assert texts(charlie) == []
    assert queries.unread(charlie) == 0
    records.share(account, people.charlie, by=alice, at=at)
    charlie = actor_for(people.charlie)
    assert "Alice Example mentioned you: Pilot" in texts(charlie)


def test_what_is_shared_no_more_is_shown_and_mailed_no_more(
    alice: Actor, people: SimpleNamespace, at: datetime, mailoutbox: list[Any]
) -> None:
    account = account_of(alice, "Pilot")
    records.share(account, people.charlie, by=alice, at=at)
    customers.update_account(account, {"description": "ask @Charlie Example"}, by=alice, at=at)
    hear()
    records.unshare(account, people.charlie, by=alice, at=at)
    assert texts(actor_for(people.charlie)) == []
    mail(at + timedelta(minutes=1))
    assert [found.to for found in mailoutbox] == []


def test_of_a_deleted_record_nothing_is_told(alice: Actor, bob: Actor, at: datetime) -> None:
    account = account_of(alice, "Pilot")
    customers.update_account(account, {"industry": "food"}, by=bob, at=at)
    hear()
    assert texts(alice) == ["Bob Example changed Pilot"]
    customers.delete_account(account, by=alice, at=at)
    assert texts(alice) == []


def test_a_hidden_field_is_not_named_and_a_notice_of_it_alone_is_absent(
    alice: Actor, bob: Actor, people: SimpleNamespace, system: Actor, at: datetime
) -> None:
    account = account_of(alice, "Pilot")
    customers.update_account(account, {"industry": "food"}, by=bob, at=at)
    customers.update_account(account, {"website": "https://p.example"}, by=bob, at=at)
    hear()
    role = Role.objects.get(key="salesperson")
    levels = {"industry": FieldLevel.HIDDEN}
    identity.set_field_rights(role, "customers.account", levels, by=system, at=at)
    rows = queries.mine(alice).order_by("at", "pk")
    shown = queries.readable(rows, actor_for(people.alice))
    assert [found.fields for found in shown] == [["website"]]


def test_a_mail_is_sent_once_and_leads_to_the_settings(
    alice: Actor, bob: Actor, people: SimpleNamespace, settings: Any, at: datetime
) -> None:
    customers.update_account(account_of(alice, "Pilot"), {"owner": people.ann.pk}, by=bob, at=at)
    hear()
    with smtp.serving(settings) as box:
        for minute in (1, 2):
            mail(at + timedelta(minutes=minute))
    (found,) = box.mails
    assert found["To"] == "ann@corvane.example"
    assert found["Subject"] == "Bob Example handed the account Pilot over to you"
    body = found.get_body(("plain",))
    assert body is not None
    assert "/notifications/settings/" in body.get_content()
    assert "/notifications/settings/" in found["List-Unsubscribe"]


def test_what_the_server_refuses_is_tried_again_and_then_given_up(
    alice: Actor, bob: Actor, people: SimpleNamespace, settings: Any, at: datetime
) -> None:
    customers.update_account(account_of(alice, "Pilot"), {"owner": people.ann.pk}, by=bob, at=at)
    hear()
    with smtp.serving(settings) as box:
        box.refuses = True
        mail(at + timedelta(minutes=1))
        row = Notification.objects.get(user=people.ann)
        assert (row.mailed_at, row.mail_at) == (None, at + timedelta(minutes=11))
        box.refuses = False
        mail(at + timedelta(minutes=12))
        assert len(box.mails) == 1
        box.refuses = True
        records.notify([people.ann.pk], text="Late", kind=ASSIGNED, by=actors.system(), at=at)
        mail(at + timedelta(days=2))
    assert Notification.objects.get(text="Late").mail_at is None


def test_a_digest_is_tried_for_a_day_from_when_it_was_due(
    ann: Actor, people: SimpleNamespace, settings: Any, at: datetime
) -> None:
    choose(ann, (ASSIGNED, Mail.DIGEST), at=at, rhythm=Rhythm.WEEKLY, hour=7, weekday=0)
    records.notify([people.ann.pk], text="News", kind=ASSIGNED, by=actors.system(), at=at)
    due = Notification.objects.get().mail_at
    assert due is not None
    assert due > at + timedelta(days=3)
    with smtp.serving(settings) as box:
        box.refuses = True
        mail(due)
        assert Notification.objects.get().mail_at == due + timedelta(minutes=10)
        mail(due + timedelta(hours=23))
        box.refuses = False
        mail(due + timedelta(hours=23, minutes=10))
        assert len(box.mails) == 1


def test_what_was_read_meanwhile_is_not_mailed(
    alice: Actor,
    ann: Actor,
    bob: Actor,
    people: SimpleNamespace,
    at: datetime,
    mailoutbox: list[Any],
) -> None:
    customers.update_account(account_of(alice, "Pilot"), {"owner": people.ann.pk}, by=bob, at=at)
    hear()
    actions.read_all(by=ann, at=at)
    mail(at + timedelta(minutes=1))
    assert mailoutbox == []


def test_quiet_hours_hold_the_mail_in_the_persons_own_time_zone(
    alice: Actor,
    bob: Actor,
    people: SimpleNamespace,
    system: Actor,
    mailoutbox: list[Any],
    at: datetime,
) -> None:
    identity.update_user(people.ann, {"time_zone": "Asia/Kolkata"}, by=system, at=at)
    ann = actor_for(people.ann)
    choose(ann, at=at, quiet_from=time(20), quiet_until=time(8))
    night = datetime(2026, 9, 1, 16, 0, tzinfo=UTC)  # half past nine in the evening in Kolkata
    account = account_of(alice, "Pilot")
    customers.update_account(account, {"owner": people.ann.pk}, by=bob, at=night)
    hear()
    assert queries.is_quiet(ann, night)
    assert texts(ann) == ["Bob Example handed the account Pilot over to you"]
    mail(night + timedelta(hours=10))
    assert mailoutbox == []
    mail(datetime(2026, 9, 2, 2, 30, tzinfo=UTC))
    assert len(mailoutbox) == 1


def test_a_digest_is_one_mail_by_record(
    alice: Actor, bob: Actor, mailoutbox: list[Any], at: datetime
) -> None:
    choose(alice, (FOLLOWED, Mail.DIGEST), at=at, rhythm=Rhythm.WEEKLY, weekday=4, hour=16)
    for name in ("Alfa", "Beta"):
        account = account_of(alice, name)
        for industry in ("food", "energy"):
            customers.update_account(account, {"industry": industry}, by=bob, at=at)
    hear()
    mail(datetime(2026, 9, 4, 15, 59, tzinfo=UTC))
    assert mailoutbox == []
    mail(datetime(2026, 9, 4, 16, 0, tzinfo=UTC))
    (found,) = mailoutbox
    assert found.subject == "Dealwright: 4 notifications"
    assert found.body.count("Alfa\nhttp") == found.body.count("Beta\nhttp") == 1
    assert found.body.count("- Bob Example changed Alfa: industry") == 2


def test_what_one_wants_by_no_way_is_not_even_kept(alice: Actor, bob: Actor, at: datetime) -> None:
    nothing = {FOLLOWED.key: Ways(in_app=False, mail=Mail.NEVER)}
    actions.choose({}, nothing, by=alice, at=at)
    customers.update_account(account_of(alice), {"industry": "food"}, by=bob, at=at)
    hear()
    assert told(alice) == []


def test_what_is_wanted_by_mail_alone_is_not_under_the_bell(
    alice: Actor, bob: Actor, at: datetime, mailoutbox: list[Any]
) -> None:
    by_mail = {FOLLOWED.key: Ways(in_app=False, mail=Mail.NOW)}
    actions.choose({}, by_mail, by=alice, at=at)
    customers.update_account(account_of(alice, "Pilot"), {"industry": "food"}, by=bob, at=at)
    hear()
    assert texts(alice) == []
    mail(at + timedelta(minutes=1))
    assert [found.subject for found in mailoutbox] == ["Bob Example changed Pilot"]


@pytest.mark.parametrize(
    ("values", "ways"),
    [
        ({"quiet_from": time(20)}, {}),
        ({"hour": 24}, {}),
        ({"rhythm": "hourly"}, {}),
        ({"user": 1}, {}),
        ({}, {"no.such": Ways(in_app=True, mail=Mail.NOW)}),
    ],
)
def test_wishes_that_make_no_sense_are_refused(
    values: dict[str, Any], ways: dict[str, Ways], alice: Actor, at: datetime
) -> None:
    with pytest.raises(InvalidError):
        actions.choose(
            values, {MENTIONED.key: Ways(in_app=True, mail=Mail.NOW)} | ways, by=alice, at=at
        )
    assert not NoticeChoice.objects.exists()


def test_the_system_has_no_wishes(system: Actor, at: datetime) -> None:
    with pytest.raises(NotAllowedError):
        actions.choose({}, {}, by=system, at=at)


def test_nobody_reads_what_another_was_told(
    alice: Actor, bob: Actor, system: Actor, at: datetime
) -> None:
    assert alice.id
    (row,) = records.notify([alice.id], text="For Alice", by=system, at=at)
    with pytest.raises(NotFoundError):
        actions.read(row.pk, by=bob, at=at)
    assert Notification.objects.get().read_at is None


def test_only_the_system_mails(alice: Actor, at: datetime) -> None:
    assert alice.id
    for verb in (actions.mail_due, actions.try_later):
        with pytest.raises(NotAllowedError):
            verb(alice.id, by=alice, at=at)


def test_a_task_is_told_when_it_is_due_and_once_more_a_day_later(
    alice: Actor, at: datetime
) -> None:
    due = at + timedelta(hours=1)
    activity_of(alice, title="Call them", kind="task", due_at=due)
    for moment in (at, due, due + timedelta(minutes=1), due + timedelta(days=1)):
        remind(int(moment.timestamp()))
    assert told(alice) == ["Due: Call them", "A day overdue: Call them"]


def test_what_is_done_in_time_is_not_told(alice: Actor, at: datetime) -> None:
    due = at + timedelta(hours=1)
    task = activity_of(alice, title="Call them", kind="task", due_at=due)
    activities.complete(task, by=alice, at=at)
    remind(int(due.timestamp()))
    assert told(alice) == []


def test_reading_costs_a_query_for_each_kind_whatever_the_number(
    django_assert_num_queries: Any, alice: Actor, bob: Actor, at: datetime
) -> None:
    access.principals(alice)
    for count in (1, 3):
        for number in range(count):
            account = account_of(alice, f"Firm {count} {number}")
            customers.update_account(account, {"industry": "food"}, by=bob, at=at)
        hear()
        rows = list(queries.mine(alice))
        with django_assert_num_queries(1):
            assert len(queries.readable(rows, alice)) == len(rows)


def test_what_was_read_long_ago_is_forgotten_and_nothing_else(
    alice: Actor, system: Actor, at: datetime
) -> None:
    assert alice.id
    for text in ("old", "unread", "new"):
        records.notify([alice.id], text=text, by=system, at=at)
    for text, days in (("old", 0), ("new", 60)):
        row = Notification.objects.get(text=text)
        actions.read(row.pk, by=alice, at=at + timedelta(days=days))
    with pytest.raises(NotAllowedError):
        actions.forget(by=alice, at=at)
    assert actions.forget(by=system, at=at + timedelta(days=91)) == 1
    assert sorted(told(alice)) == ["new", "unread"]
