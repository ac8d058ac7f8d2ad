"""Values edited where they stand: one cell, by the kind's own verb, with what is wrong beside it."""

import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dealwright.core.actor import Actor
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.identity import actions as identity
from dealwright.identity.privileges import FieldLevel
from dealwright.identity.queries import actor_for
from dealwright.leads import actions as leads
from dealwright.opportunities.models import Opportunity
from dealwright.records.events import RecordUpdated
from tests.factories.customers import account_of
from tests.factories.leads import lead_of
from tests.factories.opportunities import deal_of

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
LIST = {"list": "view=all"}
type SignIn = Callable[[Actor], Client]


@pytest.fixture
def account(alice: Actor) -> Account:
    return account_of(alice, industry="food", phone="+46315550142")


def cell(row: Any, name: str) -> str:
    return reverse("ui:cell", args=[row._meta.label_lower, row.pk, name])


def save(client: Client, row: Any, name: str, was: str, value: str, **more: Any) -> Any:
    given = {name: value, f"was.{name}": was, "version": row.version, **LIST, **more}
    return client.post(cell(row, name), given, headers=PART)


def updates(row: Any) -> int:
    return EventRecord.objects.filter(subject_id=row.pk, kind="records.RecordUpdated").count()


def test_a_cell_opens_with_the_control_of_its_kind(
    account: Account, alice: Actor, client_for: SignIn
) -> None:
    client = client_for(alice)
    page = client.get(cell(account, "industry"), LIST, headers=PART).content.decode()
    assert '<option value="food"' in page or 'value="food"' in page
    assert f'name="version" value="{account.version}"' in page
    assert 'role="combobox"' in client.get(cell(account, "parent"), LIST).content.decode()
    assert 'inputmode="numeric"' in client.get(cell(account, "employees"), LIST).content.decode()


def test_a_saved_cell_answers_with_the_cells_of_its_row(
    account: Account, alice: Actor, client_for: SignIn
) -> None:
    answer = save(client_for(alice), account, "industry", "food", "energy")
    assert answer.status_code == 200
    assert answer.content.decode().startswith('<td class="tick">')
    assert "Energy" in answer.content.decode()
    assert "dw:row" in answer["HX-Trigger"]
    account.refresh_from_db()
    assert (account.industry, account.version) == ("energy", 2)
    assert updates(account) == 1


def test_what_follows_from_the_value_is_shown_anew(alice: Actor, client_for: SignIn) -> None:
    deal = deal_of(alice, close_on=date(2026, 10, 1))
    answer = save(client_for(alice), deal, "close_on", "2026-10-01", "2026-11-02")
    assert "2 Nov 2026" in answer.content.decode()
    assert Opportunity.objects.get(pk=deal.pk).close_on == date(2026, 11, 2)


def test_a_wrong_value_stands_beside_the_cell_and_nothing_is_saved(
    account: Account, alice: Actor, client_for: SignIn
) -> None:
    answer = save(client_for(alice), account, "employees", "", "many")
    assert answer.status_code == 422
    assert answer["HX-Retarget"] == f"#cell-{account.pk}-employees"
    assert "HX-Trigger" not in answer
    assert "This must be a whole number." in answer.content.decode()
    assert 'value="many"' in answer.content.decode()
    account.refresh_from_db()
    assert (account.version, updates(account)) == (1, 0)


def test_an_answer_goes_to_the_row_of_its_own_record(
    account: Account, alice: Actor, client_for: SignIn
) -> None:
    other = account_of(alice, "Another", industry="food")
    client = client_for(alice)
    for row in (account, other):
        page = client.get(cell(row, "industry"), LIST, headers=PART).content.decode()
        assert f'id="cell-{row.pk}-industry"' in page
        assert f"hx-target=\"[data-rows] tr[data-id='{row.pk}']\"" in page
    answer = save(client, account, "industry", "food", "none of these")
    assert answer["HX-Retarget"] == f"#cell-{account.pk}-industry"


