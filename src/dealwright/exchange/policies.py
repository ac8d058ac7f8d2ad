"""Who may import what."""

from dealwright.core.actor import Actor
from dealwright.core.errors import NotFoundError
from dealwright.exchange.models import Import
from dealwright.identity import access
from dealwright.identity.privileges import Depth, Privilege
from dealwright.records import registry


def entity_key(kind: str) -> str:
    """The kind of record behind a kind of import: notes are activities."""
    return kind.partition(":")[0]


def can_import(actor: Actor, kind: str) -> bool:
    """Whoever may add or change records of the kind, if only their own: each row asks its verb again."""
    try:
        entity = registry.entity(entity_key(kind))
    except NotFoundError:
        return False
    may_add = entity.may_create is not None and entity.may_create(actor)
    return bool(actor.id) and (may_add or access.may(actor, Privilege.WRITE, entity.key))


def can_share_mapping(actor: Actor, kind: str) -> bool:
    """Whoever's right to share records of the kind reaches all units, as with views."""
    return access.depth(actor, entity_key(kind), Privilege.SHARE) == Depth.ALL


def owns(actor: Actor, imported: Import) -> bool:
    """Whoever began it; administrators may stop or mend anyone's."""
    return imported.user_id == actor.id or access.is_administrator(actor)
