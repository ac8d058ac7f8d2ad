"""What the rest of the house may know of our records."""

from decimal import Decimal
from functools import partial

from django.utils.translation import gettext_lazy as _

from dealwright.catalog import actions, policies
from dealwright.catalog.models import (
    BEGINNINGS,
    MOST_MARKUP,
    PriceList,
    PriceListItem,
    Product,
    ProductState,
    QuantityBreak,
    Unit,
)
from dealwright.records import registry
from dealwright.records.fields import Field, Kind, derive
from dealwright.records.models import Record
from dealwright.records.registry import Command, Entity

AREA = _("Estimate and quote")
ABOUT = _("About")
PRICES = _("Prices and costs")
VALIDITY = _("Currency and validity")
ON_SALE = "state in (active, revised)"  # the products that lines are offered
ZERO = Decimal(0)
HUNDRED = Decimal(100)
COSTS = (  # of a price that is computed on one, the method and percentage give it away
    "catalog.product.current_cost",
    "catalog.product.standard_cost",
)


def stamps(model: type[Record]) -> tuple[Field, ...]:
    return (
        derive(model, "created_at", creatable=False, editable=False),
        derive(model, "modified_at", creatable=False, editable=False),
    )


UNIT = registry.register(
    Entity(
        model=Unit,
        icon="ruler",
        title="code",
        subtitle="name",
        search=("code", "name"),
        order=("code",),
        area=AREA,
        page="catalog:unit",
        route="units",
        in_palette=False,
        fields=(
            derive(Unit, "code", quick=True, group=ABOUT, example="pc"),
            derive(Unit, "name", quick=True, group=ABOUT, example="piece"),
            derive(
                Unit,
                "decimals",
                quick=True,
                group=ABOUT,
                maximum=Decimal(4),
                help=_("How finely a quantity may be divided: 0 for whole pieces, 2 for hours."),
            ),
            *stamps(Unit),
        ),
        create=actions.create_units,
        update=actions.update_unit,
        delete=actions.delete_unit,
        may_create=partial(policies.can_create, model=Unit),
        may_update=policies.can_edit,
        may_delete=policies.can_delete,
    )
)

PRODUCT = registry.register(
    Entity(
        model=Product,
        icon="package",
        title="name",
        subtitle="code",
        search=("name", "code"),
        order=("code",),
        area=AREA,
        page="catalog:product",
        route="products",
        open_fields=("state",),
        fields=(
            derive(Product, "code", quick=True, group=ABOUT, example="CH-0915"),
            derive(Product, "name", quick=True, group=ABOUT, example="Gravity chute, spiral"),
            derive(Product, "kind", group=ABOUT),
            derive(
                Product,
                "state",
                default=ProductState.ACTIVE,
                editable=False,
                group=ABOUT,
                retired=frozenset(state.value for state in ProductState if state not in BEGINNINGS),
                help=_("A draft is not sold before it is published."),
            ),
            derive(Product, "version_number", creatable=False, editable=False),
            derive(Product, "family", group=ABOUT),
            derive(Product, "unit", quick=True, group=ABOUT),
            derive(
                Product,
                "list_price",
                kind=Kind.MONEY,
                minimum=ZERO,
                quick=True,
                group=PRICES,
                example="14900.00",
            ),
            derive(
                Product,
                "current_cost",
                kind=Kind.MONEY,
                minimum=ZERO,
                quick=True,
                group=PRICES,
                help=_("What one unit costs now. Without it no margin is shown."),
            ),
            derive(Product, "standard_cost", kind=Kind.MONEY, minimum=ZERO, group=PRICES),
            derive(
                Product,
                "margin_floor",
                kind=Kind.PERCENT,
                minimum=ZERO,
                maximum=HUNDRED,
                group=PRICES,
                help=_("Quotes mark lines whose margin is less."),
            ),
            derive(
                Product,
                "tax_class",
                group=PRICES,
                help=_(
                    "With one, its own or that of its family, tax follows the place of the customer; without, the rate below."
                ),
            ),
            derive(
                Product, "tax_rate", kind=Kind.PERCENT, minimum=ZERO, maximum=HUNDRED, group=PRICES
            ),
            derive(Product, "description", group=ABOUT),
            *stamps(Product),
        ),
        create=actions.create_products,
        update=actions.update_product,
        delete=actions.delete_product,
        may_create=partial(policies.can_create, model=Product),
        may_update=policies.can_edit,
        may_delete=policies.can_delete,
        commands=(
            Command(
                name="publish",
                label=_("Publish"),
                action=actions.publish,
                allowed=policies.can_publish,
                icon="badge-check",
                tone="primary",
                help=_("It is sold from now on, as it stands or as its next version was prepared."),
            ),
            Command(
                name="revise",
                label=_("Revise"),
                action=actions.revise,
                allowed=policies.can_revise,
                icon="file-pen-line",
                answers="catalog.productversion",
                help=_("Prepare its next version. Until that is published it is sold as it is."),
            ),
            Command(
                name="drop_revision",
                label=_("Drop the revision"),
                action=actions.drop_revision,
                allowed=policies.can_drop_revision,
                icon="undo-2",
                help=_("The prepared version is thrown away. It is sold as before."),
            ),
            Command(
                name="clone",
                label=_("Clone"),
                action=actions.clone,
                allowed=policies.can_clone,
                icon="copy",
                answers="catalog.product",
                parameters=(
                    Field(name="code", label=_("code"), max_length=40, required=True),
                    Field(
                        name="name",
                        label=_("name"),
                        max_length=200,
                        help=_("That of this product, unless you write another."),
                    ),
                ),
                help=_("A draft with all that this product has, its properties too."),
            ),
            Command(
                name="retire",
                label=_("Retire"),
                action=actions.retire,
                allowed=policies.can_retire,
                icon="archive",
                help=_("Offer it for nothing new. Quotes and orders that have it keep it."),
            ),
            Command(
                name="reactivate",
                label=_("Reactivate"),
                action=actions.reactivate,
                allowed=policies.can_reactivate,
                icon="archive-restore",
            ),
        ),
    )
)

