"""Mappings to use again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, require
from dealwright.events import bus
from dealwright.exchange import policies
from dealwright.exchange.events import MappingShared, MappingWithdrawn
from dealwright.exchange.models import SavedMapping
from dealwright.identity import access

LONGEST = 100


@action
def save_mapping(
    name: str, kind: str, plan: Mapping[str, Any], *, is_shared: bool, by: Actor, at: datetime
) -> SavedMapping:
    """Keep a mapping for oneself, or for everyone; one of the same name is replaced. Refuses no name or a long one, and
    sharing beyond the actor's right to share.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST:
        said = _("Give it a name of at most %(limit)d characters.")
        raise InvalidError({"name": said % {"limit": LONGEST}})
    require(not is_shared or policies.can_share_mapping(by, kind))
    was_shared = SavedMapping.objects.filter(
        user_id=by.user_id, kind=kind, name=name, is_shared=True
    ).exists()
    found, _is_new = SavedMapping.objects.update_or_create(
        user_id=by.user_id,
        kind=kind,
        name=name,
        defaults={"plan": dict(plan), "is_shared": is_shared},
        create_defaults={"plan": dict(plan), "is_shared": is_shared, "created_at": at},
    )
    if is_shared or was_shared:
        event = MappingShared if is_shared else MappingWithdrawn
        bus.record(event(records=policies.entity_key(kind)), subject=found, by=by, at=at)
    return found


@action
def forget_mapping(mapping: SavedMapping, *, by: Actor, at: datetime) -> None:
    """Drop a mapping. Refuses that of someone else, but for administrators."""
    require(mapping.user_id == by.id or access.is_administrator(by))
    if mapping.is_shared:
        event = MappingWithdrawn(records=policies.entity_key(mapping.kind))
        bus.record(event, subject=mapping, by=by, at=at)
    mapping.delete()
