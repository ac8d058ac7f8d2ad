"""Panels: the lines of an order, and orders on the pages of accounts and deals."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dealwright.catalog import nesting
from dealwright.identity import requests
from dealwright.orders import queries
from dealwright.orders.models import Order
from dealwright.quotes import periods
from dealwright.quotes.document.figures import Figures
from dealwright.quotes.models import Billing
from dealwright.records import registry
from dealwright.ui import editing, formats


def lines(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was ordered, with the sums."""
    order: Order = editing.fetch(registry.entity("orders.order"), pk, requests.actor(request))
    figures = Figures(formats.active_locale(), order.currency)
    found = queries.lines(order)
    numbers = nesting.numbers(found)
    context = {
        "order": order,
        "lines": [
            {
                "line": line,
                "number": numbers[line.pk],
                "quantity": figures.quantity(line.quantity),
                "unit_price": figures.unit_price(line.unit_price.normalize()),
                "tax_rate": figures.percent(line.tax_rate) if line.tax_rate else "",
                "net": figures.amount(line.net),
                "billing": "" if line.billing == Billing.ONCE else line.get_billing_display(),
            }
            for line in found
        ],
        "periods": periods.told(periods.nets(found), order.term_months, figures),
        "discount": figures.amount(-order.discount_total) if order.discount_total else "",
        "net": figures.amount(order.net),
        "freight": figures.amount(order.freight) if order.freight else "",
        "tax": figures.amount(order.tax_total),
        "total": figures.money(order.total),
    }
    return render(request, "orders/panels.html#lines", context)


def of_account(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The orders of an account."""
    actor = requests.actor(request)
    account = editing.fetch(registry.entity("customers.account"), pk, actor)
    found = queries.of_account(account.pk, actor)
    return render(request, "orders/panels.html#orders", {"orders": found})


def of_quote(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The order that came of a quote."""
    actor = requests.actor(request)
    quote = editing.fetch(registry.entity("quotes.quote"), pk, actor)
    found = queries.of_quote(quote.pk, actor)
    return render(request, "orders/panels.html#in_tab", {"orders": found})


def of_deal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The orders of a deal."""
    actor = requests.actor(request)
    deal = editing.fetch(registry.entity("opportunities.opportunity"), pk, actor)
    return render(request, "orders/panels.html#orders", {"orders": queries.of_deal(deal.pk, actor)})
