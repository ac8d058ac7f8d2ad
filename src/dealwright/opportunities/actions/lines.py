"""What a deal is about: its lines. The deal is locked first; revenue that follows the lines is kept in step."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.clock import local_date
from dealwright.core.errors import InvalidError, NotFoundError
from dealwright.events import bus
from dealwright.events.bus import Event, Fact
from dealwright.opportunities import bundling
from dealwright.opportunities.actions import editing, moving
from dealwright.opportunities.events import LineAdded, LineChanged, LineRemoved
from dealwright.opportunities.lines import COLUMNS, Draft, fill, snapshot
from dealwright.opportunities.models import Opportunity, OpportunityLine, RevenueSource
from dealwright.organisation import queries as organisation
from dealwright.records import registry, writing

type Values = Mapping[str, Any]

SAVED = (
    *(name.removesuffix("_id") for name in COLUMNS),
    "version",
    "modified_at",
    "modified_by",
)


@action
def add_line(deal: Opportunity, values: Values, *, by: Actor, at: datetime) -> OpportunityLine:
    """Add a line at the end: a product of the catalogue, or something written in with its own price. A bundle comes with
    the parts that it requires; with `part_of`, the line of a bundle, an optional part is added under it.

    Refuses: not permitted, a closed deal, a retired or unknown product, nothing described, a quantity that is
    not greater than zero or finer than its unit, a write-in without a price, a discount beyond the price, what is no
    part of the bundle or is there already.
    """
    deal = moving.lock_to_edit(deal, by=by)
    last = deal.lines.aggregate(last=Max("position"))["last"] or 0
    line = _new(deal, last + 1, by=by, at=at)
    if values.get("part_of"):
        drafts = bundling.optional_part(deal, values, line, by=by)
    else:
        given = {name: value for name, value in values.items() if name != "part_of"}
        drafts = [Draft(line=line, given=given)]
    _write(deal, drafts, by=by, at=at)
    return line


@action
def update_line(
    line: OpportunityLine, values: Values, *, by: Actor, at: datetime
) -> OpportunityLine:
    """Change a line. A price that was not typed follows the price list when product or quantity change; parts follow
    the quantity of their bundle.

    Refuses what `add_line` does, and what a part has from its bundle.
    """
    deal = moving.lock_to_edit(line.opportunity, by=by)
    line = OpportunityLine.objects.lock(line.pk)
    _write(deal, [_revised(line, values)], by=by, at=at)
    return line


@action
def remove_line(line: OpportunityLine, *, by: Actor, at: datetime) -> None:
    """Take a line out of an open deal, with its parts. Refuses: not permitted, a closed deal, a part that its bundle requires."""
    deal = moving.lock_to_edit(line.opportunity, by=by)
    line = OpportunityLine.objects.lock(line.pk)
    bundling.refuse_removal(line)
    present = list(deal.lines.order_by("position", "pk"))
    _write(deal, [], removed=bundling.with_parts([line], present), by=by, at=at)


@action
def set_lines(
    deal: Opportunity, rows: Sequence[Values], *, by: Actor, at: datetime
) -> list[OpportunityLine]:
    """Make these the lines of the deal, in this order: those with an `id` are changed, the others added, and the
    lines not named are removed. Bundles keep the parts that they require. Refuses what `add_line` does, by position.
    """
    deal = moving.lock_to_edit(deal, by=by)
    present = {line.pk: line for line in deal.lines.order_by("position", "pk")}
    drafts = [
        _placed(deal, row, position, present, by=by, at=at) for position, row in enumerate(rows, 1)
    ]
    kept = {draft.line.pk for draft in drafts}
    if len(kept) < len(drafts):
        raise InvalidError({"id": _("A line is named twice.")})
    unnamed = [line for pk, line in present.items() if pk not in kept and not line.is_required]
    gone = bundling.with_parts(unnamed, list(present.values()))
    drafts = [draft for draft in drafts if draft.line not in gone]
    _write(deal, drafts, removed=gone, by=by, at=at)
    return [draft.line for draft in drafts]


def _placed(
    deal: Opportunity,
    row: Values,
    position: int,
    present: Mapping[UUID, OpportunityLine],
    *,
    by: Actor,
    at: datetime,
) -> Draft:
    given = {name: value for name, value in row.items() if name != "id"}
    if not row.get("id"):
        return Draft(line=_new(deal, position, by=by, at=at), given=given)
    line = present.get(row["id"])
    if line is None:
        raise NotFoundError(_("This line is gone."), remedy=_("Reload the page."))
    draft = _revised(line, given)
    if not line.part_of_id:
        line.position = position
    return draft


def _new(deal: Opportunity, position: int, *, by: Actor, at: datetime) -> OpportunityLine:
    return OpportunityLine(
        opportunity=deal,
        position=position,
        quantity=Decimal(1),
        discount=Decimal(0),
        created_at=at,
        created_by_id=by.id,
        modified_at=at,
        modified_by_id=by.id,
    )


def _revised(line: OpportunityLine, given: Values) -> Draft:
    bundling.refuse_change(line, given)
    return Draft(line=line, given=given, before=snapshot(line))


def _write(
    deal: Opportunity,
    drafts: Sequence[Draft],
    *,
    by: Actor,
    at: datetime,
    removed: Sequence[OpportunityLine] = (),
) -> None:
    """Fill, price and save lines, record what happened to each, and let the revenue follow."""
    selling = organisation.current()
    today = local_date(at, selling.time_zone)
    fill(deal, drafts, mode=selling.discount_mode, by=by, on=today)
    parts = bundling.drafts_of_parts(deal, drafts)
    fill(deal, parts, mode=selling.discount_mode, by=by, on=today)
    drafts = [*drafts, *parts]
    added = [draft.line for draft in drafts if draft.is_new]
    changed = [draft for draft in drafts if not draft.is_new and draft.differs]
    _save(added, [draft.line for draft in changed], removed, by=by, at=at)
    events: Iterable[Event] = (
        *(LineRemoved(**_told(deal, line)) for line in removed),
        *(LineChanged(was=_was(draft), **_told(deal, draft.line)) for draft in changed),
        *(LineAdded(**_told(deal, line)) for line in added),
    )
    about = writing.about(registry.of(deal), deal)
    bus.record_many(
        [Fact(event=found, subject=deal, about=about) for found in events], by=by, at=at
    )
    if deal.revenue_source == RevenueSource.LINES:
        moving.move(deal, editing.from_source(deal), by=by, at=at)


def _save(
    added: Sequence[OpportunityLine],
    changed: Sequence[OpportunityLine],
    removed: Sequence[OpportunityLine],
    *,
    by: Actor,
    at: datetime,
) -> None:
    for line in changed:
        line.version += 1
        line.modified_at, line.modified_by_id = at, by.id
    if removed:
        OpportunityLine.objects.filter(pk__in=[line.pk for line in removed]).delete()
    if changed:
        OpportunityLine.objects.bulk_update(changed, SAVED)
    if added:
        OpportunityLine.objects.bulk_create(added)


def _told(deal: Opportunity, line: OpportunityLine) -> dict[str, Any]:
    """What an event says of a line."""
    return {
        "line": line.pk,
        "description": line.description,
        "quantity": line.quantity,
        "amount": line.amount,
        "currency": deal.currency,
    }


def _was(draft: Draft) -> Decimal:
    assert draft.before is not None  # noqa: S101  only lines that were there change
    amount: Decimal = draft.before["amount"]
    return amount
