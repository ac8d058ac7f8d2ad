"""What every route asks first: who calls, for which record, with what body. The contexts' own routers use it too."""

from collections.abc import Mapping
from functools import cache
from typing import Any
from uuid import UUID

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from dealwright.core import plans
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, NotFoundError
from dealwright.identity.privileges import Privilege
from dealwright.records.merging.errors import gone
from dealwright.records.registry import Entity
from dealwright.records.rest.auth import actor_of, require_scope


def actor_with(request: HttpRequest, privilege: Privilege, entity: Entity) -> Actor:
    """The actor of a request whose token was made for this. Refuses tokens that were not, with the scope they lack."""
    actor = actor_of(request)
    require_scope(actor, privilege, entity)
    return actor


def visible_row(entity: Entity, pk: UUID, actor: Actor) -> Any:
    """The record of this id that the actor may read; NotFoundError when there is none, or for a stranger.

    Its id and links alone are fetched: a verb locks what the row hangs from, then the row, and reads it then.
    Another field is read when it is asked for.
    """
    require_scope(actor, Privilege.READ, entity)
    with plans.kept():
        for row in entity.rows(actor).filter(pk=pk).only(*_id_and_links(entity.model)):
            return row
    raise missing(entity, pk, actor)


@cache
def _id_and_links(model: type[models.Model]) -> tuple[str, ...]:
    links = (column.name for column in model._meta.concrete_fields if column.is_relation)
    return ("pk", *links)


def missing(entity: Entity, pk: UUID, actor: Actor) -> NotFoundError:
    """The same answer for what does not exist and for what may not be seen; of what was merged, where it went."""
    unknown = NotFoundError(
        _("There is no such %(kind)s, or you may not see it.") % {"kind": entity.label},
        remedy=_("Check the id, or ask its owner to share it."),
    )
    return gone(entity, pk, actor, unknown)


def mapping(body: Any) -> Mapping[str, Any]:
    """A body that must be one JSON object."""
    if not isinstance(body, dict):
        raise InvalidError({"": _("Send a JSON object.")})
    return body
