"""The orders app."""

from importlib import import_module

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "dealwright.orders"
    label = "orders"

    def ready(self) -> None:
        import_module("dealwright.orders.entities")
        import_module("dealwright.orders.beginnings")
        import_module("dealwright.orders.pages")
