"""The pages of the catalogue, declared."""

from collections.abc import Callable

from django.db.models import Count, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dealwright.catalog.models import PriceList, VolumeDiscount
from dealwright.core.actor import Actor
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.records.fields import Kind
from dealwright.ui import navigation, shown, slots
from dealwright.ui.lists import Card, Column, ListPage, View
from dealwright.ui.navigation import Area, Item
from dealwright.ui.record import Badge, Figure, RecordPage
from dealwright.ui.slots import Panel


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
    views=(
        View(
            key="in-force",
            label=_("In force"),
            filter="is_active = true and valid_from <= today and (valid_to is empty or valid_to >= today)",
        ),
    ),
    default_view="in-force",
    card=Card(second="valid_from", right="currency", foot=("mark",)),
    base_rows=_with_counts,
    empty=_(
        "A price list holds the prices of products in one currency for a time, with quantity breaks."
    ),
)


def _with_band_counts(rows: QuerySet[VolumeDiscount]) -> QuerySet[VolumeDiscount]:
    return rows.annotate(band_count=Count("bands"))


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
        return gettext("from %(start)s") % dates
    return gettext("%(start)s to %(end)s") % dates


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
    facts=("currency", "parent"),
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

PROMOTIONS = ListPage(
    entity="catalog.promotion",
    columns=(
        "name",
        "code",
        "product",
        "family",
        "method",
        "value",
        "currency",
        "from_quantity",
        "valid_from",
        "valid_to",
        "is_active",
    ),
    views=(
        View(
            key="current",
            label=_("Current"),
            filter="is_active = true and (valid_to is empty or valid_to >= today)",
        ),
    ),
    default_view="current",
    card=Card(second="code", right="value", foot=("method", "valid_to")),
    select_related=("product", "family"),
    empty=_(
        "A promotion takes something off for a time: for everyone, or for whoever has its code."
    ),
)
PROMOTION = RecordPage(entity="catalog.promotion", facts=("code", "method", "value"))

VOLUME_DISCOUNTS = ListPage(
    entity="catalog.volumediscount",
    columns=(
        "name",
        "product",
        "family",
        "method",
        Column(path="band_count", label=_("bands"), kind=Kind.INTEGER),
        "is_graduated",
        "is_across",
        "currency",
        "valid_from",
        "valid_to",
        "is_active",
    ),
    views=(
        View(
            key="current",
            label=_("Current"),
            filter="is_active = true and (valid_to is empty or valid_to >= today)",
        ),
    ),
    default_view="current",
    card=Card(second="family", right="method", foot=("valid_to",)),
    base_rows=_with_band_counts,
    select_related=("product",),
    empty=_("A volume discount takes more off the more is bought: for all units, or band by band."),
)
VOLUME_DISCOUNT = RecordPage(entity="catalog.volumediscount", facts=("method", "product", "family"))

SELECTORS = ListPage(
    entity="catalog.pricelistselector",
    columns=(
        "rank",
        "name",
        "predicate",
        "value",
        "price_list",
        "valid_from",
        "valid_to",
        "is_active",
    ),
    card=Card(second="value", right="rank", foot=("predicate", "price_list")),
    select_related=("price_list",),
    empty=_(
        "A selector says for which customers a price list is meant: of an industry, a country, a region."
    ),
)
SELECTOR = RecordPage(
    entity="catalog.pricelistselector", facts=("predicate", "value", "price_list")
)

TAX_CLASSES = ListPage(
    entity="catalog.taxclass",
    columns=("name",),
    card=Card(second="name"),
    empty=_("A tax class is what goods are to the tax office: full rate, reduced, exempt."),
)
TAX_CLASS = RecordPage(entity="catalog.taxclass")

TAX_RATES = ListPage(
    entity="catalog.taxrate",
    columns=("tax_class", "percent", "country", "region", "valid_from", "valid_to"),
    card=Card(second="country", right="percent", foot=("region", "valid_from")),
    select_related=("tax_class",),
    empty=_("A tax rate says what a class bears in a country or region, and for how long."),
)
TAX_RATE = RecordPage(entity="catalog.taxrate", facts=("percent", "country", "region"))

slots.fill(
    "catalog.pricelist.tabs",
    Panel(title=_("Prices"), url_name="catalog:prices_of_list", icon="tag", order=10),
)
slots.fill(
    "catalog.volumediscount.tabs",
    Panel(title=_("Bands"), url_name="catalog:bands", icon="layers", order=10),
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
        label=_("Price list selectors"),
        url_name="catalog:selectors",
        icon="list-filter",
        area=Area.SETTINGS,
        order=61,
        may_see=_may_change("catalog.pricelistselector"),
    ),
    Item(
        label=_("Volume discounts"),
        url_name="catalog:volume_discounts",
        icon="layers",
        area=Area.QUOTE,
        order=63,
        may_see=_may_read("catalog.volumediscount"),
    ),
    Item(
        label=_("Promotions"),
        url_name="catalog:promotions",
        icon="badge-percent",
        area=Area.QUOTE,
        order=64,
        may_see=_may_read("catalog.promotion"),
    ),
    Item(
        label=_("Tax classes"),
        url_name="catalog:tax_classes",
        icon="landmark",
        area=Area.SETTINGS,
        order=62,
        may_see=_may_change("catalog.taxclass"),
    ),
    Item(
        label=_("Tax rates"),
        url_name="catalog:tax_rates",
        icon="percent",
        area=Area.SETTINGS,
        order=64,
        may_see=_may_change("catalog.taxrate"),
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
