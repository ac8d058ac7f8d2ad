"""Creating, changing and deleting records, and running their verbs, through the one set of views."""

from collections.abc import Callable
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dealwright.core.actor import Actor
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.leads.models import Lead, LeadState
from tests.factories.leads import disqualified, lead_of

pytestmark = pytest.mark.django_db

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
DIALOG = PART | {"HX-Target": "div#dialog-body"}
QUICK = "/ui/new/customers.account"
type SignIn = Callable[[Actor], Client]


def body(answer: Any) -> str:
    return unescape(answer.content.decode())


def facts() -> tuple[int, int, int]:
    """What must not change when something is refused."""
    return Account.objects.count(), Lead.objects.count(), EventRecord.objects.count()


def test_the_short_form_has_at_most_five_fields(client_for: SignIn, alice: Actor) -> None:
    text = body(client_for(alice).get(QUICK, headers=DIALOG))
    assert "<html" not in text
    assert text.count('class="dw-lab"') == 4


def test_a_field_named_in_the_address_is_filled_in(client_for: SignIn, alice: Actor) -> None:
    text = body(client_for(alice).get(f"{QUICK}?billing_city=Malm%C3%B6", headers=DIALOG))
    assert 'value="Malmö"' in text


def test_a_form_opens_as_a_page_after_a_plain_reload(client_for: SignIn, alice: Actor) -> None:
    text = body(client_for(alice).get(QUICK))
    assert "<html" in text
    assert 'name="name"' in text


def test_a_new_record_opens_its_page(client_for: SignIn, alice: Actor) -> None:
    answer = client_for(alice).post(QUICK, {"name": "Nordhaven"}, headers=DIALOG)
    account = Account.objects.get()
    assert answer["HX-Redirect"] == reverse("customers:account", args=[account.pk])
    assert account.owner_id == alice.id


def test_save_and_new_gives_an_empty_form_and_says_what_was_made(
    client_for: SignIn, alice: Actor
) -> None:
    answer = client_for(alice).post(QUICK, {"name": "Nordhaven", "then": "new"}, headers=DIALOG)
    assert 'value="Nordhaven"' not in body(answer)
    assert "Nordhaven created" in answer["HX-Trigger"]
    assert Account.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "This is required."),
        ({"name": "x" * 201}, "at most 200 characters"),
        ({"name": "Nordhaven", "phone": "call me"}, "This is not a phone number."),
        ({"name": "Nordhaven", "industry": "piracy"}, "Choose one of"),
        ({"name": "Nord\x00haven"}, "Control characters are not allowed here."),
    ],
)
def test_wrong_input_is_kept_and_explained_beside_its_field(
    client_for: SignIn, alice: Actor, typed: dict[str, str], sentence: str
) -> None:
    client = client_for(alice)
    before = facts()
    answer = client.post(QUICK, typed, headers=DIALOG)
    assert answer.status_code == 422
    assert sentence in body(answer)
    assert 'aria-invalid="true"' in body(answer)
    assert facts() == before


def test_numbers_are_read_as_the_reader_writes_them(
    client_for: SignIn, alice: Actor, people: Any
) -> None:
    client = client_for(alice)
    client.cookies.load({"django_language": "de"})
    page = reverse("customers:accounts_new")
    client.post(page, {"name": "Nordhaven", "annual_revenue": "1,234,567.50"})
    assert Account.objects.get().annual_revenue == Decimal("1234567.50")


def test_a_record_is_changed_in_the_dialog(client_for: SignIn, alice: Actor) -> None:
    lead = lead_of(alice)
    typed = {"version": "1", "company": "Nordhaven AB", "was.company": lead.company}
    answer = client_for(alice).post(f"/leads/{lead.pk}/edit", typed, headers=DIALOG)
    assert answer.status_code == 200
    assert "dw:changed" in answer["HX-Trigger"]
    lead.refresh_from_db()
    assert (lead.company, lead.last_name) == ("Nordhaven AB", "Sjöberg-Lindqvist")


def test_a_colleague_may_not_change_what_he_may_read(
    client_for: SignIn, alice: Actor, ann: Actor
) -> None:
    lead = lead_of(alice)
    before = facts()
    client = client_for(ann)
    assert client.get(f"/leads/{lead.pk}/").status_code == 200
    assert client.get(f"/leads/{lead.pk}/edit").status_code == 403
    assert client.post(f"/leads/{lead.pk}/edit", {"company": "Mine"}).status_code == 403
    assert facts() == before
    assert 'data-key="e"' not in body(client.get(f"/leads/{lead.pk}/"))


