"""Fixtures of every test."""

pytest_plugins = ["tests.people", "tests.write_guard"]
