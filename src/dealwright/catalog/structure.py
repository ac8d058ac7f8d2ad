"""What the rest of the house may know of families, versions of products, and properties."""

from decimal import Decimal
from functools import partial

from django.utils.translation import gettext_lazy as _

from dealwright.catalog import actions, policies
from dealwright.catalog.entities import ABOUT, AREA, COSTS, HUNDRED, PRICES, ZERO, stamps
from dealwright.catalog.models import (
    VERSIONED,
    Priced,
    ProductFamily,
    ProductProperty,
    ProductVersion,
    PropertyChoice,
    PropertyKind,
    PropertyOverride,
)
from dealwright.records import registry
from dealwright.records.fields import Field, Kind, derive
from dealwright.records.registry import Command, Entity

RULES = _("What holds for it")
EFFECT = _("What it adds")
MOST_PERCENT = Decimal(1000)
TOLD_BY_COSTS = (
    ("cost_amount", COSTS),
    ("cost_percent", COSTS),
)  # hidden with the costs of products

FAMILY = registry.register(
    Entity(
        model=ProductFamily,
        icon="folder-tree",
        subtitle="parent__name",
        search=("name",),
        order=("name",),
        area=AREA,
        page="catalog:family",
        route="product-families",
        fields=(
            derive(ProductFamily, "name", quick=True, group=ABOUT, example="Chutes"),
            derive(
                ProductFamily,
                "parent",
                quick=True,
                group=ABOUT,
                help=_("The family that this one is a part of. What holds there holds here."),
            ),
            derive(
                ProductFamily,
                "tax_class",
                group=ABOUT,
                help=_("That of all products below that have none of their own."),
            ),
            derive(ProductFamily, "description", group=ABOUT),
            *stamps(ProductFamily),
        ),
        create=actions.create_product_families,
        update=actions.update_product_family,
        delete=actions.delete_product_family,
        may_create=partial(policies.can_create, model=ProductFamily),
        may_update=policies.can_edit,
        may_delete=policies.can_delete,
        commands=(
            Command(
                name="publish_products",
                label=_("Publish products"),
                action=actions.publish_products,
                allowed=policies.can_sweep,
                icon="badge-check",
                help=_("All drafts and prepared versions of this family and of those below it."),
            ),
            Command(
                name="revise_products",
                label=_("Revise products"),
                action=actions.revise_products,
                allowed=policies.can_sweep,
                icon="file-pen-line",
                help=_(
                    "Prepare the next version of all products of this family and of those below it."
                ),
            ),
            Command(
                name="retire_products",
                label=_("Retire products"),
                action=actions.retire_products,
                allowed=policies.can_sweep,
                icon="archive",
                help=_("Offer no product of this family and of those below it for anything new."),
            ),
        ),
    )
)

VERSION = registry.register(
    Entity(
        model=ProductVersion,
        icon="file-pen-line",
        subtitle="product__code",
        search=("name",),
        order=("product", "-number"),
        area=AREA,
        page="catalog:version",
        route="product-versions",
        related=("product",),
        in_palette=False,
        fields=(
            derive(ProductVersion, "product", editable=False, group=ABOUT),
            derive(ProductVersion, "number", creatable=False, editable=False, group=ABOUT),
            derive(ProductVersion, "name", required=False, clearable=False, group=ABOUT),
            derive(ProductVersion, "family", group=ABOUT),
            derive(
                ProductVersion,
                "list_price",
                kind=Kind.MONEY,
                minimum=ZERO,
                required=False,
                clearable=False,
                group=PRICES,
            ),
            derive(
                ProductVersion,
                "margin_floor",
                kind=Kind.PERCENT,
                minimum=ZERO,
                maximum=HUNDRED,
                group=PRICES,
            ),
            derive(ProductVersion, "tax_class", group=PRICES),
            derive(
                ProductVersion,
                "tax_rate",
                kind=Kind.PERCENT,
                minimum=ZERO,
                maximum=HUNDRED,
                group=PRICES,
            ),
            derive(ProductVersion, "description", group=ABOUT),
            derive(ProductVersion, "replaced_at", creatable=False, editable=False, group=ABOUT),
            *stamps(ProductVersion),
        ),
        extra={
            "read_elsewhere": tuple((name, (f"catalog.product.{name}",)) for name in VERSIONED),
        },
        create=actions.create_product_versions,
        update=actions.update_product_version,
        delete=actions.delete_product_version,
        may_create=policies.can_prepare,
        may_update=policies.can_change_version,
        may_delete=policies.can_drop_version,
        commands=(
            Command(
                name="publish",
                label=_("Publish"),
                action=actions.publish_version,
                allowed=policies.can_change_version,
                icon="badge-check",
                tone="primary",
                answers="catalog.product",
                help=_("The product is sold as it stands here from now on."),
            ),
        ),
    )
)


