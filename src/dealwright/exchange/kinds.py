"""What can be imported by itself: every kind of record that can be created, and each kind of activity apart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from dealwright.core.actor import Actor
from dealwright.core.errors import NotFoundError, Text
from dealwright.exchange import policies, stages
from dealwright.exchange.mapping import STAGES
from dealwright.records import registry
from dealwright.records.registry import Entity


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportKind:
    """One choice of what a file holds. `constants` are the values that all of its rows have; `is_matched`: its rows mean
    records that may be here already.
    """

    key: str
    entity: Entity
    label: Text
    constants: Mapping[str, str] = field(default_factory=dict)
    is_matched: bool = True


def offered(actor: Actor) -> list[ImportKind]:
    """What the actor may import, in the order of the trade."""
    return [kind for kind in _all(actor) if policies.can_import(actor, kind.key)]


def get(key: str, actor: Actor) -> ImportKind:
    """The kind of this key, as the actor knows it. NotFoundError when there is none that they may import."""
    for kind in offered(actor):
        if kind.key == key:
            return kind
    raise NotFoundError(f"{key}?")


def _all(actor: Actor) -> Iterator[ImportKind]:
    for entity in registry.entities():
        if entity.create is None or entity.is_document or not entity.page:
            continue
        if "kind" in entity.by_name and "about_id" in entity.by_name:
            yield from _parts(entity.seen_by(actor))
        else:
            yield ImportKind(key=entity.key, entity=entity.seen_by(actor), label=entity.plural)
        if entity.key == stages.DEAL:
            yield ImportKind(
                key=STAGES, entity=stages.entity(actor), label=stages.LABEL, is_matched=False
            )


def _parts(entity: Entity) -> Iterator[ImportKind]:
    """A kind whose rows are of several sorts: each is imported by itself."""
    for value, label in entity.field("kind").choices:
        yield ImportKind(
            key=f"{entity.key}:{value}",
            entity=entity,
            label=f"{entity.plural}: {label}",
            constants={"kind": value},
        )
