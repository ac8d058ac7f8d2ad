"""Verbs that serve every kind of record."""

from dealwright.records.actions.noting import (
    KEPT_FOR,
    KeptAnswer,
    answer_once,
    forget_answers,
    mark_read,
    note_view,
    notify,
)
from dealwright.records.actions.sharing import add_member, remove_member, share, unshare

__all__ = [
    "KEPT_FOR",
    "KeptAnswer",
    "add_member",
    "answer_once",
    "forget_answers",
    "mark_read",
    "note_view",
    "notify",
    "remove_member",
    "share",
    "unshare",
]
