"""Who may define fields: administrators, and tokens of theirs that may write everything."""

from dealwright.core.actor import Actor
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.records.custom.models import CustomField


def can_define(actor: Actor) -> bool:
    key = CustomField._meta.label_lower
    return access.in_scope(actor, key, Privilege.WRITE) and access.is_administrator(actor)
