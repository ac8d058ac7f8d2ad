"""Reads on quotes."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import models

from dealwright.core.actor import Actor
from dealwright.quotes import links
from dealwright.quotes.models import Quote, QuoteAnswer, QuoteLine, QuoteLink, QuoteQuerySet

SHOWN = 20


def lines(quote: Quote) -> list[QuoteLine]:
    """The lines of a quote in their order, each with this very quote."""
    rows = QuoteLine.objects.filter(quote=quote).order_by("position", "pk")
    found = list(rows.fetch_mode(models.FETCH_RAISE))
    for line in found:
        line.quote = quote
    return found


def revisions(quote: Quote) -> Sequence[Quote]:
    """All revisions of a quote that share its number, the latest first."""
    rows = Quote.objects.filter(number=quote.number).order_by("-revision", "pk")
    return list(rows.fetch_mode(models.FETCH_RAISE))


def of_deal(deal: UUID, actor: Actor) -> Sequence[Quote]:
    """The quotes of a deal that the actor may see, the latest first."""
    return _newest(Quote.objects.visible_to(actor).filter(opportunity=deal))


def of_account(account: UUID, actor: Actor) -> Sequence[Quote]:
    """The quotes of an account that the actor may see, the latest first."""
    return _newest(Quote.objects.visible_to(actor).filter(account=account))


def waiting(actor: Actor) -> Sequence[Quote]:
    """The actor's own quotes that wait for the client, the most urgent first, with when they were looked at."""
    opened = QuoteLink.objects.filter(quote=models.OuterRef("pk")).values("quote")
    rows = (
        Quote.objects.waiting()
        .owned_by(actor)
        .annotate(
            opened_at=models.Subquery(opened.annotate(at=models.Min("opened_at")).values("at"))
        )
        .select_related("account")
        .order_by("valid_until", "pk")
    )
    return list(rows.fetch_mode(models.FETCH_RAISE)[:SHOWN])


def answer_to(quote: Quote) -> QuoteAnswer | None:
    """What the client said, if he has said it."""
    return QuoteAnswer.objects.filter(quote=quote).first()


def links_of(quote: Quote) -> Sequence[QuoteLink]:
    """The ways that were made for the client, the latest first."""
    rows = QuoteLink.objects.filter(quote=quote).order_by("-created_at", "pk")
    return list(rows.fetch_mode(models.FETCH_RAISE))


def link_for(token: str, *, at: datetime) -> QuoteLink | None:
    """The link that a client's token stands for, with its quote, while it leads anywhere; one query."""
    pk = links.link_id(token)
    rows = QuoteLink.objects.select_related(
        "quote__account", "quote__contact", "quote__owner", "quote__opportunity"
    )
    found = rows.filter(pk=pk).first() if pk else None
    return found if found and found.opens_at(at) else None


def _newest(rows: QuoteQuerySet) -> list[Quote]:
    found = rows.select_related("owner").order_by("-created_at", "-pk")
    return list(found.fetch_mode(models.FETCH_RAISE)[:SHOWN])
