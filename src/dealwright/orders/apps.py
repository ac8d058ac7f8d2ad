"""The orders app."""

from importlib import import_module

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "dealwright.orders"
    label = "orders"

    def ready(self) -> None:
        for name in ("entities", "beginnings", "pages", "wording"):
            import_module(f"dealwright.orders.{name}")
