"""Panels on the pages of families, products and properties: what belongs to whom."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import MISSING, fields, replace
from operator import itemgetter
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from dealwright.catalog import inheriting
from dealwright.catalog.models import (
    VERSIONED,
    Product,
    ProductFamily,
    ProductProperty,
    ProductVersion,
    PropertyChoice,
    PropertyOverride,
)
from dealwright.catalog.properties import Effect, Property
from dealwright.core.actor import Actor
from dealwright.identity import requests
from dealwright.organisation import queries as organisation
from dealwright.records import registry
from dealwright.records.fields import Field
from dealwright.records.models import Record
from dealwright.ui import cells, editing

SHOWN = 30


class Difference(NamedTuple):
    """A field that two versions say differently."""

    label: str
    before: str
    after: str


def products_of_family(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The products of a family and of those below it."""
    actor = requests.actor(request)
    family = _family(pk, actor)
    rows = Product.objects.visible_to(actor).filter(family__in=inheriting.below(family.pk))
    found = rows.select_related("family", "unit").order_by("code", "pk")
    return _panel(request, "products", found, family=family)


def below(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The families right below a family."""
    actor = requests.actor(request)
    rows = ProductFamily.objects.visible_to(actor).filter(parent=_family(pk, actor))
    return _panel(request, "below", rows.order_by("name", "pk"))


def of_family(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The properties that products of a family have."""
    actor = requests.actor(request)
    family = _family(pk, actor)
    return _properties(request, inheriting.of_family(family), family)


def of_product(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The properties that a product has, its own and inherited ones."""
    actor = requests.actor(request)
    product = _product(pk, actor)
    return _properties(request, inheriting.of_products([product])[product.pk], product)


def choices(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The values of a choice."""
    actor = requests.actor(request)
    found: ProductProperty = editing.fetch(registry.of(ProductProperty), pk, actor)
    rows = PropertyChoice.objects.visible_to(actor).filter(property=found)
    return _panel(request, "choices", rows.order_by("position", "name", "pk"))


def versions(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The versions of a product, the newest first, each with what it made different."""
    actor = requests.actor(request)
    product = _product(pk, actor)
    rows = ProductVersion.objects.visible_to(actor).filter(product=product)
    found = rows.select_related("family", "tax_class").order_by("-number")
    context = {"versions": _compared(product, list(found), actor), "product": product}
    return render(request, "catalog/structure.html#versions", context)


def add_property_of_family(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The short form for a new property of this family."""
    family = _family(pk, requests.actor(request))
    return _short_form(ProductProperty, family=family)


def add_property_of_product(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The short form for a new property of this product."""
    product = _product(pk, requests.actor(request))
    return _short_form(ProductProperty, product=product)


def add_choice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The short form for a new choice of this property."""
    found: ProductProperty = editing.fetch(
        registry.of(ProductProperty), pk, requests.actor(request)
    )
    return _short_form(PropertyChoice, property=found)


def add_family_below(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The short form for a new family below this one."""
    return _short_form(ProductFamily, parent=_family(pk, requests.actor(request)))


def _compared(
    product: Product, rows: Sequence[ProductVersion], actor: Actor
) -> list[tuple[Record, int, list[Difference]]]:
    """Each version, the newest first, with its number and what it made different from the one before."""
    known = registry.of(Product).seen_by(actor)
    of_versions = registry.of(ProductVersion).seen_by(actor).by_name
    shown = [known.field(name) for name in VERSIONED if name in known.by_name.keys() & of_versions]
    every: list[tuple[int, Product | ProductVersion]] = [
        (product.version_number, product),
        *((row.number, row) for row in rows),
    ]
    every.sort(key=itemgetter(0), reverse=True)
    befores = [row for _number, row in every[1:]]
    told = [
        _differences(shown, *pair) for pair in zip(befores, (row for _, row in every), strict=False)
    ]
    return [
        (row, number, told[place] if place < len(told) else [])
        for place, (number, row) in enumerate(every)
    ]


def _differences(
    shown: Sequence[Field], before: Product | ProductVersion, after: Product | ProductVersion
) -> list[Difference]:
    base = cells.Base()
    changed = (
        field for field in shown if getattr(before, field.name) != getattr(after, field.name)
    )
    return [
        Difference(str(field.label), show(before), show(after))
        for field in changed
        for show in [cells.cell(field, base)]
    ]


def _properties(request: HttpRequest, found: list[Property], holder: Record) -> HttpResponse:
    context = {
        "properties": [_seen(each, requests.actor(request)) for each in found],
        "holder": holder,
        "currency": organisation.current().currency,
    }
    return render(request, "catalog/structure.html#properties", context)


def _seen(found: Property, actor: Actor) -> Property:
    """A property without what is hidden from the actor, of itself, of its choices and of what overrides it."""
    of_choices = registry.of(PropertyChoice).seen_by(actor).hidden
    hidden = registry.of(ProductProperty).seen_by(actor).hidden
    hidden |= registry.of(PropertyOverride).seen_by(actor).hidden
    choices = [replace(each, effect=_without(each.effect, of_choices)) for each in found.choices]
    seen = replace(found, choices=tuple(choices), effect=_without(found.effect, hidden))
    return _without(seen, hidden)


def _without[D: (Property, Effect)](found: D, hidden: AbstractSet[str]) -> D:
    """The value with the defaults of its fields for what is hidden."""
    emptied = {
        each.name: each.default
        for each in fields(found)
        if each.name in hidden and each.default is not MISSING
    }
    return replace(found, **emptied)


def _panel(
    request: HttpRequest, part: str, rows: models.QuerySet[Any], **more: Any
) -> HttpResponse:
    """The first rows of a panel."""
    shown = rows.fetch_mode(models.FETCH_RAISE)[: SHOWN + 1]
    found = registry.conceal(shown, requests.actor(request))
    context = {
        "rows": found[:SHOWN],
        "has_more": len(found) > SHOWN,
        "currency": organisation.current().currency,
        **more,
    }
    return render(request, f"catalog/structure.html#{part}", context)


def _short_form(model: type[Record], **filled: Record) -> HttpResponse:
    given = urlencode({name: row.pk for name, row in filled.items()})
    return redirect(f"{reverse('ui:quick_create', args=[model._meta.label_lower])}?{given}")


def _family(pk: UUID, actor: Actor) -> ProductFamily:
    found: ProductFamily = editing.fetch(registry.of(ProductFamily), pk, actor)
    return found


def _product(pk: UUID, actor: Actor) -> Product:
    found: Product = editing.fetch(registry.of(Product), pk, actor, joins=("family", "tax_class"))
    return found
