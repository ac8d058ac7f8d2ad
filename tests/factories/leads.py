"""Leads and web forms for tests."""

from typing import Any

from dealwright.core import actor as actors
from dealwright.core.actor import Actor
from dealwright.leads import actions as leads
from dealwright.leads.models import Lead, LeadForm
from tests.people import AT

ANNIKA = {
    "first_name": "Annika",
    "last_name": "Sjöberg-Lindqvist",
    "company": "Nordhaven Cold Chain AB",
    "email": "annika@nordhaven.example",
    "phone": "+46 31 555 01 42",
}


def lead_of(owner: Actor, **values: Any) -> Lead:
    """A new lead of this person: Annika, unless other values are given."""
    given = {**ANNIKA, **values, "owner": owner.id}
    return leads.create(given, by=actors.system(), at=AT)


def disqualified(owner: Actor, **values: Any) -> Lead:
    lead = lead_of(owner, **values)
    return leads.disqualify(lead, reason="no_need", by=actors.system(), at=AT)


def form_for(owner: Actor, **values: Any) -> LeadForm:
    """An open web form whose leads go to this person."""
    given = {"name": "Contact page", "headline": "Talk to us", "thanks": "We will call you."}
    rows = [{**given, **values, "lead_owner": owner.id}]
    return leads.create_forms(rows, by=actors.system(), at=AT)[0]
