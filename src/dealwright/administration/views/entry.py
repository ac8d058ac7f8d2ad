"""Who may come in, and what they name: the beginning of every page of administrators."""

from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotFoundError, require
from dealwright.identity import access, requests
from dealwright.identity.models import BusinessUnit, User


def administrator(request: HttpRequest) -> Actor:
    """Who asks. NotAllowedError for all but administrators."""
    actor = requests.actor(request)
    require(access.is_administrator(actor))
    return actor


def found[M: Model](rows: QuerySet[M], pk: UUID) -> M:
    """The row that the address names; NotFoundError when there is none."""
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotFoundError(_("It is not here any more, or never was."))
    return row


def unit(pk: Any, *, field: str = "unit") -> BusinessUnit:
    """The unit that was chosen; InvalidError when it is gone meanwhile."""
    row = BusinessUnit.objects.filter(pk=pk).first()
    if row is None:
        raise InvalidError({field: _("This unit is gone.")})
    return row


def person(pk: UUID | None, *, field: str = "manager") -> User | None:
    """The person who was chosen, if anyone; InvalidError when they no longer work here."""
    if pk is None:
        return None
    row = User.objects.filter(pk=pk, is_active=True).first()
    if row is None:
        raise InvalidError({field: _("There is no such person, or they no longer work here.")})
    return row
