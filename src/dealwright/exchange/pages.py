"""What exchange puts on the pages of the contexts below."""

from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Actor
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.records.registry import Entity
from dealwright.ui import bulk
from dealwright.ui.bulk import BulkAct


def _may_export(entity: Entity, actor: Actor) -> bool:
    return access.may(actor, Privilege.EXPORT, entity.key)


bulk.register(
    BulkAct(
        name="export",
        label=_("Export"),
        icon="download",
        url_name="exchange:export",
        fits=_may_export,
        order=80,
        in_menu=True,
    )
)
