"""The records app."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "dealwright.records"
    label = "records"
