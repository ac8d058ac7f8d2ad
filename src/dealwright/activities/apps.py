"""The activities app."""

from importlib import import_module

from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "dealwright.activities"
    label = "activities"

    def ready(self) -> None:
        import_module("dealwright.activities.entities")
        import_module("dealwright.activities.handlers")
        import_module("dealwright.activities.merging")
        import_module("dealwright.activities.pages")
