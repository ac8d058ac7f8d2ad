"""The lines of a draft: each change prices the whole quote anew."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import ConflictError, InvalidError, NotFoundError
from dealwright.events.bus import Event
from dealwright.quotes import composing
from dealwright.quotes.actions.drafts import compose_lines
from dealwright.quotes.actions.locking import lock_draft
from dealwright.quotes.actions.repricing import lines_of, reprice
from dealwright.quotes.events import LineChanged, LineRemoved, LinesAdded, LinesArranged
from dealwright.quotes.models import Quote, QuoteLine
from dealwright.records import writing

type Values = Mapping[str, Any]


@action
def add_lines(
    quote: Quote, rows: Sequence[Values], *, by: Actor, at: datetime, version: int | None = None
) -> list[QuoteLine]:
    """Add lines at the end of a draft.

    Refuses: not permitted, no draft any more, changed meanwhile, a line that is wrong (`lines.0.quantity`).
    """
    quote = _lock(quote, by=by, version=version)
    present = lines_of(quote)
    new = compose_lines(
        quote, rows, composing.products_for(rows), after=composing.last_position(present)
    )
    composing.refuse_too_many(len(present) + len(new))
    QuoteLine.objects.bulk_create(new)
    event = LinesAdded(names=[line.name for line in new])
    _reprice(quote, [*present, *new], event, by=by, at=at)
    return new


@action
def change_line(
    line: QuoteLine, values: Values, *, by: Actor, at: datetime, version: int | None = None
) -> QuoteLine:
    """Change what was typed on a line; `unit_price` None goes back to the price of the list.

    Refuses: not permitted, no draft any more, changed meanwhile, a value that is wrong.
    """
    quote = _lock(line.quote, by=by, version=version)
    lines = lines_of(quote)
    line = _found(lines, line.pk)
    before = {name: getattr(line, name) for name in TYPED}
    composing.put(line, values)
    changes = writing.changed(before, {name: getattr(line, name) for name in TYPED})
    if changes:
        line.save(update_fields=[*changes])
        event = LineChanged(line=line.pk, name=line.name, fields=sorted(changes))
        _reprice(quote, lines, event, by=by, at=at)
    return line


@action
def remove_line(line: QuoteLine, *, by: Actor, at: datetime, version: int | None = None) -> Quote:
    """Take a line off a draft. Refuses: not permitted, no draft any more, changed meanwhile."""
    quote = _lock(line.quote, by=by, version=version)
    lines = lines_of(quote)
    gone = _found(lines, line.pk)
    lines.remove(gone)
    event = LineRemoved(name=gone.name)
    QuoteLine.objects.filter(pk=gone.pk).delete()
    return _reprice(quote, lines, event, by=by, at=at)


@action
def arrange(quote: Quote, order: Sequence[UUID], *, by: Actor, at: datetime) -> Quote:
    """Put the lines of a draft into this order. Refuses: not permitted, no draft any more, an order that leaves
    lines out or names others.
    """
    quote = _lock(quote, by=by, version=None)
    lines = {line.pk: line for line in lines_of(quote)}
    if set(order) != set(lines) or len(order) != len(lines):
        raise InvalidError({"order": _("Name every line of the quote once.")})
    for position, pk in enumerate(order, start=1):
        lines[pk].position = position
    QuoteLine.objects.bulk_update(lines.values(), ["position"])
    return writing.save(quote, {}, by=by, at=at, event=LinesArranged())


TYPED = (
    "section",
    "code",
    "name",
    "description",
    "quantity",
    "unit",
    "unit_price",
    "is_price_typed",
    "discount",
    "tax_rate",
)


def _lock(quote: Quote, *, by: Actor, version: int | None) -> Quote:
    locked = lock_draft(quote.pk, by=by)
    if version is not None and version != locked.version:
        raise ConflictError(
            _("Someone else changed this quote in the meantime."),
            theirs={},
            mine={},
            version=locked.version,
            changed_by=str(locked.modified_by) if locked.modified_by_id else "",
        )
    return locked


def _found(lines: Sequence[QuoteLine], pk: UUID) -> QuoteLine:
    for line in lines:
        if line.pk == pk:
            return line
    raise NotFoundError(_("This line is gone."), remedy=_("Reload the quote."))


def _reprice(
    quote: Quote, lines: Sequence[QuoteLine], event: Event, *, by: Actor, at: datetime
) -> Quote:
    return writing.save(quote, reprice(quote, lines, at=at), by=by, at=at, event=event)
