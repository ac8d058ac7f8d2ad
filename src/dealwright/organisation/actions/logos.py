"""The organisation's logo: checked, made small, kept in the database with the settings."""

from datetime import datetime
from hashlib import sha256

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import require
from dealwright.events import bus
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.organisation.actions import pictures
from dealwright.organisation.events import LogoRemoved, LogoSet
from dealwright.organisation.models import Logo, Organisation

KEY = "organisation.organisation"


@action
def set_logo(content: bytes, *, by: Actor, at: datetime) -> Logo:
    """Show this picture on what clients see. It is stored anew, without what else the file told.

    Refuses: people without the right, files that are no PNG or JPEG, too large ones.
    """
    require(access.may(by, Privilege.WRITE, KEY))
    organisation = Organisation.objects.select_for_update().get()
    made = pictures.made_of(content)
    kept, _created = Logo.objects.update_or_create(
        organisation=organisation,
        defaults={
            "content": made.content,
            "media_type": made.media_type,
            "width": made.width,
            "height": made.height,
            "sha256": sha256(made.content).hexdigest(),
        },
    )
    event = LogoSet(width=made.width, height=made.height)
    bus.record(event, subject=organisation, by=by, at=at)
    return kept


@action
def remove_logo(*, by: Actor, at: datetime) -> None:
    """Show the first letter of the name again. Refuses people without the right; without a logo nothing happens."""
    require(access.may(by, Privilege.WRITE, KEY))
    organisation = Organisation.objects.select_for_update().get()
    gone, _by_kind = Logo.objects.filter(organisation=organisation).delete()
    if gone:
        bus.record(LogoRemoved(), subject=organisation, by=by, at=at)
