"""The kinds of notice: what each is about, and by which ways it comes to people who have not chosen.

kinds.register(NoticeKind(key="quotes.answered", label=_("A client answers a quote"), icon="file-text"))
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from dealwright.core.errors import Text
from dealwright.records.notifications.models import Mail


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeKind:
    """One kind of notice; `label` continues "Tell me when"."""

    key: str
    label: Text
    icon: str
    in_app: bool = True
    mail: Mail = Mail.NEVER
    order: int = 100


_kinds: dict[str, NoticeKind] = {}


def register(kind: NoticeKind) -> NoticeKind:
    """Make a kind known; a second time replaces the first."""
    _kinds[kind.key] = kind
    return kind


def find(key: str) -> NoticeKind:
    """The kind of this name; a plain notice when no context knows it any more."""
    return _kinds.get(key, NOTICE)


def everyone() -> Sequence[NoticeKind]:
    """All of them, in the order of the settings."""
    return sorted(_kinds.values(), key=lambda kind: (kind.order, kind.key))


MENTIONED = register(
    NoticeKind(
        key="records.mentioned",
        label=_("somebody mentions me"),
        icon="at-sign",
        mail=Mail.NOW,
        order=10,
    )
)
ASSIGNED = register(
    NoticeKind(
        key="records.assigned",
        label=_("something is handed over to me or my team"),
        icon="user-round-check",
        mail=Mail.NOW,
        order=20,
    )
)
SHARED = register(
    NoticeKind(
        key="records.shared", label=_("something is shared with me"), icon="share-2", order=30
    )
)
FOLLOWED = register(
    NoticeKind(
        key="records.followed",
        label=_("a record that I own or follow is changed by others"),
        icon="bell-ring",
        order=40,
    )
)
WORK = register(
    NoticeKind(
        key="records.work",
        label=_("long work of mine ends: a bulk edit, an import, an undo"),
        icon="circle-check",
        order=80,
    )
)
NOTICE = register(
    NoticeKind(key="records.notice", label=_("anything else happens"), icon="bell", order=200)
)
