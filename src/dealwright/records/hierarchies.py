"""Kinds whose records stand below one another by a link of their own: changed one after the other, and never in a circle."""

from django.db import connection
from psycopg import sql

from dealwright.records.models import Record


def hold(model: type[Record], link: str = "parent") -> None:
    """Links of a tree change one after the other, or two changes at once could close a circle that neither sees.

    Taken before the lock of a row: whoever waits here holds nothing that the other needs.
    """
    with connection.cursor() as cursor:
        name = f"{model._meta.label_lower}.{link}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])


ABOVE = """
WITH RECURSIVE above AS (
    SELECT id, {link} AS up FROM {table} WHERE id = %(first)s
    UNION
    SELECT t.id, t.{link} FROM {table} t JOIN above ON t.id = above.up
)
SELECT EXISTS (SELECT FROM above WHERE id = %(row)s)
"""


def closes_circle(row: Record, link: str = "parent") -> bool:
    """Whether what the row is to stand below stands below the row itself. The tree is held by the caller."""
    model = type(row)
    statement = sql.SQL(ABOVE).format(
        link=sql.Identifier(f"{link}_id"), table=sql.Identifier(model._meta.db_table)
    )
    first = getattr(row, f"{link}_id")
    with connection.cursor() as cursor:
        cursor.execute(statement, {"first": first, "row": row.pk})
        (found,) = cursor.fetchone()
    return bool(found)
