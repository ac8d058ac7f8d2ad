"""Accounts and contacts are added, changed and removed by their verbs, or not at all."""

from datetime import datetime

import pytest
from django.db import connection

from dealwright.core.actor import Actor
from dealwright.core.errors import (
    ConflictError,
    InvalidError,
    InvalidRowsError,
    NotAllowedError,
    RefusedError,
)
from dealwright.customers import actions as customers
from dealwright.customers.models import Account, Contact
from dealwright.events.models import EventRecord
from tests.factories.catalog import price_list_of
from tests.factories.customers import account_of, contact_of
from tests.racing import race

pytestmark = pytest.mark.django_db


def events(kind: str = "") -> list[str]:
    """What was recorded about accounts and contacts, oldest first."""
    rows = EventRecord.objects.filter(subject_type__startswith="customers.").order_by(
        "recorded_at", "id"
    )
    return [row.kind for row in rows if row.kind.endswith(kind)]


# ---- accounts


def test_an_account_gets_its_number_owner_unit_and_the_base_currency(
    alice: Actor, at: datetime
) -> None:
    account = customers.create_account({"name": "Nordhaven"}, by=alice, at=at)

    account.refresh_from_db()
    assert account.number == "ACC-2026-000001"
    assert (account.owner_id, account.unit.name) == (alice.id, "North")
    assert account.currency == "EUR"
    assert events() == ["records.RecordCreated"]


def test_an_account_takes_the_currency_of_its_price_list(alice: Actor, at: datetime) -> None:
    nordic = price_list_of(name="Nordics 2026", currency="SEK")

    account = customers.create_account({"name": "Nordhaven", "price_list": nordic}, by=alice, at=at)

    assert account.currency == "SEK"


def test_a_price_list_in_another_currency_is_refused(alice: Actor, at: datetime) -> None:
    nordic = price_list_of(name="Nordics 2026", currency="SEK")
    values = {"name": "Nordhaven", "currency": "NOK", "price_list": nordic}

    with pytest.raises(InvalidError) as refused:
        customers.create_account(values, by=alice, at=at)

    assert [str(text) for text in refused.value.errors["price_list"]] == [
        "This price list is in SEK, the account in NOK."
    ]
    assert (Account.objects.count(), events()) == (0, [])


def test_changing_the_currency_away_from_the_price_list_is_refused(
    alice: Actor, at: datetime
) -> None:
    account = account_of(alice, price_list=price_list_of(currency="SEK"))

    with pytest.raises(InvalidError):
        customers.update_account(account, {"currency": "EUR"}, by=alice, at=at)

    account.refresh_from_db()
    assert (account.currency, account.version) == ("SEK", 1)
    assert events() == ["records.RecordCreated"]


def test_email_and_phone_are_kept_in_their_normal_form(alice: Actor, at: datetime) -> None:
    values = {"name": "Nordhaven", "email": "Info@NORDHAVEN.example", "phone": "030 1234567"}

    account = customers.create_account(values, by=alice, at=at)

    assert (account.email, account.phone) == ("info@nordhaven.example", "+49301234567")


def test_every_wrong_row_of_a_batch_is_named_and_none_is_written(
    alice: Actor, at: datetime
) -> None:
    rows = [{"name": "A", "phone": "x"}, {"name": "B"}, {"name": "C", "email": "no"}]

    with pytest.raises(InvalidRowsError) as refused:
        customers.create_accounts(rows, by=alice, at=at)

    assert sorted(refused.value.rows) == [0, 2]
    assert (Account.objects.count(), events()) == (0, [])


def test_a_batch_costs_the_same_statements_for_one_account_and_for_a_hundred(
    alice: Actor, at: datetime, django_assert_num_queries
) -> None:
    account_of(alice)
    rows = [{"name": f"Account {number}"} for number in range(100)]
    for batch in (rows[:1], rows):
        with django_assert_num_queries(9):
            customers.create_accounts(batch, by=alice, at=at)


