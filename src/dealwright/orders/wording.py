"""How the events of orders read on a timeline."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from dealwright.activities import wording
from dealwright.activities.wording import Wording
from dealwright.orders import events
from dealwright.ui import shown


def _total(data: Mapping[str, Any]) -> str:
    return shown.exact_money(Decimal(data["total"]), data["currency"])


def _reason(data: Mapping[str, Any]) -> str:
    return str(data["reason"])


wording.say(
    {
        events.OrderPlaced: Wording(
            text=_("placed the order"), icon="package-plus", tone="ok", detail=_total
        ),
        events.OrderConfirmed: Wording(text=_("confirmed the order"), icon="check", tone="accent"),
        events.OrderFulfilled: Wording(
            text=_("fulfilled the order"), icon="package-check", tone="ok"
        ),
        events.OrderCancelled: Wording(
            text=_("cancelled the order"), icon="circle-x", tone="danger", detail=_reason
        ),
    }
)
