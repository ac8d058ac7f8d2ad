"""The timeline on every page, the composer, the list of activities and the home page's next steps."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from dealwright.activities import actions as activities
from dealwright.activities.models import Activity, ActivityKind
from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.customers import actions as customers
from dealwright.customers.models import Account
from dealwright.events.models import EventRecord
from dealwright.records import registry
from tests.factories.activities import activity_of, note_of
from tests.factories.catalog import product_of
from tests.factories.customers import account_of, contact_of

pytestmark = pytest.mark.django_db
type Login = Callable[[Actor], Client]

DAY = timedelta(days=1)
PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
# set up?, session, user, organisation's language, principals, rows; rows without a date are a range of their own; for
# "today" the organisation's time zone and the reader's
LIST_QUERIES = {"mine": 8, "overdue": 9, "all": 7}


def panel(name: str, account: Account) -> str:
    return reverse(f"activities:{name}", args=["customers.account", account.pk])


def into(target: str) -> Mapping[str, str]:
    return PART | {"HX-Target": target}


# ---- the timeline


def test_timeline_and_history_stand_on_the_page_of_every_kind_of_record(
    alice: Actor, client_for: Login
) -> None:
    client = client_for(alice)
    rows = [account_of(alice), contact_of(alice), activity_of(alice), product_of("P-1")]
    for row in rows:
        text = client.get(registry.of(row).url(row)).text
        key = row._meta.label_lower
        for name in ("timeline", "history"):
            address = reverse(f"activities:{name}", args=[key, row.pk])
            assert address in text
            assert client.get(address).status_code == 200


@pytest.mark.parametrize("name", ["timeline", "history"])
def test_who_may_not_see_the_record_sees_none_of_its_past(
    name: str, alice: Actor, bob: Actor, charlie: Actor, client_for: Login
) -> None:
    account = account_of(alice)
    statuses = [
        client_for(reader).get(panel(name, account)).status_code for reader in (alice, bob, charlie)
    ]
    assert statuses == [200, 200, 404]
    nowhere = reverse(f"activities:{name}", args=["customers.acount", account.pk])
    assert client_for(alice).get(nowhere).status_code == 404


def test_the_panel_holds_the_composer_and_what_happened(alice: Actor, client_for: Login) -> None:
    account = account_of(alice)
    note_of(alice, "Malmö opens in week 6.", about=account)
    activity_of(alice, "Send the plan", about=account)
    text = client_for(alice).get(panel("timeline", account)).text
    assert 'id="composer"' in text
    assert "Malmö opens in week 6." in text
    assert text.index("Send the plan") < text.index("Malmö opens")


def test_what_people_write_is_shown_as_text(alice: Actor, client_for: Login) -> None:
    account = account_of(alice, "<b>Nordhaven</b>")
    note_of(alice, "<script>alert(1)</script>", about=account)
    text = client_for(alice).get(panel("timeline", account)).text
    assert "<script>alert" not in text
    assert "<b>Nordhaven" not in text


def test_a_stream_asked_for_by_sort_and_person_is_the_stream_alone(
    alice: Actor, bob: Actor, client_for: Login
) -> None:
    account = account_of(alice)
    note_of(alice, "Alice's note", about=account)
    note_of(bob, "Bob's note", about=account)
    client = client_for(alice)
    asked = {"sort": "note", "person": str(bob.id)}
    text = client.get(panel("timeline", account), asked, headers=into("div#timeline-stream")).text
    assert 'id="composer"' not in text
    assert ("Bob&#x27;s note" in text, "Alice&#x27;s note" in text) == (True, False)


@pytest.mark.parametrize("asked", [{"sort": "magic"}, {"person": "x"}])
def test_an_address_that_makes_no_sense_narrows_nothing(
    asked: dict[str, str], alice: Actor, client_for: Login
) -> None:
    account = account_of(alice)
    assert "created the account" in client_for(alice).get(panel("timeline", account), asked).text


def test_earlier_entries_follow_under_the_day_they_belong_to(
    alice: Actor, client_for: Login
) -> None:
    account = account_of(alice)
    for number in range(30):
        note_of(alice, f"Note {number}.", about=account)
    client = client_for(alice)
    first = client.get(panel("timeline", account)).text
    address = first.split('id="timeline-more"')[1].split('hx-get="')[1].split('"')[0]
    rest = client.get(address.replace("&amp;", "&"), headers=into("li#timeline-more")).text
    assert (first.count("wrote a note"), rest.count("wrote a note")) == (25, 5)
    assert "timeline-more" not in rest
    assert '<li class="day' not in rest


def test_a_damaged_cursor_is_said_and_not_raised(alice: Actor, client_for: Login) -> None:
    address = panel("timeline", account_of(alice))
    assert client_for(alice).get(address, {"after": "x"}).status_code == 422


@pytest.mark.parametrize("count", [1, 3])
def test_a_timeline_costs_the_same_for_one_of_each_and_for_three(
    count: int,
    alice: Actor,
    bob: Actor,
    at,
    client_for: Login,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    account = account_of(alice)
    for number in range(count):
        note_of(bob, "Said so.", about=account)
        activity_of(bob, "To do", about=account)
        contact_of(alice, f"Annika Ek{number}", account=account)
        customers.update_account(
            account, {"billing_city": f"City {number}", "owner": bob.id}, by=bob, at=at
        )
    client = client_for(alice)
    with django_assert_num_queries(TIMELINE_QUERIES):
        client.get(panel("timeline", account))


TIMELINE_QUERIES = 14


def test_the_history_says_who_changed_what(alice: Actor, bob: Actor, at, client_for: Login) -> None:
    account = account_of(alice, billing_city="Göteborg")
    customers.update_account(account, {"billing_city": "Malmö"}, by=bob, at=at)
    text = client_for(alice).get(panel("history", account)).text
    for words in ("Bob Example", "on the web", "City", "Göteborg", "Malmö", "Created"):
        assert words in text


# ---- the composer


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        ({"kind": "note", "text": "One\nTwo"}, ("note", "One", "One\nTwo", False)),
        ({"kind": "call", "text": "Annika\nShe agrees."}, ("call", "Annika", "She agrees.", False)),
        ({"kind": "task", "text": "Send the plan"}, ("task", "Send the plan", "", True)),
        (
            {"kind": "meeting", "text": "Gate review", "when": "2199-01-01T10:00"},
            ("meeting", "Gate review", "", True),
        ),
        (
            {"kind": "meeting", "text": "Fair", "when": "2026-01-01T10:00"},
            ("meeting", "Fair", "", False),
        ),
    ],
)
def test_what_is_typed_becomes_an_activity(
    typed: dict[str, str], made: tuple[str, str, str, bool], alice: Actor, client_for: Login
) -> None:
    account = account_of(alice)
    answer = client_for(alice).post(panel("log", account), typed, headers=PART)
    assert answer.status_code == 200
    assert "dw:changed" in answer["HX-Trigger"]
    activity = Activity.objects.get()
    assert (activity.kind, activity.title, activity.body, activity.is_open) == made
    assert (activity.about_id, activity.owner_id) == (account.pk, alice.id)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"kind": "note", "text": " "}, "Say in a few words"),
        ({"kind": "task", "text": "", "when": "2199-01-01T10:00"}, "Say in a few words"),
        ({"kind": "call", "text": "Annika", "duration": "ten"}, "This must be a whole number."),
        ({"kind": "task", "text": "Plan", "when": "soon"}, "Write a time as"),
        ({"kind": "visit", "text": "Plan"}, "Choose one of"),
        ({"kind": "task", "text": "x" * 201}, "at most 200 characters"),
    ],
)
def test_what_is_wrong_stays_in_the_composer(
    typed: dict[str, str], sentence: str, alice: Actor, client_for: Login
) -> None:
    account = account_of(alice)
    answer = client_for(alice).post(panel("log", account), typed, headers=PART)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert typed["text"].strip() in answer.text
    assert not Activity.objects.exists()
    assert not EventRecord.objects.filter(subject_type="activities.activity").exists()


def test_a_stranger_writes_nothing_on_a_record(
    alice: Actor, charlie: Actor, client_for: Login
) -> None:
    account = account_of(alice)
    typed = {"kind": "note", "text": "I was here"}
    assert client_for(charlie).post(panel("log", account), typed).status_code == 404
    assert client_for(alice).get(panel("log", account)).status_code == 405
    assert not Activity.objects.exists()


# ---- the list


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("view", "queries"), LIST_QUERIES.items())
def test_the_list_costs_the_same_for_one_activity_and_for_three(
    view: str,
    queries: int,
    count: int,
    alice: Actor,
    client_for: Login,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(count):
        account = account_of(alice, f"Account {number}")
        activity_of(alice, f"Task {number}", about=account, due_at=clock.now() - DAY)
    client = client_for(alice)
    with django_assert_num_queries(queries):
        text = client.get(reverse("activities:activities"), {"view": view}).text
    assert text.count("<tr data-href=") == count


def test_each_view_shows_what_its_name_says(
    alice: Actor, ann: Actor, charlie: Actor, at, client_for: Login
) -> None:
    account, theirs = account_of(alice), account_of(charlie, "Theirs")
    now = clock.now()
    activity_of(alice, "mine-late", about=account, due_at=now - DAY)
    activity_of(alice, "mine-soon", about=account, due_at=now + DAY)
    activity_of(ann, "ann-late", about=account, due_at=now - 2 * DAY)
    activities.complete(activity_of(alice, "mine-done", about=account), by=alice, at=at)
    activity_of(charlie, "charlie-late", about=theirs, due_at=now - DAY)
    client = client_for(alice)

    def titles(view: str) -> list[str]:
        text = client.get(reverse("activities:activities"), {"view": view}).text
        table = text.split("<tbody>")[1].split("</tbody>")[0]
        return [
            part.split('"')[0] for part in table.split('title="')[1:] if "-" in part.split('"')[0]
        ]

    assert titles("mine") == ["mine-late", "mine-soon"]
    assert titles("overdue") == ["ann-late", "mine-late"]
    assert titles("done") == ["mine-done"]
    assert len(titles("all")) == 4


def test_an_activity_is_completed_from_the_list_and_the_toast_takes_it_back(
    alice: Actor, client_for: Login
) -> None:
    task = activity_of(alice)
    client = client_for(alice)

    answer = client.post(reverse("activities:complete", args=[task.pk]), headers=PART)
    assert answer.status_code == 200
    task.refresh_from_db()
    assert not task.is_open
    undo = reverse("activities:reopen", args=[task.pk])
    assert undo in answer["HX-Trigger"]

    client.post(undo, headers=PART)
    task.refresh_from_db()
    assert task.is_open


def test_completing_what_is_done_says_so(alice: Actor, at, client_for: Login) -> None:
    task = activities.complete(activity_of(alice), by=alice, at=at)
    answer = client_for(alice).post(reverse("activities:complete", args=[task.pk]), headers=PART)
    assert answer.status_code == 409
    assert "done already" in answer["HX-Trigger"]


@pytest.mark.parametrize(("who", "status"), [("ann", 403), ("charlie", 404)])
@pytest.mark.parametrize("name", ["complete", "reopen"])
def test_nobody_else_completes_or_reopens(
    name: str,
    who: str,
    status: int,
    alice: Actor,
    client_for: Login,
    request: pytest.FixtureRequest,
) -> None:
    task = activity_of(alice, about=account_of(alice))
    client = client_for(request.getfixturevalue(who))
    address = reverse(f"activities:{name}", args=[task.pk])
    assert client.post(address, headers=PART).status_code == status
    task.refresh_from_db()
    assert (task.is_open, task.version) == (True, 1)


# ---- the page of one activity


def test_an_activity_has_a_page_that_leads_to_its_record(
    alice: Actor, charlie: Actor, client_for: Login
) -> None:
    account = account_of(alice)
    task = activity_of(alice, about=account, due_at=clock.now() - 2 * DAY)
    address = reverse("activities:activity", args=[task.pk])
    text = client_for(alice).get(address).text
    assert reverse("customers:account", args=[account.pk]) in text
    assert "Overdue" in text
    assert "do/complete" in text
    assert client_for(charlie).get(address).status_code == 404


def test_the_record_of_an_activity_is_no_link_for_who_may_not_read_it(
    alice: Actor, bob: Actor, charlie: Actor, olga: Actor, at, client_for: Login
) -> None:
    account = account_of(alice)
    task = activity_of(alice, about=account)
    activities.update(task, {"owner": charlie.id}, by=olga, at=at)
    text = client_for(charlie).get(reverse("activities:activity", args=[task.pk])).text
    assert "Nordhaven Cold Chain AB" in text
    assert reverse("customers:account", args=[account.pk]) not in text


@pytest.mark.parametrize("kind", ActivityKind.values)
def test_every_kind_has_an_icon_and_words(
    kind: str, alice: Actor, at: datetime, client_for: Login
) -> None:
    account = account_of(alice)
    done_at = None if kind == "note" else at
    activity_of(alice, "Something", about=account, kind=kind, done_at=done_at)
    assert "Something" in client_for(alice).get(panel("timeline", account)).text


# ---- the home page


def test_the_first_page_of_the_day_shows_my_next_steps_the_overdue_in_red(
    alice: Actor, bob: Actor, client_for: Login
) -> None:
    account = account_of(alice)
    activity_of(alice, "Call back", about=account, due_at=clock.now() - 5 * DAY)
    activity_of(bob, "Bob's own", about=account, due_at=clock.now())
    client = client_for(alice)
    assert reverse("activities:next_steps") in client.get("/").text
    text = client.get(reverse("activities:next_steps")).text
    assert "Bob&#x27;s own" not in text
    assert 'class="dw-next late' in text
    assert "5 days late" in text
    assert "text-danger" in text.split("Overdue")[0]


def test_without_anything_to_do_the_panel_says_what_it_is_for(
    alice: Actor, client_for: Login
) -> None:
    assert "Nothing to do" in client_for(alice).get(reverse("activities:next_steps")).text


@pytest.mark.parametrize("count", [1, 3])
def test_next_steps_cost_the_same_for_one_and_for_three(
    count: int,
    alice: Actor,
    client_for: Login,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(count):
        activity_of(alice, about=account_of(alice, f"Account {number}"), due_at=clock.now())
    client = client_for(alice)
    with django_assert_num_queries(NEXT_STEPS_QUERIES):
        client.get(reverse("activities:next_steps"))


NEXT_STEPS_QUERIES = 7


def test_a_form_that_is_opened_for_a_record_carries_it_unseen(
    alice: Actor, client_for: Login
) -> None:
    account = account_of(alice)
    client = client_for(alice)
    address = (
        reverse("ui:quick_create", args=["activities.activity"])
        + f"?about_type=customers.account&about_id={account.pk}"
    )
    assert f'type="hidden" name="about_id" value="{account.pk}"' in client.get(address).text

    typed = {"kind": "task", "title": "Go", "about_type": "customers.account"}
    client.post(address, typed | {"about_id": str(account.pk)})

    assert Activity.objects.get().about_label == "Nordhaven Cold Chain AB"
