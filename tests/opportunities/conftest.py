"""The process that the deals of these tests go through."""

from types import SimpleNamespace

import pytest

from dealwright.strategy import queries as strategy
from dealwright.strategy.models import SalesProcess
from tests.factories.opportunities import standard_process


@pytest.fixture
def standard(people: SimpleNamespace) -> SalesProcess:
    """The process every installation starts with."""
    return standard_process()


@pytest.fixture
def stages(standard: SalesProcess) -> SimpleNamespace:
    """Its stages: qualify, develop, propose, close."""
    return SimpleNamespace(**{one.name.lower(): one for one in strategy.stages(standard)})
