"""Browsers from which somebody has signed in before.

Tries are counted per account, so a stranger who goes on trying would close it to its own person, the last administrator
included. A browser that the person has signed in from has a count of its own, which no stranger can use up (what
OWASP calls device cookies). The mark proves nothing else: password and second factor are asked as ever.
"""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE = "dw_known"
SALT = "dealwright.identity.known_browsers"
AGE = timedelta(days=365)
MOST_PEOPLE = 5  # who share one browser; the longest absent is forgotten


def mark(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Remember in the browser that this person has signed in from it."""
    browser, people = _read(request)
    known = list(dict.fromkeys([_digest(email), *people]))[:MOST_PEOPLE]
    response.set_cookie(
        COOKIE,
        signing.dumps([browser or secrets.token_urlsafe(12), known], salt=SALT),
        max_age=AGE,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def name(request: HttpRequest, email: str) -> str:
    """What this browser is called where tries for this account are counted; empty when it is not known for it."""
    browser, people = _read(request)
    return browser if _digest(email) in people else ""


def _read(request: HttpRequest) -> tuple[str, Sequence[str]]:
    try:
        browser, people = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=AGE)
    except signing.BadSignature:
        return "", []
    return browser, people


def _digest(email: str) -> str:
    """An address as the cookie carries it: not to be read by whoever else uses the browser."""
    return salted_hmac(SALT, email.lower(), algorithm="sha256").hexdigest()[:32]
