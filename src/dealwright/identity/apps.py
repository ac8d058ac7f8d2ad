"""The identity app."""

from django.apps import AppConfig

from dealwright.identity import lookups


class IdentityConfig(AppConfig):
    name = "dealwright.identity"
    label = "identity"

    def ready(self) -> None:
        lookups.register()
