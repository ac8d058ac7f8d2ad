"""Addresses of the catalogue."""

from functools import partial

from django.urls import path

from dealwright.catalog import pages, product_pages, structure_pages
from dealwright.catalog.views import costs, prices, relations, structure
from dealwright.ui import editing

app_name = "catalog"
RELATIONSHIP = "product-relationships/<uuid:pk>/"
PART = "bundle-parts/<uuid:pk>/"
COST = "product-costs/<uuid:pk>/"
RULE = "configuration-rules/<uuid:pk>/"
urlpatterns = [
    *product_pages.PRODUCTS.urls("products/", name="products"),
    *product_pages.PRODUCT.urls("products/<uuid:pk>/", name="product"),
    path("products/<uuid:pk>/prices", prices.prices_of_product, name="prices_of_product"),
    path("products/<uuid:pk>/costs", costs.costs_of, name="costs_of"),
    path(COST, costs.product_cost, name="product_cost"),
    path(f"{COST}edit", partial(editing.edit, key="catalog.productcost"), name="edit_cost"),
    path(f"{COST}remove", costs.remove_cost, name="remove_cost"),
    path("products/<uuid:pk>/goes-with", relations.relationships_of, name="relationships_of"),
    path("products/<uuid:pk>/parts", relations.parts_of, name="parts_of"),
    path(RELATIONSHIP, relations.product_relationship, name="product_relationship"),
    path(
        f"{RELATIONSHIP}edit",
        partial(editing.edit, key="catalog.productrelationship"),
        name="edit_relationship",
    ),
    path(f"{RELATIONSHIP}remove", relations.remove_relationship, name="remove_relationship"),
    path("products/<uuid:pk>/rules", relations.rules_of, name="rules_of"),
    path(RULE, relations.configuration_rule, name="configuration_rule"),
    path(f"{RULE}edit", partial(editing.edit, key="catalog.configurationrule"), name="edit_rule"),
    path(f"{RULE}remove", relations.remove_rule, name="remove_rule"),
    path(PART, relations.bundle_part, name="bundle_part"),
    path(f"{PART}edit", partial(editing.edit, key="catalog.bundlepart"), name="edit_part"),
    path(f"{PART}remove", relations.remove_part, name="remove_part"),
    path("products/<uuid:pk>/properties", structure.of_product, name="properties_of_product"),
    path(
        "products/<uuid:pk>/properties/new",
        structure.add_property_of_product,
        name="add_property_of_product",
    ),
    path("products/<uuid:pk>/versions", structure.versions, name="versions_of_product"),
    *structure_pages.FAMILIES.urls("product-families/", name="families"),
    *structure_pages.FAMILY.urls("product-families/<uuid:pk>/", name="family"),
    path(
        "product-families/<uuid:pk>/products",
        structure.products_of_family,
        name="products_of_family",
    ),
    path(
        "product-families/<uuid:pk>/properties",
        structure.of_family,
        name="properties_of_family",
    ),
    path(
        "product-families/<uuid:pk>/properties/new",
        structure.add_property_of_family,
        name="add_property_of_family",
    ),
    path("product-families/<uuid:pk>/below", structure.below, name="families_below"),
    path(
        "product-families/<uuid:pk>/below/new",
        structure.add_family_below,
        name="add_family_below",
    ),
    *structure_pages.VERSIONS.urls("product-versions/", name="versions"),
    *structure_pages.VERSION.urls("product-versions/<uuid:pk>/", name="version"),
    *structure_pages.PROPERTIES.urls("properties/", name="properties"),
    *structure_pages.PROPERTY.urls("properties/<uuid:pk>/", name="property"),
    path("properties/<uuid:pk>/choices", structure.choices, name="choices_of_property"),
    path("properties/<uuid:pk>/choices/new", structure.add_choice, name="add_choice"),
    *structure_pages.CHOICES.urls("property-choices/", name="choices"),
    *structure_pages.CHOICE.urls("property-choices/<uuid:pk>/", name="choice"),
    *structure_pages.OVERRIDES.urls("property-overrides/", name="overrides"),
    *structure_pages.OVERRIDE.urls("property-overrides/<uuid:pk>/", name="override"),
    *pages.PRICE_LISTS.urls("price-lists/", name="price_lists"),
    *pages.PRICE_LIST.urls("price-lists/<uuid:pk>/", name="price_list"),
    path("price-lists/<uuid:pk>/prices", prices.prices_of_list, name="prices_of_list"),
    path("price-lists/<uuid:pk>/prices/new", prices.add_price, name="add_price"),
    path("prices/<uuid:pk>/", prices.change_price, name="change_price"),
    path("prices/<uuid:pk>/remove", prices.remove_price, name="remove_price"),
    *pages.PROMOTIONS.urls("promotions/", name="promotions"),
    *pages.PROMOTION.urls("promotions/<uuid:pk>/", name="promotion"),
    *pages.VOLUME_DISCOUNTS.urls("volume-discounts/", name="volume_discounts"),
    *pages.VOLUME_DISCOUNT.urls("volume-discounts/<uuid:pk>/", name="volume_discount"),
    path("volume-discounts/<uuid:pk>/bands", prices.bands, name="bands"),
    *pages.SELECTORS.urls("price-list-selectors/", name="selectors"),
    *pages.SELECTOR.urls("price-list-selectors/<uuid:pk>/", name="selector"),
    *pages.TAX_CLASSES.urls("tax-classes/", name="tax_classes"),
    *pages.TAX_CLASS.urls("tax-classes/<uuid:pk>/", name="tax_class"),
    *pages.TAX_RATES.urls("tax-rates/", name="tax_rates"),
    *pages.TAX_RATE.urls("tax-rates/<uuid:pk>/", name="tax_rate"),
    *pages.UNITS.urls("units/", name="units"),
    *pages.UNIT.urls("units/<uuid:pk>/", name="unit"),
]
