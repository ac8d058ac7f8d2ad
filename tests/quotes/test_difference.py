"""What differs between two revisions of a quote, for its seller, over REST, and for its client."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from dealwright.core.actor import Actor
from dealwright.customers.models import Contact
from dealwright.quotes import actions as quotes
from dealwright.quotes import comparing, differing, links, queries
from dealwright.quotes.differing import Kind, Version
from dealwright.quotes.models import Quote

type ClientFor = Callable[[Actor], Client]

TO = "annika@nordhaven.example"

values = st.dictionaries(st.sampled_from("abc"), st.integers(0, 2) | st.none(), min_size=3)
versions = st.builds(
    Version,
    values,
    st.lists(st.tuples(st.integers(0, 6), values), unique_by=lambda pair: pair[0]).map(dict),
)


@given(versions, versions)
def test_the_difference_applied_to_the_earlier_gives_the_later(a: Version, b: Version) -> None:
    made = differing.apply(a, differing.differ(a, b))
    assert (made.head, list(made.lines.items())) == (b.head, list(b.lines.items()))


@given(versions)
def test_a_version_does_not_differ_from_itself(a: Version) -> None:
    assert differing.differ(a, a).is_empty


@given(versions, versions)
def test_backwards_what_was_added_was_removed(a: Version, b: Version) -> None:
    there, back = differing.differ(a, b), differing.differ(b, a)
    for kind, opposite in (
        (Kind.ADDED, Kind.REMOVED),
        (Kind.REMOVED, Kind.ADDED),
        (Kind.CHANGED, Kind.CHANGED),
    ):
        assert there.count(kind) == back.count(opposite)
    assert there.is_reordered == back.is_reordered


@pytest.fixture
def revision(
    alice: Actor, active: Quote, contact: Contact, goods: SimpleNamespace, at: datetime
) -> Quote:
    """The second revision: the sorters cost less, the service is gone, a crane came in front; another last day."""
    quotes.make_link(active, by=alice, at=at, sent_to=TO)
    draft = quotes.revise(active, by=alice, at=at)
    sorter, service = queries.lines(draft)
    quotes.change_line(sorter, {"discount": Decimal(90)}, by=alice, at=at)
    quotes.remove_line(service, by=alice, at=at)
    row = {"name": "Crane", "quantity": 1, "unit_price": 5}
    (crane,) = quotes.add_lines(draft, [row], by=alice, at=at)
    quotes.arrange(draft, [crane.pk, sorter.pk], by=alice, at=at)
    return quotes.update(draft, {"valid_until": date(2026, 12, 24)}, by=alice, at=at)


def test_lines_are_matched_by_what_they_are_and_not_by_their_place(
    alice: Actor, active: Quote, revision: Quote
) -> None:
    found = comparing.between(active, revision, alice)
    said = [(line.kind, line.values["name"]) for line in found.lines]
    assert said == [
        (Kind.ADDED, "Crane"),
        (Kind.CHANGED, "Product CS-44"),
        (Kind.REMOVED, "Product SV-1"),
    ]
    changed = {field.name: (field.before, field.after) for field in found.lines[1].fields}
    assert changed["discount"] == (Decimal(0), Decimal(90))
    assert changed["net"] == (Decimal(990), Decimal(900))
    head = {field.name: field.after for field in found.head}
    assert head["valid_until"] == date(2026, 12, 24)
    assert head["net"] == Decimal(905)


def test_a_fresh_revision_differs_in_nothing_but_its_last_day(
    alice: Actor, active: Quote, at: datetime
) -> None:
    later = at.replace(month=9, day=5)
    found = comparing.between(active, quotes.revise(active, by=alice, at=later), alice)
    assert ([field.name for field in found.head], found.lines) == (["valid_until"], ())


def test_what_a_quote_gained_between_keeps_its_identity_over_several_revisions(
    alice: Actor, active: Quote, at: datetime
) -> None:
    second = quotes.activate(quotes.revise(active, by=alice, at=at), by=alice, at=at)
    third = quotes.revise(second, by=alice, at=at)
    assert comparing.between(active, third, alice).lines == ()


def test_the_page_shows_what_changed(
    client_for: ClientFor, alice: Actor, active: Quote, revision: Quote
) -> None:
    browser = client_for(alice)
    page = browser.get(reverse("quotes:difference", args=[revision.pk])).content.decode()
    for words in ("Added", "Crane", "Removed", "Product SV-1", "Changed", "990.00", "900.00"):
        assert words in page
    address = reverse("quotes:difference", args=[revision.pk])
    same = browser.get(address + "?since=2&until=2").content.decode()
    assert "Both revisions say the same." in same
    assert reverse("quotes:difference", args=[revision.pk]) in (
        browser.get(reverse("quotes:quote", args=[revision.pk])).content.decode()
    )


def test_a_stranger_compares_nothing(
    client_for: ClientFor, charlie: Actor, revision: Quote
) -> None:
    address = reverse("quotes:difference", args=[revision.pk])
    assert client_for(charlie).get(address).status_code == 404


def test_rest_answers_the_difference(client_for: ClientFor, alice: Actor, revision: Quote) -> None:
    browser = client_for(alice)
    answer = browser.get(f"/api/v1/quotes/{revision.pk}/difference").json()
    assert (answer["since"], answer["until"]) == (1, 2)
    assert [line["kind"] for line in answer["lines"]] == ["added", "changed", "removed"]
    assert {"name": "discount", "before": "0.0000", "after": "90.0000"} in (
        answer["lines"][1]["fields"]
    )
    missing = browser.get(f"/api/v1/quotes/{revision.pk}/difference?since=7")
    assert missing.status_code == 404


def test_the_client_reads_what_changed_since_the_revision_he_saw(
    alice: Actor, revision: Quote, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dealwright.core.clock.now", lambda: at)
    second = quotes.activate(revision, by=alice, at=at)
    link = quotes.make_link(second, by=alice, at=at, sent_to=TO)
    address = reverse("quotes:client", args=[links.token_of(link)])
    page = Client().get(address).content.decode()
    assert "What changed since revision 1" in page
    assert "Crane" in page
    assert "cost" not in page.split("What changed")[1].split("What you get")[0]
    other = quotes.make_link(second, by=alice, at=at, sent_to="new@nordhaven.example")
    address = reverse("quotes:client", args=[links.token_of(other)])
    assert "What changed" not in Client().get(address).content.decode()
