"""How what happens to deals reads on a timeline; each continues a sentence that begins with who did it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from dealwright.activities import wording
from dealwright.activities.wording import Wording
from dealwright.core.errors import Text
from dealwright.opportunities import events
from dealwright.opportunities.models import StakeholderRole
from dealwright.ui import shown

type Data = Mapping[str, Any]


def _move(data: Data) -> Text:
    days = int(data["days"])
    return ngettext("after %(days)d day", "after %(days)d days", days) % {"days": days}


def _line(data: Data) -> Text:
    amount = shown.money(Decimal(data["amount"]), data["currency"])
    return f"{data['description']} · {amount}"


def _name(data: Data) -> Text:
    return str(data["name"])


def _stages(data: Data) -> Text:
    return ", ".join(dict.fromkeys(data["stages"]))


def _stake(data: Data) -> Text:
    role = str(dict(StakeholderRole.choices).get(data["role"], data["role"]))
    return f"{data['name']} · {role}"


wording.say(
    {
        events.StageMoved: Wording(
            text=_("moved the stage"), icon="arrow-right", tone="accent", detail=_move
        ),
        events.OpportunityWon: Wording(text=_("won the deal"), icon="trophy", tone="ok"),
        events.OpportunityLost: Wording(text=_("lost the deal"), icon="circle-x", tone="danger"),
        events.OpportunityReopened: Wording(text=_("reopened the deal"), icon="rotate-ccw"),
        events.OpportunityAssigned: Wording(
            text=_("handed the deal over"), icon="user-round-check"
        ),
        events.EarlierStagesTold: Wording(
            text=_("brought the earlier stages along"), icon="history", detail=_stages
        ),
        events.LineAdded: Wording(text=_("added a line"), icon="plus", detail=_line),
        events.LineChanged: Wording(text=_("changed a line"), icon="pencil", detail=_line),
        events.LineRemoved: Wording(text=_("removed a line"), icon="x", detail=_line),
        events.CompetitorAdded: Wording(text=_("added a competitor"), icon="swords", detail=_name),
        events.CompetitorRemoved: Wording(text=_("removed a competitor"), icon="x", detail=_name),
        events.StakeholderAdded: Wording(
            text=_("added a stakeholder"), icon="user-plus", detail=_stake
        ),
        events.StakeholderChanged: Wording(
            text=_("changed a stakeholder"), icon="pencil", detail=_stake
        ),
        events.StakeholderRemoved: Wording(text=_("removed a stakeholder"), icon="x", detail=_name),
    }
)
