"""What a refusal must leave untouched."""

from collections.abc import Callable
from typing import Any

import pytest

from dealwright.events.models import EventRecord
from dealwright.leads.models import Lead, LeadForm
from dealwright.records.models import Notification


def everything() -> tuple[Any, ...]:
    """All that a verb of this context could have written."""
    return (
        list(Lead.objects.order_by("pk").values()),
        list(LeadForm.objects.order_by("pk").values()),
        EventRecord.objects.count(),
        Notification.objects.count(),
    )


def refused[E: Exception](
    error: type[E], verb: Callable[..., Any], *args: Any, **kwargs: Any
) -> pytest.ExceptionInfo[E]:
    """The verb raises this error; nothing changed and no event was recorded."""
    before = everything()
    with pytest.raises(error) as found:
        verb(*args, **kwargs)
    assert everything() == before
    return found
