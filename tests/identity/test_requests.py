"""Whose address a request comes from."""

from datetime import datetime
from types import SimpleNamespace

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client, RequestFactory
from pytest_django import Settings

from dealwright.core.actor import Actor
from dealwright.identity import actions as identity
from dealwright.identity import requests
from dealwright.identity.signing_in import door


@pytest.mark.parametrize(
    ("proxies", "forwarded", "found"),
    [
        (0, None, "10.0.0.1"),
        (0, "203.0.113.9", "10.0.0.1"),  # anybody can write that
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.7, 203.0.113.9", "198.51.100.7"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "", "10.0.0.1"),
    ],
)
def test_only_what_a_trusted_proxy_saw_is_believed(
    proxies: int, forwarded: str | None, found: str, settings: Settings
) -> None:
    settings.TRUSTED_PROXIES = proxies
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR="10.0.0.1")
    assert requests.address(request) == found


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("203.0.113.9:51413", "203.0.113.9"),
        ("[2001:db8::7]:51413", "2001:db8::7"),
        ("[2001:db8::7]", "2001:db8::7"),
        ("2001:db8::7", "2001:db8::7"),
        ("fe80::1%eth0", "fe80::1"),
        ("203.0.113.9:51413 ", "203.0.113.9"),
        ("unknown", "10.0.0.1"),
        ("_hidden:51413", "10.0.0.1"),
        ("203.0.113.900", "10.0.0.1"),
        ("[203.0.113.9", "10.0.0.1"),
        ("203.0.113.9:", "10.0.0.1"),
    ],
)
def test_what_a_proxy_writes_becomes_an_address_or_counts_for_nothing(
    written: str, found: str, settings: Settings
) -> None:
    settings.TRUSTED_PROXIES = 1
    headers = {"x-forwarded-for": f"198.51.100.7, {written}"}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR="10.0.0.1")
    assert requests.address(request) == found


@pytest.mark.parametrize("peer", ["", "/run/dealwright.sock"])
def test_a_peer_without_an_address_has_one_that_nobody_has(peer: str) -> None:
    assert requests.address(RequestFactory().get("/", REMOTE_ADDR=peer)) == "0.0.0.0"


@pytest.mark.django_db
def test_one_signs_in_behind_a_proxy_that_writes_the_port(
    people: SimpleNamespace, alice: Actor, at: datetime, settings: Settings
) -> None:
    settings.TRUSTED_PROXIES = 1
    identity.set_password(people.alice, password="measure-twice", by=alice, at=at)
    browser = Client(headers={"x-forwarded-for": "203.0.113.9:51413"})
    said = {"login": people.alice.email, "password": "measure-twice"}
    assert browser.post("/login/", said)["Location"] == "/"
    kept = browser.session
    kept[door.SEEN] -= 600
    kept.save()
    assert browser.get("/leads/").status_code == 200
    assert UserSession.objects.get().ip == "203.0.113.9"
