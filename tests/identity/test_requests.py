"""Whose address a request comes from."""

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from dealwright.identity import requests


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
