"""The suite. Its processes keep their data in `var/test`, whatever the developer's environment says.

TEST_DATABASE_URL names another PostgreSQL 15 or newer to run against, as a role that may create databases.
"""

import os
from pathlib import Path

for _name in (
    "BASE_URL",
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "DEBUG",
    "EMAIL_URL",
    "DATABASE_DIRECT_URL",
):
    os.environ.pop(_name, None)
os.environ["DEALWRIGHT_DATA_DIR"] = str(Path(__file__).resolve().parents[1] / "var" / "test")
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL", "")
