"""The pages of families, versions of products, and properties, declared."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from dealwright.catalog import actions, policies
from dealwright.catalog.actions.ranges import Sweep
from dealwright.catalog.models import ProductFamily, ProductProperty, ProductVersion, PropertyKind
from dealwright.core import clock
from dealwright.core.actor import Actor
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.organisation import queries as organisation
from dealwright.records.fields import Kind
from dealwright.ui import dialogs, navigation, shown, slots
from dealwright.ui.lists import Card, Column, ListPage, View
from dealwright.ui.navigation import Area, Item
from dealwright.ui.record import Badge, Figure, RecordPage
from dealwright.ui.slots import Panel

FAMILY_KEY = "catalog.productfamily"
VERSION_KEY = "catalog.productversion"


def _with_counts(rows: QuerySet[ProductFamily]) -> QuerySet[ProductFamily]:
    return rows.annotate(product_count=Count("products"))


FAMILIES = ListPage(
    entity=FAMILY_KEY,
    columns=(
        "name",
        "parent",
        Column(path="product_count", label=_("products"), kind=Kind.INTEGER),
        "description",
    ),
    views=(View(key="top", label=_("At the top"), filter="parent is empty"),),
    card=Card(second="parent", right="product_count"),
    select_related=("parent",),
    base_rows=_with_counts,
    empty=_(
        "A family holds products that belong together: what is said of it holds for all below it."
    ),
)
FAMILY = RecordPage(entity=FAMILY_KEY, facts=("parent",))

VERSIONS = ListPage(
    entity=VERSION_KEY,
    columns=("name", "product", "number", "family", "list_price", "replaced_at"),
    views=(View(key="prepared", label=_("Prepared"), filter="replaced_at is empty"),),
    default_view="prepared",
    card=Card(second="product", right="list_price", foot=("number", "replaced_at")),
    select_related=("product", "family"),
    empty=_("A version of a product is prepared here while the present one goes on being sold."),
)


def _version_figures(version: ProductVersion, _actor: Actor) -> list[Figure]:
    currency = organisation.current().currency
    return [
        Figure(label=_("Version"), value=shown.number(version.number)),
        Figure(
            label=_("List price"),
            value=shown.money(version.list_price, currency),
            shows=(f"{VERSION_KEY}.list_price",),
        ),
        Figure(
            label=_("List price now"),
            value=shown.money(version.product.list_price, currency),
            shows=("catalog.product.list_price",),
        ),
    ]


def _version_badge(version: ProductVersion) -> Badge:
    if version.is_prepared:
        return Badge(label=_("Prepared"), tone="info", icon="file-pen-line")
    return Badge(label=_("Replaced"), icon="archive")


VERSION = RecordPage(
    entity=VERSION_KEY,
    facts=("product", "number"),
    figures=_version_figures,
    badge=_version_badge,
    select_related=("product",),
)

PROPERTIES = ListPage(
    entity="catalog.productproperty",
    columns=("name", "kind", "family", "product", "is_required", "default", "price_amount"),
    card=Card(second="kind", right="family", foot=("product",)),
    select_related=("family", "product"),
    empty=_("A property is what is chosen or measured when a product is sold: colour, length."),
)
PROPERTY = RecordPage(entity="catalog.productproperty", facts=("kind", "family", "product"))

CHOICES = ListPage(
    entity="catalog.propertychoice",
    columns=("name", "property", "position", "price_amount", "price_percent"),
    card=Card(second="property", right="price_amount"),
    select_related=("property",),
    empty=_("A choice is one of the values of a property, with what it adds to the price."),
)
CHOICE = RecordPage(entity="catalog.propertychoice", facts=("property",))

OVERRIDES = ListPage(
    entity="catalog.propertyoverride",
    columns=("property", "family", "product", "is_required", "is_hidden", "default"),
    card=Card(second="family", right="default", foot=("product",)),
    select_related=("property", "family", "product"),
    empty=_("An override says what is different about an inherited property further down."),
)
OVERRIDE = RecordPage(entity="catalog.propertyoverride", facts=("family", "product"))


def _foreseen(how: Sweep, family: ProductFamily, actor: Actor) -> dict[str, Any]:
    """What a verb would do with the products of a family, for its dialog."""
    found = actions.foresee(how, family, by=actor, at=clock.now())
    return {"done": len(found.done), "refused": found.refused}


for name, how in (
    ("publish_products", actions.PUBLISH),
    ("revise_products", actions.REVISE),
    ("retire_products", actions.RETIRE),
):
    dialogs.enrich(FAMILY_KEY, name, context=partial(_foreseen, how), template="catalog/sweep.html")


def _may_add(model: type[ProductFamily | ProductProperty]) -> Callable[..., bool]:
    return lambda actor, _row: policies.can_create(actor, model)


def _is_choice(_actor: Actor, found: ProductProperty) -> bool:
    return found.kind == PropertyKind.CHOICE


slots.fill(
    f"{FAMILY_KEY}.tabs",
    Panel(
        title=_("Products"),
        url_name="catalog:products_of_family",
        icon="package",
        order=10,
    ),
)
slots.fill(
    f"{FAMILY_KEY}.tabs",
    Panel(
        title=_("Properties"),
        url_name="catalog:properties_of_family",
        icon="sliders-horizontal",
        order=20,
        add="catalog:add_property_of_family",
        add_label=_("New property"),
        may_add=_may_add(ProductProperty),
    ),
)
slots.fill(
    f"{FAMILY_KEY}.side",
    Panel(
        title=_("Families below"),
        url_name="catalog:families_below",
        order=10,
        add="catalog:add_family_below",
        add_label=_("New family"),
        may_add=_may_add(ProductFamily),
    ),
)
slots.fill(
    "catalog.product.tabs",
    Panel(
        title=_("Properties"),
        url_name="catalog:properties_of_product",
        icon="sliders-horizontal",
        order=20,
        add="catalog:add_property_of_product",
        add_label=_("New property"),
        may_add=_may_add(ProductProperty),
    ),
)
slots.fill(
    "catalog.product.tabs",
    Panel(title=_("Versions"), url_name="catalog:versions_of_product", icon="git-branch", order=30),
)
slots.fill(
    "catalog.productproperty.tabs",
    Panel(
        title=_("Choices"),
        url_name="catalog:choices_of_property",
        icon="list-checks",
        order=10,
        may_see=_is_choice,
        add="catalog:add_choice",
        add_label=_("New choice"),
        may_add=_may_add(ProductProperty),
    ),
)


def _may_read(actor: Actor) -> bool:
    return access.may(actor, Privilege.READ, FAMILY_KEY)


navigation.register(
    Item(
        label=_("Families"),
        url_name="catalog:families",
        icon="folder-tree",
        area=Area.QUOTE,
        order=55,
        may_see=_may_read,
    ),
)
