"""What a kind gets by being mergeable: the verb, as a route and for whoever looks for it by name."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.records import registry
from dealwright.records.fields import Field, Kind
from dealwright.records.merging import actions, declared
from dealwright.records.merging.declared import Mergeable
from dealwright.records.registry import Command

LOSERS = Field(
    name="losers",
    label=_("records to merge into it"),
    kind=Kind.LIST,
    required=True,
    help=_("Their ids. What hangs on them moves; gaps of this record are filled from them."),
)
PICKS = Field(
    name="picks",
    label=_("values to keep"),
    kind=Kind.IDS,
    help=_(
        "Of each field the id of the record whose value is kept. Of the others the rule decides."
    ),
    example={},
)


def absorb(
    row: Any,
    losers: Sequence[str],
    *,
    by: Actor,
    at: datetime,
    picks: Mapping[str, UUID] | None = None,
) -> Any:
    """Merge these records into this one, which keeps its values and fills its gaps, but for what is picked. Refuses as
    `merge` does, and what is no id.
    """
    actions.merge(registry.of(row), row.pk, ids(losers), by=by, at=at, picks=picks)
    return row


def ids(losers: Sequence[str]) -> list[UUID]:
    """The ids of the records that go. InvalidError for what is none."""
    try:
        return [UUID(text) for text in losers]
    except ValueError:
        raise InvalidError({LOSERS.name: _("This is no id of a record.")}) from None


def _allowed(actor: Actor, row: Any) -> bool:
    return access.can(actor, Privilege.WRITE, row._meta.label_lower, row)


MERGE = Command(
    name="merge",
    label=_("merge others into it"),
    icon="merge",
    action=absorb,
    allowed=_allowed,
    parameters=(LOSERS, PICKS),
    help=_("Their addresses lead to it from then on. It can be undone under Recent changes."),
    shown=False,
)


def offer(kind: Mergeable) -> Mergeable:
    """Let records of a registered kind be merged."""
    registry.extend(kind.entity, MERGE)
    return declared.register(kind)
