"""The exchange app."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "dealwright.exchange"
    label = "exchange"
