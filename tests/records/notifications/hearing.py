"""Let what was recorded be told, as a worker would."""

from dealwright.core import actor as actors
from dealwright.core.action import writing
from dealwright.core.actor import Actor
from dealwright.events import actions as events
from dealwright.events import bus
from dealwright.events.models import EventRecord
from dealwright.identity.models import User
from dealwright.records.models import Notification
from tests.people import AT

HANDLERS = [
    "dealwright.records.notifications.handlers.tell",
    "dealwright.records.notifications.handlers.tell_of_many",
]


def hear() -> None:
    """Deliver every event that there is to the handlers that tell of it."""
    with writing(actors.system()):
        for event in EventRecord.objects.order_by("at", "pk"):
            for name in HANDLERS:
                found = bus.subscription(name)
                assert found is not None
                is_its_kind = found.kind in {bus.ANY, event.kind}
                if is_its_kind and found.concerns(event):
                    events.deliver(handler=name, event_id=event.pk, at=AT)


def told(person: User | Actor) -> list[str]:
    """What a person was told, the first first."""
    pk = person.pk if isinstance(person, User) else person.id
    rows = Notification.objects.filter(user_id=pk).order_by("at", "pk")
    return list(rows.values_list("text", flat=True))
