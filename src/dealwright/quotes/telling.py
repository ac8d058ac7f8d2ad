"""What a reader is told of the rules behind a price: none of a kind that they may not read."""

from collections.abc import Iterable
from typing import Any

from dealwright.core.actor import Actor
from dealwright.identity import access
from dealwright.identity.privileges import Privilege
from dealwright.quotes.models import Quote, QuoteLine


def tell_lines(lines: Iterable[QuoteLine], actor: Actor) -> list[QuoteLine]:
    """Lines to be shown and not to be saved: their steps and costs keep the amounts, the rules that lost are left out."""
    found = list(lines)
    for line in found:
        line.steps = [_told_step(step, actor) for step in line.steps]
        if _is_secret(line.cost_rule, actor):
            line.costing = {**line.costing, "rule": None}
        line.lost = [each for each in line.lost if not _is_secret(each["rule"], actor)]
    return found


def tell_quote(quote: Quote, actor: Actor) -> Quote:
    """A quote to be shown and not to be saved, as `tell_lines`."""
    quote.steps = [_told_step(step, actor) for step in quote.steps]
    quote.list_choice = _told_choice(quote.list_choice, actor)
    return quote


def sees_price_lists(actor: Actor) -> bool:
    """Whether somebody is told what price list a quote has."""
    return access.may(actor, Privilege.READ, "catalog.pricelist")


def _told_choice(choice: dict[str, Any], actor: Actor) -> dict[str, Any]:
    if not choice or not sees_price_lists(actor):
        return {}
    selector = None if _is_secret(choice["selector"], actor) else choice["selector"]
    lost = [each for each in choice["lost"] if not _is_secret(each["rule"], actor)]
    return {**choice, "selector": selector, "lost": lost}


def _told_step(step: dict[str, Any], actor: Actor) -> dict[str, Any]:
    told = {
        name: value
        for name, value in step.items()
        if name != "basis" or not _is_secret(value, actor)
    }
    return {**told, "rule": None} if _is_secret(step["rule"], actor) else told


def _is_secret(rule: Any, actor: Actor) -> bool:
    """Whether the rule is of a kind that the actor may not read; what names no kind is no record."""
    kind: str = rule.get("kind", "") if isinstance(rule, dict) else ""
    return bool(kind) and not access.may(actor, Privilege.READ, kind)
