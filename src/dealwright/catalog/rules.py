"""What the rest of the house may know of discounts, selectors and taxes; and the fields that all terms have."""

from decimal import Decimal
from functools import partial

from django.utils.translation import gettext_lazy as _

from dealwright.catalog import actions, policies, selecting
from dealwright.catalog.entities import ABOUT, AREA, HUNDRED, ZERO, stamps
from dealwright.catalog.models import (
    BreakMethod,
    Conditions,
    PriceListSelector,
    Promotion,
    TaxClass,
    TaxRate,
    Terms,
    VolumeBand,
    VolumeDiscount,
)
from dealwright.records import registry
from dealwright.records.fields import Field, Kind, derive
from dealwright.records.registry import Entity

VALIDITY = _("Validity")
TERMS = _("What it takes off")


def _scope(model: type[Conditions]) -> tuple[Field, ...]:
    """Of what something is taken off, and in which way."""
    return (
        derive(
            model,
            "product",
            quick=True,
            group=TERMS,
            help=_("Without product and family it is meant for everything."),
        ),
        derive(
            model,
            "family",
            group=TERMS,
            help=_("It holds for the families below it too."),
        ),
        derive(model, "method", default=BreakMethod.PERCENT_OFF, quick=True, group=TERMS),
    )


def _currency(model: type[Conditions]) -> Field:
    return derive(
        model,
        "currency",
        kind=Kind.CURRENCY,
        required=False,
        group=TERMS,
        example="EUR",
        help=_("Of a price or an amount; the base currency when left out."),
    )


def _validity(model: type[Conditions]) -> tuple[Field, ...]:
    return (
        derive(model, "valid_from", quick=True, group=VALIDITY),
        derive(model, "valid_to", group=VALIDITY),
        derive(model, "is_active", default=True, group=VALIDITY),
    )


def terms_fields(model: type[Terms]) -> tuple[Field, ...]:
    """The fields of terms, for the kinds of that form."""
    return (
        *_scope(model),
        derive(
            model,
            "value",
            minimum=ZERO,
            quick=True,
            group=TERMS,
            example="12.50",
            help=_("A unit price, a percentage or an amount per unit, as the method says."),
        ),
        _currency(model),
        derive(model, "from_quantity", minimum=ZERO, group=TERMS, example="10"),
        *_validity(model),
    )


PROMOTION = registry.register(
    Entity(
        model=Promotion,
        icon="badge-percent",
        search=("name", "code"),
        order=("name",),
        area=AREA,
        page="catalog:promotion",
        route="promotions",
        related=("product",),
        fields=(
            derive(Promotion, "name", quick=True, group=ABOUT, example="Spring in the warehouse"),
            derive(
                Promotion,
                "code",
                group=ABOUT,
                example="SPRING",
                help=_("With a code it counts only on quotes that name it."),
            ),
            derive(
                Promotion,
                "is_exclusive",
                group=ABOUT,
                help=_("It counts even when another promotion would take more off."),
            ),
            *terms_fields(Promotion),
            *stamps(Promotion),
        ),
        create=actions.create_promotions,
        update=actions.update_promotion,
        delete=actions.delete_promotion,
        may_create=partial(policies.can_create, model=Promotion),
        may_update=policies.can_edit,
        may_delete=policies.can_delete,
    )
)

VOLUME_DISCOUNT = registry.register(
    Entity(
        model=VolumeDiscount,
        icon="layers",
        search=("name",),
        order=("name",),
        area=AREA,
        page="catalog:volume_discount",
        route="volume-discounts",
        related=("product",),
        fields=(
            derive(
                VolumeDiscount, "name", quick=True, group=ABOUT, example="Rollers by the pallet"
            ),
            derive(
                VolumeDiscount,
                "is_graduated",
                group=ABOUT,
                help=_(
                    "Each band counts for the units in it; otherwise the highest that is reached counts for all."
                ),
            ),
            derive(
                VolumeDiscount,
                "is_across",
                group=ABOUT,
                help=_("All its products on a quote, in one unit, are counted together."),
            ),
            *_scope(VolumeDiscount),
            _currency(VolumeDiscount),
            *_validity(VolumeDiscount),
            *stamps(VolumeDiscount),
        ),
        create=actions.create_volume_discounts,
        update=actions.update_volume_discount,
        delete=actions.delete_volume_discount,
        may_create=partial(policies.can_create, model=VolumeDiscount),
        may_update=policies.can_edit,
        may_delete=policies.can_delete,
    )
)

