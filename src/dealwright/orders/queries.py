"""Reads on orders."""

from collections.abc import Sequence
from uuid import UUID

from django.db import models

from dealwright.core.actor import Actor
from dealwright.orders.models import Order, OrderLine

SHOWN = 20


def lines(order: Order) -> Sequence[OrderLine]:
    """The lines of an order in their order."""
    rows = OrderLine.objects.filter(order=order).order_by("position", "pk")
    return list(rows.fetch_mode(models.FETCH_RAISE))


def of_account(account: UUID, actor: Actor) -> Sequence[Order]:
    """The orders of an account that the actor may see, the latest first."""
    return _newest(Order.objects.visible_to(actor).filter(account=account))


def of_quote(quote: UUID, actor: Actor) -> Sequence[Order]:
    """The order of a quote, if the actor may see it."""
    return _newest(Order.objects.visible_to(actor).filter(quote=quote))


def of_deal(deal: UUID, actor: Actor) -> Sequence[Order]:
    """The orders of a deal that the actor may see, the latest first."""
    return _newest(Order.objects.visible_to(actor).filter(opportunity=deal))


def _newest(rows: "models.QuerySet[Order]") -> list[Order]:
    found = rows.order_by("-created_at", "-pk").fetch_mode(models.FETCH_RAISE)
    return list(found[:SHOWN])
