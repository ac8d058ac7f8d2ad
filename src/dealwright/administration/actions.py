"""What setting up takes, and what administrators change on one page, in one transaction each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from dealwright.administration import matrix
from dealwright.administration.events import AuditExported
from dealwright.catalog import actions as catalog
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, refuse_unless, require
from dealwright.events import bus
from dealwright.events.plain import plain
from dealwright.identity import access
from dealwright.identity import actions as identity
from dealwright.identity import policies as identity_policies
from dealwright.identity.actions import turns
from dealwright.identity.models import BusinessUnit, Role, Team, User
from dealwright.identity.privileges import Depth, FieldLevel
from dealwright.identity.signing_in.events import InvitationSent
from dealwright.organisation import actions as organisation
from dealwright.organisation import queries as organisations
from dealwright.records import registry
from dealwright.strategy import actions as strategy

type Depths = Mapping[tuple[str, str], int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Administrator:
    """The first person of an installation."""

    name: str
    email: str
    password: str


@action
def first_run(
    settings: Mapping[str, Any],
    administrator: Administrator,
    *,
    by: Actor,
    at: datetime,
    is_sample: bool = False,
) -> User:
    """Set up an empty installation: organisation, standard roles, root unit, default sales process, usual units
    of measure, first person.

    Refuses a second time, all but the system, and what organisation and identity refuse.
    """
    selling = organisation.set_up(settings, by=by, at=at, is_sample=is_sample)
    identity.keep_standard_roles(by=by, at=at)
    unit = identity.create_unit(name=selling.name[:120], parent=None, by=by, at=at)
    strategy.keep_default_process(by=by, at=at)
    catalog.keep_standard_units(by=by, at=at)
    return identity.create_user(
        email=administrator.email,
        name=administrator.name,
        password=administrator.password,
        unit=unit,
        role_keys=["administrator"],
        job_title=_("Administrator"),
        by=by,
        at=at,
    )


@action
def invite(
    *,
    email: str,
    name: str,
    role_keys: Sequence[str],
    unit: BusinessUnit,
    by: Actor,
    at: datetime,
    manager: User | None = None,
    job_title: str = "",
) -> User:
    """Add a colleague without a password; the invitation mail lets them set one. Refuses as identity does."""
    user = identity.create_user(
        email=email,
        name=name,
        unit=unit,
        role_keys=role_keys,
        manager=manager,
        job_title=job_title,
        by=by,
        at=at,
    )
    bus.record(InvitationSent(email=user.email), subject=user, by=by, at=at)
    return user


@action
def invite_again(user: User, *, by: Actor, at: datetime) -> None:
    """Let a new link be sent to a colleague. Refuses all but administrators, and whoever has been here, has a password
    or has left.
    """
    require(identity_policies.can_manage_people(by))
    refuse_unless(
        user.is_expected,
        _("%(name)s needs no invitation any more.") % {"name": user},
        remedy=_("A forgotten password is set anew from the sign-in page."),
    )
    bus.record(InvitationSent(email=user.email), subject=user, by=by, at=at)


@action
def change_person(user: User, values: Mapping[str, Any], *, by: Actor, at: datetime) -> User:
    """Change what an administrator sees of a person on one page: their own fields, `unit`, `manager`, `roles`.

    What is not named stays. Refuses as identity does, and all of it together.
    """
    turns.take(turns.PEOPLE)  # before any row is locked
    own = dict(values)
    if "roles" in own:
        identity.set_roles(user, _roles(own.pop("roles")), by=by, at=at)
    if {"unit", "manager"} & own.keys():
        place = User.objects.select_related("unit", "manager").get(pk=user.pk)
        unit, manager = own.pop("unit", place.unit), own.pop("manager", place.manager)
        identity.move_user(user, unit=unit, manager=manager, by=by, at=at)
    return identity.update_user(user, own, by=by, at=at)


def _roles(keys: Iterable[str]) -> list[Role]:
    wanted = set(keys)
    found = list(Role.objects.filter(key__in=wanted).order_by("pk"))
    if len(found) != len(wanted):
        raise InvalidError({"roles": _("There is no such role.")})
    return found


@action
def change_team(team: Team, *, name: str, unit: BusinessUnit, by: Actor, at: datetime) -> Team:
    """Give a team another name or unit; its members stay. Refuses as identity does."""
    team = _locked(team)
    members = list(team.members.all())
    return identity.update_team(team, name=name, unit=unit, members=members, by=by, at=at)


@action
def add_member(team: Team, user: User, *, by: Actor, at: datetime) -> Team:
    """Take a person into a team. Refuses all but administrators."""
    team = _locked(team)
    members = [*team.members.exclude(pk=user.pk), user]
    return identity.update_team(team, name=team.name, unit=team.unit, members=members, by=by, at=at)


@action
def remove_member(team: Team, user: User, *, by: Actor, at: datetime) -> Team:
    """Take a person out of a team. Refuses all but administrators."""
    team = _locked(team)
    members = list(team.members.exclude(pk=user.pk))
    return identity.update_team(team, name=team.name, unit=team.unit, members=members, by=by, at=at)


def _locked(team: Team) -> Team:
    """Locked before its members are read, so that of two people who are added at once both are in."""
    return Team.objects.select_for_update().get(pk=team.pk)


@action
def set_rights(
    role: Role, depths: Depths, *, by: Actor, at: datetime, read: Depths | None = None
) -> Role:
    """How far a role's rights reach, by (kind, right); what is not named stays. `read` is what they were when `by`
    looked.

    Refuses: kinds and rights that there are not, a depth that says nothing of a kind that nobody owns, what someone
    else has set otherwise meanwhile, and as identity does.
    """
    _refuse_senseless(depths)
    role = Role.objects.select_for_update().get(pk=role.pk)
    if read is not None:
        _refuse_overtaken(role, {pair: read.get(pair, Depth.NONE) for pair in depths})
    return identity.set_grants(role, depths, by=by, at=at)


def _refuse_senseless(depths: Depths) -> None:
    known = matrix.by_key()
    for (key, privilege), depth in depths.items():
        kind = known.get(key)
        if kind is None or depth not in kind.depths(privilege):
            raise InvalidError({"": _("There is no such right to give.")})


def _refuse_overtaken(role: Role, read: Depths) -> None:
    held = {(grant.entity, grant.privilege): grant.depth for grant in role.grants.all()}
    theirs = [pair for pair, depth in read.items() if held.get(pair, Depth.NONE) != depth]
    refuse_unless(
        not theirs,
        _("Someone else has changed this role meanwhile: %(rights)s.")
        % {"rights": ", ".join(matrix.named(*pair) for pair in theirs)},
        remedy=_("Open the role again and compare; nothing of yours was saved."),
        code="conflict",
    )


@action
def set_field_rights(
    role: Role, key: str, levels: Mapping[str, FieldLevel], *, by: Actor, at: datetime
) -> Role:
    """What a role makes of fields of one kind of record; what is not named stays.

    Refuses: fields that the kind is nothing without, such as its name and owner, and as identity does.
    """
    kind = registry.entity(key)
    open_fields = [name for name in levels if not kind.can_restrict(name)]
    if open_fields:
        raise InvalidError({name: _("This field cannot be restricted.") for name in open_fields})
    return identity.set_field_rights(role, key, levels, by=by, at=at)


@action
def note_audit_export(filters: Mapping[str, Any], rows: int, *, by: Actor, at: datetime) -> None:
    """Record that the audit itself was exported. Refuses all but administrators."""
    require(access.is_administrator(by))
    event = AuditExported(filters=plain(filters), rows=rows)
    bus.record(event, subject=organisations.current(), by=by, at=at)
