"""Reads on quotes."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import models

from dealwright.core.actor import Actor
from dealwright.quotes import links
from dealwright.quotes.models import (
    Agreement,
    Quote,
    QuoteAnswer,
    QuoteLine,
    QuoteLink,
    QuoteQuerySet,
)

SHOWN = 20


def lines(quote: Quote) -> list[QuoteLine]:
    """The lines of a quote in their order, each with this very quote."""
    rows = QuoteLine.objects.filter(quote=quote).select_related("product")
    found = list(rows.order_by("position", "pk").fetch_mode(models.FETCH_RAISE))
    for line in found:
        line.quote = quote
    return found


def revisions(quote: Quote) -> Sequence[Quote]:
    """All revisions of a quote that share its number, the latest first."""
    rows = Quote.objects.filter(number=quote.number).order_by("-revision", "pk")
    return list(rows.fetch_mode(models.FETCH_RAISE))


def revisions_for(quote: Quote, actor: Actor) -> Sequence[Quote]:
    """The revisions of a quote that the actor may see, the latest first, as they are compared."""
    rows = Quote.objects.visible_to(actor).filter(number=quote.number)
    found = rows.select_related("contact", "price_list").order_by("-revision", "pk")
    return list(found.fetch_mode(models.FETCH_RAISE))


def seen_before(link: QuoteLink) -> Quote | None:
    """The latest earlier revision that the client of this link looked at or, failing that, was given."""
    earlier = QuoteLink.objects.select_related("quote").filter(
        quote__number=link.quote.number,
        quote__revision__lt=link.quote.revision,
        sent_to=link.sent_to,
    )
    latest = earlier.order_by("-quote__revision", "pk")
    found = latest.filter(opened_at__isnull=False).first() or latest.first()
    return found.quote if found else None


def of_deal(deal: UUID, actor: Actor) -> Sequence[Quote]:
    """The quotes of a deal that the actor may see, the latest first."""
    return _newest(Quote.objects.visible_to(actor).filter(opportunity=deal))


def of_account(account: UUID, actor: Actor) -> Sequence[Quote]:
    """The quotes of an account that the actor may see, the latest first."""
    return _newest(Quote.objects.visible_to(actor).filter(account=account))


def agreements_of(account: UUID, actor: Actor, *, on: date) -> Sequence[Agreement]:
    """The agreements with an account that count or will, by name."""
    rows = Agreement.objects.visible_to(actor).filter(account=account, is_active=True)
    current = rows.exclude(valid_to__lt=on).select_related("product").order_by("name", "pk")
    return list(current.fetch_mode(models.FETCH_RAISE)[:SHOWN])


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


def newer_link(link: QuoteLink, *, at: datetime) -> QuoteLink | None:
    """The way of the same client to the latest revision that went out after this one, with its quote."""
    later = QuoteLink.objects.select_related("quote").filter(
        quote__number=link.quote.number,
        quote__revision__gt=link.quote.revision,
        sent_to=link.sent_to,
        revoked_at__isnull=True,
        expires_at__gt=at,
    )
    return later.order_by("-quote__revision", "-created_at", "pk").first()


def _newest(rows: QuoteQuerySet) -> list[Quote]:
    found = rows.select_related("owner").order_by("-created_at", "-pk")
    return list(found.fetch_mode(models.FETCH_RAISE)[:SHOWN])
