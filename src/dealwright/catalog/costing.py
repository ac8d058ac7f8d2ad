"""What the rest of the house may know of what products cost by day."""

from django.utils.translation import gettext_lazy as _

from dealwright.catalog import actions, policies
from dealwright.catalog.entities import AREA, COSTS, ZERO, stamps
from dealwright.catalog.models import ProductCost
from dealwright.records import registry
from dealwright.records.fields import Kind, derive
from dealwright.records.registry import Entity

PRODUCT_COST = registry.register(
    Entity(
        model=ProductCost,
        icon="coins",
        title="product",
        subtitle="kind",
        search=(),
        order=("product__code", "kind", "valid_from"),
        area=AREA,
        page="catalog:product_cost",
        route="product-costs",
        related=("product",),
        open_fields=("kind", "valid_from", "valid_to"),
        in_palette=False,
        fields=(
            derive(ProductCost, "product", quick=True, editable=False),
            derive(
                ProductCost,
                "kind",
                quick=True,
                help=_("Margins go by the current cost; price lists may compute by either."),
            ),
            derive(
                ProductCost,
                "amount",
                kind=Kind.MONEY,
                minimum=ZERO,
                quick=True,
                example="8600.00",
                help=_("Per unit of the product, in the base currency."),
            ),
            derive(ProductCost, "valid_from", quick=True),
            derive(
                ProductCost,
                "valid_to",
                quick=True,
                help=_("The last day on which it counts; open when left out."),
            ),
            *stamps(ProductCost),
        ),
        extra={"read_elsewhere": (("amount", COSTS),)},
        create=actions.create_product_costs,
        update=actions.update_product_cost,
        delete=actions.delete_product_cost,
        may_create=policies.can_create_costs,
        may_update=policies.can_edit_cost,
        may_delete=policies.can_delete_cost,
    )
)
