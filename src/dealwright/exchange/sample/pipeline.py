"""The rows of deals: the deal itself, its line, competitor, stakeholders, spans, events and activities."""

import json
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from dealwright.catalog.models import PriceList, Product
from dealwright.exchange.sample import rows
from dealwright.exchange.sample.cast import Cast, Seller
from dealwright.exchange.sample.dice import Table, dice, ident
from dealwright.exchange.sample.plans import DealPlan
from dealwright.exchange.sample.scale import Scale
from dealwright.strategy.models import Stage

type Row = dict[str, Any]
type Plans = Sequence[DealPlan]

RECENT = timedelta(days=90)  # events are written for deals that were alive in these days
LABEL = "opportunities.opportunity"
ROLES = ("champion", "influencer", "decision_maker")


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """What the rows of deals refer to."""

    scale: Scale
    cast: Cast
    stages: Sequence[Stage]
    listed: PriceList
    products: Sequence[Product]
    rivals: Sequence[UUID]

    def seller(self, plan: DealPlan) -> Seller:
        return self.cast.sellers[plan.customer.seller]

    def stage(self, plan: DealPlan) -> Stage:
        return self.stages[min(plan.stage, len(self.stages) - 1)]

    def id_of(self, plan: DealPlan) -> UUID:
        return ident(self.scale.seed, Table.DEAL, plan.number)


def deals(scene: Scene, plans: Plans) -> Iterator[Row]:
    """Opportunity rows."""
    for plan in plans:
        stage = scene.stage(plan)
        last = plan.ended or plan.moves[-1]
        yield rows.owned(scene.seller(plan), plan.moves[0], modified_at=last) | _outcome(scene, plan) | {
            "id": scene.id_of(plan),
            "number": rows.number("OPP", plan.moves[0], plan.number),
            "name": plan.name,
            "account_id": ident(scene.scale.seed, Table.ACCOUNT, plan.customer.number),
            "contact_id": ident(scene.scale.seed, Table.CONTACT, plan.customer.number),
            "process_id": stage.process_id,
            "stage_id": stage.pk,
            "stage_since": plan.moves[-1],
            "currency": scene.scale.currency,
            "rate": Decimal(1),
            "estimated_revenue": plan.amount,
            "probability": stage.probability,
            "category": stage.category,
            "close_on": plan.close_on.date(),
            "source": plan.source,
            "price_list_id": scene.listed.pk,
        }  # fmt: skip


def _outcome(scene: Scene, plan: DealPlan) -> Row:
    if plan.won is None or plan.ended is None:
        return {"state": "open"}
    closed: Row = {"closed_at": plan.ended, "closed_on": plan.ended.date()}
    if plan.won:
        return closed | {"state": "won", "actual_revenue": plan.amount}
    rival = scene.rivals[plan.rival] if plan.rival is not None else None
    return closed | {"state": "lost", "lost_reason": plan.reason, "lost_to_id": rival}


def lines(scene: Scene, plans: Plans) -> Iterator[Row]:
    """One to three lines a deal that come to about its amount; the amount itself is typed."""
    prices = [product.list_price for product in scene.products]
    for plan in plans:
        roll = dice(scene.scale.seed, Table.LINE, plan.number)
        parts = roll.randrange(1, 4)
        for part in range(parts):
            share = plan.amount / parts
            affordable = max(1, bisect_right(prices, share))
            product = scene.products[roll.randrange(affordable)]
            quantity = Decimal(max(1, int(share / product.list_price)))
            yield _stamps(scene.seller(plan), plan.moves[0]) | {
                "id": ident(scene.scale.seed, Table.LINE, plan.number, part),
                "opportunity_id": scene.id_of(plan),
                "position": part + 1,
                "product_id": product.pk,
                "description": product.name,
                "quantity": quantity,
                "unit_price": product.list_price,
                "is_price_typed": False,
                "amount": quantity * product.list_price,
            }


def _stamps(seller: Seller, at: datetime) -> Row:
    return {
        "created_at": at,
        "created_by_id": seller.id,
        "modified_at": at,
        "modified_by_id": seller.id,
    }


def competitors(scene: Scene, plans: Plans) -> Iterator[Row]:
    """Who else wants the deal."""
    for plan in plans:
        if plan.rival is not None:
            yield {
                "id": ident(scene.scale.seed, Table.RIVAL, plan.number),
                "opportunity_id": scene.id_of(plan),
                "competitor_id": scene.rivals[plan.rival],
            }


