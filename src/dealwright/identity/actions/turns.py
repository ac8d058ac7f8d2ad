"""What concerns more rows than the one that changes is changed by one after the other.

A turn is taken before any row is locked, so that whoever waits for it holds nothing that another needs.
"""

from django.db import connection

PEOPLE = "identity.user"  # who administers, who reports to whom
UNITS = "identity.businessunit.parent"


def take(what: str) -> None:
    """Wait until nobody else changes this; the turn ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [what])
