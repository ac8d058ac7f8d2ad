"""Verbs on quotes. Locks are taken from the root down: the deal, then its quotes in key order."""

from dealwright.quotes.actions.agreements import (
    create_agreements,
    delete_agreement,
    update_agreement,
)
from dealwright.quotes.actions.answering import accept, decline
from dealwright.quotes.actions.braking import TooManyTriesError, brake
from dealwright.quotes.actions.closing import close
from dealwright.quotes.actions.copying import copy
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
from dealwright.quotes.actions.lines import (
    add_lines,
    arrange,
    change_line,
    choose_line,
    remove_line,
)
from dealwright.quotes.actions.primary import make_primary
from dealwright.quotes.actions.sending import make_link, note_opened, revoke_links, send
from dealwright.quotes.actions.validity import expire, expire_due, extend

__all__ = [
    "Drafted",
    "TooManyTriesError",
    "accept",
    "activate",
    "add_lines",
    "arrange",
    "brake",
    "change_line",
    "choose_line",
    "close",
    "copy",
    "create",
    "create_agreements",
    "create_many",
    "decline",
    "delete",
    "delete_agreement",
    "draft_many",
    "expire",
    "expire_due",
    "extend",
    "keep_file",
    "make_link",
    "make_primary",
    "note_opened",
    "quote_deal",
    "remove_line",
    "revise",
    "revoke_links",
    "send",
    "update",
    "update_agreement",
]