def test_nobody_creates_an_account_for_another_unit(
    alice: Actor, charlie: Actor, at: datetime
) -> None:
    with pytest.raises(NotAllowedError):
        customers.create_account({"name": "Nordhaven", "owner": charlie.id}, by=alice, at=at)
    assert (Account.objects.count(), events()) == (0, [])


def test_a_parent_out_of_reach_is_refused_as_if_it_did_not_exist(
    alice: Actor, charlie: Actor, at: datetime
) -> None:
    group = account_of(alice, "Nordhaven Group")

    with pytest.raises(InvalidError) as refused:
        customers.create_account({"name": "Nordhaven", "parent": group.pk}, by=charlie, at=at)

    assert set(refused.value.errors) == {"parent"}
    assert Account.objects.count() == 1


def test_the_owner_changes_an_account_and_the_event_tells_what_became_different(
    alice: Actor, at: datetime
) -> None:
    account = account_of(alice, industry="food")

    values = {"industry": "logistics", "name": account.name}
    customers.update_account(account, values, by=alice, at=at, version=1)

    account.refresh_from_db()
    assert (account.industry, account.version) == ("logistics", 2)
    changed = EventRecord.objects.get(kind="records.RecordUpdated")
    assert changed.changes == {"industry": ["food", "logistics"]}


@pytest.mark.parametrize("who", ["ann", "charlie"])
def test_nobody_else_changes_an_account(
    who: str, alice: Actor, at: datetime, request: pytest.FixtureRequest
) -> None:
    account = account_of(alice)

    with pytest.raises(NotAllowedError):
        customers.update_account(
            account, {"name": "Mine now"}, by=request.getfixturevalue(who), at=at
        )

    account.refresh_from_db()
    assert (account.name, account.version) == ("Nordhaven Cold Chain AB", 1)
    assert events() == ["records.RecordCreated"]


def test_the_second_of_two_editors_sees_both_values(alice: Actor, bob: Actor, at: datetime) -> None:
    account = account_of(alice, billing_city="Göteborg")
    customers.update_account(account, {"billing_city": "Malmö"}, by=bob, at=at, version=1)

    with pytest.raises(ConflictError) as refused:
        customers.update_account(account, {"billing_city": "Lund"}, by=alice, at=at, version=1)

    assert refused.value.theirs == {"billing_city": "Malmö"}
    assert refused.value.mine == {"billing_city": "Lund"}
    account.refresh_from_db()
    assert account.billing_city == "Malmö"


def test_an_account_is_handed_over_with_its_unit(
    alice: Actor, bob: Actor, people, at: datetime
) -> None:
    account = account_of(alice)

    customers.update_account(account, {"owner": people.ann.pk}, by=bob, at=at)

    account.refresh_from_db()
    assert (account.owner_id, account.unit_id) == (people.ann.pk, people.ann.unit_id)


def test_an_account_cannot_become_its_own_parent_through_its_subsidiaries(
    alice: Actor, at: datetime
) -> None:
    top = account_of(alice, "Top")
    middle = account_of(alice, "Middle", parent=top)
    bottom = account_of(alice, "Bottom", parent=middle)

    for parent in (top, middle, bottom):
        with pytest.raises(InvalidError) as refused:
            customers.update_account(top, {"parent": parent}, by=alice, at=at)
        assert set(refused.value.errors) == {"parent"}

    top.refresh_from_db()
    assert (top.parent_id, top.version) == (None, 1)
    assert events("RecordUpdated") == []


@pytest.mark.django_db(transaction=True)
def test_two_changes_at_once_close_no_circle(alice: Actor, at: datetime) -> None:
    one, two = account_of(alice, "One"), account_of(alice, "Two")

    done, refused = race(
        lambda: customers.update_account(one, {"parent": two}, by=alice, at=at),
        lambda: customers.update_account(two, {"parent": one}, by=alice, at=at),
    )

    assert (len(done), len(refused)) == (1, 1)
    assert Account.objects.filter(parent__isnull=False).count() == 1
    assert events("RecordUpdated") == ["records.RecordUpdated"]


