"""The pages of leads and web forms, as Alice, Bob and Charlie see them."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from dealwright.core.actor import Actor
from dealwright.events.models import EventRecord
from dealwright.leads.models import Lead, LeadState
from tests.factories.leads import ANNIKA, disqualified, form_for, lead_of

pytestmark = pytest.mark.django_db
type Login = Callable[[Actor], Client]


def page(lead: Lead) -> str:
    return reverse("leads:lead", args=[lead.pk])


def test_the_owner_and_her_manager_see_a_lead_and_a_stranger_does_not(
    alice: Actor, bob: Actor, charlie: Actor, client_for: Login
) -> None:
    lead = lead_of(alice)
    for reader in (alice, bob):
        answer = client_for(reader).get(page(lead))
        assert answer.status_code == 200
        assert "Annika Sjöberg-Lindqvist" in answer.text
    assert client_for(charlie).get(page(lead)).status_code == 404


@pytest.mark.parametrize(
    ("view", "shown"),
    [
        ("", {"Open"}),
        ("mine", {"Open"}),
        ("new", {"Open", "Colleague"}),
        ("disqualified", {"Closed"}),
        ("all", {"Open", "Closed", "Colleague"}),
    ],
)
def test_each_view_of_the_list_shows_its_leads(
    view: str, shown: set[str], alice: Actor, ann: Actor, charlie: Actor, client_for: Login
) -> None:
    lead_of(alice, last_name="Open")
    disqualified(alice, last_name="Closed")
    lead_of(ann, last_name="Colleague")
    lead_of(charlie, last_name="Stranger")
    text = client_for(alice).get(reverse("leads:leads"), {"view": view} if view else {}).text
    names = {"Open", "Closed", "Colleague", "Stranger"}
    assert {name for name in names if f"Annika {name}" in text} == shown


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_lead_and_for_three(
    count: int,
    alice: Actor,
    client_for: Login,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_for(alice)
    for number in range(count):
        lead_of(alice, last_name=f"Number {number}")
    client.get(reverse("leads:leads"))
    with django_assert_num_queries(LIST_QUERIES):
        client.get(reverse("leads:leads"))


LIST_QUERIES = 7


def test_a_lead_is_created_from_the_quick_form(alice: Actor, client_for: Login) -> None:
    address = reverse("ui:quick_create", args=["leads.lead"])
    answer = client_for(alice).post(address, ANNIKA)
    lead = Lead.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == page(lead)
    assert (lead.company, lead.phone) == (ANNIKA["company"], "+46315550142")


def test_a_form_with_a_wrong_phone_keeps_what_was_typed(alice: Actor, client_for: Login) -> None:
    address = reverse("ui:quick_create", args=["leads.lead"])
    answer = client_for(alice).post(address, ANNIKA | {"phone": "call me"})
    assert answer.status_code == 422
    assert "call me" in answer.text
    assert "This is not a phone number" in answer.text
    assert not Lead.objects.exists()


def test_while_one_types_the_same_person_is_hinted_at(
    alice: Actor, charlie: Actor, client_for: Login
) -> None:
    lead_of(alice)
    address = reverse("ui:duplicates", args=["leads.lead"])
    typed = {"last_name": "Someone", "email": "ANNIKA@nordhaven.example"}
    assert "same email" in client_for(alice).get(address, typed).text
    assert "same email" not in client_for(charlie).get(address, typed).text


def test_the_page_offers_the_verbs_of_the_state(alice: Actor, client_for: Login) -> None:
    client = client_for(alice)
    fresh, given_up = lead_of(alice), disqualified(alice)
    shown = client.get(page(fresh)).text
    assert "Contacted" in shown
    assert "Disqualify" in shown
    assert "Reopen" not in shown
    shown = client.get(page(given_up)).text
    assert "Reopen" in shown
    assert "do/disqualify" not in shown


def test_a_lead_is_disqualified_from_its_page(alice: Actor, client_for: Login) -> None:
    lead = lead_of(alice)
    address = reverse("leads:lead_do", args=[lead.pk, "disqualify"])
    answer = client_for(alice).post(address, {"reason": "no_budget", "note": "Next year"})
    assert answer.status_code == 302
    lead.refresh_from_db()
    assert (lead.state, lead.disqualify_note) == (LeadState.DISQUALIFIED, "Next year")


def test_disqualifying_without_a_reason_keeps_the_note(alice: Actor, client_for: Login) -> None:
    lead = lead_of(alice)
    address = reverse("leads:lead_do", args=[lead.pk, "disqualify"])
    answer = client_for(alice).post(address, {"reason": "", "note": "Next year"})
    assert answer.status_code == 422
    assert "Next year" in answer.text
    assert Lead.objects.get().state == LeadState.NEW


def test_a_stranger_runs_no_verb(alice: Actor, charlie: Actor, client_for: Login) -> None:
    lead = lead_of(alice)
    before = EventRecord.objects.count()
    address = reverse("leads:lead_do", args=[lead.pk, "contacted"])
    assert client_for(charlie).post(address).status_code == 404
    assert EventRecord.objects.count() == before


def test_the_panel_names_others_who_are_alike_but_not_the_lead_itself(
    alice: Actor, charlie: Actor, client_for: Login
) -> None:
    lead = lead_of(alice)
    other = lead_of(alice, last_name="Sjöberg Lindqvist", email="", phone="")
    address = reverse("leads:known", args=[lead.pk])
    text = client_for(alice).get(address).text
    assert page(other) in text
    assert page(lead) not in text
    assert client_for(charlie).get(address).status_code == 404


def test_marketing_keeps_web_forms_and_sales_only_reads_them(
    alice: Actor, mia: Actor, client_for: Login
) -> None:
    form = form_for(alice)
    values = {"name": "Fair", "headline": "Meet us", "lead_owner": str(alice.id)}
    address = reverse("leads:forms_new")
    assert client_for(alice).post(address, values).status_code == 403
    assert client_for(mia).post(address, values).status_code == 302
    assert client_for(alice).get(reverse("leads:form", args=[form.pk])).status_code == 200
    assert "Contact page" in client_for(alice).get(reverse("leads:forms")).text


def test_the_panel_of_a_form_tells_its_address(mia: Actor, alice: Actor, client_for: Login) -> None:
    form = form_for(alice)
    text = client_for(mia).get(reverse("leads:form_address", args=[form.pk])).text
    assert reverse("leads:web_form", args=[form.key]) in text
