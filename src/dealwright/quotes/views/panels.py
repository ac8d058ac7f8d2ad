"""Quotes on the pages of others: a deal's, an account's, and those that wait for the client on the first page."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dealwright.identity import requests
from dealwright.opportunities import policies as deals
from dealwright.opportunities.models import RevenueSource
from dealwright.quotes import queries
from dealwright.records import registry
from dealwright.ui import editing, shown


def of_deal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The quotes of a deal."""
    actor = requests.actor(request)
    deal = editing.fetch(registry.entity("opportunities.opportunity"), pk, actor)
    found = queries.of_deal(deal.pk, actor)
    is_followed = deal.revenue_source == RevenueSource.QUOTE
    has_primary = any(quote.is_primary for quote in found)
    context = {
        "deal": deal,
        "quotes": found,
        "is_followed": is_followed,
        "may_follow": has_primary
        and deal.is_open
        and not is_followed
        and deals.can_edit(actor, deal)
        and deals.can_see_amounts(actor),
    }
    return render(request, "quotes/panels.html#of_deal", context)


def of_account(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The quotes of an account."""
    actor = requests.actor(request)
    account = editing.fetch(registry.entity("customers.account"), pk, actor)
    found = queries.of_account(account.pk, actor)
    return render(request, "quotes/panels.html#of_account", {"quotes": found})


def agreements_of(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is agreed with an account and not over yet."""
    actor = requests.actor(request)
    account = editing.fetch(registry.entity("customers.account"), pk, actor)
    today = shown.today()
    context = {
        "agreements": queries.agreements_of(account.pk, actor, on=today),
        "today": today,
    }
    return render(request, "quotes/panels.html#agreements", context)


def waiting(request: HttpRequest) -> HttpResponse:
    """One's own quotes that wait for the client."""
    found = queries.waiting(requests.actor(request))
    context = {"quotes": found, "today": shown.today()}
    return render(request, "quotes/panels.html#waiting", context)
