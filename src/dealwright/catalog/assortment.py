"""What the rest of the house may know of what products have to do with each other: relationships and parts of bundles."""

from decimal import Decimal
from functools import partial

from django.utils.translation import gettext_lazy as _

from dealwright.catalog import actions, policies
from dealwright.catalog.entities import AREA, stamps
from dealwright.catalog.models import BundlePart, ConfigurationRule, ProductRelationship
from dealwright.records import registry
from dealwright.records.fields import derive
from dealwright.records.registry import Entity

PRODUCT_RELATIONSHIP = registry.register(
    Entity(
        model=ProductRelationship,
        icon="link-2",
        title="product",
        subtitle="related__name",
        search=("product__name", "product__code", "related__name", "related__code"),
        order=("product__code", "kind", "related__code"),
        area=AREA,
        page="catalog:product_relationship",
        route="product-relationships",
        related=("product", "related"),
        in_palette=False,
        fields=(
            derive(ProductRelationship, "product", quick=True, editable=False),
            derive(
                ProductRelationship,
                "kind",
                quick=True,
                help=_(
                    "An up-sell is better, a cross-sell goes with it, a substitute takes its place."
                ),
            ),
            derive(ProductRelationship, "related", quick=True, editable=False),
            derive(
                ProductRelationship,
                "is_mutual",
                quick=True,
                help=_("It holds the other way round as well."),
            ),
            derive(
                ProductRelationship,
                "reason",
                quick=True,
                example="Reads labels on all six sides.",
                help=_("What sellers are told where it is suggested."),
            ),
            *stamps(ProductRelationship),
        ),
        create=actions.create_product_relationships,
        update=actions.update_product_relationship,
        delete=actions.delete_product_relationship,
        may_create=partial(policies.can_create, model=ProductRelationship),
        may_update=policies.can_edit,
        may_delete=policies.can_delete,
    )
)

BUNDLE_PART = registry.register(
    Entity(
        model=BundlePart,
        icon="boxes",
        title="product",
        subtitle="bundle__name",
        search=("product__name", "product__code"),
        order=("bundle__code", "position"),
        area=AREA,
        page="catalog:bundle_part",
        route="bundle-parts",
        related=("bundle", "product"),
        open_fields=("quantity", "is_required", "is_included"),
        in_palette=False,
        fields=(
            derive(BundlePart, "bundle", quick=True, editable=False),
            derive(BundlePart, "product", quick=True, editable=False),
            derive(
                BundlePart,
                "quantity",
                quick=True,
                minimum=Decimal("0.0001"),
                example="2",
                help=_("So many in each bundle; lines follow the quantity of the bundle."),
            ),
            derive(
                BundlePart,
                "is_required",
                quick=True,
                default=True,
                help=_("It comes with every bundle; the others are chosen by the seller."),
            ),
            derive(
                BundlePart,
                "is_included",
                quick=True,
                default=True,
                help=_("It costs nothing beside the price of the bundle."),
            ),
            derive(
                BundlePart,
                "group",
                example="Scanning",
                help=_("Parts of one group stand together where they are chosen."),
            ),
            derive(BundlePart, "position", help=_("Parts stand in this order.")),
            *stamps(BundlePart),
        ),
        create=actions.create_bundle_parts,
        update=actions.update_bundle_part,
        delete=actions.delete_bundle_part,
        may_create=partial(policies.can_create, model=BundlePart),
        may_update=policies.can_edit,
        may_delete=policies.can_delete,
    )
)

CONFIGURATION_RULE = registry.register(
    Entity(
        model=ConfigurationRule,
        icon="list-checks",
        title="name",
        subtitle="bundle__name",
        search=("name",),
        order=("bundle__code", "name"),
        area=AREA,
        page="catalog:configuration_rule",
        route="configuration-rules",
        related=("bundle",),
        open_fields=("name", "kind", "group", "measure", "amount", "is_active"),
        in_palette=False,
        fields=(
            derive(ConfigurationRule, "bundle", quick=True, editable=False),
            derive(ConfigurationRule, "name", quick=True, example="A tunnel needs a camera"),
            derive(
                ConfigurationRule,
                "kind",
                quick=True,
                help=_(
                    "What is ticked by itself can be unticked; what is required cannot be left out."
                ),
            ),
            derive(
                ConfigurationRule,
                "when",
                quick=True,
                help=_("The rule counts while this part is chosen; always without one."),
            ),
            derive(
                ConfigurationRule,
                "product",
                quick=True,
                help=_("The part it is about; for at least and at most a group will do as well."),
            ),
            derive(ConfigurationRule, "group", example="Scanning"),
            derive(ConfigurationRule, "measure"),
            derive(ConfigurationRule, "amount", minimum=Decimal(0), example="1"),
            derive(ConfigurationRule, "is_active", default=True),
            *stamps(ConfigurationRule),
        ),
        create=actions.create_configuration_rules,
        update=actions.update_configuration_rule,
        delete=actions.delete_configuration_rule,
        may_create=partial(policies.can_create, model=ConfigurationRule),
        may_update=policies.can_edit,
        may_delete=policies.can_delete,
    )
)
