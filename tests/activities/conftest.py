"""Fixtures of the tests of activities."""

from collections.abc import Callable

import pytest
from django.db import connection

from dealwright.activities.models import Activity


@pytest.fixture
def history_of(db: None) -> Callable[[Activity], list[str]]:
    """What system time kept of an activity: insert, update, delete, oldest first."""

    def read(activity: Activity) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pgh_label FROM activities_activityhistory WHERE pgh_obj_id = %s ORDER BY pgh_id",
                [activity.pk],
            )
            return [label for (label,) in cursor.fetchall()]

    return read
