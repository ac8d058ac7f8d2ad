"""Verbs on quotes. Locks are taken from the root down: the deal, then its quotes in key order."""

from dealwright.quotes.actions.answering import accept, decline
from dealwright.quotes.actions.braking import TooManyTriesError, brake
from dealwright.quotes.actions.closing import close
from dealwright.quotes.actions.drafts import (
    Drafted,
    create,
    create_many,
    delete,
    draft_many,
    quote_deal,
    update,
)
from dealwright.quotes.actions.filing import keep_file
from dealwright.quotes.actions.freezing import activate, revise
from dealwright.quotes.actions.lines import add_lines, arrange, change_line, remove_line
from dealwright.quotes.actions.sending import make_link, note_opened, revoke_links, send

__all__ = [
    "Drafted",
    "TooManyTriesError",
    "accept",
    "activate",
    "add_lines",
    "arrange",
    "brake",
    "change_line",
    "close",
    "create",
    "create_many",
    "decline",
    "delete",
    "draft_many",
    "keep_file",
    "make_link",
    "note_opened",
    "quote_deal",
    "remove_line",
    "revise",
    "revoke_links",
    "send",
    "update",
]