VOLUME_BAND = registry.register(
    Entity(
        model=VolumeBand,
        icon="layers",
        title="from_quantity",
        search=(),
        order=("discount", "from_quantity"),
        area=AREA,
        route="volume-bands",
        related=("discount",),
        in_palette=False,
        fields=(
            derive(VolumeBand, "discount", editable=False),
            derive(VolumeBand, "from_quantity", minimum=ZERO, example="10"),
            derive(
                VolumeBand,
                "value",
                minimum=ZERO,
                example="12.50",
                help=_("A unit price, a percentage or an amount per unit, as the discount says."),
            ),
            *stamps(VolumeBand),
        ),
        create=actions.create_volume_bands,
        update=actions.update_volume_band,
        delete=actions.delete_volume_band,
        may_create=partial(policies.can_create, model=VolumeBand),
        may_update=policies.can_edit,
        may_delete=policies.can_delete,
    )
)

SELECTOR = registry.register(
    Entity(
        model=PriceListSelector,
        icon="list-filter",
        search=("name",),
        order=("rank",),
        area=AREA,
        page="catalog:selector",
        route="price-list-selectors",
        related=("price_list",),
        in_palette=False,
        fields=(
            derive(PriceListSelector, "name", quick=True, group=ABOUT, example="Food industry"),
            derive(PriceListSelector, "price_list", quick=True, group=ABOUT),
            derive(
                PriceListSelector,
                "predicate",
                kind=Kind.CHOICE,
                choices=selecting.CHOICES,
                quick=True,
                group=ABOUT,
            ),
            derive(
                PriceListSelector,
                "value",
                quick=True,
                group=ABOUT,
                example="food",
                help=_("What such customers have; several values are separated by commas."),
            ),
            derive(
                PriceListSelector,
                "rank",
                required=False,
                group=ABOUT,
                help=_("Of several that hold, the lowest counts. Left out, it comes last."),
            ),
            derive(PriceListSelector, "valid_from", group=VALIDITY),
            derive(PriceListSelector, "valid_to", group=VALIDITY),
            derive(PriceListSelector, "is_active", default=True, group=VALIDITY),
            *stamps(PriceListSelector),
        ),
        create=actions.create_price_list_selectors,
        update=actions.update_price_list_selector,
        delete=actions.delete_price_list_selector,
        may_create=partial(policies.can_create, model=PriceListSelector),
        may_update=policies.can_edit,
        may_delete=policies.can_delete,
    )
)

TAX_CLASS = registry.register(
    Entity(
        model=TaxClass,
        icon="landmark",
        search=("name",),
        order=("name",),
        area=AREA,
        page="catalog:tax_class",
        route="tax-classes",
        in_palette=False,
        fields=(
            derive(TaxClass, "name", quick=True, group=ABOUT, example="full rate"),
            *stamps(TaxClass),
        ),
        create=actions.create_tax_classes,
        update=actions.update_tax_class,
        delete=actions.delete_tax_class,
        may_create=partial(policies.can_create, model=TaxClass),
        may_update=policies.can_edit,
        may_delete=policies.can_delete,
    )
)

TAX_RATE = registry.register(
    Entity(
        model=TaxRate,
        icon="percent",
        title="tax_class",
        search=(),
        order=("tax_class", "country", "region", "-valid_from"),
        area=AREA,
        page="catalog:tax_rate",
        route="tax-rates",
        related=("tax_class",),
        in_palette=False,
        fields=(
            derive(TaxRate, "tax_class", quick=True, group=ABOUT),
            derive(
                TaxRate,
                "percent",
                kind=Kind.PERCENT,
                minimum=Decimal(0),
                maximum=HUNDRED,
                quick=True,
                group=ABOUT,
                example="19",
            ),
            derive(
                TaxRate,
                "country",
                quick=True,
                group=ABOUT,
                example="Germany",
                help=_(
                    "Its ISO code or its name. Without one the rate counts in countries without their own."
                ),
            ),
            derive(TaxRate, "region", quick=True, group=ABOUT),
            derive(TaxRate, "valid_from", quick=True, group=VALIDITY),
            derive(TaxRate, "valid_to", group=VALIDITY),
            *stamps(TaxRate),
        ),
        create=actions.create_tax_rates,
        update=actions.update_tax_rate,
        delete=actions.delete_tax_rate,
        may_create=partial(policies.can_create, model=TaxRate),
        may_update=policies.can_edit,
        may_delete=policies.can_delete,
    )
)
