"""Richer dialogs for verbs. Without an entry here a verb's dialog is made from its parameters.

    dialogs.enrich("opportunities.opportunity", "win", initial=lambda row, actor: {"actual_revenue": row.estimated_revenue})

A template of one's own extends "ui/command.html" and fills its blocks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dealwright.core.actor import Actor
from dealwright.records.fields import Field
from dealwright.records.registry import Command

type Values = Callable[[Any, Actor], dict[str, Any]]
type Asks = Callable[[Any, str], bool]
type Read = Callable[[Mapping[str, str]], Mapping[str, str]]


def _nothing(_row: Any, _actor: Actor) -> dict[str, Any]:
    return {}


def _everything(_row: Any, _name: str) -> bool:
    return True


def _as_typed(typed: Mapping[str, str]) -> Mapping[str, str]:
    return typed


@dataclass(frozen=True, kw_only=True, slots=True)
class Dialog:
    """What stands in the dialog of a verb: first values, template, and what else the template needs.

    `asks` tells which parameters are asked of a row; `read` makes parameters of the controls of a template that
    has others.
    """

    initial: Values = field(default=_nothing)
    context: Values = field(default=_nothing)
    asks: Asks = field(default=_everything)
    read: Read = field(default=_as_typed)
    template: str = "ui/command.html"

    def parameters(self, verb: Command, row: Any) -> list[Field]:
        """The parameters of a verb that its dialog asks of this row."""
        return [found for found in verb.parameters if self.asks(row, found.name)]


PLAIN = Dialog()
_dialogs: dict[tuple[str, str], Dialog] = {}


def enrich(
    entity: str,
    verb: str,
    *,
    initial: Values = _nothing,
    context: Values = _nothing,
    asks: Asks = _everything,
    read: Read = _as_typed,
    template: str = PLAIN.template,
) -> None:
    """Gives a verb's dialog first values, more context, fewer parameters, or a template of its own."""
    _dialogs[entity, verb] = Dialog(
        initial=initial, context=context, asks=asks, read=read, template=template
    )


def of(entity: str, verb: str) -> Dialog:
    return _dialogs.get((entity, verb), PLAIN)
