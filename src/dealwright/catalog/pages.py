"""The pages of the catalogue, declared."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from dealwright.catalog.models import PriceList, Product, ProductState
from dealwright.core.actor import Actor
from dealwright.core.clock import local_date
from dealwright.core.money import percent_of
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.organisation import queries as organisation
from dealwright.records.fields import Kind
from dealwright.ui import navigation, shown, slots
from dealwright.ui.lists import Card, Column, ListPage, View
from dealwright.ui.navigation import Area, Item
from dealwright.ui.record import Badge, Figure, RecordPage
from dealwright.ui.slots import Panel


def _offered(rows: Any, _actor: Actor, _at: datetime) -> Any:
    return rows.filter(state=ProductState.ACTIVE)


def _retired(rows: Any, _actor: Actor, _at: datetime) -> Any:
    return rows.filter(state=ProductState.RETIRED)


PRODUCTS = ListPage(
    entity="catalog.product",
    columns=(
        "name",
        "code",
        "family",
        "kind",
        Column(path="unit", label=_("unit")),
        "list_price",
        "current_cost",
        "tax_rate",
        Column(template="catalog/cells.html#state", label=_("status"), sort="state"),
    ),
    views=(
        View(key="offered", label=_("Offered"), rows=_offered),
        View(key="retired", label=_("Retired"), rows=_retired),
    ),
    default_view="offered",
    filters=("family", "kind", "unit"),
    card=Card(second="code", right="list_price", foot=("family", "state")),
    empty=_(
        "A product is what you sell: goods or a service, with a list price and what it costs you."
    ),
)


PRODUCT_KEY = "catalog.product"


def _product_figures(product: Product, _actor: Actor) -> list[Figure]:
    currency = organisation.current().currency
    cost, price = product.current_cost, product.list_price
    margin = None if cost is None else percent_of(price - cost, price)
    return [
        Figure(
            label=_("List price"),
            value=shown.money(price, currency),
            note=_("per %(unit)s") % {"unit": product.unit.name},
        ),
        Figure(
            label=_("Current cost"),
            value=shown.money(cost, currency),
            shows=(f"{PRODUCT_KEY}.current_cost",),
        ),
        Figure(
            label=_("Margin at list price"),
            value=shown.percent(margin),
            note="" if cost is not None else _("The cost is not known."),
            shows=(f"{PRODUCT_KEY}.current_cost",),
        ),
        Figure(label=_("Price lists"), value=shown.number(product.price_list_items.count())),
    ]


def _product_badge(product: Product) -> Badge | None:
    return None if product.is_active else Badge(label=_("Retired"), icon="archive")


PRODUCT = RecordPage(
    entity="catalog.product",
    facts=("code", "kind", "family"),
    figures=_product_figures,
    badge=_product_badge,
    hidden=("state", "code"),
)


def _in_force(rows: Any, _actor: Actor, at: datetime) -> Any:
    day = local_date(at, organisation.current().time_zone)
    return rows.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day), is_active=True, valid_from__lte=day
    )


def _with_counts(rows: QuerySet[PriceList]) -> QuerySet[PriceList]:
    return rows.annotate(price_count=Count("items"))


PRICE_LISTS = ListPage(
    entity="catalog.pricelist",
    columns=(
        "name",
        "currency",
        "valid_from",
        "valid_to",
        Column(path="price_count", label=_("prices"), kind=Kind.INTEGER),
        Column(template="catalog/cells.html#mark", label=_("status")),
    ),
    views=(View(key="in-force", label=_("In force"), rows=_in_force),),
    default_view="in-force",
    filters=("currency",),
    card=Card(second="valid_from", right="currency", foot=("mark",)),
    base_rows=_with_counts,
    empty=_(
        "A price list holds the prices of products in one currency for a time, with quantity breaks."
    ),
)


def _price_list_figures(price_list: PriceList, _actor: Actor) -> list[Figure]:
    items = price_list.items.all()
    with_breaks = items.filter(breaks__isnull=False).distinct().count()
    return [
        Figure(label=_("Prices"), value=shown.number(items.count())),
        Figure(label=_("With quantity breaks"), value=shown.number(with_breaks)),
        Figure(
            label=_("In force"),
            value=_span(price_list),
            shows=("catalog.pricelist.valid_from", "catalog.pricelist.valid_to"),
        ),
    ]


def _span(price_list: PriceList) -> str:
    dates = {"start": shown.day(price_list.valid_from), "end": shown.day(price_list.valid_to)}
    if price_list.valid_to is None:
        return say("from %(start)s") % dates
    return say("%(start)s to %(end)s") % dates


def _price_list_badge(price_list: PriceList) -> Badge | None:
    today = shown.today()
    if not price_list.is_active:
        return Badge(label=_("Inactive"))
    if price_list.valid_to is not None and price_list.valid_to < today:
        return Badge(label=_("Expired"), tone="warn", icon="calendar-x")
    if price_list.valid_from > today:
        return Badge(label=_("Not valid yet"), tone="info", icon="calendar-clock")
    if price_list.is_default:
        return Badge(label=_("Default for its currency"), tone="accent", icon="star")
    return None


PRICE_LIST = RecordPage(
    entity="catalog.pricelist",
    facts=("currency",),
    figures=_price_list_figures,
    badge=_price_list_badge,
)

UNITS = ListPage(
    entity="catalog.unit",
    columns=("code", "name", "decimals"),
    card=Card(second="name"),
    empty=_("A unit is what a quantity counts: pieces, hours, metres."),
)
UNIT = RecordPage(entity="catalog.unit", facts=("name",))

slots.fill(
    "catalog.pricelist.tabs",
    Panel(title=_("Prices"), url_name="catalog:prices_of_list", icon="tag", order=10),
)
slots.fill(
    "catalog.product.tabs",
    Panel(title=_("Prices"), url_name="catalog:prices_of_product", icon="tag", order=10),
)


def _may_read(entity: str) -> Callable[[Actor], bool]:
    return lambda actor: access.may(actor, Privilege.READ, entity)


def _may_change(entity: str) -> Callable[[Actor], bool]:
    return lambda actor: access.may(actor, Privilege.WRITE, entity)


navigation.register(
    Item(
        label=_("Products"),
        url_name="catalog:products",
        icon="package",
        area=Area.QUOTE,
        order=50,
        key="p",
        may_see=_may_read("catalog.product"),
    ),
    Item(
        label=_("Price lists"),
        url_name="catalog:price_lists",
        icon="tags",
        area=Area.QUOTE,
        order=60,
        may_see=_may_read("catalog.pricelist"),
    ),
    Item(
        label=_("Units"),
        url_name="catalog:units",
        icon="ruler",
        area=Area.SETTINGS,
        order=60,
        may_see=_may_change("catalog.unit"),
    ),
)
