"""What follows from what happens to deals: their owners are told how they end."""

from django.utils.translation import gettext_lazy as _

from dealwright.core import actor
from dealwright.core.errors import Text
from dealwright.events import bus
from dealwright.events.models import EventRecord
from dealwright.identity.queries import people_behind
from dealwright.opportunities.events import OpportunityLost, OpportunityWon
from dealwright.opportunities.models import Opportunity
from dealwright.records import actions as records
from dealwright.records.notifications import kinds, telling
from dealwright.records.notifications.kinds import NoticeKind

CLOSED = kinds.register(
    NoticeKind(
        key="opportunities.closed",
        label=_("a deal of mine is won or lost by others"),
        icon="trophy",
        order=50,
    )
)
telling.owners_hear(OpportunityWon, OpportunityLost)


@bus.on(OpportunityWon)
def tell_owner_of_win(record: EventRecord) -> None:
    """The owner hears that someone else, or the client, closed the deal."""
    _tell(record, _("%(deal)s is won"), icon="trophy")


@bus.on(OpportunityLost)
def tell_owner_of_loss(record: EventRecord) -> None:
    """The owner hears that someone else closed the deal."""
    _tell(record, _("%(deal)s is lost"), icon="circle-x")


def _tell(record: EventRecord, text: Text, *, icon: str) -> None:
    """The owner, or everyone in the team that is; nobody hears of what they did themselves."""
    deal = Opportunity.objects.filter(pk=record.subject_id).first()
    if deal is None:
        return
    others = [
        person.pk for person in people_behind([deal.owner_id]) if person.pk != record.actor_id
    ]
    records.notify(
        others,
        text=text,
        words={"deal": deal.name},
        kind=CLOSED,
        about=deal,
        icon=icon,
        occasion=str(record.pk),
        by=actor.system(),
        at=record.at,
    )
