"""Who may save views, and for whom."""

from dealwright.core.actor import Actor
from dealwright.identity import access
from dealwright.identity.privileges import Depth, Privilege
from dealwright.records.saved_views.models import Audience, SavedView

# for whom a view may be, by how far the right to share records of its kind reaches
NEEDED = {Audience.OWN: Depth.NONE, Audience.TEAM: Depth.TEAM, Audience.EVERYONE: Depth.ALL}


def can_save(actor: Actor, entity: str) -> bool:
    """Whoever may read records of a kind may keep views of them."""
    return access.may(actor, Privilege.READ, entity)


def can_share(actor: Actor, entity: str, audience: Audience) -> bool:
    """Whose right to share records of a kind reaches teams shares views with teams; all units, with everyone."""
    needed = NEEDED[audience]
    return needed == Depth.NONE or access.depth(actor, entity, Privilege.SHARE) >= needed


def can_change(actor: Actor, view: SavedView) -> bool:
    """Who made it, and of a view of everyone whoever may share with everyone: those who leave leave views behind."""
    if view.user_id == actor.id:
        return True
    return view.audience == Audience.EVERYONE and can_share(actor, view.entity, Audience.EVERYONE)
