"""The catalog app."""

from importlib import import_module

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "dealwright.catalog"
    label = "catalog"

    def ready(self) -> None:
        import_module("dealwright.catalog.entities")
        import_module("dealwright.catalog.pages")
