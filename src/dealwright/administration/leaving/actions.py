"""The verb of leaving."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from psycopg.types.json import Jsonb

from dealwright.administration.leaving import belongings
from dealwright.administration.leaving.belongings import Holding
from dealwright.administration.leaving.handing_over import LEAVE
from dealwright.administration.leaving.rules import Dealer, Plan, Rule
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, refuse_unless, require
from dealwright.identity import policies
from dealwright.identity.actions import turns
from dealwright.identity.models import Principal, User
from dealwright.identity.signing_in import lockout
from dealwright.records.changesets import actions as changesets
from dealwright.records.changesets.models import ChangeSet

PERSON, TEAM = User._meta.label_lower, "identity.team"


@action
def leave(user: User, plan: Plan, *, by: Actor, at: datetime) -> ChangeSet:
    """Keep a person out and hand over everything that is theirs, as one change set in the background: first the login
    ends, with sessions and tokens, then reports get another manager, teams lose a member, records get other owners.

    Undoing the change set gives it all back, but for sessions and tokens. Refuses: all but administrators, oneself, the
    last administrator who can sign in, takers who are gone or the person themselves, nobody to take a turn.
    """
    require(policies.can_manage_people(by))
    turns.take(turns.PEOPLE)
    user = User.objects.select_for_update(of=("self",)).select_related("unit").get(pk=user.pk)
    _refuse_the_last(user, by)
    plan = _with_colleagues(user, plan)
    _refuse_takers(user, plan)
    spec = {
        "user": str(user.pk),
        "was_active": user.is_active,
        "manager": str(plan.manager) if plan.manager else None,
        "managers": {str(pk): str(old) for pk, old in belongings.managed_by(user).items()},
    }
    return changesets.start(LEAVE, _rows(user, plan), spec, name=str(user), by=by, at=at)


def _refuse_the_last(user: User, by: Actor) -> None:
    refuse_unless(
        user.pk != by.id,
        _("You cannot hand over your own login."),
        remedy=_("Ask another administrator to do it."),
        code="oneself",
    )
    is_administrator = user.is_active and user.roles.filter(is_administrator=True).exists()
    refuse_unless(
        not (is_administrator and lockout.is_last_administrator(user)),
        _("That would lock out the last administrator who can sign in."),
        remedy=_("Make someone else an administrator first."),
        code="last_administrator",
    )


def _with_colleagues(user: User, plan: Plan) -> Plan:
    """The plan with those who take turns, where they are the colleagues of the unit."""
    if plan.rule != Rule.UNIT:
        return plan
    colleagues = User.objects.filter(unit=user.unit_id, is_active=True).exclude(pk=user.pk)
    among = list(colleagues.order_by("name", "pk").values_list("pk", flat=True))
    return replace(plan, among=among)


def _refuse_takers(user: User, plan: Plan) -> None:
    wrong: dict[str, Any] = {}
    if user.pk in plan.takers or user.pk == plan.manager:
        wrong["to"] = _("Nothing can be handed over to the person who leaves.")
    known = Principal.objects.filter(pk__in=plan.takers, is_active=True).count()
    if known < len(plan.takers):
        wrong["to"] = _("There is no such person or team, or they no longer work here.")
    if plan.rule in {Rule.UNIT, Rule.TURNS} and not plan.among:
        wrong["among"] = _("There is nobody to take turns.")
    if plan.manager and not User.objects.filter(pk=plan.manager, is_active=True).exists():
        wrong["manager"] = _("There is no such person, or they no longer work here.")
    if wrong:
        raise InvalidError(wrong)


def _rows(user: User, plan: Plan) -> Iterator[dict[str, Any]]:
    """The rows of the change set in the order in which they are dealt with."""
    yield {"entity": PERSON, "record_id": user.pk, "label": str(user), "data": Jsonb({})}
    for report in user.reports.order_by("pk"):
        yield {"entity": PERSON, "record_id": report.pk, "label": str(report), "data": Jsonb({})}
    for pk, name in belongings.teams_of(user):
        yield {"entity": TEAM, "record_id": pk, "label": name, "data": Jsonb({})}
    active = Principal.objects.filter(is_active=True).exclude(pk=user.pk)
    dealer = Dealer(plan, frozenset(active.values_list("pk", flat=True)))
    for holding in belongings.holdings(user):
        yield from _dealt(holding, dealer)


def _dealt(holding: Holding, dealer: Dealer) -> Iterator[dict[str, Any]]:
    entity, path = holding.entity, holding.account_owner
    columns = ["pk", entity.title, *([path] if path else [])]
    for pk, label, *account_owner in holding.rows.order_by("pk").values_list(*columns):
        to: UUID = dealer.taker(holding.key, pk, *account_owner)
        yield {
            "entity": entity.key,
            "record_id": pk,
            "label": str(label)[:300],
            "data": Jsonb({"field": holding.field, "to": str(to)}),
        }
