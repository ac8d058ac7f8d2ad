"""Our places in the navigation."""

from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Actor
from dealwright.identity import access
from dealwright.ui import navigation
from dealwright.ui.navigation import Area, Item


def _administrator(actor: Actor) -> bool:
    return access.is_administrator(actor)


navigation.register(
    Item(
        label=_("Recent changes"),
        url_name="administration:changes",
        icon="undo-2",
        area=Area.SETTINGS,
        order=50,
    ),
    Item(
        label=_("Settings"),
        url_name="administration:settings",
        icon="settings",
        area=Area.SETTINGS,
        key="s",
    ),
    Item(
        label=_("Profile"),
        url_name="administration:profile",
        icon="user-round",
        area=Area.PERSON,
        order=50,
    ),
    Item(
        label=_("Sign-in and security"),
        url_name="administration:security",
        icon="lock-keyhole",
        area=Area.PERSON,
    ),
    Item(
        label=_("When I am away"),
        url_name="administration:my_absences",
        icon="plane",
        area=Area.PERSON,
    ),
)
