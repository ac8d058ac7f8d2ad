"""The leads app."""

from importlib import import_module

from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "dealwright.leads"
    label = "leads"

    def ready(self) -> None:
        import_module("dealwright.leads.entities")
        import_module("dealwright.leads.pages")
