"""The pages of accounts and contacts, as Alice, Bob and Charlie see them."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from dealwright.core.actor import Actor
from dealwright.customers import actions as customers
from dealwright.customers.models import Account, Contact
from dealwright.events.models import EventRecord
from tests.factories.customers import account_of, contact_of

pytestmark = pytest.mark.django_db
type Login = Callable[[Actor], Client]

LIST_QUERIES = (
    8  # set up?, session, user, organisation's language, principals, views, the first one, rows
)
PANEL_QUERIES = 7  # ... the record, the rows


def page(account: Account) -> str:
    return reverse("customers:account", args=[account.pk])


@pytest.mark.parametrize("who", ["alice", "ann", "bob"])
def test_owner_colleague_and_manager_see_an_account(
    who: str, alice: Actor, client_for: Login, request: pytest.FixtureRequest
) -> None:
    account = account_of(alice, annual_revenue=184_000_000)
    answer = client_for(request.getfixturevalue(who)).get(page(account))
    assert answer.status_code == 200
    assert "Nordhaven Cold Chain AB" in answer.text
    assert "€184,000,000" in answer.text


@pytest.mark.parametrize(
    "name", ["account", "account_edit", "contacts_of", "add_contact", "subsidiaries_of"]
)
def test_a_stranger_finds_no_account_and_none_of_its_panels(
    name: str, alice: Actor, charlie: Actor, client_for: Login
) -> None:
    account = account_of(alice)
    answer = client_for(charlie).get(reverse(f"customers:{name}", args=[account.pk]))
    assert answer.status_code == 404
    assert "Nordhaven" not in answer.text


@pytest.mark.parametrize("name", ["contact", "colleagues_of"])
def test_a_stranger_finds_no_contact(
    name: str, alice: Actor, charlie: Actor, client_for: Login
) -> None:
    contact = contact_of(alice)
    address = reverse(f"customers:{name}", args=[contact.pk])
    assert client_for(charlie).get(address).status_code == 404
    assert client_for(alice).get(address).status_code == 200


def test_nobody_sees_a_page_without_signing_in(alice: Actor, client: Client) -> None:
    account = account_of(alice)
    assert client.get(page(account)).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("kind", ["accounts", "contacts"])
def test_a_list_costs_the_same_for_one_row_and_for_three(
    kind: str,
    count: int,
    alice: Actor,
    client_for: Login,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(count):
        account = account_of(alice, f"Account {number}")
        contact_of(alice, account=account)
    client = client_for(alice)
    with django_assert_num_queries(LIST_QUERIES):
        text = client.get(reverse(f"customers:{kind}")).text
    assert text.count("<tr data-href=") == count


def test_each_sees_his_own_in_my_accounts_and_what_he_may_read_in_all(
    alice: Actor, ann: Actor, charlie: Actor, client_for: Login
) -> None:
    account_of(alice, "Alice's")
    account_of(ann, "Ann's")
    account_of(charlie, "Charlie's")
    client = client_for(alice)
    address = reverse("customers:accounts")

    shown = {
        view: {owner for owner in ("Alice", "Ann", "Charlie") if f'">{owner}&#x27;s</a>' in text}
        for view in ("mine", "all")
        for text in [client.get(address, {"view": view}).text]
    }

    assert shown == {"mine": {"Alice"}, "all": {"Alice", "Ann"}}


@pytest.mark.parametrize("count", [1, 3])
def test_the_people_at_an_account_cost_the_same_for_one_and_for_three(
    count: int,
    alice: Actor,
    client_for: Login,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    account = account_of(alice)
    for number in range(count):
        contact_of(alice, f"Annika Ek{number}", account=account)
    client = client_for(alice)
    with django_assert_num_queries(PANEL_QUERIES):
        text = client.get(reverse("customers:contacts_of", args=[account.pk])).text
    assert text.count("<li") == count


def test_a_panel_leaves_out_whom_the_reader_may_not_see(
    alice: Actor, charlie: Actor, olga: Actor, at: datetime, client_for: Login
) -> None:
    group = account_of(alice, "Group")
    account_of(alice, "Ours", parent=group)
    customers.create_account(
        {"name": "Theirs", "parent": group, "owner": charlie.id}, by=olga, at=at
    )
    address = reverse("customers:subsidiaries_of", args=[group.pk])

    assert "Theirs" in client_for(olga).get(address).text
    text = client_for(alice).get(address).text
    assert ("Ours" in text, "Theirs" in text) == (True, False)


def test_colleagues_are_the_others_at_the_account(alice: Actor, client_for: Login) -> None:
    account = account_of(alice)
    annika = contact_of(alice, "Annika Ek", account=account)
    contact_of(alice, "Per Berg", account=account)
    text = client_for(alice).get(reverse("customers:colleagues_of", args=[annika.pk])).text
    assert ("Per Berg" in text, "Annika Ek" in text) == (True, False)


def test_a_contact_is_added_from_the_page_of_its_account(alice: Actor, client_for: Login) -> None:
    account = account_of(alice)
    client = client_for(alice)

    form = client.get(reverse("customers:add_contact", args=[account.pk]), follow=True)
    assert f'value="{account.pk}"' in form.text
    client.post(
        form.redirect_chain[-1][0],
        {"first_name": "Annika", "last_name": "Ek", "account": str(account.pk)},
    )

    assert Contact.objects.get().account == account


def test_a_subsidiary_is_added_from_the_page_of_its_parent(alice: Actor, client_for: Login) -> None:
    account = account_of(alice)
    client = client_for(alice)

    form = client.get(reverse("customers:add_subsidiary", args=[account.pk]), follow=True)
    typed = {"name": "Nordhaven Malmö AB", "parent": str(account.pk)}
    client.post(form.redirect_chain[-1][0], typed)

    assert account.subsidiaries.get().name == "Nordhaven Malmö AB"


def test_a_circle_is_refused_in_the_form_with_what_was_typed(
    alice: Actor, client_for: Login
) -> None:
    top = account_of(alice, "Top")
    below = account_of(alice, "Below", parent=top)
    address = reverse("customers:account_edit", args=[top.pk])

    answer = client_for(alice).post(
        address, {"name": "Top", "parent": str(below.pk), "currency": "EUR", "version": "1"}
    )

    assert answer.status_code == 422
    assert "belongs below this one already" in answer.text
    top.refresh_from_db()
    assert top.parent_id is None
    assert not EventRecord.objects.filter(kind="records.RecordUpdated").exists()


def test_while_one_types_the_same_company_is_hinted_at(
    alice: Actor, charlie: Actor, client_for: Login
) -> None:
    account_of(alice)
    address = reverse("ui:duplicates", args=["customers.account"])
    typed = {"name": "Nordhaven Cold Chain"}
    assert "Nordhaven Cold Chain AB" in client_for(alice).get(address, typed).text
    assert "Nordhaven" not in client_for(charlie).get(address, typed).text
