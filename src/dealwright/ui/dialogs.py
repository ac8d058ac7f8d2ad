"""Richer dialogs for verbs. Without an entry here a verb's dialog is made from its parameters.

    dialogs.enrich("opportunities.opportunity", "win", initial=lambda row, actor: {"actual_revenue": row.estimated_revenue})

A template of one's own extends "ui/command.html" and fills its blocks.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from dealwright.core.actor import Actor

type Values = Callable[[Any, Actor], dict[str, Any]]


def _nothing(_row: Any, _actor: Actor) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, kw_only=True, slots=True)
class Dialog:
    """What stands in the dialog of a verb: first values, template, and what else the template needs."""

    initial: Values = field(default=_nothing)
    context: Values = field(default=_nothing)
    template: str = "ui/command.html"


PLAIN = Dialog()
_dialogs: dict[tuple[str, str], Dialog] = {}


def enrich(
    entity: str,
    verb: str,
    *,
    initial: Values = _nothing,
    context: Values = _nothing,
    template: str = PLAIN.template,
) -> None:
    """Gives a verb's dialog first values, more context, or a template of its own."""
    _dialogs[entity, verb] = Dialog(initial=initial, context=context, template=template)


def of(entity: str, verb: str) -> Dialog:
    return _dialogs.get((entity, verb), PLAIN)
