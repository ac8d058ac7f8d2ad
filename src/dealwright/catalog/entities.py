"""What the rest of the house may know of our records."""

from decimal import Decimal
from functools import partial

from django.utils.translation import gettext_lazy as _

from dealwright.catalog import actions, policies
from dealwright.catalog.models import PriceList, PriceListItem, Product, QuantityBreak, Unit
from dealwright.records import registry
from dealwright.records.fields import Field, Kind, derive
from dealwright.records.models import Record
from dealwright.records.registry import Command, Entity

AREA = _("Estimate and quote")
ABOUT = _("About")
PRICES = _("Prices and costs")
VALIDITY = _("Currency and validity")
ZERO = Decimal(0)
HUNDRED = Decimal(100)


def _stamps(model: type[Record]) -> tuple[Field, ...]:
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
            *_stamps(Unit),
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
        fields=(
            derive(Product, "code", quick=True, group=ABOUT, example="CH-0915"),
            derive(Product, "name", quick=True, group=ABOUT, example="Gravity chute, spiral"),
            derive(Product, "kind", group=ABOUT),
            derive(Product, "state", creatable=False, editable=False),
            derive(Product, "family", group=ABOUT, example="Chutes"),
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
                Product, "tax_rate", kind=Kind.PERCENT, minimum=ZERO, maximum=HUNDRED, group=PRICES
            ),
            derive(Product, "description", group=ABOUT),
            *_stamps(Product),
        ),
        create=actions.create_products,
        update=actions.update_product,
        delete=actions.delete_product,
        may_create=partial(policies.can_create, model=Product),
        may_update=policies.can_edit,
        may_delete=policies.can_delete,
        commands=(
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
            derive(PriceList, "is_active", group=VALIDITY),
            derive(PriceList, "is_default", editable=False, group=VALIDITY),
            *_stamps(PriceList),
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
        in_palette=False,
        fields=(
            derive(PriceListItem, "price_list", editable=False),
            derive(PriceListItem, "product", editable=False),
            derive(
                PriceListItem,
                "price",
                kind=Kind.MONEY,
                currency="price_list__currency",
                minimum=ZERO,
                example="14900.00",
                help=_("Per unit of the product, in the currency of the list."),
            ),
            *_stamps(PriceListItem),
        ),
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
            *_stamps(QuantityBreak),
        ),
        create=actions.create_quantity_breaks,
        update=actions.update_quantity_break,
        delete=actions.delete_quantity_break,
        may_create=partial(policies.can_create, model=QuantityBreak),
        may_update=policies.can_edit,
        may_delete=policies.can_delete,
    )
)
