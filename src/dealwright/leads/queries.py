"""Reads on leads."""

from collections.abc import Mapping
from typing import Any

from dealwright.core.actor import Actor
from dealwright.customers import matching
from dealwright.customers import queries as customers
from dealwright.customers.matching import Match, Probe, Source
from dealwright.leads.models import Lead, LeadForm
from dealwright.organisation import queries as organisation
from dealwright.records.registry import Hint

LEADS = Source(model=Lead, shown=("first_name", "last_name", "company"))

REGISTERS = ("registration_number", "vat_number")
KNOWN_BY = ("first_name", "last_name", "company", "email", "phone", *REGISTERS)


def matches(
    values: Mapping[str, Any], *, actor: Actor, at_most: int = matching.OFFERED
) -> list[Match[Any]]:
    """Leads, contacts and accounts that a lead with these values may already be, the best first.

    A person is compared with leads and contacts, the company with accounts; what cannot be read as an email
    or a phone number yet is left out.
    """
    country = organisation.current_for(actor).country
    person = probe(values, country=country)
    registration, vat = (str(values.get(name) or "") for name in REGISTERS)
    company = Probe.of(
        country=country,
        name=str(values.get("company") or ""),
        email=person.email,
        phone=person.phone,
        registration=registration,
        vat=vat,
    )
    return matching.alike(
        (LEADS, person),
        (customers.CONTACTS, person),
        (customers.ACCOUNTS, company),
        actor=actor,
        at_most=at_most,
    )


def others_like(lead: Lead, *, actor: Actor, at_most: int = matching.OFFERED) -> list[Match[Any]]:
    """Other records that this lead may be."""
    values = {name: getattr(lead, name) for name in KNOWN_BY}
    found = matches(values, actor=actor, at_most=at_most + 1)
    return [match for match in found if match.row != lead][:at_most]


def hints(values: Mapping[str, Any], actor: Actor) -> list[Hint]:
    """`matches` for whoever knows only the registry: forms while one types, and REST."""
    return [Hint(row=match.row, reasons=match.told) for match in matches(values, actor=actor)]


def probe(values: Mapping[str, Any], *, country: str) -> Probe:
    """The person in the values of a lead."""
    names = (str(values.get(name) or "").strip() for name in ("first_name", "last_name"))
    return Probe.of(
        country=country,
        name=" ".join(name for name in names if name),
        email=str(values.get("email") or ""),
        phone=str(values.get("phone") or ""),
    )


def open_form(key: str) -> LeadForm | None:
    """The web form with this key, while it is open; one query."""
    rows = LeadForm.objects.filter(key=key, is_active=True)
    return rows.select_related("lead_owner__manager", "created_by").first()
