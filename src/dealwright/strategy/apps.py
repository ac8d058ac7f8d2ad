"""The strategy app."""

from importlib import import_module

from django.apps import AppConfig


class StrategyConfig(AppConfig):
    name = "dealwright.strategy"
    label = "strategy"

    def ready(self) -> None:
        import_module("dealwright.strategy.entities")
        import_module("dealwright.strategy.pages")
