"""The quotes app."""

from importlib import import_module

from django.apps import AppConfig


class QuotesConfig(AppConfig):
    name = "dealwright.quotes"
    label = "quotes"

    def ready(self) -> None:
        import_module("dealwright.quotes.entities")
        import_module("dealwright.quotes.guards")
        import_module("dealwright.quotes.pages")
