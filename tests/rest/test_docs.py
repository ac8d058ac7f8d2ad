"""The documentation of the API: our own pages, for everyone, without anything from elsewhere."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from dealwright.config import api
from dealwright.core.actor import Actor
from dealwright.organisation.models import Organisation
from dealwright.records.rest import docs, problems

pytestmark = pytest.mark.django_db

KINDS = docs.entries(api._document())


@pytest.fixture
def reader(selling: Organisation) -> Client:
    """Someone who is not signed in."""
    return Client()


def test_the_overview_leads_to_every_kind_of_record(reader: Client) -> None:
    page = reader.get("/api/v1/docs").content.decode()
    for kind in KINDS:
        assert reverse("api:docs_of_kind", args=[kind.slug]) in page


def test_every_type_of_problem_has_its_paragraph(reader: Client) -> None:
    page = reader.get("/api/v1/docs").content.decode()
    for status in problems.KINDS:
        anchor = problems.type_of(status).partition("#")[2]
        assert f'id="{anchor}"' in page


@pytest.mark.parametrize("slug", [kind.slug for kind in KINDS])
def test_every_kind_has_a_page_with_its_routes_and_fields(reader: Client, slug: str) -> None:
    answer = reader.get(f"/api/v1/docs/{slug}")
    page = docs.kind_page(api._document(), slug)
    assert page is not None
    for route in page.routes:
        assert f'id="{route.id}"' in answer.text
        assert route.path in answer.text
    for field in page.fields:
        assert field.name in answer.text


@pytest.mark.parametrize("path", ["docs", "docs/accounts"])
def test_nothing_comes_from_elsewhere_and_nothing_runs_inline(reader: Client, path: str) -> None:
    answer = reader.get(f"/api/v1/{path}")
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", answer.text)
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=", answer.text)


def test_people_who_are_signed_in_keep_their_frame(
    client_for: Callable[[Actor], Client], alice: Actor
) -> None:
    assert "dw-nav" in client_for(alice).get("/api/v1/docs/accounts").text


def test_a_kind_that_does_not_exist_is_a_page_that_says_so(reader: Client) -> None:
    answer = reader.get("/api/v1/docs/unicorns")
    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("text/html")


def test_an_example_shows_the_call_with_what_it_needs() -> None:
    page = docs.kind_page(api._document(), "accounts")
    assert page is not None
    change = next(route for route in page.routes if route.method == "PATCH")
    assert "-H 'If-Match: \"3\"'" in change.example
    assert "-H 'Content-Type: application/json'" in change.example
    assert '"name": "Nordhaven Cold Chain AB"' in change.example
