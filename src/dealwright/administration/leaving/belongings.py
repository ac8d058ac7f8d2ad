"""What belongs to a person: records of every kind, and what else is theirs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from dealwright.core.errors import Text
from dealwright.identity.models import Absence, ApiToken, Share, Team, User
from dealwright.records import registry
from dealwright.records.fields import Kind
from dealwright.records.models import Follow, SavedView
from dealwright.records.registry import Entity
from dealwright.ui.cells import capitalised

ACCOUNT = "customers.account"
ACTIVITY = "activities.activity"


@dataclass(frozen=True, kw_only=True, slots=True)
class Holding:
    """Records of one kind that lead to a person by one field, and where each one's account says whose it is."""

    entity: Entity
    field: str
    rows: QuerySet[Any]
    account_owner: str = ""

    @property
    def key(self) -> str:
        """What a form calls it."""
        return self.entity.key

    @property
    def place(self) -> str:
        """Identifier for HTML ids."""
        return self.key.replace(".", "-")

    @property
    def label(self) -> str:
        named = self.entity.field(self.field)
        plural = capitalised(self.entity.plural)
        return plural if self.field == "owner" else f"{plural}: {named.label}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """How many of something are a person's, and what becomes of them."""

    label: Text
    icon: str
    count: int
    fate: Text
    key: str = ""


def holdings(user: User) -> Iterator[Holding]:
    """The records that are to be handed over: what the person owns, and what names them in a field of its own. Of
    activities those that are still to be done; what was done stays theirs.
    """
    for entity in registry.entities():
        rows = entity.model._default_manager.all()
        if entity.is_owned:
            mine = rows.filter(owner=user.pk)
            yield Holding(
                entity=entity,
                field="owner",
                rows=mine.open() if entity.key == ACTIVITY else mine,  # type: ignore[attr-defined]  # activities have it
                account_owner=_account_owner(entity),
            )
        for name in _naming(entity):
            yield Holding(entity=entity, field=name, rows=rows.filter(**{name: user.pk}))


def _naming(entity: Entity) -> list[str]:
    """The fields that name a person and can be given another."""
    if entity.is_owned or entity.update is None:
        return []
    return [
        field.name
        for field in entity.fields
        if field.kind == Kind.LINK and field.to == "identity.user" and field.editable
    ]


def _account_owner(entity: Entity) -> str:
    """The ORM path to the owner of the account that a record belongs to; none for kinds without."""
    if entity.key == ACTIVITY:
        return "about_owner_id"
    links = (field.name for field in entity.links if field.to == ACCOUNT and not field.path)
    return next((f"{name}__owner_id" for name in links if entity.key != ACCOUNT), "")


def records(user: User) -> list[tuple[Holding, int]]:
    """What is handed over, with how many; one query for each kind."""
    counted = ((holding, holding.rows.count()) for holding in holdings(user))
    return [(holding, count) for holding, count in counted if count]


def others(user: User, at: datetime) -> Sequence[Counted]:
    """What else is a person's, and what becomes of it."""
    found = (
        Counted(
            label=_("Direct reports"),
            icon="network",
            count=user.reports.filter(is_active=True).count(),
            fate=_("get the manager chosen below"),
        ),
        Counted(
            label=_("Teams"),
            icon="users",
            count=Team.objects.filter(members=user).count(),
            fate=_("lose them as a member"),
        ),
        Counted(
            label=_("Views of lists"),
            icon="panel-top",
            count=SavedView.objects.filter(user=user).count(),
            fate=_("stay with the login"),
        ),
        Counted(
            label=_("Sessions"),
            icon="monitor",
            count=UserSession.objects.filter(user=user).count(),
            fate=_("end at once, for good"),
        ),
        Counted(
            label=_("API tokens"),
            icon="key-round",
            count=ApiToken.objects.filter(user=user, revoked_at=None).count(),
            fate=_("are revoked at once, for good"),
        ),
        Counted(
            label=_("Pending invitation"),
            icon="send",
            count=int(user.is_expected),
            fate=_("works no more"),
        ),
        Counted(
            label=_("Records shared with them"),
            icon="share-2",
            count=Share.objects.filter(principal=user.pk).count(),
            fate=_("stay shared, which gives nothing to someone kept out"),
        ),
        Counted(
            label=_("Records that they follow"),
            icon="bell",
            count=Follow.objects.filter(user=user, is_following=True).count(),
            fate=_("are told to them no more"),
        ),
        Counted(
            label=_("Absences in which they stand in for others"),
            icon="plane",
            count=Absence.objects.filter(deputy=user, until_on__gte=at.date()).count(),
            fate=_("go on to their own deputy, or have none"),
        ),
    )
    return [each for each in found if each.count]


def managed_by(user: User) -> dict[UUID, UUID | None]:
    """{report: manager} of the person's direct reports."""
    return dict(user.reports.order_by("pk").values_list("pk", "manager_id"))


def teams_of(user: User) -> list[tuple[UUID, str]]:
    return list(Team.objects.filter(members=user).order_by("pk").values_list("pk", "name"))
