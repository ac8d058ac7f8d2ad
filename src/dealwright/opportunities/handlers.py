"""What follows from what happens to deals: the people concerned are told."""

from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from dealwright.core import actor
from dealwright.events import bus
from dealwright.events.models import EventRecord
from dealwright.identity.models import User
from dealwright.identity.queries import people_behind
from dealwright.opportunities.events import OpportunityAssigned, OpportunityLost, OpportunityWon
from dealwright.opportunities.models import Opportunity
from dealwright.records import actions as records
from dealwright.records import registry


@bus.on(OpportunityAssigned)
def tell_new_owner(record: EventRecord) -> None:
    """Whoever was given a deal hears of it, unless they took it themselves."""
    owner = bus.read(record, OpportunityAssigned).to_owner
    _tell(record, owner, noop("%(who)s gave you the deal %(deal)s"), icon="target")


@bus.on(OpportunityWon)
def tell_owner_of_win(record: EventRecord) -> None:
    """The owner hears that someone else, or the client, closed the deal."""
    _tell(record, _owner(record), noop("%(deal)s is won"), icon="trophy")


@bus.on(OpportunityLost)
def tell_owner_of_loss(record: EventRecord) -> None:
    """The owner hears that someone else closed the deal."""
    _tell(record, _owner(record), noop("%(deal)s is lost"), icon="circle-x")


def _owner(record: EventRecord) -> UUID | None:
    found = Opportunity.objects.filter(pk=record.subject_id)
    return found.values_list("owner_id", flat=True).first()


def _tell(record: EventRecord, owner: UUID | None, text: str, *, icon: str) -> None:
    """A line under the bell of the owner, or of everyone in the team that is, in the language of each; nobody hears of
    what they did themselves.
    """
    deal = Opportunity.objects.filter(pk=record.subject_id).first()
    if owner is None or deal is None:
        return
    for person in people_behind([owner]):
        if person.pk != record.actor_id:
            _ring(person, text, deal, record, icon=icon)


def _ring(person: User, text: str, deal: Opportunity, record: EventRecord, *, icon: str) -> None:
    with translation.override(person.locale or settings.LANGUAGE_CODE):
        said = _(text) % {"who": record.actor_name, "deal": deal.name}
    address = registry.of(deal).url(deal)
    by = actor.system()
    records.notify([person.pk], text=said, url=address, icon=icon, by=by, at=record.at)
