"""POST with an Idempotency-Key: run once, answered the same every time, for 24 hours and per person.

Only answers that changed something are kept. A refusal leaves no trace, so a corrected request may use its key.
"""

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError
from dealwright.records import actions
from dealwright.records.actions import KeptAnswer
from dealwright.records.rest import hints

LONGEST_KEY = 200
KEPT_HEADERS = (
    "Content-Type",
    "Cache-Control",
    "ETag",
    "Location",
    "Content-Location",
    hints.HEADER,
)


def once(request: HttpRequest, actor: Actor, run: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer to a POST: run now, or the one that was given to the same key before."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return run()
    _check(key)
    kept = actions.answer_once(
        lambda: _kept(run()),
        key=key,
        fingerprint=_fingerprint(request),
        by=actor,
        at=clock.now(),
    )
    return HttpResponse(kept.body, status=kept.status, headers=kept.headers)


def _check(key: str) -> None:
    if not 1 <= len(key) <= LONGEST_KEY or not (key.isascii() and key.isprintable()):
        raise InvalidError(
            {"Idempotency-Key": _("Use 1 to 200 printable ASCII characters, such as a UUID.")}
        )


def _fingerprint(request: HttpRequest) -> str:
    return hashlib.sha256(request.path.encode() + b"\0" + request.body).hexdigest()


def _kept(response: HttpResponse) -> KeptAnswer:
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    return KeptAnswer(response.status_code, headers, response.content)
