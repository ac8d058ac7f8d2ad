"""Reads on custom fields."""

from typing import Any

from django.apps import apps

from dealwright.records.custom.models import CustomField


def count_of_values(field: CustomField) -> int:
    """How many records have a value in a field, whoever may see them."""
    model: Any = apps.get_model(field.entity)
    found: int = model._default_manager.filter(custom__has_key=field.name).count()
    return found
