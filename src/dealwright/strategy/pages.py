"""The place of sales processes in the navigation."""

from django.utils.translation import gettext_lazy as _

from dealwright.strategy import policies
from dealwright.ui import navigation
from dealwright.ui.navigation import Area, Item

navigation.register(
    Item(
        label=_("Sales processes"),
        url_name="strategy:processes",
        icon="workflow",
        area=Area.SETTINGS,
        order=10,
        may_see=policies.can_read_processes,
    ),
)
