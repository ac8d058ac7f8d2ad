"""Records that rows bring along: those that a link names and nobody has yet."""

from collections.abc import Sequence
from datetime import datetime

from dealwright.core.actor import Actor
from dealwright.exchange import attempts, links
from dealwright.exchange.links import Links
from dealwright.exchange.reading import Row
from dealwright.exchange.report import Report
from dealwright.records import registry


def add(
    found: Links, name: str, rows: Sequence[Row], report: Report, *, by: Actor, at: datetime
) -> None:
    """Add the records that a column names and that are not there. What is refused stays unknown, and is told there."""
    key = found.fields[name].to
    texts = found.missing(name, rows)
    if not texts or not links.can_be_named(key, found.rules[name].by, by):
        return
    entity = registry.entity(key)
    made = attempts.together(
        texts,
        lambda some: entity.create([{entity.title: text} for text in some], by=by, at=at),  # type: ignore[misc]  # can be made
        lambda _text, _error: None,
    )
    for text, record in made:
        found.learn(name, text, record.pk)
        report.also[key].add(text)
