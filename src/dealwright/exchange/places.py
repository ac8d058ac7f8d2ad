"""Our places in the navigation, and in the heads of lists."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Actor
from dealwright.exchange import kinds
from dealwright.records.registry import Entity
from dealwright.ui import acts, navigation
from dealwright.ui.acts import Offered
from dealwright.ui.navigation import Area, Item


def _may_import(actor: Actor) -> bool:
    return bool(kinds.offered(actor))


def _into(entity: Entity, actor: Actor) -> Iterator[Offered]:
    """Importing into the list one looks at."""
    keys = [kind.key for kind in kinds.offered(actor) if kind.entity.key == entity.key]
    if keys:
        yield _("Import"), f"{reverse('exchange:new')}?kind={keys[0]}", "file-up"


navigation.register(
    Item(
        label=_("Imports"),
        url_name="exchange:imports",
        icon="file-up",
        area=Area.SETTINGS,
        order=60,
        may_see=_may_import,
    )
)
acts.offer(_into)
