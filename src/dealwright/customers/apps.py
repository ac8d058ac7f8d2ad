"""The customers app."""

from importlib import import_module

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "dealwright.customers"
    label = "customers"

    def ready(self) -> None:
        import_module("dealwright.customers.buyers")
        import_module("dealwright.customers.entities")
        import_module("dealwright.customers.pages")
