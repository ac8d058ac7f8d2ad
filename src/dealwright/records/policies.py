"""Who may do what to records of any kind."""

from dealwright.core.actor import Actor
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.records.models import OwnedRecord


def can_share(actor: Actor, row: OwnedRecord) -> bool:
    """Within reach of the right to share, and of the right to read: one cannot share what one cannot see."""
    key = row._meta.label_lower
    return access.can(actor, Privilege.SHARE, key, row) and access.can(
        actor, Privilege.READ, key, row
    )
