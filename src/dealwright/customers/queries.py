"""Reads on accounts and contacts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dealwright.core.actor import Actor
from dealwright.customers import matching
from dealwright.customers.matching import Match, Probe, Source
from dealwright.customers.models import Account, Contact
from dealwright.organisation import queries as organisation
from dealwright.records.registry import Hint

ACCOUNTS = Source(model=Account, registration="registration_number", vat="vat_number")
CONTACTS = Source(model=Contact, phones=("phone", "mobile"), shown=("first_name", "last_name"))


def matches(
    source: Source, probe: Probe, *, actor: Actor, at_most: int = matching.OFFERED
) -> list[Match[Any]]:
    """The accounts (`ACCOUNTS`) or contacts (`CONTACTS`) that one probe may already be, the best first.

    For hints while someone types and for qualification; one query.
    """
    return matching.alike((source, probe), actor=actor, at_most=at_most)


def account_hints(values: Mapping[str, Any], actor: Actor) -> list[Hint]:
    """Accounts that a new account with these values may duplicate, for forms while one types."""
    return _hints(ACCOUNTS, values, str(values.get("name") or ""), actor)


def contact_hints(values: Mapping[str, Any], actor: Actor) -> list[Hint]:
    """Contacts that a new contact with these values may duplicate, for forms while one types."""
    names = (str(values.get(name) or "") for name in ("first_name", "last_name"))
    return _hints(CONTACTS, values, " ".join(names), actor)


def _hints(source: Source, values: Mapping[str, Any], name: str, actor: Actor) -> list[Hint]:
    probe = Probe.of(
        country=organisation.current().country,
        name=name,
        email=str(values.get("email") or ""),
        phone=str(values.get("phone") or ""),
        registration=str(values.get("registration_number") or ""),
        vat=str(values.get("vat_number") or ""),
    )
    return [
        Hint(row=match.row, reasons=match.told) for match in matches(source, probe, actor=actor)
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class Kin:
    """How many records belong to an account, as far as the actor may read them."""

    contacts: int
    subsidiaries: int


def kin(account: Account, *, actor: Actor) -> Kin:
    """Count the contacts and subsidiaries of an account."""
    return Kin(
        contacts=Contact.objects.visible_to(actor).filter(account=account).count(),
        subsidiaries=Account.objects.visible_to(actor).filter(parent=account).count(),
    )
