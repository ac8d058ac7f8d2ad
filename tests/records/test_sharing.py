"""Single records given to people and teams beyond what their roles reach."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dealwright.activities import actions as activities
from dealwright.activities.models import Activity
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotAllowedError, RefusedError
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.identity import access
from dealwright.identity import actions as identity
from dealwright.identity.models import Share, Team
from dealwright.identity.privileges import Privilege
from dealwright.identity.queries import actor_for
from dealwright.records import actions as records
from dealwright.records.models import Notification

pytestmark = pytest.mark.django_db
KEY = "customers.account"


@pytest.fixture
def account(alice: Actor, at: datetime) -> Account:
    return customers.create_account({"name": "Nordhaven"}, by=alice, at=at)


@pytest.fixture
def team(people: SimpleNamespace, admin: Actor, at: datetime) -> Team:
    """Charlie and Mia, who work in the South."""
    members = [people.charlie, people.mia]
    return identity.create_team(
        name="Key accounts", unit=people.charlie.unit, members=members, by=admin, at=at
    )


def fresh(actor: Actor, people: SimpleNamespace) -> Actor:
    """The same person in a new request."""
    return actor_for(next(user for user in vars(people).values() if user.pk == actor.id))


def reached(actor: Actor, people: SimpleNamespace) -> set[Privilege]:
    reader = fresh(actor, people)
    account = Account.objects.get()
    return {each for each in Privilege if access.can(reader, each, KEY, account)}


def refused(error: type[Exception], verb: Callable[..., Any], *given: Any, **named: Any) -> None:
    """The verb is refused; no share, event or notification remains of it."""
    before = [
        list(model.objects.order_by("pk").values()) for model in (Share, EventRecord, Notification)
    ]
    with pytest.raises(error):
        verb(*given, **named)
    after = [
        list(model.objects.order_by("pk").values()) for model in (Share, EventRecord, Notification)
    ]
    assert after == before


def test_a_share_lets_a_stranger_read_and_no_more(
    account: Account, alice: Actor, charlie: Actor, people: SimpleNamespace, at: datetime
) -> None:
    assert reached(charlie, people) == set()
    records.share(account, people.charlie, by=alice, at=at)
    assert reached(charlie, people) == {Privilege.READ}
    assert list(Account.objects.visible_to(fresh(charlie, people))) == [account]
    event = EventRecord.objects.get(kind="records.RecordShared")
    assert (event.subject_id, event.data["name"]) == (account.pk, "Charlie Example")
    told = Notification.objects.get(user=people.charlie)
    assert told.text == "Alice Example shared the account Nordhaven with you"


def test_a_share_gives_what_it_says(
    account: Account, alice: Actor, charlie: Actor, people: SimpleNamespace, at: datetime
) -> None:
    records.share(account, people.charlie, can_write=True, can_share=True, by=alice, at=at)
    assert reached(charlie, people) == {Privilege.READ, Privilege.WRITE, Privilege.SHARE}
    records.share(account, people.charlie, can_assign=True, by=alice, at=at)
    assert reached(charlie, people) == {Privilege.READ, Privilege.ASSIGN}
    assert Share.objects.count() == 1


def test_what_is_shared_with_a_team_is_shared_with_its_members(
    account: Account,
    alice: Actor,
    charlie: Actor,
    team: Team,
    people: SimpleNamespace,
    at: datetime,
) -> None:
    records.share(account, team, can_write=True, by=alice, at=at)
    assert reached(charlie, people) == {Privilege.READ, Privilege.WRITE}
    assert {told.user_id for told in Notification.objects.all()} == {
        people.charlie.pk,
        people.mia.pk,
    }


def test_a_right_that_no_role_gives_is_not_given_by_a_share(
    account: Account, alice: Actor, people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    identity.set_roles(people.charlie, [], by=admin, at=at)
    records.share(account, people.charlie, can_write=True, by=alice, at=at)
    assert not access.can(actor_for(people.charlie), Privilege.READ, KEY, account)


def test_activities_go_with_the_record(
    account: Account, alice: Actor, charlie: Actor, people: SimpleNamespace, at: datetime
) -> None:
    values = {"kind": "note", "title": "Wants spirals", "about_type": KEY, "about_id": account.pk}
    (note,) = activities.create_many([values], by=alice, at=at)
    assert not Activity.objects.visible_to(fresh(charlie, people)).exists()
    records.share(account, people.charlie, by=alice, at=at)
    assert list(Activity.objects.visible_to(fresh(charlie, people))) == [note]
    verb = activities.update
    with pytest.raises(NotAllowedError):
        verb(note, {"title": "Wants none"}, by=fresh(charlie, people), at=at)
    records.share(account, people.charlie, can_write=True, by=alice, at=at)
    assert verb(note, {"title": "Two"}, by=fresh(charlie, people), at=at).title == "Two"


def test_strangers_and_readers_share_nothing(
    account: Account, alice: Actor, charlie: Actor, people: SimpleNamespace, at: datetime
) -> None:
    refused(NotAllowedError, records.share, account, people.mia, by=charlie, at=at)
    records.share(account, people.charlie, by=alice, at=at)
    reader = fresh(charlie, people)
    refused(NotAllowedError, records.share, account, people.ann, by=reader, at=at)
    refused(NotAllowedError, records.add_member, account, people.ann, by=reader, at=at)


def test_nobody_gives_what_they_do_not_have(
    account: Account, alice: Actor, charlie: Actor, people: SimpleNamespace, at: datetime
) -> None:
    records.share(account, people.charlie, can_share=True, by=alice, at=at)
    given = {"by": fresh(charlie, people), "at": at}
    refused(InvalidError, records.share, account, people.mia, can_write=True, **given)
    refused(InvalidError, records.share, account, people.mia, can_assign=True, **given)
    records.share(account, people.mia, by=fresh(charlie, people), at=at)


def test_the_owner_and_those_who_left_are_given_nothing(
    account: Account, alice: Actor, people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    refused(InvalidError, records.share, account, people.alice, by=alice, at=at)
    identity.set_active(people.charlie, active=False, by=admin, at=at)
    refused(InvalidError, records.share, account, people.charlie, by=alice, at=at)


def test_a_share_ends(
    account: Account, alice: Actor, charlie: Actor, people: SimpleNamespace, at: datetime
) -> None:
    refused(RefusedError, records.unshare, account, people.charlie, by=alice, at=at)
    records.share(account, people.charlie, by=alice, at=at)
    reader = fresh(charlie, people)
    assert access.can(reader, Privilege.READ, KEY, account)
    records.unshare(account, people.charlie, by=reader, at=at)  # one may give up one's own
    assert not access.can(reader, Privilege.READ, KEY, account)
    assert EventRecord.objects.filter(kind="records.ShareEnded").count() == 1


def test_a_team_of_a_record_grants_and_revokes(
    account: Account, alice: Actor, charlie: Actor, people: SimpleNamespace, at: datetime
) -> None:
    records.add_member(account, people.charlie, by=alice, at=at)
    assert reached(charlie, people) == {Privilege.READ, Privilege.WRITE}
    records.share(account, people.charlie, by=alice, at=at)
    records.remove_member(account, people.charlie, by=alice, at=at)
    assert reached(charlie, people) == {Privilege.READ}  # the share beside it stays
    kinds = EventRecord.objects.filter(subject_id=account.pk).values_list("kind", flat=True)
    assert {"records.MemberAdded", "records.MemberRemoved"} <= set(kinds)


def test_a_team_is_no_member_of_a_team(
    account: Account, alice: Actor, team: Team, at: datetime
) -> None:
    refused(InvalidError, records.add_member, account, team, by=alice, at=at)


def test_shares_go_with_the_record(
    account: Account, alice: Actor, people: SimpleNamespace, at: datetime
) -> None:
    records.share(account, people.charlie, by=alice, at=at)
    customers.delete_account(account, by=alice, at=at)
    assert not Share.objects.exists()


def test_a_team_that_owns_is_every_member(
    account: Account, bob: Actor, charlie: Actor, team: Team, people: SimpleNamespace, at: datetime
) -> None:
    handed = customers.update_account(account, {"owner": team.pk}, by=bob, at=at)
    assert (handed.owner_id, handed.unit_id) == (team.pk, people.charlie.unit_id)
    assert Privilege.DELETE in reached(charlie, people)  # own, as if it were Charlie's alone
    assert str(handed.owner) == "Key accounts"


def test_managers_change_what_direct_reports_own_and_read_further_down(
    account: Account,
    alice: Actor,
    people: SimpleNamespace,
    charlie: Actor,
    admin: Actor,
    at: datetime,
) -> None:
    identity.move_user(
        people.alice, unit=people.alice.unit, manager=people.charlie, by=admin, at=at
    )
    assert reached(charlie, people) == set()
    identity.set_manager_depth(1, by=admin, at=at)
    assert reached(charlie, people) == {Privilege.READ, Privilege.WRITE}
    identity.move_user(people.alice, unit=people.alice.unit, manager=people.ann, by=admin, at=at)
    identity.move_user(people.ann, unit=people.ann.unit, manager=people.charlie, by=admin, at=at)
    assert reached(charlie, people) == set()
    identity.set_manager_depth(2, by=admin, at=at)
    assert reached(charlie, people) == {Privilege.READ}


def test_programs_share_too(
    account: Account,
    alice: Actor,
    charlie: Actor,
    people: SimpleNamespace,
    api_for: Callable[..., Client],
) -> None:
    as_alice, as_charlie = api_for(alice), api_for(charlie)
    one = f"/api/v1/accounts/{account.pk}"
    assert as_charlie.get(one).status_code == 404
    body = {"principal": str(people.charlie.pk), "can_write": True}
    answer = as_alice.post(f"{one}/share", body, content_type="application/json")
    assert answer.status_code == 200, answer.content
    assert as_charlie.get(one).status_code == 200
    body = {"principal": str(people.charlie.pk)}
    as_alice.post(f"{one}/unshare", body, content_type="application/json")
    assert as_charlie.get(one).status_code == 404


def test_what_is_shared_costs_the_same_for_one_activity_and_for_three(
    account: Account,
    alice: Actor,
    people: SimpleNamespace,
    at: datetime,
    client_for: Callable[[Actor], Client],
    django_assert_num_queries: Any,
) -> None:
    records.share(account, people.charlie, can_write=True, by=alice, at=at)
    client = client_for(actor_for(people.charlie))
    address = reverse("activities:timeline", args=[KEY, account.pk])

    def plan(number: int) -> None:
        values = {"kind": "task", "title": f"Call {number}", "about_type": KEY}
        activities.create_many([values | {"about_id": account.pk}], by=alice, at=at)

    plan(1)
    client.get(address)
    with django_assert_num_queries(13):
        assert "Call 1" in client.get(address).content.decode()
    plan(2)
    plan(3)
    with django_assert_num_queries(13):
        assert "Call 3" in client.get(address).content.decode()


def test_nobody_shares_with_themselves(
    account: Account, alice: Actor, bob: Actor, people: SimpleNamespace, at: datetime
) -> None:
    refused(InvalidError, records.share, account, people.bob, can_write=True, by=bob, at=at)


def test_those_whose_roles_give_nothing_on_the_kind_are_not_told(
    account: Account, alice: Actor, people: SimpleNamespace, admin: Actor, at: datetime
) -> None:
    identity.set_roles(people.charlie, [], by=admin, at=at)
    records.share(account, people.charlie, by=alice, at=at)
    assert not Notification.objects.exists()


def test_what_a_team_owns_is_on_the_lists_of_its_members(
    account: Account,
    bob: Actor,
    team: Team,
    people: SimpleNamespace,
    at: datetime,
    client_for: Callable[[Actor], Client],
) -> None:
    customers.update_account(account, {"owner": team.pk}, by=bob, at=at)
    member, other = actor_for(people.charlie), actor_for(people.ann)
    assert list(Account.objects.all().owned_by(member)) == [account]
    assert not Account.objects.all().owned_by(other).exists()
    page = client_for(member).get(reverse("customers:accounts"), {"view": "mine"})
    assert "Nordhaven" in page.content.decode()
