"""Views above a list: opened, changed, saved, pinned; told in words when they say what cannot be read any more."""

from collections.abc import Callable
from datetime import datetime
from html import unescape
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from dealwright.core.actor import Actor
from dealwright.records.saved_views import actions, queries
from dealwright.records.saved_views.actions import Sharing
from dealwright.records.saved_views.models import Audience, SavedView
from tests.factories.leads import lead_of
from tests.readers import reader_without

pytestmark = pytest.mark.django_db

LEAD = "leads.lead"
DIALOG = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#dialog-body"}
type SignIn = Callable[[Actor], Client]


def view_of(by: Actor, at: datetime, **state: str) -> SavedView:
    return actions.save_view(LEAD, "Fresh ones", state, by=by, at=at)


def listed(client: Client, **asked: str) -> str:
    return unescape(client.get(f"{reverse('leads:leads')}?{urlencode(asked)}").text)


def test_a_saved_view_is_a_tab_and_brings_its_state(
    client_for: SignIn, alice: Actor, bob: Actor, at: datetime
) -> None:
    lead_of(alice)
    view = view_of(alice, at, filter="state = new", cols="state,name", group="source")
    text = listed(client_for(alice), view=str(view.pk))
    assert "Fresh ones" in text
    assert "Remove filter: State New" in text
    assert text.index('id="resize-state"') < text.index('id="resize-name"')
    assert "<tbody data-group" in text
    assert "Changed" not in text
    assert "Fresh ones" not in listed(client_for(bob), view="all")


def test_a_list_that_looks_otherwise_than_its_view_says_so(
    client_for: SignIn, alice: Actor, at: datetime
) -> None:
    view = view_of(alice, at, filter="state = new")
    text = listed(client_for(alice), view=str(view.pk), filter="")
    assert "Changed" in text
    assert reverse("ui:view_save", args=[view.pk]) in text
    own = listed(client_for(alice), view="mine", sort="name")
    assert "Changed" in own
    assert "/save" not in own


def test_a_view_that_is_gone_is_told_and_everything_shown(
    client_for: SignIn, alice: Actor, bob: Actor, at: datetime
) -> None:
    lead_of(bob)
    view = view_of(alice, at)
    text = listed(client_for(bob), view=str(view.pk))
    assert "This view is gone" in text
    assert "Sjöberg" in text


def test_a_view_on_a_field_that_was_hidden_since_says_so_instead_of_failing(
    client_for: SignIn, people: SimpleNamespace, alice: Actor, at: datetime
) -> None:
    lead_of(alice)
    reader = reader_without(people, hidden={LEAD: ["industry"]})
    view = view_of(reader, at, filter="industry = food", cols="name,industry", group="industry")
    text = listed(client_for(reader), view=str(view.pk))
    assert "This filter cannot be read" in text
    assert "no field “industry”" in text
    assert "Sjöberg" not in text
    summary = listed(client_for(reader), view="all", summary="1")
    assert f"count-{view.pk}" in summary


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"sort": "name"},
        {"form": "text"},
        {"form": "condition"},
        {"form": "view"},
        {"summary": "1"},
    ],
)
def test_a_view_of_others_does_not_tell_of_fields_that_are_hidden_from_the_reader(
    client_for: SignIn,
    people: SimpleNamespace,
    admin: Actor,
    at: datetime,
    asked: dict[str, str],
) -> None:
    everyone = Sharing(audience=Audience.EVERYONE)
    state = {"filter": "industry = energy and name = Sesame"}
    view = actions.save_view(LEAD, "Shared", state, sharing=everyone, by=admin, at=at)
    reader = reader_without(people, hidden={LEAD: ["industry"]})
    text = listed(client_for(reader), view=str(view.pk), **asked)
    assert "energy" not in text
    assert "Sesame" not in text
    if not asked:
        assert "something that is gone, or that you may not see" in text
        assert "energy" in listed(client_for(admin), view=str(view.pk), form="text")


