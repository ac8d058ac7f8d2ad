"""What setting up takes, in one transaction each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from dealwright.administration.events import AuditExported
from dealwright.catalog import actions as catalog
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import require
from dealwright.events import bus
from dealwright.events.plain import plain
from dealwright.identity import access
from dealwright.identity import actions as identity
from dealwright.identity.models import BusinessUnit, User
from dealwright.organisation import actions as organisation
from dealwright.organisation import queries as organisations
from dealwright.strategy import actions as strategy


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
    *, email: str, name: str, role_keys: list[str], unit: BusinessUnit, by: Actor, at: datetime
) -> User:
    """Add a colleague without a password; the invitation mail lets them set one. Refuses as identity does."""
    return identity.create_user(
        email=email, name=name, unit=unit, role_keys=role_keys, by=by, at=at
    )


@action
def note_audit_export(filters: Mapping[str, Any], rows: int, *, by: Actor, at: datetime) -> None:
    """Record that the audit itself was exported. Refuses all but administrators."""
    require(access.is_administrator(by))
    event = AuditExported(filters=plain(filters), rows=rows)
    bus.record(event, subject=organisations.current(), by=by, at=at)
