"""The catalog app."""

from importlib import import_module

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "dealwright.catalog"
    label = "catalog"

    def ready(self) -> None:
        import_module("dealwright.catalog.entities")
        import_module("dealwright.catalog.structure")
        import_module("dealwright.catalog.rules")
        import_module("dealwright.catalog.assortment")
        import_module("dealwright.catalog.costing")
        import_module("dealwright.catalog.product_pages")
        import_module("dealwright.catalog.pages")
        import_module("dealwright.catalog.structure_pages")