def test_a_value_that_must_be_there_is_not_emptied(
    account: Account, alice: Actor, client_for: SignIn
) -> None:
    answer = save(client_for(alice), account, "name", account.name, "")
    assert answer.status_code == 422
    assert "This is required." in answer.content.decode()


def test_a_value_that_someone_changed_meanwhile_is_shown_with_both_and_can_be_chosen(
    account: Account, alice: Actor, bob: Actor, client_for: SignIn, at: datetime
) -> None:
    customers.update_account(account, {"industry": "logistics"}, by=bob, at=at)
    client = client_for(alice)
    account.version = 1
    answer = save(client, account, "industry", "food", "energy")
    page = answer.content.decode()
    assert answer.status_code == 412
    assert "Bob Example" in page
    assert "logistics" in page
    assert 'value="energy"' in page
    assert "Keep theirs" in page
    account.refresh_from_db()
    assert (account.industry, account.version) == ("logistics", 2)
    assert 'name="version" value="2"' in page

    assert save(client, account, "industry", "logistics", "energy").status_code == 200
    account.refresh_from_db()
    assert account.industry == "energy"


def test_someone_elses_change_of_another_field_stands_beside_ours(
    account: Account, alice: Actor, bob: Actor, client_for: SignIn, at: datetime
) -> None:
    customers.update_account(account, {"employees": 7}, by=bob, at=at)
    account.version = 1
    assert save(client_for(alice), account, "industry", "food", "energy").status_code == 200
    account.refresh_from_db()
    assert (account.industry, account.employees) == ("energy", 7)


def test_a_value_left_as_it_was_writes_nothing(
    account: Account, alice: Actor, client_for: SignIn
) -> None:
    assert save(client_for(alice), account, "industry", "food", "food").status_code == 200
    account.refresh_from_db()
    assert (account.version, updates(account)) == (1, 0)


def test_who_may_not_change_a_record_hears_why(
    account: Account, ann: Actor, charlie: Actor, client_for: SignIn
) -> None:
    colleague = client_for(ann)
    asked = colleague.get(cell(account, "industry"), LIST, headers=PART)
    assert asked.status_code == 403
    assert "dw:toast" in asked["HX-Trigger"]
    assert save(colleague, account, "industry", "food", "energy").status_code == 403
    stranger = client_for(charlie)
    assert stranger.get(cell(account, "industry"), LIST, headers=PART).status_code == 404
    assert save(stranger, account, "industry", "food", "energy").status_code == 404
    account.refresh_from_db()
    assert (account.industry, updates(account)) == ("food", 0)


def test_what_a_verb_sets_is_not_typed_in(alice: Actor, client_for: SignIn) -> None:
    deal = deal_of(alice)
    client = client_for(alice)
    asked = client.get(cell(deal, "stage"), LIST, headers=PART)
    assert asked.status_code == 409
    assert "not typed in here" in asked["HX-Trigger"]
    assert client.get(cell(deal, "nothing"), LIST, headers=PART).status_code == 404


def test_a_closed_record_says_so_and_stays_as_it_is(
    alice: Actor, client_for: SignIn, at: datetime
) -> None:
    lead = lead_of(alice)
    leads.disqualify(lead, reason="no_budget", by=alice, at=at)
    lead.refresh_from_db()
    answer = save(client_for(alice), lead, "job_title", "", "CTO")
    assert answer.status_code == 409
    assert "closed" in answer["HX-Trigger"]
    lead.refresh_from_db()
    assert lead.job_title == ""


def test_in_a_row_that_is_closed_no_cell_is_offered(
    alice: Actor, client_for: SignIn, at: datetime
) -> None:
    lead = lead_of(alice)
    client = client_for(alice)
    assert "data-edit" in client.get("/leads/?view=all").content.decode()
    leads.disqualify(lead, reason="no_budget", by=alice, at=at)
    page = client.get("/leads/?view=all").content.decode()
    assert f'data-id="{lead.pk}"' in page
    assert "data-edit" not in page


