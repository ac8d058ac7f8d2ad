"""The pages of products, declared."""

from django.utils.translation import gettext_lazy as _

from dealwright.catalog import costs, inheriting, policies
from dealwright.catalog.models import Product, ProductState
from dealwright.core.actor import Actor
from dealwright.core.money import percent_of
from dealwright.organisation import queries as organisation
from dealwright.ui import shown, slots
from dealwright.ui.lists import Card, Column, ListPage, View
from dealwright.ui.record import Badge, Figure, RecordPage
from dealwright.ui.slots import Panel

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
        View(key="offered", label=_("Offered"), filter="state in (active, revised)"),
        View(key="drafts", label=_("Drafts"), filter="state = draft"),
        View(key="revised", label=_("Under revision"), filter="state = revised"),
        View(key="retired", label=_("Retired"), filter="state = retired"),
    ),
    default_view="offered",
    card=Card(second="code", right="list_price", foot=("family", "state")),
    select_related=("family", "unit"),
    empty=_(
        "A product is what you sell: goods or a service, with a list price and what it costs you."
    ),
)


PRODUCT_KEY = "catalog.product"
FAMILY_KEY = "catalog.productfamily"
TAXED_BY = ("tax_class", "tax_rate", "family")


def _product_figures(product: Product, _actor: Actor) -> list[Figure]:
    currency = organisation.current().currency
    cost, price = costs.of_product(product, shown.today()).current.amount, product.list_price
    margin = None if cost is None else percent_of(price - cost, price)
    return [
        Figure(
            label=_("List price"),
            value=shown.money(price, currency),
            note=_("per %(unit)s") % {"unit": product.unit.name},
        ),
        Figure(
            label=_("Cost today"),
            value=shown.money(cost, currency),
            shows=(f"{PRODUCT_KEY}.current_cost",),
        ),
        Figure(
            label=_("Margin at list price"),
            value=shown.percent(margin),
            note="" if cost is not None else _("The cost is not known."),
            shows=(f"{PRODUCT_KEY}.current_cost",),
        ),
        _tax_figure(product),
        Figure(label=_("Price lists"), value=shown.number(product.price_list_items.count())),
    ]


def _tax_figure(product: Product) -> Figure:
    """The tax class that counts, and where the product has it from; without one its own rate."""
    tax_class, family = inheriting.tax_class_of(product)
    return Figure(
        label=_("Tax"),
        value=str(tax_class) if tax_class else shown.percent(product.tax_rate),
        note=_("from family %(family)s") % {"family": family} if family else "",
        shows=(*(f"{PRODUCT_KEY}.{name}" for name in TAXED_BY), f"{FAMILY_KEY}.tax_class"),
    )


BADGES = {
    ProductState.DRAFT: Badge(label=_("Draft"), icon="pencil-line"),
    ProductState.REVISED: Badge(label=_("Under revision"), tone="info", icon="file-pen-line"),
    ProductState.RETIRED: Badge(label=_("Retired"), icon="archive"),
}


def _product_badge(product: Product) -> Badge | None:
    return BADGES.get(ProductState(product.state))


PRODUCT = RecordPage(
    entity="catalog.product",
    facts=("code", "kind", "family"),
    figures=_product_figures,
    badge=_product_badge,
    hidden=("state", "code"),
    select_related=("family", "unit"),
)

slots.fill(
    "catalog.product.tabs",
    Panel(title=_("Prices"), url_name="catalog:prices_of_product", icon="tag", order=10),
)
slots.fill(
    "catalog.product.tabs",
    Panel(
        title=_("Costs"),
        url_name="catalog:costs_of",
        icon="coins",
        order=15,
        may_see=lambda actor, _product: policies.can_read_costs(actor),
    ),
)
slots.fill(
    "catalog.product.tabs",
    Panel(
        title=_("Parts"),
        url_name="catalog:parts_of",
        icon="boxes",
        order=5,
        may_see=lambda _actor, product: product.is_bundle,
    ),
)
slots.fill(
    "catalog.product.tabs",
    Panel(
        title=_("Rules"),
        url_name="catalog:rules_of",
        icon="list-checks",
        order=6,
        may_see=lambda _actor, product: product.is_bundle,
    ),
)
slots.fill(
    "catalog.product.tabs",
    Panel(title=_("Goes with"), url_name="catalog:relationships_of", icon="link-2", order=20),
)
