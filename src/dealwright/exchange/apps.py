"""The exchange app."""

from importlib import import_module

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "dealwright.exchange"
    label = "exchange"

    def ready(self) -> None:
        for name in ("undoable", "pages", "places"):
            import_module(f"dealwright.exchange.{name}")
