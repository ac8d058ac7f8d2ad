"""How much of a price somebody may give away by hand: the one place that says so."""

from decimal import Decimal

from django.utils.translation import gettext as _

from dealwright.catalog.pricing import Authority, Rule
from dealwright.core.actor import Actor
from dealwright.identity import access


def authority_of(actor: Actor) -> Authority | None:
    """How far below what the rules say the actor may go; None where nothing holds him back.

    A draft may always be saved; activation by this actor is refused where a line goes further.
    """
    percent = access.discount_limit(actor)
    if percent is None:
        return None
    return Authority(percent=percent, rule=Rule("authority", name=_name(percent)))


def _name(percent: Decimal) -> str:
    return _("You may take off %(percent)s %% by hand.") % {"percent": f"{percent.normalize():f}"}