@pytest.mark.parametrize("below", ["", "edit", "do/disqualify"])
def test_a_stranger_does_not_learn_that_a_record_exists(
    client_for: SignIn, alice: Actor, charlie: Actor, below: str
) -> None:
    lead = lead_of(alice)
    assert client_for(charlie).get(f"/leads/{lead.pk}/{below}").status_code == 404


def test_changes_of_two_people_in_different_fields_both_stand(
    client_for: SignIn, alice: Actor, bob: Actor
) -> None:
    lead = lead_of(alice)
    address = f"/leads/{lead.pk}/edit"
    first = {"version": "1", "company": "Nordhaven Group", "was.company": lead.company}
    second = {"version": "1", "last_name": "Sjöberg", "was.last_name": lead.last_name}
    second |= {"company": lead.company, "was.company": lead.company}
    client_for(bob).post(address, first, headers=DIALOG)
    answer = client_for(alice).post(address, second, headers=DIALOG)
    assert answer.status_code == 200
    lead.refresh_from_db()
    assert (lead.company, lead.last_name) == ("Nordhaven Group", "Sjöberg")


def test_changes_of_two_people_in_one_field_are_shown_side_by_side(
    client_for: SignIn, alice: Actor, bob: Actor
) -> None:
    lead = lead_of(alice)
    address = f"/leads/{lead.pk}/edit"
    was = {"version": "1", "was.company": lead.company}
    client_for(bob).post(address, was | {"company": "Theirs"}, headers=DIALOG)
    before = facts()
    answer = client_for(alice).post(address, was | {"company": "Mine"}, headers=DIALOG)
    assert answer.status_code == 412
    assert "Theirs" in body(answer)
    assert 'value="Mine"' in body(answer)
    assert 'name="version" value="2"' in body(answer)
    assert facts() == before
    lead.refresh_from_db()
    assert lead.company == "Theirs"


def test_a_record_is_deleted_by_post_alone(client_for: SignIn, alice: Actor) -> None:
    lead = lead_of(alice)
    client = client_for(alice)
    assert client.get(f"/leads/{lead.pk}/delete").status_code == 405
    answer = client.post(f"/leads/{lead.pk}/delete", headers=PART)
    assert answer["HX-Redirect"] == reverse("leads:leads")
    assert not Lead.objects.exists()


def test_a_verb_with_parameters_opens_a_dialog(client_for: SignIn, alice: Actor) -> None:
    lead = lead_of(alice)
    text = body(client_for(alice).get(f"/leads/{lead.pk}/do/disqualify", headers=DIALOG))
    assert 'name="reason"' in text
    assert "<html" not in text


def test_a_verb_runs_and_the_page_loads_again(client_for: SignIn, alice: Actor) -> None:
    lead = lead_of(alice)
    answer = client_for(alice).post(
        f"/leads/{lead.pk}/do/disqualify", {"reason": "no_need"}, headers=DIALOG
    )
    assert "dw:close" in answer["HX-Trigger"]
    lead.refresh_from_db()
    assert lead.state == LeadState.DISQUALIFIED


def test_a_verb_without_what_it_needs_asks_again(client_for: SignIn, alice: Actor) -> None:
    lead = lead_of(alice)
    before = facts()
    answer = client_for(alice).post(f"/leads/{lead.pk}/do/disqualify", {}, headers=DIALOG)
    assert answer.status_code == 422
    assert "This is required." in body(answer)
    assert facts() == before


def test_a_verb_against_the_state_of_the_record_is_refused(
    client_for: SignIn, alice: Actor
) -> None:
    lead = disqualified(alice)
    before = facts()
    answer = client_for(alice).post(
        f"/leads/{lead.pk}/do/disqualify", {"reason": "no_need"}, headers=DIALOG
    )
    assert answer.status_code in {403, 409}
    assert "dw:toast" in answer["HX-Trigger"]
    assert facts() == before


def test_an_unknown_verb_is_not_found(client_for: SignIn, alice: Actor) -> None:
    lead = lead_of(alice)
    assert client_for(alice).get(f"/leads/{lead.pk}/do/explode").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_a_record_page_costs_the_same_whatever_else_there_is(
    client_for: SignIn, alice: Actor, django_assert_num_queries: Any, rows: int
) -> None:
    leads = [lead_of(alice, last_name=f"Number {number}") for number in range(rows)]
    client = client_for(alice)
    client.get(f"/leads/{leads[0].pk}/")
    with django_assert_num_queries(11):
        client.get(f"/leads/{leads[0].pk}/")
