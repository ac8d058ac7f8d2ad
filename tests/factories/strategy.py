"""Sales processes for tests."""

from collections.abc import Sequence

from dealwright.core import actor as actors
from dealwright.strategy import actions as strategy
from dealwright.strategy.models import SalesProcess
from tests.people import AT


def process_of(stages: Sequence[str], *, name: str = "A way of selling") -> SalesProcess:
    """A process with these stages, their probabilities rising evenly below 100 %."""
    step = 100 // (len(stages) + 1)
    values = [
        {"name": stage, "probability": step * place} for place, stage in enumerate(stages, start=1)
    ]
    return strategy.create_process(name, values, by=actors.system(), at=AT)
