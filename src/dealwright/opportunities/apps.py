"""The opportunities app."""

from importlib import import_module

from django.apps import AppConfig


class OpportunitiesConfig(AppConfig):
    name = "dealwright.opportunities"
    label = "opportunities"

    def ready(self) -> None:
        for name in ("entities", "guards", "handlers", "pages", "wording"):
            import_module(f"dealwright.opportunities.{name}")
