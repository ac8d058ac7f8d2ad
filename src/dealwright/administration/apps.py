"""The administration app."""

from importlib import import_module

from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    name = "dealwright.administration"
    label = "administration"

    def ready(self) -> None:
        import_module("dealwright.administration.leaving.handing_over")  # a worker knows no pages
        import_module("dealwright.administration.places")