def test_a_restricted_field_is_not_opened_and_a_hidden_one_is_not_known(
    people: Any, admin: Actor, client_for: SignIn, at: datetime
) -> None:
    levels = {"industry": FieldLevel.READ, "employees": FieldLevel.HIDDEN}
    identity.set_field_rights(people.alice.roles.get(), "customers.account", levels, by=admin, at=at)  # fmt: skip
    alice = actor_for(people.alice)
    account = account_of(alice)
    client = client_for(alice)
    assert client.get(cell(account, "industry"), LIST, headers=PART).status_code == 409
    assert client.get(cell(account, "employees"), LIST, headers=PART).status_code == 404
    page = client.get("/accounts/?view=all").content.decode()
    assert 'data-edit="phone"' in page
    assert 'data-edit="industry"' not in page


def test_the_panel_shows_the_record_and_its_fields_can_be_edited(
    account: Account, alice: Actor, ann: Actor, charlie: Actor, client_for: SignIn
) -> None:
    address = reverse("ui:quick", args=["customers.account", account.pk])
    page = client_for(alice).get(address).content.decode()
    assert account.name in page
    assert 'data-edit="industry"' in page
    assert reverse("activities:quick", args=["customers.account", account.pk]) in page
    assert 'data-edit="industry"' not in client_for(ann).get(address).content.decode()
    assert client_for(charlie).get(address).status_code == 404
    answer = save(client_for(alice), account, "industry", "food", "energy", place="side")
    assert 'class="dw-quick"' in answer.content.decode()
    assert "dw:row" in answer["HX-Trigger"]


def test_the_panel_tells_what_comes_next_and_what_was_last(
    account: Account, alice: Actor, charlie: Actor, client_for: SignIn
) -> None:
    address = reverse("activities:quick", args=["customers.account", account.pk])
    page = client_for(alice).get(address).content.decode()
    assert "Nothing planned" in page
    assert "created the account" in page
    assert client_for(charlie).get(address).status_code == 404


def test_the_event_of_a_cell_is_the_usual_one(
    account: Account, alice: Actor, client_for: SignIn
) -> None:
    save(client_for(alice), account, "industry", "food", "energy")
    event = EventRecord.objects.get(subject_id=account.pk, kind="records.RecordUpdated")
    assert RecordUpdated.__name__ in event.kind
    assert (event.changes, event.actor_id, event.channel) == ({"industry": ["food", "energy"]}, alice.id, "web")  # fmt: skip


def told(answer: Any) -> Any:
    return json.loads(answer["HX-Trigger"]).get("dw:grouped")


def test_a_list_in_groups_is_told_where_the_row_stands_now(
    account: Account, alice: Actor, client_for: SignIn
) -> None:
    client = client_for(alice)
    state = {"list": "view=all&group=industry"}
    found = told(save(client, account, "industry", "food", "energy", **state))
    assert (found["id"], found["group"]) == (str(account.pk), "energy")
    assert found["said"] == "“Nordhaven Cold Chain AB” stands in “Energy” now."
    account.refresh_from_db()
    assert told(save(client, account, "industry", "energy", "", **state))["group"] == ""
    account.refresh_from_db()
    assert told(save(client, account, "industry", "", "food")) is None  # a list without groups


def test_the_heads_of_groups_are_read_by_themselves(
    account: Account, alice: Actor, charlie: Actor, client_for: SignIn
) -> None:
    account_of(alice, "Volt", industry="energy", annual_revenue=Decimal(70))
    address = f"{reverse('customers:accounts')}?view=all&group=industry&summary=groups"
    page = client_for(alice).get(address, headers=PART).text
    assert page.count("<tbody data-group") == 2
    assert "€70" in page
    assert "data-id" not in page
    assert "data-group" not in client_for(charlie).get(address, headers=PART).text
