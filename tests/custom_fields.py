"""No test knows the custom fields of another: what holds is asked of the database again, and never without one."""

from collections.abc import Iterator

import pytest

from dealwright.records.custom import current

OF_DATABASE = {"db", "transactional_db", "django_db_setup"}


def pytest_collection() -> None:
    """Modules that name the kinds of record as they are collected have no database yet."""
    current.settle(current.NOTHING)


@pytest.fixture(autouse=True)
def _custom_fields(request: pytest.FixtureRequest) -> Iterator[None]:
    has_database = request.node.get_closest_marker("django_db") or OF_DATABASE & set(
        request.fixturenames
    )
    if has_database:
        request.getfixturevalue("_django_db_helper")
        current.begin_anew()
        current.state()  # as at the start of a request: what a test counts comes after it
    yield
    current.settle(current.NOTHING)
