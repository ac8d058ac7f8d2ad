"""The quotes app."""

from importlib import import_module

from django.apps import AppConfig


class QuotesConfig(AppConfig):
    name = "dealwright.quotes"
    label = "quotes"

    def ready(self) -> None:
        for name in ("entities", "guards", "pages", "revenue", "wording"):
            import_module(f"dealwright.quotes.{name}")
