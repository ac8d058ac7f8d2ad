"""People with a say in a deal."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotFoundError
from dealwright.customers.models import Contact
from dealwright.events import bus
from dealwright.events.bus import Event
from dealwright.opportunities.actions import moving
from dealwright.opportunities.events import (
    StakeholderAdded,
    StakeholderChanged,
    StakeholderRemoved,
)
from dealwright.opportunities.models import Influence, Opportunity, Stakeholder, StakeholderRole
from dealwright.records import registry, writing


@action
def add_stakeholder(
    deal: Opportunity,
    contact: Contact | UUID,
    role: str,
    *,
    by: Actor,
    at: datetime,
    influence: str = Influence.MEDIUM,
    note: str = "",
) -> Stakeholder:
    """Note that a contact has a say in an open deal, in which role and how strongly.

    Refuses: not permitted, a closed deal, a contact that cannot be read or has a say already, no such role.
    """
    deal = moving.lock_to_edit(deal, by=by)
    person = _contact(contact, by=by)
    _check(role, influence)
    stake = Stakeholder(opportunity=deal, contact=person, role=role, influence=influence, note=note)
    stake.save(force_insert=True)
    event = StakeholderAdded(contact=person.pk, name=person.name, role=role, influence=influence)
    _record(deal, person, event, by=by, at=at)
    return stake


@action
def change_stakeholder(
    stake: Stakeholder,
    *,
    by: Actor,
    at: datetime,
    role: str | None = None,
    influence: str | None = None,
    note: str | None = None,
) -> Stakeholder:
    """Change role, influence or note of a stakeholder in an open deal. Refuses: not permitted, a closed deal, no
    such role, one who was removed meanwhile.
    """
    deal = moving.lock_to_edit(stake.opportunity, by=by)
    stake = _present(stake)
    given = {"role": role, "influence": influence, "note": note}
    changes = {
        name: [getattr(stake, name), value]
        for name, value in given.items()
        if value is not None and value != getattr(stake, name)
    }
    if not changes:
        return stake
    for name, (_old, new) in changes.items():
        setattr(stake, name, new)
    _check(stake.role, stake.influence)
    stake.save(update_fields=list(changes))
    event = StakeholderChanged(
        contact=stake.contact_id,
        name=stake.contact.name,
        role=stake.role,
        influence=stake.influence,
    )
    _record(deal, stake.contact, event, by=by, at=at)
    return stake


@action
def remove_stakeholder(stake: Stakeholder, *, by: Actor, at: datetime) -> None:
    """Take a stakeholder out of an open deal. Refuses: not permitted, a closed deal, one who is gone already."""
    deal = moving.lock_to_edit(stake.opportunity, by=by)
    stake = _present(stake)
    person = stake.contact
    stake.delete()
    _record(deal, person, StakeholderRemoved(contact=person.pk, name=person.name), by=by, at=at)


def _contact(contact: Contact | UUID, *, by: Actor) -> Contact:
    pk = contact.pk if isinstance(contact, Contact) else contact
    found: Contact | None = registry.of(Contact).rows(by).filter(pk=pk).first()
    if found is None:
        raise InvalidError({"contact": _("There is no such contact, or you may not see it.")})
    return found


def _present(stake: Stakeholder) -> Stakeholder:
    found = Stakeholder.objects.select_related("contact").filter(pk=stake.pk).first()
    if found is None:
        raise NotFoundError(_("This stakeholder is gone."), remedy=_("Reload the page."))
    return found


def _check(role: str, influence: str) -> None:
    if role not in StakeholderRole:
        raise InvalidError({"role": _("Choose the role of this person.")})
    if influence not in Influence:
        raise InvalidError({"influence": _("Choose how much this person has to say.")})


def _record(deal: Opportunity, person: Contact, event: Event, *, by: Actor, at: datetime) -> None:
    about = [*writing.about(registry.of(deal), deal), person.pk]
    bus.record(event, subject=deal, by=by, at=at, about=about)
