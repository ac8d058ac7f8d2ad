"""The events app."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "dealwright.events"
    label = "events"
