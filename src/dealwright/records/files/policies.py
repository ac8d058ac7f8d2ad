"""Who may do what with files: what they may do with the record."""

from typing import Any

from dealwright.core.actor import Actor
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.records import registry


def can_read(actor: Actor, record: Any) -> bool:
    """Whoever may read the record reads its files; one query."""
    return registry.of(record).rows(actor).filter(pk=record.pk).exists()


def can_change(actor: Actor, record: Any) -> bool:
    """Whoever may change the record adds, renames and removes its files: also where its state freezes its fields, as a
    signed contract belongs to a quote that is closed.
    """
    entity = registry.of(record)
    if entity.may_update and entity.may_update(actor, record):
        return True
    if entity.is_owned:
        return access.can(actor, Privilege.WRITE, entity.key, record)
    return access.may(actor, Privilege.WRITE, entity.key)
