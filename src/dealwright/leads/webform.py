"""What a public form asks, and how it tells people from programs.

The page carries a field that people never see and a signed note of when it was opened; tries are counted by
address. All of it only delays: a submission that fails comes back with a sentence and its input, so nobody's words
are lost.
"""

import ipaddress
import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from dealwright.core.actor import Actor, Channel
from dealwright.core.actor import Kind as ActorKind
from dealwright.core.errors import InvalidError
from dealwright.leads.models import Lead, LeadForm
from dealwright.records import shapes
from dealwright.records.fields import Kind, derive

FIELDS = (
    derive(Lead, "first_name"),
    derive(Lead, "last_name"),
    derive(Lead, "email", required=True),
    derive(Lead, "phone", kind=Kind.PHONE),
    derive(Lead, "company"),
    derive(Lead, "need", label=_("what can we do for you?"), required=True, max_length=5000),
)
# What a browser may fill in by itself (HTML, autofill detail tokens).
AUTOFILL = {
    "first_name": "given-name",
    "last_name": "family-name",
    "email": "email",
    "phone": "tel",
    "company": "organization",
}
SHAPE = shapes.build("WebLead", FIELDS)

TRAP = "homepage"  # no field of a lead is called so; programs fill it in
OPENED = "opened"
LEAST = timedelta(seconds=3)  # nobody fills the form in faster
LONGEST = timedelta(hours=24)
HOUSEHOLD = 64  # bits of an IPv6 address that name a network
SALT = "dealwright.leads.webform"


class TooManyTriesError(InvalidError):
    """One address has sent a form too often; the sentence says how long to wait."""

    status = 429

    def __init__(self, wait: timedelta) -> None:
        minutes = math.ceil(wait.total_seconds() / 60)
        sentence = ngettext(
            "Too many tries from your network. Your words are kept; send them again in %(n)d minute.",
            "Too many tries from your network. Your words are kept; send them again in %(n)d minutes.",
            minutes,
        )
        super().__init__({"": sentence % {"n": minutes}})


def visitor(form: LeadForm, typed: Mapping[str, str]) -> Actor:
    """Whoever fills in a form, as the client of this one document."""
    names = (typed.get(name, "").strip() for name in ("first_name", "last_name"))
    name = " ".join(part for part in names if part)[:160]
    return Actor(
        kind=ActorKind.CLIENT,
        name=name or str(_("A visitor")),
        channel=Channel.CLIENT_PAGE,
        document=form.pk,
    )


def digest(form: LeadForm, address: str) -> str:
    """An address as it is kept to count its tries: keyed, so that it cannot be read back.

    Of an IPv6 address the network counts, because one household has all of it.
    """
    return salted_hmac(SALT, f"{form.pk} {_network(address)}", algorithm="sha256").hexdigest()


def _network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, HOUSEHOLD), strict=False))
    return address


def opening(form: LeadForm, note: str = "", *, at: datetime) -> str:
    """The signed note of when the page was opened: the one it came with while that counts, else a new one."""
    age = _age(form, note, at=at)
    if age is not None and age <= LONGEST:
        return note
    return signing.dumps([str(form.pk), at.timestamp()], salt=SALT)


def check(
    form: LeadForm, typed: Mapping[str, str], given: Mapping[str, Any], *, at: datetime
) -> dict[str, Any]:
    """The values of a submission. InvalidError: a sentence per wrong field, or one for the whole when it looks
    like a program's.
    """
    values = shapes.check(SHAPE, given)
    if typed.get(TRAP):
        sentence = _("Something filled in a field that people do not see. Empty it and send again.")
        raise InvalidError({"": sentence})
    age = _age(form, typed.get(OPENED, ""), at=at)
    if age is None or age > LONGEST:
        sentence = _("This page stood open for too long. Your words are kept; send them again.")
        raise InvalidError({"": sentence})
    if age < LEAST:
        raise InvalidError({"": _("That was very quick. Your words are kept; send them again.")})
    return values


def _age(form: LeadForm, note: str, *, at: datetime) -> timedelta | None:
    """How long ago the page was opened; None when the note is not ours or belongs to another form."""
    try:
        key, moment = signing.loads(note, salt=SALT)
    except signing.BadSignature:
        return None
    return timedelta(seconds=at.timestamp() - moment) if key == str(form.pk) else None
