from importlib import import_module

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "dealwright.ui"

    def ready(self) -> None:
        import_module("dealwright.ui.places")
