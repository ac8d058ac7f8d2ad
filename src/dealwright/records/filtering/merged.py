"""Ids of records that are others by now: a filter, view or address that names one finds what it has become."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from dealwright.records.fields import Field, Kind
from dealwright.records.merging import declared, queries


def names(field: Field) -> bool:
    """Whether values of a field are ids of records that can be merged."""
    return field.kind == Kind.ID or (
        field.kind == Kind.LINK and declared.find(field.to) is not None
    )


def become(ids: Collection[UUID]) -> Mapping[UUID, UUID]:
    """What those that were merged have become; one query for all, none for none."""
    return queries.successors(ids) if ids else {}


def followed(values: Iterable[Any], became: Mapping[UUID, UUID]) -> tuple[frozenset[UUID], ...]:
    """Sets of ids, with what was merged as what it has become."""
    return tuple(frozenset(became.get(pk, pk) for pk in ids) for ids in values)
