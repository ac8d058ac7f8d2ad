"""Delivery: each handler deals with each event exactly once in the database."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from dealwright.events import bus
from dealwright.events.models import EventDelivery, EventRecord

MOST_ATTEMPTS = 8


def deliver(*, handler: str, event_id: UUID, at: datetime) -> bool:
    """Run a handler for an event in the caller's transaction; False when it was done or parked before, or when the
    event was forgotten.

    The delivery row is taken first, so that of two workers the second waits and then finds it done.
    """
    record = EventRecord.objects.filter(pk=event_id).first()
    if record is None:
        return False
    EventDelivery.objects.bulk_create(
        [EventDelivery(event_id=event_id, handler=handler)], ignore_conflicts=True
    )
    delivery = EventDelivery.objects.select_for_update().get(event_id=event_id, handler=handler)
    subscription = bus.subscription(handler)
    if delivery.delivered_at or delivery.parked_at:
        return False
    if subscription is None:
        raise LookupError(f"No handler is named {handler}.")
    subscription.handler(record)
    delivery.attempts += 1
    delivery.delivered_at = at
    delivery.error = ""
    delivery.save(update_fields=["attempts", "delivered_at", "error"])
    return True


@transaction.atomic
def note_failure(*, handler: str, event_id: UUID, error: Exception, at: datetime) -> bool:
    """Count a failed try; at the eighth the delivery is parked. Returns whether it is at rest: parked, or of an event
    that was forgotten.
    """
    if not EventRecord.objects.filter(pk=event_id).exists():
        return True
    delivery, _created = EventDelivery.objects.select_for_update().get_or_create(
        event_id=event_id, handler=handler
    )
    delivery.attempts += 1
    delivery.error = f"{type(error).__name__}: {error}"[:2000]
    if delivery.attempts >= MOST_ATTEMPTS:
        delivery.parked_at = at
    delivery.save(update_fields=["attempts", "error", "parked_at"])
    return delivery.parked_at is not None


@transaction.atomic
def run_again(delivery: EventDelivery) -> None:
    """Take a parked delivery out and defer it anew."""
    parked = EventDelivery.objects.select_for_update().get(pk=delivery.pk)
    parked.parked_at = None
    parked.attempts = 0
    parked.save(update_fields=["parked_at", "attempts"])
    bus.defer_again(handler=parked.handler, event_id=parked.event_id)
