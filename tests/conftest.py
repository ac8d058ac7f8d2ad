"""Fixtures of every test."""

import pytest
from hypothesis import HealthCheck, settings
from scripts import messages

pytest_plugins = [
    "tests.database",
    "tests.browser",
    "tests.people",
    "tests.write_guard",
    "tests.custom_fields",
]

# No test asserts a duration, on a busy machine least of all; failing examples are printed, not stored.
settings.register_profile(
    "house", deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # once, before the processes start
        messages.compile_all()
