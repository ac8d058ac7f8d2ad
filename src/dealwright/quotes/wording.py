"""How the events of quotes read on a timeline."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dealwright.activities import wording
from dealwright.activities.wording import Wording
from dealwright.quotes import events
from dealwright.quotes.models import CloseReason
from dealwright.ui import shown


def _names(data: Mapping[str, Any]) -> str:
    return ", ".join(data["names"])


def _name(data: Mapping[str, Any]) -> str:
    return str(data["name"])


def _total(data: Mapping[str, Any]) -> str:
    return shown.exact_money(Decimal(data["total"]), data["currency"])


def _to(data: Mapping[str, Any]) -> str:
    return gettext("to %(address)s") % {"address": data["to"]}


def _revision(data: Mapping[str, Any]) -> str:
    return gettext("revision %(number)s takes its place") % {"number": data["revision"]}


def _closing(data: Mapping[str, Any]) -> str:
    reason = str(CloseReason(data["reason"]).label).capitalize()
    return ": ".join(filter(None, (reason, data["note"])))


def _until(data: Mapping[str, Any]) -> str:
    return gettext("until %(day)s") % {"day": shown.day(date.fromisoformat(data["valid_until"]))}


def _fingerprint(data: Mapping[str, Any]) -> str:
    return f"{_total(data)} · SHA-256 {data['sha256']}"


def _reason(data: Mapping[str, Any]) -> str:
    return str(data["reason"])


wording.say(
    {
        events.LinesAdded: Wording(text=_("added to the quote"), icon="plus", detail=_names),
        events.LineChanged: Wording(
            text=_("changed a line of the quote"), icon="pencil", detail=_name
        ),
        events.LineRemoved: Wording(
            text=_("took off the quote"), icon="circle-minus", detail=_name
        ),
        events.LinesArranged: Wording(
            text=_("put the lines of the quote into another order"), icon="arrow-down-up"
        ),
        events.QuoteActivated: Wording(
            text=_("activated the quote"), icon="stamp", tone="accent", detail=_total
        ),
        events.QuoteRevised: Wording(
            text=_("revised the quote"), icon="file-pen-line", detail=_revision
        ),
        events.QuoteClosed: Wording(text=_("closed the quote"), icon="circle-x", detail=_closing),
        events.QuoteExpired: Wording(
            text=_("let the quote expire"), icon="calendar-x", detail=_until
        ),
        events.QuoteExtended: Wording(
            text=_("extended the validity of the quote"), icon="calendar-clock", detail=_until
        ),
        events.QuoteSent: Wording(text=_("sent the quote"), icon="send", detail=_to),
        events.LinksRevoked: Wording(
            text=_("shut the client links to the quote"), icon="link-2-off"
        ),
        events.QuoteOpened: Wording(
            text=_("looked at the quote for the first time"), icon="eye", tone="accent"
        ),
        events.QuoteAccepted: Wording(
            text=_("accepted the quote"), icon="circle-check", tone="ok", detail=_fingerprint
        ),
        events.QuoteDeclined: Wording(
            text=_("declined the quote"), icon="circle-slash", tone="danger", detail=_reason
        ),
    }
)
