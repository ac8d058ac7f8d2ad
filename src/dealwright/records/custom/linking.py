"""The records that custom links lead to: fetched for rows that are shown, found for rows that would go.

A link stands twice: as an id in the `custom` column, where forms, history and filters read it, and as a row of
`CustomLink`, written with it, where whoever deletes or merges the record it leads to finds it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from dealwright.core.typed import LINKED
from dealwright.identity.queries import people
from dealwright.records import registry
from dealwright.records.custom.models import CustomLink
from dealwright.records.fields import CUSTOM, Field, Kind, value
from dealwright.records.registry import Entity


def linked_path(field: Field) -> str:
    """Where the record that a custom link leads to stands on a row, once it is attached."""
    return f"{CUSTOM}{LINKED}_{field.name}"


def attach(rows: Sequence[Any], entity: Entity, *, names: Collection[str] | None = None) -> None:
    """Fetch what the custom links of rows of a kind lead to, or those of these names; one query per kind that is linked
    to. Whoever reads a row may read the titles of these records, and nothing else of them (ADR 18).
    """
    links = [
        field
        for field in entity.customs
        if field.kind == Kind.LINK and (names is None or field.name in names)
    ]
    if not links:
        return
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for field in links:
        wanted[field.to] |= {pk for row in rows if (pk := value(row, field.column))}
    found = {key: _rows(key, ids) for key, ids in wanted.items() if ids}
    for row in rows:
        row.custom.linked = {
            field.name: found.get(field.to, {}).get(value(row, field.column)) for field in links
        }


def _rows(key: str, ids: set[UUID]) -> dict[UUID, Any]:
    known = people(key)
    rows = registry.entity(key).model._default_manager.all() if known is None else known
    return {row.pk: row for row in rows.filter(pk__in=ids)}


def naming(ids: Collection[UUID]) -> Mapping[UUID, Collection[Any]]:
    """{record: links that lead to it}, for those who ask what refers to records."""
    found: dict[UUID, list[Any]] = defaultdict(list)
    rows = CustomLink.objects.filter(target_id__in=ids).values_list("target_id", "pk")
    for target, pk in rows:
        found[target].append(pk)
    return found
