"""Panels of deals on their own page, on the pages of others, and on the first page of the day."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dealwright.core.actor import Actor
from dealwright.core.errors import NotFoundError
from dealwright.customers.models import Account, Contact
from dealwright.identity import requests
from dealwright.leads.models import Lead
from dealwright.opportunities import policies
from dealwright.opportunities.models import Competitor, Opportunity, OpportunityQuerySet
from dealwright.opportunities.queries import pipeline, rivals
from dealwright.organisation import queries as organisation
from dealwright.records import registry
from dealwright.ui import editing

SHOWN = 12
BAR = 100  # the widest bar of a pipeline, in percent


def deal(request: HttpRequest, pk: UUID) -> tuple[Opportunity, Actor]:
    """A deal that the person may read, and the person."""
    actor = requests.actor(request)
    found: Opportunity = editing.fetch(registry.of(Opportunity), pk, actor)
    return found, actor


def deal_with_amounts(request: HttpRequest, pk: UUID) -> tuple[Opportunity, Actor]:
    """A deal, for pages that tell what it is worth; NotFoundError for those from whom that is hidden."""
    found, actor = deal(request, pk)
    _refuse_secret(actor)
    return found, actor


def _refuse_secret(actor: Actor) -> None:
    if not policies.can_see_amounts(actor):
        raise NotFoundError(_("There is no such page."), remedy=_("Go back to the deal."))


def customer_of(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who buys: the account and the contact of a deal, as far as the person may read them."""
    found, actor = deal(request, pk)
    context = {
        "deal": found,
        "account": _readable(Account, found.account_id, actor),
        "contact": _readable(Contact, found.contact_id, actor),
    }
    return render(request, "opportunities/panels.html#customer", context)


def _readable(model: Any, pk: UUID | None, actor: Actor) -> Any:
    rows = model.objects.visible_to(actor).filter(pk=pk) if pk else ()
    return next(iter(registry.conceal(rows, actor)), None)


def stakeholders_of(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The people with a say in a deal, the most influential first."""
    found, actor = deal(request, pk)
    people = found.stakeholders.select_related("contact").order_by("contact__last_name", "pk")
    weight = {"high": 0, "medium": 1, "low": 2}
    context = {
        "deal": found,
        "people": sorted(people, key=lambda person: weight[person.influence]),
        "may_change": policies.can_change(actor, found),
    }
    return render(request, "opportunities/panels.html#stakeholders", context)


def competitors_of(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who else wants a deal, and how one fares against them."""
    found, actor = deal(request, pk)
    rows = found.competitors.select_related("competitor").order_by("competitor__name", "pk")
    present = list(rows)
    scores = rivals.scores([row.competitor_id for row in present], actor=actor)
    context = {
        "deal": found,
        "rivals": [(row, scores[row.competitor_id]) for row in present],
        "may_change": policies.can_change(actor, found),
    }
    return render(request, "opportunities/panels.html#competitors", context)


def of_account(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The deals of an account."""
    return _deals_of(request, Account, pk, "account")


def of_contact(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The deals of a contact."""
    return _deals_of(request, Contact, pk, "contact")


def of_lead(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The deals that came of a lead."""
    return _deals_of(request, Lead, pk, "lead")


def of_competitor(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The deals that a competitor is in."""
    return _deals_of(request, Competitor, pk, "competitors__competitor")


def _deals_of(request: HttpRequest, model: Any, pk: UUID, path: str) -> HttpResponse:
    """The deals of a record that the person may read: open ones first, the newest first."""
    actor = requests.actor(request)
    record = editing.fetch(registry.of(model), pk, actor)
    rows = Opportunity.objects.visible_to(actor).filter(**{path: record})
    found = registry.conceal(_ordered(rows)[: SHOWN + 1], actor)
    context = {
        "deals": found[:SHOWN],
        "has_more": len(found) > SHOWN,
        "record": record,
        "filter": path if path == "account" else "",
    }
    return render(request, "opportunities/panels.html#deals", context)


def _ordered(rows: OpportunityQuerySet) -> OpportunityQuerySet:
    return rows.select_related("stage").order_by("closed_at", "-created_at", "pk").reverse()


def my_pipeline(request: HttpRequest) -> HttpResponse:
    """The person's own open deals by stage."""
    actor = requests.actor(request)
    _refuse_secret(actor)
    found = pipeline.pipelines_of(actor)
    most = max((one.sums.amount for each in found for one in each.stages), default=0)
    context = {
        "pipelines": found,
        "currency": organisation.current().currency,
        "widths": {
            str(one.stage.pk): round(one.sums.amount * BAR / most) if most else 0
            for each in found
            for one in each.stages
        },
    }
    return render(request, "opportunities/panels.html#pipeline", context)
