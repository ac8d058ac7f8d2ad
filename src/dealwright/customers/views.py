"""Panels on the pages of accounts and contacts: who belongs to whom."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from dealwright.core.actor import Actor
from dealwright.customers.models import Account, Contact
from dealwright.identity import requests
from dealwright.records import registry
from dealwright.ui import editing

SHOWN = 12


def contacts_of(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The people at an account."""
    actor = requests.actor(request)
    account = _account(pk, actor)
    return _people(request, Contact.objects.visible_to(actor).filter(account=account), account)


def colleagues_of(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The other people at a contact's account."""
    actor = requests.actor(request)
    contact = editing.fetch(registry.of(Contact), pk, actor)
    at_account = Contact.objects.visible_to(actor).filter(account=contact.account_id)
    return _people(request, at_account.exclude(pk=contact.pk), contact.account)


def subsidiaries_of(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The accounts below an account."""
    actor = requests.actor(request)
    account = _account(pk, actor)
    rows = Account.objects.visible_to(actor).filter(parent=account).order_by("name", "pk")
    return _panel(request, "subsidiaries", rows, account)


def add_contact(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The short form for a new contact at this account."""
    account = _account(pk, requests.actor(request))
    return _short_form("customers.contact", account=account)


def add_subsidiary(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The short form for a new account below this one."""
    account = _account(pk, requests.actor(request))
    return _short_form("customers.account", parent=account)


def _account(pk: UUID, actor: Actor) -> Account:
    account: Account = editing.fetch(registry.of(Account), pk, actor)
    return account


def _people(
    request: HttpRequest, rows: models.QuerySet[Contact], account: Account | None
) -> HttpResponse:
    return _panel(request, "people", rows.order_by("last_name", "first_name", "pk"), account)


def _panel(
    request: HttpRequest, part: str, rows: models.QuerySet[Any], account: Account | None
) -> HttpResponse:
    """The first rows of a panel; beyond them it leads to the list."""
    shown = rows.fetch_mode(models.FETCH_RAISE)[: SHOWN + 1]
    found = registry.conceal(shown, requests.actor(request))
    context = {"rows": found[:SHOWN], "has_more": len(found) > SHOWN, "account": account}
    return render(request, f"customers/panels.html#{part}", context)


def _short_form(key: str, **filled: Account) -> HttpResponse:
    given = urlencode({name: row.pk for name, row in filled.items()})
    return redirect(f"{reverse('ui:quick_create', args=[key])}?{given}")
