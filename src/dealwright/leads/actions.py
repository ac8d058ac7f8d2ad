"""Verbs on leads and web forms. Qualifying is a verb of the opportunities; it ends in `mark_qualified`."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from dealwright.core import actor as actors
from dealwright.core import guards, registers
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.addresses import normal_email, normal_phone
from dealwright.core.errors import InvalidError, refuse_unless, require
from dealwright.customers.models import Account, Contact
from dealwright.events.bus import Event
from dealwright.identity.models import User
from dealwright.leads import policies
from dealwright.leads.events import LeadContacted, LeadDisqualified, LeadQualified, LeadReopened
from dealwright.leads.models import (
    CLOSED,
    DisqualifyReason,
    Lead,
    LeadForm,
    LeadSource,
    LeadState,
    new_key,
)
from dealwright.organisation import queries as organisation
from dealwright.records import actions as records
from dealwright.records import writing
from dealwright.records.notifications import kinds
from dealwright.records.notifications.kinds import NoticeKind
from dealwright.records.notifications.models import Mail

type Values = Mapping[str, Any]

WINDOW = timedelta(minutes=10)  # how long the tries of one address at one form are counted
MOST_TRIES = 10  # within a window

WEB_LEAD = kinds.register(
    NoticeKind(
        key="leads.web_form",
        label=_("a web form brings me a lead"),
        icon="inbox",
        mail=Mail.NOW,
        order=55,
    )
)


@action
def create_many(rows: Sequence[Values], *, by: Actor, at: datetime) -> list[Lead]:
    """Add leads. Refuses: not permitted, owners who are gone, what is no email or phone number."""
    country = organisation.current_for(by).country
    normal = writing.each(rows, lambda row: _normal(row, country))
    return writing.insert(writing.build(Lead, normal, by=by, at=at), by=by, at=at)


def create(values: Values, *, by: Actor, at: datetime) -> Lead:
    """Add one lead."""
    return create_many([values], by=by, at=at)[0]


@action
def update(
    lead: Lead, values: Values, *, by: Actor, at: datetime, version: int | None = None
) -> Lead:
    """Change a lead. Refuses: not permitted, changed meanwhile, closed, unless it is only handed over."""
    lead = Lead.objects.lock(lead.pk)
    require(policies.can_work(by, lead))
    refuse_unless(
        lead.is_open or set(values) <= {"owner"},
        _("This lead is closed: %(state)s.") % {"state": lead.get_state_display()},
        remedy=_("Reopen it to change it."),
        code="closed",
    )
    normal = _normal(values, organisation.current_for(by).country)
    changes = writing.apply(lead, normal, by=by, version=version)
    return writing.save(lead, changes, by=by, at=at)


@action
def delete(lead: Lead, *, by: Actor, at: datetime) -> None:
    """Delete a lead. Refuses: not permitted, one that an opportunity came from."""
    writing.remove(Lead.objects.lock(lead.pk), by=by, at=at)


@action
def mark_contacted(lead: Lead, *, by: Actor, at: datetime) -> Lead:
    """Note that someone spoke or wrote to the lead. Refuses: not permitted, not new."""
    lead = _ready(lead, LeadState.CONTACTED, by=by)
    return _move(lead, LeadState.CONTACTED, LeadContacted(), by=by, at=at, contacted_at=at)


@action
def disqualify(lead: Lead, *, reason: str, by: Actor, at: datetime, note: str = "") -> Lead:
    """Give a lead up, with the reason. Refuses: not permitted, closed already, a reason that is none."""
    lead = _ready(lead, LeadState.DISQUALIFIED, by=by)
    if reason not in DisqualifyReason.values:
        raise InvalidError({"reason": _("Choose why this lead is given up.")})
    note = note.strip()
    return _move(
        lead,
        LeadState.DISQUALIFIED,
        LeadDisqualified(reason=reason, note=note),
        by=by,
        at=at,
        disqualify_reason=reason,
        disqualify_note=note,
    )


@action
def mark_qualified(
    lead: Lead, *, contact: Contact, account: Account | None, by: Actor, at: datetime
) -> Lead:
    """Close a lead as qualified: it has become this contact, at this account. Opportunities call it.

    Refuses: not permitted, closed already.
    """
    lead = _ready(lead, LeadState.QUALIFIED, by=by)
    account_id = account.pk if account else None
    return _move(
        lead,
        LeadState.QUALIFIED,
        LeadQualified(contact=contact.pk, account=account_id),
        by=by,
        at=at,
        contact_id=contact.pk,
        account_id=account_id,
    )


@action
def reopen(lead: Lead, *, by: Actor, at: datetime) -> Lead:
    """Take a closed lead up again: it stands where it stood. What it had become stays linked.

    Refuses: not permitted, open already, a guard objects.
    """
    lead = Lead.objects.lock(lead.pk)
    require(policies.can_work(by, lead))
    refuse_unless(not lead.is_open, _("This lead is open already."), code="open")
    guards.check("leads.reopen", lead)
    return _move(
        lead,
        lead.state_when_reopened,
        LeadReopened(was=lead.state),
        by=by,
        at=at,
        disqualify_reason="",
        disqualify_note="",
    )


@action
def create_forms(rows: Sequence[Values], *, by: Actor, at: datetime) -> list[LeadForm]:
    """Add web forms. Refuses: not permitted, a name that is taken, an owner who is gone."""
    return writing.insert(writing.build(LeadForm, rows, by=by, at=at), by=by, at=at)


@action
def update_form(
    form: LeadForm, values: Values, *, by: Actor, at: datetime, version: int | None = None
) -> LeadForm:
    """Change a web form, or close it. Refuses: not permitted, changed meanwhile."""
    form = LeadForm.objects.lock(form.pk)
    require(policies.can_edit_form(by, form))
    changes = writing.apply(form, values, by=by, version=version)
    return writing.save(form, changes, by=by, at=at)


@action
def renew_key(form: LeadForm, *, by: Actor, at: datetime) -> LeadForm:
    """Give a web form a new address; the old one leads nowhere from now on. Refuses: not permitted."""
    form = LeadForm.objects.lock(form.pk)
    require(policies.can_edit_form(by, form))
    old, form.key = form.key, new_key()
    return writing.save(form, {"key": [old, form.key]}, by=by, at=at)


@action
def delete_form(form: LeadForm, *, by: Actor, at: datetime) -> None:
    """Delete a web form that brought no leads; close it otherwise. Refuses: not permitted, leads came by it."""
    writing.remove(LeadForm.objects.lock(form.pk), by=by, at=at)


COUNT_TRY = """
INSERT INTO leads_formvisitor AS visitor (form_id, digest, since, tries) VALUES (%(form)s, %(digest)s, %(at)s, 1)
ON CONFLICT (form_id, digest) DO UPDATE
SET tries = CASE WHEN visitor.since <= %(before)s THEN 1 ELSE visitor.tries + 1 END,
    since = CASE WHEN visitor.since <= %(before)s THEN %(at)s ELSE visitor.since END
