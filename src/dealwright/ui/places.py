"""Our places in the navigation, and what we put on pages of records of any kind."""

from django.utils.translation import gettext_lazy as _

from dealwright.records.matching import policies as matching
from dealwright.records.merging import actions
from dealwright.records.merging import policies as merging
from dealwright.ui import bulk, navigation, slots
from dealwright.ui.navigation import Area, Item
from dealwright.ui.slots import Panel

navigation.register(
    Item(
        label=_("My day"),
        url_name="ui:home",
        icon="sun",
        area=Area.DAY,
        key="h",
        dock=_("My day"),
    ),
    Item(
        label=_("Possible duplicates"),
        url_name="ui:duplicate_queue",
        icon="copy",
        area=Area.CUSTOMERS,
        order=90,
        may_see=matching.may_review,
    ),
    Item(
        label=_("Notifications"),
        url_name="ui:notice_settings",
        icon="bell",
        area=Area.PERSON,
    ),
)
slots.fill(
    "*.tabs",
    Panel(
        title=_("Files"),
        url_name="ui:files",
        order=900,
        is_for_any_kind=True,
        is_counted=True,
    ),
)
slots.fill(
    "*.side",
    Panel(
        title=_("Possible duplicates"),
        url_name="ui:like",
        order=950,
        may_see=merging.may_merge_one,
        is_for_any_kind=True,
    ),
)
slots.fill("home.side", Panel(title=_("Recently viewed"), url_name="ui:recent", order=900))
bulk.register(
    bulk.BulkAct(
        name="merge",
        label=_("Merge"),
        icon="merge",
        url_name="ui:merge_chosen",
        fits=lambda entity, actor: merging.may_merge_some(actor, entity),
        least=2,
        most=actions.MOST,
        order=60,
    )
)
