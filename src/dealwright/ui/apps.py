from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from dealwright.ui import navigation, slots
from dealwright.ui.navigation import Area, Item
from dealwright.ui.slots import Panel


class UiConfig(AppConfig):
    name = "dealwright.ui"

    def ready(self) -> None:
        navigation.register(
            Item(
                label=_("My day"),
                url_name="ui:home",
                icon="sun",
                area=Area.DAY,
                key="h",
                dock=_("My day"),
            )
        )
        slots.fill("home.side", Panel(title=_("Recently viewed"), url_name="ui:recent", order=900))