def test_an_account_without_relations_is_deleted_with_its_last_values_told(
    alice: Actor, at: datetime
) -> None:
    account = account_of(alice)

    customers.delete_account(account, by=alice, at=at)

    assert not Account.objects.exists()
    told = EventRecord.objects.get(kind="records.RecordDeleted")
    assert told.changes["name"] == ["Nordhaven Cold Chain AB", None]


def test_an_account_with_contacts_is_not_deleted(alice: Actor, at: datetime) -> None:
    account = account_of(alice)
    contact_of(alice, account=account)

    with pytest.raises(RefusedError) as refused:
        customers.delete_account(account, by=alice, at=at)

    assert "contacts" in str(refused.value)
    assert Account.objects.filter(pk=account.pk).exists()
    assert events("RecordDeleted") == []


def test_a_colleague_does_not_delete_an_account(alice: Actor, ann: Actor, at: datetime) -> None:
    account = account_of(alice)

    with pytest.raises(NotAllowedError):
        customers.delete_account(account, by=ann, at=at)

    assert Account.objects.filter(pk=account.pk).exists()
    assert events("RecordDeleted") == []


def test_the_history_of_an_account_says_who_and_by_which_way(
    alice: Actor, bob: Actor, at: datetime
) -> None:
    account = account_of(alice)
    customers.update_account(account, {"billing_city": "Malmö"}, by=bob, at=at)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pgh_label, pgh_context->>'name', pgh_context->>'channel', billing_city"
            " FROM customers_accounthistory ORDER BY pgh_id"
        )
        rows = cursor.fetchall()
    assert [(label, city) for label, _who, _way, city in rows] == [
        ("insert", ""),
        ("update", "Malmö"),
    ]
    assert rows[1][2] == "web"


# ---- contacts


def test_a_contact_is_added_to_an_account_and_told_on_its_timeline(
    alice: Actor, at: datetime
) -> None:
    account = account_of(alice)

    contact = contact_of(alice, account=account, email="annika@nordhaven.example")

    contact.refresh_from_db()
    assert contact.name == "Annika Sjöberg-Lindqvist"
    told = EventRecord.objects.get(subject_id=contact.pk)
    assert set(told.about) == {contact.pk, account.pk}


def test_a_contact_is_not_added_to_an_account_out_of_reach(
    alice: Actor, charlie: Actor, at: datetime
) -> None:
    account = account_of(alice)

    with pytest.raises(InvalidError) as refused:
        customers.create_contact({"last_name": "Ek", "account": account.pk}, by=charlie, at=at)

    assert set(refused.value.errors) == {"account"}
    assert not Contact.objects.exists()


def test_a_contact_is_changed_by_its_owner_and_not_by_a_colleague(
    alice: Actor, ann: Actor, at: datetime
) -> None:
    contact = contact_of(alice)

    with pytest.raises(NotAllowedError):
        customers.update_contact(contact, {"job_title": "CEO"}, by=ann, at=at)
    customers.update_contact(contact, {"mobile": "+46 70 123 45 67"}, by=alice, at=at)

    contact.refresh_from_db()
    assert (contact.job_title, contact.mobile) == ("", "+46701234567")
    assert events("RecordUpdated") == ["records.RecordUpdated"]


def test_a_wrong_phone_is_refused_with_its_field(alice: Actor, at: datetime) -> None:
    contact = contact_of(alice)

    with pytest.raises(InvalidError) as refused:
        customers.update_contact(contact, {"mobile": "call me"}, by=alice, at=at)

    assert set(refused.value.errors) == {"mobile"}
    contact.refresh_from_db()
    assert contact.version == 1


def test_a_contact_is_deleted_by_its_owner_and_not_by_a_colleague(
    alice: Actor, ann: Actor, at: datetime
) -> None:
    contact = contact_of(alice)

    with pytest.raises(NotAllowedError):
        customers.delete_contact(contact, by=ann, at=at)
    assert Contact.objects.exists()
    customers.delete_contact(contact, by=alice, at=at)
    assert not Contact.objects.exists()
