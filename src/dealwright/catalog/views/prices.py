"""The prices of a list: the panel on its page, and the dialog that states a price with its breaks; bands of discounts."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dealwright.catalog import actions as catalog
from dealwright.catalog import policies
from dealwright.catalog.band_forms import BandsForm
from dealwright.catalog.forms import PriceForm
from dealwright.catalog.models import (
    PriceList,
    PriceListItem,
    Product,
    QuantityBreak,
    VolumeBand,
    VolumeDiscount,
)
from dealwright.core import clock, paging
from dealwright.core.actor import Actor
from dealwright.core.errors import ConflictError, InvalidError, require
from dealwright.core.money import percent_of
from dealwright.identity import requests
from dealwright.organisation import queries as organisation
from dealwright.records import registry
from dealwright.ui import answers, editing, searching

PAGE_SIZE = 50


def prices_of_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The products of a list with their prices and breaks; `q` searches, `after` goes on."""
    actor = requests.actor(request)
    price_list = _price_list(pk, actor)
    base = organisation.current().currency
    query = searching.clean(request.GET.get("q", ""))
    rows = searching.search(_items(actor), registry.of(PriceListItem), query)
    page = paging.page(
        rows.filter(price_list=price_list),
        paging.order("product__code"),
        size=PAGE_SIZE,
        cursor=request.GET.get("after"),
    )
    context = {
        "price_list": price_list,
        "items": [(item, _above_list(item, base)) for item in registry.conceal(page.rows, actor)],
        "cursor": page.next_cursor,
        "query": query,
        "base_currency": base,
        "may_add": policies.can_create(actor, PriceListItem),
        "may_edit": policies.can_edit(actor, PriceListItem()),
    }
    part = {"prices": "#rows", "more-prices": "#following"}.get(
        answers.target_id(request), "#panel"
    )
    return render(request, f"catalog/prices.html{part}", context)


def prices_of_product(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The lists that price a product."""
    actor = requests.actor(request)
    product = editing.fetch(registry.of(Product), pk, actor)
    items = _items(actor).filter(product=product).order_by("price_list__name", "pk")
    context = {"items": registry.conceal(items, actor), "product": product}
    return render(request, "catalog/prices.html#of_product", context)


def _above_list(item: PriceListItem, base: str) -> Decimal | None:
    """By how many percent a price lies above the product's list price; unknown between two currencies."""
    if item.price is None or item.price_list.currency != base:
        return None
    return percent_of(item.price - item.product.list_price, item.product.list_price)


def _items(actor: Actor) -> models.QuerySet[PriceListItem]:
    breaks = QuantityBreak.objects.order_by("from_quantity", "pk").fetch_mode(models.FETCH_RAISE)
    return (
        PriceListItem.objects.visible_to(actor)
        .select_related("price_list", "product__unit")
        .prefetch_related(Prefetch("breaks", breaks))
        .fetch_mode(models.FETCH_RAISE)
    )


def add_price(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a product on a list: the dialog on GET, the act on POST."""
    actor = requests.actor(request)
    item = PriceListItem(price_list=_price_list(pk, actor))
    require(policies.can_create(actor, PriceListItem))
    if request.method != "POST":
        return _dialog(request, PriceForm(item, actor=actor, is_new=True), item)
    form = PriceForm(item, actor=actor, is_new=True, typed=request.POST.dict())
    try:
        values, breaks = form.checked()
        catalog.add_price(item.price_list, values, breaks, by=actor, at=clock.now())
    except InvalidError as error:
        form.refuse(error)
        return _dialog(request, form, item)
    return _leave(request, item.price_list, _("Product added to the list"))


def change_price(request: HttpRequest, pk: UUID) -> HttpResponse:
    """State the price and the breaks of an item anew; someone else's change is shown beside ours."""
    actor = requests.actor(request)
    item: PriceListItem = editing.fetch(registry.of(PriceListItem), pk, actor)
    require(policies.can_edit(actor, item))
    breaks = list(item.breaks.order_by("from_quantity", "pk"))
    if request.method != "POST":
        return _dialog(request, PriceForm(item, actor=actor, breaks=breaks), item)
    form = PriceForm(item, actor=actor, typed=request.POST.dict())
    try:
        values, terms = form.checked()
        catalog.change_price(item, values, terms, by=actor, at=clock.now(), version=form.version)
    except (InvalidError, ConflictError) as error:
        form.refuse(error)
        return _dialog(request, form, item, theirs=breaks)
    return _leave(request, item.price_list, _("Price saved"))


@require_POST
def remove_price(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a product off a list."""
    actor = requests.actor(request)
    item: PriceListItem = editing.fetch(registry.of(PriceListItem), pk, actor)
    catalog.delete_price_list_item(item, by=actor, at=clock.now())
    return _leave(request, item.price_list, _("Product taken off the list"))


def bands(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The bands on GET; on POST they are all stated anew."""
    actor = requests.actor(request)
    discount: VolumeDiscount = editing.fetch(registry.of(VolumeDiscount), pk, actor)
    if request.method != "POST":
        return _bands_shown(request, BandsForm(discount, _bands_of(discount), actor=actor))
    form = BandsForm(discount, (), actor=actor, typed=request.POST.dict())
    try:
        saved = catalog.set_bands(
            discount, form.checked(), by=actor, at=clock.now(), version=form.version
        )
    except (InvalidError, ConflictError) as error:
        form.refuse(error)
        return _bands_shown(request, form)
    if not answers.is_part(request):
        return redirect("catalog:volume_discount", pk)
    response = _bands_shown(request, BandsForm(saved, _bands_of(saved), actor=actor))
    return answers.toast(response, _("Bands saved"))


def _bands_shown(request: HttpRequest, form: BandsForm) -> HttpResponse:
    may_edit = policies.can_edit(requests.actor(request), form.discount)
    context = {
        "form": form,
        "discount": form.discount,
        "may_edit": may_edit,
        "bands": _bands_of(form.discount) if form.conflict or not may_edit else (),
    }
    return render(request, "catalog/bands.html", context, status=form.status)


def _bands_of(discount: VolumeDiscount) -> list[VolumeBand]:
    return list(discount.bands.order_by("from_quantity", "pk"))


def _price_list(pk: UUID, actor: Actor) -> PriceList:
    found: PriceList = editing.fetch(registry.of(PriceList), pk, actor)
    return found


def _dialog(
    request: HttpRequest, form: PriceForm, item: PriceListItem, **more: Any
) -> HttpResponse:
    context = {
        "form": form,
        "item": item,
        "price_list": item.price_list,
        "may_remove": bool(item.product_id) and policies.can_delete(requests.actor(request), item),
        **more,
    }
    part = "#sheet" if answers.in_dialog(request) else "#form" if answers.is_part(request) else ""
    return render(request, f"catalog/price.html{part}", context, status=form.status)


def _leave(request: HttpRequest, price_list: PriceList, said: str) -> HttpResponse:
    if answers.in_dialog(request):
        return answers.done(said)
    return redirect(registry.of(price_list).url(price_list))
