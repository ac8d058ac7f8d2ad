"""What one person is to be told, before it is written down in their language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from dealwright.core.errors import Text
from dealwright.records.notifications.kinds import NoticeKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """`text` takes `words` as "%(who)s". Where nothing says what must not be told twice (`occasion`), it is told."""

    user_id: UUID
    kind: NoticeKind
    text: Text
    words: Mapping[str, Any] = field(default_factory=dict)
    url: str = ""
    icon: str = ""
    entity: str = ""
    record_id: UUID | None = None
    occasion: str = ""
    fields: Sequence[str] = ()

    def says(self) -> str:
        """The sentence, in the language that is active; one without words is taken as it is."""
        return str(self.text) % self.words if self.words else str(self.text)


def once_each(notices: Iterable[Notice]) -> list[Notice]:
    """The first notice for each person: of several reasons to tell of one event the strongest stands first."""
    found: dict[UUID, Notice] = {}
    for notice in notices:
        found.setdefault(notice.user_id, notice)
    return list(found.values())
