"""Searching by what was typed, the same in lists, lookups and the palette."""

from django.db import models

from dealwright.records.registry import Entity
from dealwright.records.search import matching


def search[M: models.Model](
    rows: models.QuerySet[M], entity: Entity, fragment: str
) -> models.QuerySet[M]:
    """The rows that a fragment finds, as everywhere in the house."""
    return rows.filter(matching(entity, fragment)) if fragment else rows


def clean(text: str) -> str:
    """What was typed without what cannot be searched for: control characters, space at the ends."""
    return "".join(letter for letter in text if letter.isprintable()).strip()
