"""Fixtures of every test."""

pytest_plugins = ["tests.database", "tests.browser", "tests.people", "tests.write_guard"]
