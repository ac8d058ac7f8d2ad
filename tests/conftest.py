"""Fixtures of every test."""

from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.database", "tests.browser", "tests.people", "tests.write_guard"]

# No test asserts a duration, on a busy machine least of all; failing examples are printed, not stored.
settings.register_profile(
    "house", deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")
