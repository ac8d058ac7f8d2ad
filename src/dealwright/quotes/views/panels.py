"""Quotes on the pages of others: a deal's, an account's, and those that wait for the client on the first page."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dealwright.core import clock
from dealwright.identity import requests
from dealwright.quotes import queries
from dealwright.records import registry
from dealwright.ui import editing


def of_deal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The quotes of a deal."""
    actor = requests.actor(request)
    deal = editing.fetch(registry.entity("opportunities.opportunity"), pk, actor)
    found = queries.of_deal(deal.pk, actor)
    return render(request, "quotes/panels.html#of_deal", {"quotes": found})


def of_account(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The quotes of an account."""
    actor = requests.actor(request)
    account = editing.fetch(registry.entity("customers.account"), pk, actor)
    found = queries.of_account(account.pk, actor)
    return render(request, "quotes/panels.html#of_account", {"quotes": found})


def waiting(request: HttpRequest) -> HttpResponse:
    """One's own quotes that wait for the client."""
    found = queries.waiting(requests.actor(request))
    context = {"quotes": found, "today": clock.now().date()}
    return render(request, "quotes/panels.html#waiting", context)
