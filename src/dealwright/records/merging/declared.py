"""The kinds of record that can be merged, as their contexts declare them.

declared.register(Mergeable(entity="customers.account", together=(("currency", "price_list"),)))
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import ForeignKey
from django.utils.translation import gettext as _

from dealwright.core.actor import Actor
from dealwright.core.errors import NotFoundError
from dealwright.records import registry
from dealwright.records.fields import Field
from dealwright.records.registry import Entity


@dataclass(frozen=True, kw_only=True, slots=True)
class Mergeable:
    """A kind that can be merged. Fields that belong `together`, such as those of an address, are filled from another
    record only when the one that stays has none of them.

    Whether these very records may be merged, guards of "<entity>.merge" say, who are given a `Merging`.
    """

    entity: str
    together: Sequence[Sequence[str]] = ()

    @property
    def kind(self) -> Entity:
        return registry.entity(self.entity)

    def group(self, name: str) -> Sequence[str]:
        """The fields that a field belongs together with, itself among them."""
        return next((group for group in self.together if name in group), (name,))

    def fields(self) -> list[Field]:
        """The fields of which one value is kept: columns of the kind, and fields that administrators added."""
        own = {column.attname for column in self.kind.model._meta.concrete_fields}
        return [
            field
            for field in self.kind.fields
            if field.editable and not field.path and (field.custom or field.column in own)
        ]

    def chosen_by(self, actor: Actor) -> list[Field]:
        """Those among them that the actor sees and may change; of the rest the rule decides."""
        seen = self.kind.seen_by(actor).by_name
        return [
            seen[field.name]
            for field in self.fields()
            if field.name in seen and seen[field.name].editable
        ]

    def hierarchies(self) -> Iterator[str]:
        """The links of a kind to itself, which must not close a circle."""
        for column in self.kind.model._meta.concrete_fields:
            if isinstance(column, ForeignKey) and column.related_model is self.kind.model:
                yield column.name


@dataclass(frozen=True, kw_only=True, slots=True)
class Merging:
    """What a guard is asked about: the locked record that stays, those that go into it, and {field: value} that it is
    to be given.
    """

    winner: Any
    losers: Sequence[Any]
    values: Mapping[str, Any]


_kinds: dict[str, Mergeable] = {}


def register(kind: Mergeable) -> Mergeable:
    """Let records of a kind be merged; a second time replaces the first."""
    _kinds[kind.entity] = kind
    return kind


def find(key: str) -> Mergeable | None:
    return _kinds.get(key)


def of(key: str) -> Mergeable:
    """The declaration of a kind; NotFoundError when its records are not merged."""
    try:
        return _kinds[key]
    except KeyError:
        raise NotFoundError(_("Records of this kind are not merged.")) from None


def kinds() -> list[Mergeable]:
    return list(_kinds.values())