RETURNING tries, since
"""
# Rows that another visitor's try has locked are left for later: waiting for them could close a circle.
FORGET = """
DELETE FROM leads_formvisitor WHERE id IN (
    SELECT id FROM leads_formvisitor WHERE since <= %(before)s LIMIT 100 FOR UPDATE SKIP LOCKED)
"""


@action
def count_try(form: LeadForm, *, digest: str, by: Actor, at: datetime) -> timedelta | None:
    """Count a submission of this visitor; beyond the limit, how long to wait. Kept whatever becomes of it."""
    before = at - WINDOW
    values: dict[str, UUID | str | datetime] = {
        "form": form.pk,
        "digest": digest,
        "at": at,
        "before": before,
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT_TRY, values)
        tries, since = cursor.fetchone()
        if tries == 1:
            cursor.execute(FORGET, values)
    return since + WINDOW - at if tries > MOST_TRIES else None


@action
def capture(form: LeadForm, values: Values, *, by: Actor, at: datetime) -> Lead:
    """Make a lead of what a visitor sent by a web form, and tell whom it goes to.

    Refuses: a form that is closed, a visitor of another form, nobody left to take the lead.
    """
    require(policies.can_submit(by, form), _("This form is closed."))
    owner = _taker(form)
    given = {**values, "source": LeadSource.WEB_FORM, "form": form, "owner": owner}
    acting = actors.system(on_behalf_of=by)
    lead = create(given, by=acting, at=at)
    records.notify(
        [owner.pk],
        text=_("New lead from %(form)s: %(lead)s"),
        words={"form": str(form), "lead": str(lead)},
        kind=WEB_LEAD,
        about=lead,
        by=acting,
        at=at,
    )
    return lead


def _taker(form: LeadForm) -> User:
    """Who gets the leads: the one named; after they have left, their manager or who made the form."""
    candidates = (form.lead_owner, form.lead_owner.manager, form.created_by)
    found = next((user for user in candidates if user and user.is_active), None)
    refuse_unless(found, _("This form takes no answers at the moment."), code="nobody")
    assert found is not None  # noqa: S101  refused above
    return found


def _ready(lead: Lead, state: LeadState, *, by: Actor) -> Lead:
    """The lead, locked, open and free to go to this state."""
    lead = Lead.objects.lock(lead.pk)
    require(policies.can_work(by, lead))
    refuse_unless(
        lead.is_open and lead.may_become(state),
        _("This lead is %(state)s already.") % {"state": lead.get_state_display()},
        remedy="" if lead.is_open else _("Reopen it first."),
        code="state",
    )
    return lead


def _move(
    lead: Lead, state: LeadState, event: Event, *, by: Actor, at: datetime, **columns: Any
) -> Lead:
    """Enter a state, with the columns that belong to it, and tell it by the event."""
    after = {"state": state, "closed_at": at if state in CLOSED else None, **columns}
    before = {name: getattr(lead, name) for name in after}
    for name, value in after.items():
        setattr(lead, name, value)
    return writing.save(lead, writing.changed(before, after), by=by, at=at, event=event)


def _normal(values: Values, country: str) -> dict[str, Any]:
    """Email, phone and numbers of registers in their one form; the rest as it is."""
    normal = dict(values)
    if normal.get("email"):
        normal["email"] = normal_email(normal["email"])
    if normal.get("phone"):
        normal["phone"] = normal_phone(normal["phone"], country=country)
    return normal | registers.normal(normal)
