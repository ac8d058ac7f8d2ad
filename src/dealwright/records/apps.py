"""The records app."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "dealwright.records"
    label = "records"

    def ready(self) -> None:
        from dealwright.records import sharing  # noqa: PLC0415  its actions need the models

        sharing.offer()
