"""Panels of a product: what goes with it, what it is made of, and by which rules. Their rows have no pages of their own."""

from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dealwright.catalog import actions as catalog
from dealwright.catalog import policies
from dealwright.catalog.models import (
    BundlePart,
    ConfigurationRule,
    Product,
    ProductRelationship,
)
from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.identity import requests
from dealwright.organisation import queries as organisation
from dealwright.records import registry
from dealwright.ui import answers, editing

RELATIONSHIPS = "catalog-relationships-of"
PARTS = "catalog-parts-of"
RULES = "catalog-rules-of"


def relationships_of(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What a product goes with, in both directions, and the bundles that hold it."""
    actor = requests.actor(request)
    product = _product(pk, actor)
    rows = ProductRelationship.objects.visible_to(actor).select_related("product", "related")
    found = rows.filter(Q(product=product) | Q(related=product)).order_by(
        "kind", "related__code", "pk"
    )
    holding = BundlePart.objects.visible_to(actor).filter(product=product).select_related("bundle")
    context = {
        "product": product,
        "relationships": _shown(found, actor),
        "holding": _shown(holding.order_by("bundle__code", "pk"), actor),
        **_rights(actor, ProductRelationship),
    }
    return render(request, "catalog/panels.html#relationships", context)


def parts_of(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What a bundle is made of."""
    actor = requests.actor(request)
    product = _product(pk, actor)
    rows = BundlePart.objects.visible_to(actor).filter(bundle=product)
    ordered = rows.select_related("product__unit").order_by("position", "created_at", "pk")
    parts = _shown(ordered, actor)
    registry.conceal((part.product for part in parts), actor)
    context = {
        "product": product,
        "parts": parts,
        "base_currency": organisation.current().currency,
        **_rights(actor, BundlePart),
    }
    return render(request, "catalog/panels.html#parts", context)


def rules_of(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How the parts of a bundle go together."""
    actor = requests.actor(request)
    product = _product(pk, actor)
    rows = ConfigurationRule.objects.visible_to(actor).filter(bundle=product)
    ordered = rows.select_related("when", "product").order_by("name", "pk")
    context = {
        "product": product,
        "rules": _shown(ordered, actor),
        **_rights(actor, ConfigurationRule),
    }
    return render(request, "catalog/panels.html#rules", context)


def configuration_rule(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A rule is shown with its bundle."""
    row = _row(ConfigurationRule, pk, requests.actor(request))
    return _to_tab(row.bundle_id, RULES)


@require_POST
def remove_rule(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A rule counts no longer."""
    actor = requests.actor(request)
    row = _row(ConfigurationRule, pk, actor)
    catalog.delete_configuration_rule(row, by=actor, at=clock.now())
    return _removed(request, _to_tab(row.bundle_id, RULES), _("Rule removed"))


def product_relationship(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A relationship is shown with its product."""
    row = _row(ProductRelationship, pk, requests.actor(request))
    return _to_tab(row.product_id, RELATIONSHIPS)


def bundle_part(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A part is shown with its bundle."""
    row = _row(BundlePart, pk, requests.actor(request))
    return _to_tab(row.bundle_id, PARTS)


@require_POST
def remove_relationship(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Two products are related in this way no longer."""
    actor = requests.actor(request)
    row = _row(ProductRelationship, pk, actor)
    catalog.delete_product_relationship(row, by=actor, at=clock.now())
    return _removed(request, _to_tab(row.product_id, RELATIONSHIPS), _("Relationship removed"))


@require_POST
def remove_part(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a part out of its bundle."""
    actor = requests.actor(request)
    row = _row(BundlePart, pk, actor)
    catalog.delete_bundle_part(row, by=actor, at=clock.now())
    return _removed(request, _to_tab(row.bundle_id, PARTS), _("Part taken out"))


def _shown[M: models.Model](rows: models.QuerySet[M], actor: Actor) -> list[M]:
    """Rows without what is hidden from the actor."""
    return registry.conceal(rows.fetch_mode(models.FETCH_RAISE), actor)


def _product(pk: UUID, actor: Actor) -> Product:
    found: Product = editing.fetch(registry.of(Product), pk, actor)
    return found


def _row(model: type[models.Model], pk: UUID, actor: Actor) -> Any:
    return editing.fetch(registry.of(model), pk, actor)


def _rights(actor: Actor, model: type[models.Model]) -> dict[str, bool]:
    return {
        "may_add": policies.can_create(actor, model),
        "may_edit": policies.can_edit(actor, model()),
        "may_remove": policies.can_delete(actor, model()),
    }


def _to_tab(product: UUID, tab: str) -> HttpResponse:
    return redirect(f"{reverse('catalog:product', args=[product])}?tab={tab}")


def _removed(request: HttpRequest, back: HttpResponse, said: str) -> HttpResponse:
    return answers.done(said) if answers.is_part(request) else back
