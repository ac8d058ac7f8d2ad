"""Verbs on the catalogue, called through this module: `catalog.retire(product, by=…, at=…)`."""

from dealwright.catalog.actions.price_lists import (
    create_price_list,
    create_price_lists,
    delete_price_list,
    make_default,
    update_price_list,
)
from dealwright.catalog.actions.prices import (
    add_price,
    change_price,
    create_price_list_item,
    create_price_list_items,
    create_quantity_breaks,
    delete_price_list_item,
    delete_quantity_break,
    update_price_list_item,
    update_quantity_break,
)
from dealwright.catalog.actions.products import (
    create_product,
    create_products,
    create_units,
    delete_product,
    delete_unit,
    keep_standard_units,
    reactivate,
    retire,
    update_product,
    update_unit,
)

__all__ = [
    "add_price",
    "change_price",
    "create_price_list",
    "create_price_list_item",
    "create_price_list_items",
    "create_price_lists",
    "create_product",
    "create_products",
    "create_quantity_breaks",
    "create_units",
    "delete_price_list",
    "delete_price_list_item",
    "delete_product",
    "delete_quantity_break",
    "delete_unit",
    "keep_standard_units",
    "make_default",
    "reactivate",
    "retire",
    "update_price_list",
    "update_price_list_item",
    "update_product",
    "update_quantity_break",
    "update_unit",
]
