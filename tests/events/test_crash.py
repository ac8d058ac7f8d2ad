"""Processes die after the commit, inside a handler, after it; a second worker leaves exactly one effect."""

import json
import os
import subprocess
import sys

import pytest
from django.db import connection

from dealwright.events.models import EventDelivery
from dealwright.identity.models import BusinessUnit
from dealwright.organisation.models import Organisation

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
KEYS = ("NAME", "USER", "PASSWORD", "HOST", "PORT")


def run(what: str, *, die: str = "") -> int:
    database = {key: connection.settings_dict[key] for key in KEYS}
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "dealwright.config.settings",
        "CRASH_DATABASE": json.dumps(database, default=str),
        "DIE": die,
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.events.crashing", what],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
    )
    assert done.returncode in {0, 7}, done.stderr
    return done.returncode


def effects() -> int:
    return BusinessUnit.objects.filter(name="Made for Corvane").count()


@pytest.mark.parametrize("death", ["", "inside the handler", "after the handler"])
def test_one_fact_has_one_effect_whoever_dies(death: str) -> None:
    assert run("announce") == 7
    assert Organisation.objects.count() == 1
    assert effects() == 0
    if death:
        assert run("work", die=death) == 7
        assert effects() == (1 if death == "after the handler" else 0)
    assert run("work") == 0
    assert effects() == 1
    assert EventDelivery.objects.get().attempts == 1
    assert run("work") == 0
    assert effects() == 1
