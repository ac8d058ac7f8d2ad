"""The lines of a draft: each change prices the whole quote anew."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dealwright.catalog import nesting
from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import ConflictError, InvalidError, NotFoundError, refuse_unless
from dealwright.events.bus import Event
from dealwright.quotes import bundling, composing
from dealwright.quotes.actions.drafts import compose_lines
from dealwright.quotes.actions.locking import lock_draft
from dealwright.quotes.actions.primary import follow
from dealwright.quotes.actions.repricing import lines_of, reprice
from dealwright.quotes.events import LineChanged, LineRemoved, LinesAdded, LinesArranged
from dealwright.quotes.models import Choice, Quote, QuoteLine
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
    products = composing.products_for(rows, by=by)
    structure = bundling.structure_for_new(products.values())
    last = composing.last_position(present)
    new = compose_lines(quote, rows, products, structure, after=last, present=len(present))
    composing.settle([*present, *new])
    QuoteLine.objects.bulk_create(new)
    event = LinesAdded(names=[line.name for line in new])
    _reprice(quote, [*present, *new], event, by=by, at=at)
    return new


@action
def change_line(
    line: QuoteLine, values: Values, *, by: Actor, at: datetime, version: int | None = None
) -> QuoteLine:
    """Change what was typed on a line; `unit_price` None goes back to the price of the list. `parts` are the optional
    parts that are chosen of a bundle, and how many. Parts follow the quantity of their bundle.

    Refuses: not permitted, no draft any more, changed meanwhile, a value that is wrong, what a part has from its bundle,
    parts that do not go together or of which one is missing (the rules are named).
    """
    quote = _lock(line.quote, by=by, version=version)
    lines = lines_of(quote)
    return _change(quote, _found(lines, line.pk), lines, values, by=by, at=at)


def _change(
    quote: Quote,
    line: QuoteLine,
    lines: list[QuoteLine],
    values: Values,
    *,
    by: Actor,
    at: datetime,
) -> QuoteLine:
    bundling.refuse_change(line, values)
    if values.get("parts") is not None or "properties" in values:
        composing.refuse_unreadable(line, by=by)
    before = {name: getattr(line, name) for name in KEPT}
    composing.put(line, values)
    changes = writing.changed(before, {name: getattr(line, name) for name in KEPT})
    fields = sorted({"properties" if name in FROM_PROPERTIES else name for name in changes})
    if changes:
        settled = composing.settle(lines, line if line.is_chosen else None)
        _keep_chosen(settled, is_chosen=False)
        line.save(update_fields=changes)
        _keep_chosen(settled, is_chosen=True)
    if {*bundling.FOLLOWS} & changes.keys():
        QuoteLine.objects.bulk_update(bundling.follow(line, lines), bundling.FOLLOWS)
    if values.get("parts") is not None:
        lines = _configure(line, lines, values["parts"])
        fields.append("parts")
    if fields:
        event = LineChanged(line=line.pk, name=line.name, fields=fields)
        _reprice(quote, lines, event, by=by, at=at)
    return line


def _configure(
    head: QuoteLine, lines: Sequence[QuoteLine], chosen: Sequence[Values]
) -> list[QuoteLine]:
    """Keep exactly the chosen parts of a bundle; returns the lines as they are then."""
    structure = bundling.structure_of([head.product] if head.product else [])
    found = bundling.configured(head, lines, chosen, structure)
    if head.product_id:
        wrong = structure.check(head.product_id, bundling.chosen_of(head, found.lines))
        structure.refuse(head.product_id, wrong)
    composing.refuse_too_many(len(found.lines))
    for position, line in enumerate(found.lines, start=1):
        line.position = position
    QuoteLine.objects.filter(pk__in=[line.pk for line in found.gone]).delete()
    kept = [line for line in found.lines if line not in found.added]
    QuoteLine.objects.bulk_update(kept, PLACED)
    QuoteLine.objects.bulk_create(found.added)
    return found.lines


@action
def remove_line(line: QuoteLine, *, by: Actor, at: datetime, version: int | None = None) -> Quote:
    """Take a line off a draft, with its parts. Refuses: not permitted, no draft any more, changed meanwhile, a part that
    its bundle requires.
    """
    quote = _lock(line.quote, by=by, version=version)
    lines = lines_of(quote)
    line = _found(lines, line.pk)
    bundling.refuse_removal(line)
    gone = [line, *nesting.within(line, lines)]
    QuoteLine.objects.filter(pk__in=[each.pk for each in gone]).delete()
    left = [each for each in lines if each not in gone]
    _keep_chosen(composing.settle(left), is_chosen=True)
    return _reprice(quote, left, LineRemoved(name=line.name), by=by, at=at)


@action
def choose_line(line: QuoteLine, *, is_chosen: bool, by: Actor, at: datetime) -> QuoteLine:
    """Take an optional line into the sums or out of them, or an alternative instead of the one that is chosen. What is as
    it is wanted already stays so.

    Refuses: as `change_line`, a line that leaves no choice, to leave an alternative out.
    """
    quote = _lock(line.quote, by=by, version=None)
    lines = lines_of(quote)
    line = _found(lines, line.pk)
    refuse_unless(
        line.choice == Choice.OPTIONAL or (line.choice and is_chosen),
        _("This line leaves nothing to choose."),
        remedy=_("Choose another one of its alternatives."),
        code="choice",
    )
    return _change(quote, line, lines, {"is_chosen": is_chosen}, by=by, at=at)


@action
def arrange(quote: Quote, order: Sequence[UUID], *, by: Actor, at: datetime) -> Quote:
    """Put the lines of a draft into this order; parts stay with their bundles. Refuses: not permitted, no draft any
    more, an order that leaves lines out or names others.
    """
    quote = _lock(quote, by=by, version=None)
    lines = {line.pk: line for line in lines_of(quote)}
    if set(order) != set(lines) or len(order) != len(lines):
        raise InvalidError({"order": _("Name every line of the quote once.")})
    for position, line in enumerate(nesting.in_order([lines[pk] for pk in order]), start=1):
        line.position = position
    QuoteLine.objects.bulk_update(lines.values(), ["position"])
    return writing.save(quote, {}, by=by, at=at, event=LinesArranged())


TYPED = (
    "choice",
    "group",
    "is_chosen",
    "billing",
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
    "is_tax_typed",
    "properties",
)
FROM_PROPERTIES = ("is_incomplete", "costing")  # what follows from properties
KEPT = (*TYPED, *FROM_PROPERTIES)
PLACED = (
    "position",
    "per_bundle",
    "quantity",
    "section",
    "unit_price",
    "is_price_typed",
    "discount",
)


def _keep_chosen(changed: Sequence[QuoteLine], *, is_chosen: bool) -> None:
    """Save on those of the lines that are stored whether they are chosen; what no longer is goes first, as the
    database allows one of a group at any time.
    """
    rows = [line.pk for line in changed if line.is_chosen == is_chosen]
    if rows:
        QuoteLine.objects.filter(pk__in=rows).update(is_chosen=is_chosen)


def _lock(quote: Quote, *, by: Actor, version: int | None) -> Quote:
    locked = lock_draft(quote, by=by)
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
    saved = writing.save(quote, reprice(quote, lines, by=by, at=at), by=by, at=at, event=event)
    follow(saved, by=by, at=at)
    return saved
