"""The one lock under which the structure of bundles changes: their parts, and the rules about these."""

from django.db import connection

STRUCTURE = "catalog.bundlepart"


def hold_structure() -> None:
    """Bundles change one after the other. Taken before any row: whoever waits here holds nothing that another needs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [STRUCTURE])
