"""The ids that records had elsewhere."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.exchange import queries
from dealwright.exchange.models import ExternalId
from dealwright.records import registry


@action
def keep_external_ids(entity: str, known: Mapping[str, UUID], *, by: Actor, at: datetime) -> None:
    """Remember which record each of these ids is. An id that meant another record, gone or not, means this one now; but
    one that means a record which the actor may not read goes on meaning that, or whoever imports could have the next
    import of others change a record of their own.
    """
    rows = {key: ExternalId(entity=entity, key=key, record_id=pk) for key, pk in known.items()}
    # whoever is first keeps it, also of two at once: what is looked at afterwards is what stands
    ExternalId.objects.bulk_create(rows.values(), ignore_conflicts=True)
    barred = queries.out_of_reach(registry.entity(entity), rows, by)
    ExternalId.objects.bulk_create(
        [row for key, row in rows.items() if key not in barred],
        update_conflicts=True,
        unique_fields=["entity", "key"],
        update_fields=["record_id"],
    )
