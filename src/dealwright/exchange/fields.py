"""The fields of a kind that a column may go to: its own, and those that only an import has.

`external_id` is the id a record had elsewhere; of activities, `about@<kind>` names the record they are about.
"""

from collections.abc import Iterator
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from dealwright.exchange.links import EXTERNAL
from dealwright.records import registry
from dealwright.records.fields import Field, Kind
from dealwright.records.registry import Entity

ABOUT = "about@"
MADE_HERE = {"created_at", "modified_at"}


@lru_cache(maxsize=512)
def by_name(entity: Entity) -> dict[str, Field]:
    """Every field that a step may name."""
    return {field.name: field for field in (*entity.fields, *_more(entity))}


def offered(entity: Entity) -> list[Field]:
    """The fields that people are offered: what can be set, and what tells which record is meant."""
    found = by_name(entity).values()
    return [field for field in found if not field.hidden and _can_serve(entity, field)]


def _can_serve(entity: Entity, field: Field) -> bool:
    if field.name in MADE_HERE or field.path:
        return field.name.startswith(ABOUT)
    return field.creatable or field.editable or field.name in {entity.number, EXTERNAL}


def _more(entity: Entity) -> Iterator[Field]:
    if entity.create or entity.update:
        yield Field(name=EXTERNAL, label=_("id in the other system"), max_length=200)
    if "about_id" in entity.by_name:
        for other in registry.entities():
            if other.is_owned and other.key != entity.key:
                yield Field(
                    name=f"{ABOUT}{other.key}",
                    label=_("about: %(kind)s") % {"kind": other.label},
                    kind=Kind.LINK,
                    to=other.key,
                    path="about_label",
                )
