"""The answer to whoever asks for a record that was merged into another one."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Actor
from dealwright.core.errors import NotFoundError
from dealwright.records.merging import queries
from dealwright.records.registry import Entity


class MergedError(NotFoundError):
    """The record is another one by now, which the actor may read: `into`, of the kind `entity`."""

    status = 410
    code = "merged"

    def __init__(self, entity: Entity, into: Any) -> None:
        super().__init__(
            _("This %(kind)s was merged into %(name)s.")
            % {"kind": entity.label, "name": entity.title_of(into)},
            remedy=_("Go on with that one."),
        )
        self.entity = entity
        self.into = into


def gone(entity: Entity, pk: UUID, actor: Actor, otherwise: NotFoundError) -> NotFoundError:
    """Why a record is not found: it was merged, or else what is said of any."""
    into = queries.successor(entity, pk, actor=actor)
    return otherwise if into is None else MergedError(entity, into)