def stakeholders(scene: Scene, plans: Plans) -> Iterator[Row]:
    """The contacts of the account that were won over."""
    scale = scene.scale
    for plan in plans:
        known = range(plan.customer.number, scale.contacts, scale.accounts)
        for part, contact in enumerate(known[: plan.supporters]):
            yield {
                "id": ident(scale.seed, Table.RIVAL, plan.number, part + 1),
                "opportunity_id": scene.id_of(plan),
                "contact_id": ident(scale.seed, Table.CONTACT, contact),
                "role": ROLES[part % len(ROLES)],
                "influence": ("high", "medium", "low")[part % 3],
            }


def spans(scene: Scene, plans: Plans) -> Iterator[Row]:
    """What each deal was from one moment to the next, from its first day to now."""
    for plan in plans:
        seller = scene.seller(plan)
        moments = [*plan.moves, *([plan.ended] if plan.ended else [])]
        for place, (begin, end) in enumerate(zip(moments, [*moments[1:], None], strict=True)):
            closed = plan.ended is not None and place == len(moments) - 1
            stage = scene.stages[min(place, plan.stage)]
            yield {
                "deal_id": scene.id_of(plan),
                "valid_from": begin,
                "valid_to": end,
                "owner_id": seller.id,
                "unit_id": seller.unit_id,
                "process_id": stage.process_id,
                "stage_id": stage.pk,
                "state": ("won" if plan.won else "lost") if closed else "open",
                "category": stage.category,
                "probability": stage.probability,
                "amount": plan.amount,
                "currency": scene.scale.currency,
                "rate": Decimal(1),
                "close_on": plan.close_on.date(),
            }


def activities(scene: Scene, plans: Plans) -> Iterator[Row]:
    """What was done in each stage, and for most open deals what comes next."""
    for plan in plans:
        seller = scene.seller(plan)
        about = (LABEL, scene.id_of(plan), plan.name)
        for part, moment in enumerate(plan.moves):
            yield rows.talk(scene.scale, seller, about, n=plan.number, part=part, moment=moment)
        if plan.won is None and plan.number % 5:
            yield rows.plan(scene.scale, seller, about, n=plan.number, moment=plan.moves[-1])


def events(scene: Scene, plans: Plans) -> Iterator[Row]:
    """The moves and outcomes of deals that were alive lately, so that their timelines tell a story."""
    since = scene.scale.now - RECENT
    for plan in plans:
        if (plan.ended or scene.scale.now) < since:
            continue
        for part in range(1, len(plan.moves)):
            yield _moved(scene, plan, part)
        if plan.ended:
            yield _ended(scene, plan)


def _moved(scene: Scene, plan: DealPlan, part: int) -> Row:
    before, after = scene.stages[part - 1], scene.stages[part]
    days = (plan.moves[part] - plan.moves[part - 1]).days
    data = {
        "from_stage": before.name,
        "to_stage": after.name,
        "stage": str(after.pk),
        "is_forward": True,
        "days": days,
    }
    changes = {"stage": [str(before.pk), str(after.pk)]}
    return _event(scene, plan, part, "StageMoved", plan.moves[part], data, changes)


def _ended(scene: Scene, plan: DealPlan) -> Row:
    assert plan.ended is not None  # noqa: S101  the caller asked
    on = plan.ended.date().isoformat()
    if plan.won:
        data = {
            "actual_revenue": str(plan.amount),
            "currency": scene.scale.currency,
            "closed_on": on,
        }
        return _event(
            scene, plan, 9, "OpportunityWon", plan.ended, data, {"state": ["open", "won"]}
        )
    data = {"reason": plan.reason, "competitor": "", "note": "", "closed_on": on}
    return _event(scene, plan, 9, "OpportunityLost", plan.ended, data, {"state": ["open", "lost"]})


def _event(  # noqa: PLR0917  private, called thrice above
    scene: Scene, plan: DealPlan, part: int, kind: str, at: datetime, data: Row, changes: Row
) -> Row:
    seller = scene.seller(plan)
    pk = scene.id_of(plan)
    account = ident(scene.scale.seed, Table.ACCOUNT, plan.customer.number)
    return {
        "id": ident(scene.scale.seed, Table.EVENT, plan.number, part),
        "kind": f"opportunities.{kind}",
        "subject_type": LABEL,
        "subject_id": pk,
        "subject_label": plan.name,
        "about": [pk, account],
        "actor_kind": "user",
        "actor_id": seller.id,
        "actor_name": seller.name,
        "channel": "web",
        "data": json.dumps(data),
        "changes": json.dumps(changes),
        "at": at,
        "recorded_at": at,
    }