def test_what_a_view_of_others_shows_by_hidden_fields_is_in_no_address(
    client_for: SignIn, alice: Actor, admin: Actor, people: SimpleNamespace, at: datetime
) -> None:
    lead_of(alice, industry="food")
    everyone = Sharing(audience=Audience.EVERYONE)
    state = {"cols": "name,industry:90,source", "sort": "industry,-name", "group": "industry"}
    reader = reader_without(people, hidden={LEAD: ["industry"]})
    view = actions.save_view(LEAD, "Ours", state, sharing=everyone, by=admin, at=at)
    text = listed(client_for(reader), view=str(view.pk), q="a")
    text += listed(client_for(reader), view=str(view.pk), filter="state = new")
    assert "cols=name%2Csource&sort=-name&group=" in text  # of "Save as"
    assert "industry" not in text


def test_saving_a_view_of_others_keeps_what_one_does_not_see_of_it(
    client_for: SignIn, admin: Actor, people: SimpleNamespace, at: datetime
) -> None:
    everyone = Sharing(audience=Audience.EVERYONE)
    reader = reader_without(people, hidden={LEAD: ["industry"]})
    state = {"cols": "name,industry", "group": "industry"}
    view = actions.save_view(LEAD, "Ours", state, sharing=everyone, by=admin, at=at)
    client_for(reader).post(reverse("ui:view_save", args=[view.pk]), {"filter": "state = new"})
    view.refresh_from_db()
    assert (view.filter, view.cols, view.group) == ("state = new", "name,industry", "industry")


def test_the_view_that_was_chosen_opens_first(
    client_for: SignIn, alice: Actor, at: datetime
) -> None:
    client = client_for(alice)
    view = view_of(alice, at)
    assert client.post(reverse("ui:view_first", args=[LEAD, view.pk])).status_code == 302
    assert client.get(reverse("leads:leads")).context["list"].views.key == str(view.pk)
    actions.delete_view(view, by=alice, at=at)
    assert client.get(reverse("leads:leads")).context["list"].views.key == "mine"


def test_a_pinned_view_stands_in_the_navigation_with_its_count(
    client_for: SignIn, alice: Actor, bob: Actor, at: datetime
) -> None:
    lead_of(alice)
    view = view_of(alice, at, filter="state = new")
    client = client_for(alice)
    client.post(reverse("ui:view_pin", args=[LEAD, view.pk]))
    text = client.get("/ui/signals").text
    assert f"?view={view.pk}" in text
    assert "<span>Fresh ones</span><small>1</small>" in text
    assert "Fresh ones" not in client_for(bob).get("/ui/signals").text


def test_a_list_is_saved_from_its_dialog(client_for: SignIn, alice: Actor) -> None:
    client = client_for(alice)
    address = reverse("ui:view_new", args=[LEAD])
    assert 'value="state = new"' in unescape(
        client.get(f"{address}?filter=state = new", headers=DIALOG).text
    )
    sent = {"name": "Fresh ones", "audience": "own", "filter": "state = new"}
    answer = client.post(address, sent, headers=DIALOG)
    (view,) = queries.views_of(LEAD, alice)
    assert answer["HX-Redirect"] == f"{reverse('leads:leads')}?view={view.pk}"
    assert view.filter == "state = new"


def test_what_the_dialog_refuses_stays_in_it(client_for: SignIn, alice: Actor) -> None:
    sent = {"name": "", "audience": "own", "filter": "state = new"}
    answer = client_for(alice).post(reverse("ui:view_new", args=[LEAD]), sent, headers=DIALOG)
    assert answer.status_code == 422
    assert "Give the view a name" in answer.text
    assert 'value="state = new"' in answer.text


def test_a_view_is_changed_and_deleted_by_whoever_made_it_alone(
    client_for: SignIn, alice: Actor, bob: Actor, at: datetime
) -> None:
    view = view_of(alice, at)
    save, delete = (reverse(f"ui:view_{verb}", args=[view.pk]) for verb in ("save", "delete"))
    assert client_for(bob).post(save, {"sort": "name"}).status_code == 404
    assert client_for(bob).post(delete).status_code == 404
    client_for(alice).post(save, {"sort": "name"})
    assert SavedView.objects.get().sort == "name"
    client_for(alice).post(delete)
    assert not SavedView.objects.exists()
