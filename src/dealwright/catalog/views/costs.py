"""The panel of what a product costs by day. Its rows have no pages of their own."""

from uuid import UUID

from django.db import models
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dealwright.catalog import actions as catalog
from dealwright.catalog import policies
from dealwright.catalog.models import Product, ProductCost
from dealwright.core import clock
from dealwright.core.clock import local_date
from dealwright.core.errors import require
from dealwright.identity import requests
from dealwright.organisation import queries as organisation
from dealwright.records import registry
from dealwright.ui import answers, editing

COSTS = "catalog-costs-of"


def costs_of(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What a product costs by day, the latest first; those of today are marked."""
    actor = requests.actor(request)
    product = editing.fetch(registry.of(Product), pk, actor)
    require(policies.can_read_costs(actor))
    selling = organisation.current()
    rows = ProductCost.objects.visible_to(actor).filter(product=product)
    ordered = rows.order_by("kind", F("valid_from").desc(nulls_last=True), "pk")
    found = registry.conceal(ordered.fetch_mode(models.FETCH_RAISE), actor)
    context = {
        "product": product,
        "costs": found,
        "today": local_date(clock.now(), selling.time_zone),
        "base_currency": selling.currency,
        "may_add": policies.can_create_costs(actor),
        "may_edit": policies.can_edit_cost(actor, ProductCost()),
        "may_remove": policies.can_delete_cost(actor, ProductCost()),
    }
    return render(request, "catalog/panels.html#costs", context)


def product_cost(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A cost is shown with its product."""
    cost = editing.fetch(registry.of(ProductCost), pk, requests.actor(request))
    return _to_tab(cost.product_id)


@require_POST
def remove_cost(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A cost counts no longer: on its days the product's own does."""
    actor = requests.actor(request)
    cost = editing.fetch(registry.of(ProductCost), pk, actor)
    catalog.delete_product_cost(cost, by=actor, at=clock.now())
    return answers.done(_("Cost removed")) if answers.is_part(request) else _to_tab(cost.product_id)


def _to_tab(product: UUID) -> HttpResponse:
    return redirect(f"{reverse('catalog:product', args=[product])}?tab={COSTS}")
