"""The record an activity is about: looked up among what the actor may read, its label, owner and unit copied."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from dealwright.activities.models import KEY
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError
from dealwright.records import registry, writing
from dealwright.records.models import OwnedRecord, Record

type Values = Mapping[str, Any]
type Name = tuple[str, UUID]

NAMED_BY = ("about_type", "about_id")
NOTHING: dict[str, Any] = {
    "about_type": "",
    "about_id": None,
    "about_label": "",
    "about_owner_id": None,
    "about_unit_id": None,
}
COLUMNS = tuple(NOTHING)


def columns_of(record: Record) -> dict[str, Any]:
    """What an activity keeps of the record it is about."""
    owned = record if isinstance(record, OwnedRecord) else None
    return {
        "about_type": record._meta.label_lower,
        "about_id": record.pk,
        "about_label": str(record)[:300],
        "about_owner_id": owned and owned.owner_id,
        "about_unit_id": owned and owned.unit_id,
    }


def attached(rows: Sequence[Values], *, by: Actor) -> list[dict[str, Any]]:
    """Values of activities with the columns of the records they name; one query per kind of record.

    A row names its record by `about_type` and `about_id`. Refuses unknown kinds, halves of a name and
    records that the actor may not read.
    """
    names = writing.each(rows, _name)
    found = _readable([name for name in names if name], by=by)
    pairs = list(zip(rows, names, strict=True))
    return writing.each(pairs, lambda pair: _joined(*pair, found))


def _name(row: Values) -> Name | None:
    key, pk = row.get("about_type") or "", row.get("about_id")
    if not key and pk is None:
        return None
    if not key or pk is None:
        missing = "about_id" if key else "about_type"
        raise InvalidError({missing: _("Name both the kind and the id of the record.")})
    if key == KEY:
        raise InvalidError({"about_type": _("An activity is about another kind of record.")})
    if registry.find(key) is None:
        raise InvalidError({"about_type": _("There is no such kind of record.")})
    return key, pk


def _readable(names: Sequence[Name], *, by: Actor) -> dict[Name, Record]:
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for key, pk in names:
        wanted[key].add(pk)
    return {
        (key, row.pk): row
        for key, ids in wanted.items()
        for row in registry.entity(key).rows(by).filter(pk__in=ids)
    }


def _joined(row: Values, name: Name | None, found: Mapping[Name, Record]) -> dict[str, Any]:
    if name is None:
        return {**row, **NOTHING}
    if name not in found:
        sentence = _("There is no such record, or you may not see it.")
        raise InvalidError({"about_id": sentence})
    return {**row, **columns_of(found[name])}