def _effects(model: type[Priced]) -> tuple[Field, ...]:
    """What a choice, or each one of a number, adds."""
    percents = {
        "kind": Kind.PERCENT,
        "minimum": -HUNDRED,
        "maximum": MOST_PERCENT,
        "group": EFFECT,
    }
    return (
        derive(
            model,
            "price_amount",
            kind=Kind.MONEY,
            group=EFFECT,
            example="120.00",
            help=_("Per unit, in the base currency; below zero it takes something off."),
        ),
        derive(model, "price_percent", help=_("Of the price without it."), **percents),
        derive(model, "cost_amount", kind=Kind.MONEY, group=EFFECT),
        derive(model, "cost_percent", **percents),
    )


PROPERTY = registry.register(
    Entity(
        model=ProductProperty,
        icon="sliders-horizontal",
        subtitle="kind",
        search=("name",),
        order=("position", "name"),
        area=AREA,
        page="catalog:property",
        route="product-properties",
        related=("family", "product"),
        in_palette=False,
        fields=(
            derive(ProductProperty, "name", quick=True, group=ABOUT, example="Colour"),
            derive(
                ProductProperty,
                "kind",
                quick=True,
                default=PropertyKind.CHOICE,
                editable=False,
                group=ABOUT,
                help=_("Yes or no is a choice of two."),
            ),
            derive(ProductProperty, "family", quick=True, editable=False, group=ABOUT),
            derive(
                ProductProperty,
                "product",
                quick=True,
                editable=False,
                group=ABOUT,
                help=_("Of a family it holds for all below that; of a product for this alone."),
            ),
            derive(ProductProperty, "unit", group=ABOUT, example="mm"),
            derive(ProductProperty, "position", group=ABOUT),
            derive(
                ProductProperty,
                "is_required",
                group=RULES,
                help=_("Without a value the line has a fault, and the quote cannot be activated."),
            ),
            derive(
                ProductProperty,
                "is_hidden",
                group=RULES,
                help=_("Not shown on documents, and only its default counts."),
            ),
            derive(ProductProperty, "is_read_only", group=RULES),
            derive(
                ProductProperty,
                "default",
                group=RULES,
                help=_("The name of a choice, a number or a text."),
            ),
            derive(ProductProperty, "minimum", group=RULES),
            derive(ProductProperty, "maximum", group=RULES),
            *_effects(ProductProperty),
            *stamps(ProductProperty),
        ),
        extra={"read_elsewhere": TOLD_BY_COSTS},
        create=actions.create_product_properties,
        update=actions.update_product_property,
        delete=actions.delete_product_property,
        may_create=partial(policies.can_create, model=ProductProperty),
        may_update=policies.can_edit,
        may_delete=policies.can_delete,
    )
)

CHOICE = registry.register(
    Entity(
        model=PropertyChoice,
        icon="list-checks",
        subtitle="property__name",
        search=("name",),
        order=("property", "position", "name"),
        area=AREA,
        page="catalog:choice",
        route="property-choices",
        related=("property",),
        in_palette=False,
        fields=(
            derive(PropertyChoice, "property", quick=True, editable=False, group=ABOUT),
            derive(PropertyChoice, "name", quick=True, group=ABOUT, example="Stainless steel"),
            derive(PropertyChoice, "position", group=ABOUT),
            *_effects(PropertyChoice),
            *stamps(PropertyChoice),
        ),
        extra={"read_elsewhere": TOLD_BY_COSTS},
        create=actions.create_property_choices,
        update=actions.update_property_choice,
        delete=actions.delete_property_choice,
        may_create=partial(policies.can_create, model=PropertyChoice),
        may_update=policies.can_edit,
        may_delete=policies.can_delete,
    )
)

OVERRIDE = registry.register(
    Entity(
        model=PropertyOverride,
        icon="pencil-line",
        title="property",
        search=(),
        order=("property",),
        area=AREA,
        page="catalog:override",
        route="property-overrides",
        related=("property", "family", "product"),
        in_palette=False,
        fields=(
            derive(PropertyOverride, "property", quick=True, editable=False, group=ABOUT),
            derive(PropertyOverride, "family", quick=True, editable=False, group=ABOUT),
            derive(PropertyOverride, "product", quick=True, editable=False, group=ABOUT),
            derive(PropertyOverride, "is_required", group=RULES),
            derive(PropertyOverride, "is_hidden", group=RULES),
            derive(PropertyOverride, "is_read_only", group=RULES),
            derive(PropertyOverride, "default", group=RULES),
            *stamps(PropertyOverride),
        ),
        create=actions.create_property_overrides,
        update=actions.update_property_override,
        delete=actions.delete_property_override,
        may_create=partial(policies.can_create, model=PropertyOverride),
        may_update=policies.can_edit,
        may_delete=policies.can_delete,
    )
)
