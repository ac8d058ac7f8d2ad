"""Answers to htmx: say something in a toast, close the dialog, tell the page what changed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django_htmx.http import HttpResponseClientRedirect, reswap, trigger_client_event

type Text = str | Promise

DIALOG = "dialog-body"


def is_part(request: HttpRequest) -> bool:
    """Whether htmx asked for a part of a page rather than the browser for a page."""
    return request.headers.get("HX-Request-Type") == "partial"


def target_id(request: HttpRequest) -> str:
    """The id of the element that htmx will put the answer into; empty without one."""
    return request.headers.get("HX-Target", "").partition("#")[2]


def in_dialog(request: HttpRequest) -> bool:
    """Whether the answer will stand in the dialog."""
    return target_id(request) == DIALOG


def toast(response: HttpResponse, text: Text, *, undo: str = "", tone: str = "") -> HttpResponse:
    """Shows a sentence for six seconds; `undo` is an address to post to."""
    return tell(response, "dw:toast", text=str(text), undo=undo, tone=tone)


def tell(response: HttpResponse, event: str, **detail: Any) -> HttpResponse:
    """Fires an event on the page; panels that list `{event} from:body` as a trigger reload.

    It is fired on the body itself: the element that asked may have been swapped away meanwhile.
    """
    return trigger_client_event(response, event, {"target": "body", **detail})


def done(text: Text = "", *, undo: str = "") -> HttpResponse:
    """A verb succeeded: the dialog closes, what shows the record loads again, a toast says it."""
    response = tell(tell(HttpResponse(), "dw:close"), "dw:changed")
    if text:
        toast(response, text, undo=undo)
    return reswap(response, "none")


def say(request: HttpRequest, text: Text, *, undo: str = "") -> None:
    """Says a sentence on the page that comes next; `undo` is an address to post to."""
    messages.success(request, str(text), extra_tags=undo)


def go(address: str) -> HttpResponse:
    """The browser opens another page."""
    return HttpResponseClientRedirect(address)


def refusal(text: Text, *, status: int) -> HttpResponse:
    """Nothing on the page changes; a toast says what was refused and why."""
    return toast(reswap(HttpResponse(status=status), "none"), text, tone="danger")
