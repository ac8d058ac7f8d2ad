"""Verbs that serve every kind of record."""

from dealwright.records.actions.assigning import hand_over
from dealwright.records.actions.noting import (
    KEPT_FOR,
    KeptAnswer,
    answer_once,
    forget_answers,
    note_view,
)
from dealwright.records.actions.numbering import set_number_format
from dealwright.records.actions.sharing import add_member, remove_member, share, unshare
from dealwright.records.notifications.actions import notify

__all__ = [
    "KEPT_FOR",
    "KeptAnswer",
    "add_member",
    "answer_once",
    "forget_answers",
    "hand_over",
    "note_view",
    "notify",
    "remove_member",
    "set_number_format",
    "share",
    "unshare",
]
