"""The public form: people get through, programs and floods do not, and nobody's words are lost."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dealwright.core import actor as actors
from dealwright.core import clock
from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.core.errors import NotAllowedError, RefusedError
from dealwright.events.models import EventRecord
from dealwright.leads import actions as leads
from dealwright.leads import webform
from dealwright.leads.models import FormVisitor, Lead, LeadForm, LeadSource
from dealwright.organisation.models import Organisation
from dealwright.records.models import Notification
from tests.factories.leads import form_for
from tests.leads.refusals import refused
from tests.racing import race

pytestmark = pytest.mark.django_db

TYPED = {
    "first_name": "Annika",
    "last_name": "Sjöberg-Lindqvist",
    "email": "annika@nordhaven.example",
    "company": "Nordhaven Cold Chain AB",
    "need": "A sortation line for two sites.",
}


@pytest.fixture
def form(alice: Actor) -> LeadForm:
    return form_for(alice)


@pytest.fixture
def visitor() -> Client:
    return Client(enforce_csrf_checks=True)


def address(form: LeadForm) -> str:
    return reverse("leads:web_form", args=[form.key])


def opened(form: LeadForm, ago: timedelta = timedelta(minutes=1)) -> str:
    return webform.opening(form, at=clock.now() - ago)


def send(visitor: Client, form: LeadForm, **changes: str) -> Any:
    """Open the page as a browser does, then send it, filled in a minute later."""
    visitor.get(address(form))
    token = visitor.cookies["csrftoken"].value
    values = TYPED | {"opened": opened(form), "csrfmiddlewaretoken": token} | changes
    return visitor.post(address(form), values)


def test_a_visitor_becomes_a_lead_of_the_forms_owner(
    visitor: Client, form: LeadForm, alice: Actor
) -> None:
    answer = send(visitor, form)
    assert answer.status_code == 302
    lead = Lead.objects.get()
    assert (lead.owner_id, lead.source, lead.form) == (alice.id, LeadSource.WEB_FORM, form)
    assert lead.need == TYPED["need"]
    assert "We will call you." in visitor.get(answer["Location"]).text


def test_both_the_system_and_the_visitor_stand_in_the_event(
    visitor: Client, form: LeadForm
) -> None:
    send(visitor, form)
    event = EventRecord.objects.get(kind="records.RecordCreated", subject_type="leads.lead")
    assert (event.actor_kind, event.actor_name) == ("system", "Dealwright")
    assert (event.on_behalf_of, event.channel) == ("Annika Sjöberg-Lindqvist", "client_page")


def test_the_owner_is_told(visitor: Client, form: LeadForm, alice: Actor) -> None:
    send(visitor, form)
    told = Notification.objects.get()
    assert told.user_id == alice.id
    assert told.url == reverse("leads:lead", args=[Lead.objects.get().pk])


def test_the_page_needs_no_login_and_shows_nothing_of_the_tool(
    visitor: Client, form: LeadForm
) -> None:
    answer = visitor.get(address(form))
    assert answer.status_code == 200
    assert "Talk to us" in answer.text
    assert "Corvane Systems" in answer.text
    assert "dw-nav" not in answer.text


def test_a_form_sent_from_elsewhere_is_not_taken(visitor: Client, form: LeadForm) -> None:
    answer = visitor.post(address(form), TYPED | {"opened": opened(form)})
    assert answer.status_code == 403
    assert not Lead.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"email": "nobody"}, "This is not an email address."),
        ({"email": ""}, "This is required."),
        ({"last_name": " "}, "This is required."),
        ({"phone": "call me"}, "This is not a phone number."),
        ({"need": "x" * 5001}, "at most 5000 characters"),
        ({"company": "N\x00ordhaven"}, "Control characters"),
        ({"homepage": "https://spam.example"}, "a field that people do not see"),
        ({"opened": "forged"}, "stood open for too long"),
        ({"opened": ""}, "stood open for too long"),
    ],
)
def test_what_is_wrong_is_said_and_the_input_kept(
    changes: dict[str, str], sentence: str, visitor: Client, form: LeadForm
) -> None:
    answer = send(visitor, form, **changes)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "A sortation line" in answer.text or "xxx" in answer.text
    assert not Lead.objects.exists()
    assert not EventRecord.objects.filter(subject_type="leads.lead").exists()


@pytest.mark.parametrize(
    ("ago", "sentence"),
    [(timedelta(seconds=1), "very quick"), (timedelta(hours=25), "open for too long")],
)
def test_a_page_is_filled_in_within_a_human_time(
    ago: timedelta, sentence: str, visitor: Client, form: LeadForm
) -> None:
    answer = send(visitor, form, opened=opened(form, ago))
    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_page_that_stood_open_too_long_is_sent_again_with_success(
    visitor: Client, form: LeadForm, at: datetime
) -> None:
    stale = webform.opening(form, at=at)
    fresh = webform.opening(form, stale, at=at + timedelta(days=2))
    assert fresh != stale
    assert webform.opening(form, fresh, at=at + timedelta(days=2, hours=1)) == fresh


def test_the_note_of_one_form_does_not_open_another(
    visitor: Client, form: LeadForm, alice: Actor
) -> None:
    other = form_for(alice, name="Other")
    assert send(visitor, form, opened=opened(other)).status_code == 422


def test_one_address_is_slowed_down_and_keeps_its_words(visitor: Client, form: LeadForm) -> None:
    for _try in range(leads.MOST_TRIES):
        assert send(visitor, form, email="wrong").status_code == 422
    answer = send(visitor, form)
    assert answer.status_code == 429
    assert "10 minutes" in answer.text
    assert TYPED["need"] in answer.text
    assert not Lead.objects.exists()


def test_another_address_is_not_slowed_down_with_it(visitor: Client, form: LeadForm) -> None:
    for _try in range(leads.MOST_TRIES + 1):
        send(visitor, form, email="wrong")
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert send(elsewhere, form).status_code == 302


def test_only_a_digest_of_an_address_is_kept(visitor: Client, form: LeadForm) -> None:
    send(visitor, form)
    kept = FormVisitor.objects.get()
    assert "127.0.0.1" not in kept.digest
    assert len(kept.digest) == 64


def test_a_network_of_ipv6_counts_as_one_address(form: LeadForm) -> None:
    neighbours = {webform.digest(form, f"2001:db8:1:2::{host}") for host in ("1", "abcd")}
    assert len(neighbours) == 1
    assert webform.digest(form, "2001:db8:1:3::1") not in neighbours


def test_after_the_window_the_count_begins_anew(
    form: LeadForm, system: Actor, at: datetime
) -> None:
    def tries(moment: datetime) -> timedelta | None:
        return leads.count_try(form, digest="d", by=system, at=moment)

    assert [tries(at) for _try in range(leads.MOST_TRIES)] == [None] * leads.MOST_TRIES
    assert tries(at + timedelta(minutes=4)) == timedelta(minutes=6)
    assert tries(at + leads.WINDOW) is None


def test_those_who_are_gone_are_forgotten(form: LeadForm, system: Actor, at: datetime) -> None:
    leads.count_try(form, digest="old", by=system, at=at)
    leads.count_try(form, digest="new", by=system, at=at + leads.WINDOW)
    assert list(FormVisitor.objects.values_list("digest", flat=True)) == ["new"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_are_all_counted(
    form: LeadForm, system: Actor, at: datetime
) -> None:
    def attempt() -> timedelta | None:
        return leads.count_try(form, digest="d", by=actors.system(), at=at)

    waits, _refused = race(*[attempt] * (leads.MOST_TRIES + 2))
    assert sum(wait is not None for wait in waits) == 2


@pytest.mark.parametrize("key", ["nothing", "a" * 22])
def test_an_address_nobody_gave_out_leads_nowhere(
    key: str, visitor: Client, selling: Organisation
) -> None:
    assert visitor.get(reverse("leads:web_form", args=[key])).status_code == 404


def test_a_closed_form_takes_nothing(
    visitor: Client, form: LeadForm, mia: Actor, at: datetime
) -> None:
    visitor.get(address(form))
    token = visitor.cookies["csrftoken"].value
    leads.update_form(form, {"is_active": False}, by=mia, at=at)
    values = TYPED | {"opened": opened(form), "csrfmiddlewaretoken": token}
    assert visitor.post(address(form), values).status_code == 404
    assert not Lead.objects.exists()


def test_a_new_key_closes_the_old_address(
    visitor: Client, form: LeadForm, mia: Actor, at: datetime
) -> None:
    old = address(form)
    renewed = leads.renew_key(form, by=mia, at=at)
    assert visitor.get(old).status_code == 404
    assert visitor.get(address(renewed)).status_code == 200


def test_a_salesperson_changes_no_form(form: LeadForm, alice: Actor, at: datetime) -> None:
    refused(NotAllowedError, leads.update_form, form, {"headline": "X"}, by=alice, at=at)
    refused(NotAllowedError, leads.renew_key, form, by=alice, at=at)
    refused(NotAllowedError, leads.delete_form, form, by=alice, at=at)


def test_a_form_that_brought_leads_is_closed_and_not_deleted(
    visitor: Client, form: LeadForm, mia: Actor, at: datetime
) -> None:
    send(visitor, form)
    found = refused(RefusedError, leads.delete_form, form, by=mia, at=at)
    assert "leads" in str(found.value)


def test_a_form_without_leads_is_deleted(form: LeadForm, mia: Actor, at: datetime) -> None:
    leads.delete_form(form, by=mia, at=at)
    assert not LeadForm.objects.exists()


def test_a_visitor_of_one_form_fills_in_no_other(
    form: LeadForm, alice: Actor, at: datetime
) -> None:
    other = form_for(alice, name="Other")
    client = webform.visitor(other, TYPED)
    refused(NotAllowedError, leads.capture, form, {"last_name": "S"}, by=client, at=at)


def test_a_user_submits_no_form_in_a_visitors_place(
    form: LeadForm, alice: Actor, at: datetime
) -> None:
    refused(NotAllowedError, leads.capture, form, {"last_name": "S"}, by=alice, at=at)


def test_when_the_owner_has_left_the_manager_takes_the_leads(
    form: LeadForm, people: SimpleNamespace, system: Actor, at: datetime
) -> None:
    people.alice.is_active = False
    people.alice.manager = people.bob
    with writing(system):
        people.alice.save()
    form.refresh_from_db()
    lead = leads.capture(form, {"last_name": "S"}, by=webform.visitor(form, TYPED), at=at)
    assert lead.owner_id == people.bob.pk


def test_when_nobody_is_left_the_form_says_so(
    form: LeadForm, people: SimpleNamespace, system: Actor, at: datetime
) -> None:
    people.alice.is_active = False
    with writing(system):
        people.alice.save()
    form.refresh_from_db()
    client = webform.visitor(form, TYPED)
    refused(RefusedError, leads.capture, form, {"last_name": "S"}, by=client, at=at)
