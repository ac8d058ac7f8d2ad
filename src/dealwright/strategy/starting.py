"""The sales process every installation starts with."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dealwright.strategy.models import Category

NAME = _("Standard sale")

STAGES: list[dict[str, Any]] = [
    {
        "name": _("Qualify"),
        "probability": 25,
        "category": Category.PIPELINE,
        "required_fields": [],
        "usual_days": 14,
        "guidance": _(
            "Find out who has the need, what it costs them today, who decides and by when. "
            "Agree a next meeting, or let the deal go early."
        ),
    },
    {
        "name": _("Develop"),
        "probability": 50,
        "category": Category.PIPELINE,
        "required_fields": [],
        "usual_days": 21,
        "guidance": _(
            "Shape the solution with the people who will use it. Name the stakeholders and the "
            "competitors, and choose the products."
        ),
    },
    {
        "name": _("Propose"),
        "probability": 75,
        "category": Category.BEST_CASE,
        "required_fields": ["account"],
        "usual_days": 14,
        "guidance": _(
            "Send the quote and walk the decision maker through it. Ask what would keep them from "
            "saying yes."
        ),
    },
    {
        "name": pgettext_lazy("stage", "Close"),
        "probability": 90,
        "category": Category.COMMIT,
        "required_fields": ["estimated_revenue", "close_on"],
        "usual_days": 10,
        "guidance": _("Settle terms and dates, get the signature, and hand over to delivery."),
    },
]