PRICE_LIST = registry.register(
    Entity(
        model=PriceList,
        icon="tags",
        title="name",
        subtitle="currency",
        search=("name",),
        order=("name",),
        area=AREA,
        page="catalog:price_list",
        route="price-lists",
        fields=(
            derive(PriceList, "name", quick=True, group=ABOUT, example="Nordics 2026"),
            derive(
                PriceList,
                "currency",
                kind=Kind.CURRENCY,
                required=False,
                quick=True,
                group=VALIDITY,
                example="EUR",
                help=_("The base currency when left out. It stays once the list has prices."),
            ),
            derive(
                PriceList,
                "valid_from",
                required=False,
                quick=True,
                group=VALIDITY,
                help=_("Today when left out."),
            ),
            derive(
                PriceList,
                "valid_to",
                quick=True,
                group=VALIDITY,
                help=_("The last day on which its prices count; open when left out."),
            ),
            derive(PriceList, "is_active", default=True, group=VALIDITY),
            derive(
                PriceList,
                "parent",
                group=ABOUT,
                help=_("What this list does not price, its parent does."),
            ),
            derive(
                PriceList,
                "includes_tax",
                group=VALIDITY,
                help=_("Quotes take the tax out of prices that include it, and add none."),
            ),
            derive(PriceList, "is_default", editable=False, group=VALIDITY),
            *stamps(PriceList),
        ),
        create=actions.create_price_lists,
        update=actions.update_price_list,
        delete=actions.delete_price_list,
        may_create=partial(policies.can_create, model=PriceList),
        may_update=policies.can_edit,
        may_delete=policies.can_delete,
        commands=(
            Command(
                name="make_default",
                label=_("Make default"),
                action=actions.make_default,
                allowed=policies.can_make_default,
                icon="star",
                help=_("New documents in its currency start with this list."),
            ),
        ),
    )
)

PRICE_LIST_ITEM = registry.register(
    Entity(
        model=PriceListItem,
        icon="tag",
        title="product",
        subtitle="price_list__name",
        search=("product__name", "product__code"),
        order=("product__code",),
        area=AREA,
        route="price-list-items",
        related=("price_list", "product"),
        open_fields=(
            "price",
            "rounding",
            "rounding_to",
            "rounding_amount",
            "valid_from",
            "valid_to",
        ),
        in_palette=False,
        fields=(
            derive(PriceListItem, "price_list", editable=False),
            derive(PriceListItem, "product", editable=False),
            derive(PriceListItem, "method"),
            derive(
                PriceListItem,
                "price",
                kind=Kind.MONEY,
                currency="price_list__currency",
                minimum=ZERO,
                example="14900.00",
                help=_(
                    "Per unit of the product, in the currency of the list. Of a fixed price only."
                ),
            ),
            derive(
                PriceListItem,
                "percent",
                kind=Kind.PERCENT,
                minimum=ZERO,
                maximum=MOST_MARKUP,
                help=_(
                    "Of the list price, or the markup or margin on the cost, as the method says."
                ),
            ),
            derive(PriceListItem, "rounding"),
            derive(PriceListItem, "rounding_to"),
            derive(PriceListItem, "rounding_amount", minimum=ZERO, example="0.99"),
            derive(PriceListItem, "valid_from"),
            derive(PriceListItem, "valid_to"),
            *stamps(PriceListItem),
        ),
        extra={"read_elsewhere": (("method", COSTS), ("percent", COSTS))},
        create=actions.create_price_list_items,
        update=actions.update_price_list_item,
        delete=actions.delete_price_list_item,
        may_create=partial(policies.can_create, model=PriceListItem),
        may_update=policies.can_edit,
        may_delete=policies.can_delete,
    )
)

QUANTITY_BREAK = registry.register(
    Entity(
        model=QuantityBreak,
        icon="chart-no-axes-column-decreasing",
        title="from_quantity",
        search=(),
        order=("item", "from_quantity"),
        area=AREA,
        route="quantity-breaks",
        related=("item",),
        in_palette=False,
        fields=(
            derive(QuantityBreak, "item", editable=False),
            derive(QuantityBreak, "from_quantity", minimum=Decimal("0.0001"), example="10"),
            derive(QuantityBreak, "method"),
            derive(
                QuantityBreak,
                "value",
                minimum=ZERO,
                example="12.50",
                help=_("A unit price, a percentage or an amount per unit, as the method says."),
            ),
            *stamps(QuantityBreak),
        ),
        create=actions.create_quantity_breaks,
        update=actions.update_quantity_break,
        delete=actions.delete_quantity_break,
        may_create=partial(policies.can_create, model=QuantityBreak),
        may_update=policies.can_edit,
        may_delete=policies.can_delete,
    )
)
