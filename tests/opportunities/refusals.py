"""What a refusal must leave untouched."""

from collections.abc import Callable
from typing import Any

import pytest

from dealwright.activities.models import Activity
from dealwright.customers.models import Account, Contact
from dealwright.events.models import EventRecord
from dealwright.leads.models import Lead
from dealwright.opportunities.models import (
    Competitor,
    DealSpan,
    Opportunity,
    OpportunityCompetitor,
    OpportunityLine,
    Stakeholder,
)
from dealwright.records.models import NumberSequence

WRITTEN = (
    Opportunity,
    OpportunityLine,
    OpportunityCompetitor,
    Stakeholder,
    Competitor,
    DealSpan,
    NumberSequence,
    Lead,
    Account,
    Contact,
    Activity,
)


def everything() -> list[Any]:
    """All that a verb of this context could have written."""
    rows = [list(model._default_manager.order_by("pk").values()) for model in WRITTEN]
    return [*rows, EventRecord.objects.count()]


def refused[E: Exception](error: type[E], verb: Callable[..., Any], *args: Any, **kwargs: Any) -> E:
    """The verb raises this error, which is returned; nothing changed and no event was recorded."""
    before = everything()
    with pytest.raises(error) as found:
        verb(*args, **kwargs)
    assert everything() == before
    return found.value
